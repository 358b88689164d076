using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// LeViT: linear layers with batch norms, narrow keys, and attention that makes the image smaller; with the second
/// classifier of its distillation.
/// </summary>
internal sealed class LeViT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "LeViT: a Vision Transformer in ConvNet's Clothing for Faster Inference",
        2021,
        "arXiv:2104.01136"
    );

    public string Name => "LeViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("levit_128s", new([128, 256, 384], 16, [4, 6, 8], [2, 3, 4])),
            Of("levit_128", new([128, 256, 384], 16, [4, 8, 12], [4, 4, 4])),
            Of("levit_192", new([192, 288, 384], 32, [3, 5, 6], [4, 4, 4])),
            Of("levit_256", new([256, 384, 512], 32, [4, 6, 8], [4, 4, 4])),
            Of("levit_384", new([384, 512, 768], 32, [6, 9, 12], [4, 4, 4])),
            Of("levit_256d", new([256, 384, 512], 32, [4, 6, 8], [4, 8, 6]) { Function = "silu", IsDistilled = false }),
            Of("levit_384_s8", new([384, 512, 768], 32, [6, 9, 12], [4, 4, 4]) { Function = "silu", StemStride = 8 }),
            Of(
                "levit_512",
                new([512, 768, 1024], 64, [8, 12, 16], [4, 4, 4]) { Function = "silu", IsDistilled = false }
            ),
            Of(
                "levit_512_s8",
                new([512, 640, 896], 64, [8, 10, 14], [4, 4, 4])
                {
                    Function = "silu",
                    StemStride = 8,
                    IsDistilled = false,
                }
            ),
            Of(
                "levit_512d",
                new([512, 640, 768], 64, [8, 10, 12], [4, 8, 6]) { Function = "silu", IsDistilled = false }
            ),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), form.Top));

    private sealed record Form(long[] Widths, long KeySize, long[] Heads, int[] Depths)
    {
        internal string Function { get; init; } = "hard_swish";

        internal int StemStride { get; init; } = 16;

        internal bool IsDistilled { get; init; } = true;

        internal Tensor Body(Tensor x)
        {
            int halvings = StemStride == 16 ? 4 : 3;
            x = x.Repeat(
                halvings,
                (x, i) =>
                    x.Conv($"stem.conv{i + 1}.linear", Widths[0] >> (halvings - 1 - i), 3, 2, 1, bias: false)
                        .BatchNorm($"stem.conv{i + 1}.bn")
                        .If(i < halvings - 1, x => x.Activation($"stem.act{i + 1}", Function))
            );
            var (height, width) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
            x = x.Tokens();
            for (int i = 0; i < Widths.Length; i++)
            {
                int stage = i;
                if (stage > 0)
                {
                    x = x.Within($"stages.{stage}.downsample.", x => Down(x, stage, height, width));
                    (height, width) = ((height + 1) / 2, (width + 1) / 2);
                }

                x = x.Repeat(
                    Depths[stage],
                    (x, i) =>
                        x.Within(
                            $"stages.{stage}.blocks.{i}.",
                            x =>
                            {
                                x = x.Within("attn.", x => Attention(x, Heads[stage])).Add("add1", x);
                                return Perceptron(x);
                            }
                        )
                );
            }

            return x;
        }

        internal Tensor Top(Tensor x, BuildOptions options)
        {
            Tensor Head(Tensor x, string name) => x.BatchNorm(name + ".bn").Dense(name + ".linear", options.Classes);

            x = x.MeanOfRows("mean");
            return Head(x, "head")
                .If(
                    IsDistilled,
                    head => head.Then("average", new Merge { Operation = MergeOperation.Average }, Head(x, "head_dist"))
                );
        }

        // A linear layer without bias, and a batch norm.
        private static Tensor Linear(Tensor x, string name, long units) =>
            x.Dense(name + ".linear", units, bias: false).Then(name + ".bn", new BatchNormalization { Axis = 2 });

        private Tensor Perceptron(Tensor x) =>
            Linear(Linear(x, "mlp.ln1", 2 * x.Last()).Activation("mlp.act", Function), "mlp.ln2", x.Last())
                .Add("add2", x);

        private Tensor Attention(Tensor x, long heads)
        {
            long rows = x.Shape[0].Value,
                values = 2 * KeySize;
            var parts = Linear(x, "qkv", heads * ((2 * KeySize) + values))
                .View("heads", rows, heads, (2 * KeySize) + values)
                .Permute("turned", 2, 1, 3)
                .ThenParts("split", new Split { Axis = 3, Sizes = [KeySize, KeySize, values] });
            return Mixed(parts[0], parts[1], parts[2], heads, x.Last());
        }

        // Queries are every other position in height and width.
        private Tensor Down(Tensor x, int stage, long height, long width)
        {
            long heads = Widths[stage - 1] / KeySize,
                rows = height * width,
                values = 4 * KeySize,
                smaller = ((height + 1) / 2) * ((width + 1) / 2);
            x = x.Within(
                "attn_downsample.",
                x =>
                {
                    var parts = Linear(x, "kv", heads * (KeySize + values))
                        .View("heads", rows, heads, KeySize + values)
                        .Permute("turned", 2, 1, 3)
                        .ThenParts("split", new Split { Axis = 3, Sizes = [KeySize, values] });
                    var fewer = x.View("image", height, width, x.Last())
                        .Then("q.down.rows", new Slice { Axis = 1, Step = 2 })
                        .Then("q.down.columns", new Slice { Axis = 2, Step = 2 })
                        .View("q.positions", smaller, x.Last());
                    var queries = Linear(fewer, "q.ln", heads * KeySize)
                        .View("q.heads", smaller, heads, KeySize)
                        .Permute("q.turned", 2, 1, 3);
                    return Mixed(queries, parts[0], parts[1], heads, Widths[stage]);
                }
            );
            return Perceptron(x);
        }

        private Tensor Mixed(Tensor queries, Tensor keys, Tensor values, long heads, long width)
        {
            long rows = queries.Shape[1].Value,
                positions = keys.Shape[1].Value;
            var mixed = queries
                .Then("scores", new MatMul { TransposeB = true }, keys)
                .Add(
                    "bias",
                    queries.Beside(
                        "attention_biases",
                        new WeightTensors
                        {
                            Tensors = [new TensorSpec("biases", new TensorShape(heads, positions))],
                            OutputShape = new TensorShape(heads, rows, positions),
                        }
                    )
                )
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), values)
                .Permute("joined", 2, 1, 3)
                .View("rows", rows, heads * values.Last())
                .Activation("proj.act", Function);
            return Linear(mixed, "proj.ln", width);
        }
    }
}
