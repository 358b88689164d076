using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// EfficientFormer V2: one block for all stages, before whose perceptron the last blocks have attention over images;
/// tables of the paper's appendix, with the second classifier of its distillation.
/// </summary>
internal sealed class EfficientFormerV2 : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Rethinking Vision Transformers for MobileNet Size and Speed",
        2022,
        "arXiv:2212.08059"
    );

    public string Name => "EfficientFormer";

    public IEnumerable<Architecture> Members =>
        [
            Of("efficientformerv2_s0", new([32, 48, 96, 176], [2, 2, 6, 4], 2, [4, 3, 3, 3, 4, 4], [4, 3, 3, 4])),
            Of(
                "efficientformerv2_s1",
                new([32, 48, 120, 224], [3, 3, 9, 6], 2, [4, 4, 3, 3, 3, 3, 4, 4, 4], [4, 4, 3, 3, 4, 4])
            ),
            Of(
                "efficientformerv2_s2",
                new(
                    [32, 64, 144, 288],
                    [4, 4, 12, 8],
                    4,
                    [4, 4, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4],
                    [4, 4, 3, 3, 3, 3, 4, 4]
                )
            ),
            Of(
                "efficientformerv2_l",
                new(
                    [40, 80, 192, 384],
                    [5, 5, 15, 10],
                    6,
                    [4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4],
                    [4, 4, 4, 3, 3, 3, 3, 4, 4, 4]
                )
            ),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    /// <summary>
    /// Channels and blocks of the stages, how many blocks have attention in each of the last two, and how many times as
    /// wide each perceptron of these is in its middle; the others are four times as wide.
    /// </summary>
    private sealed record Form(long[] Widths, int[] Depths, int Attentive, long[] Ratios, long[] LastRatios)
    {
        private const long Heads = 8;

        internal Tensor Body(Tensor x) =>
            Unit(Unit(x, "stem.conv1", Widths[0] / 2, 3, 2, function: "gelu"), "stem.conv2", Widths[0], 3, 2, 1, "gelu")
                .Repeat(
                    Widths.Length,
                    (x, stage) =>
                        x.Within(
                            $"stages.{stage}.",
                            x =>
                                x.If(stage > 0, x => x.Within("downsample.", x => Down(x, stage)))
                                    .Repeat(Depths[stage], (x, i) => x.Within($"blocks.{i}.", x => Block(x, stage, i)))
                        )
                )
                .BatchNorm("norm");

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.GlobalAveragePool("mean").DistilledHead(options);

        private Tensor Down(Tensor x, int stage)
        {
            long width = Widths[stage];
            var smaller = Unit(x, "conv", width, 3, 2);
            return stage == 3 ? x.Within("attn.", x => FewerByAttention(x, width)).Add("add", smaller) : smaller;
        }

        private Tensor Block(Tensor x, int stage, int number)
        {
            long ratio = stage switch
            {
                2 => Ratios[number],
                3 => LastRatios[number],
                _ => 4,
            };
            bool attends = stage >= 2 && number >= Depths[stage] - Attentive;
            x = x.If(
                attends,
                x =>
                    x.Within("token_mixer.", x => Attention(x, halves: stage == 2))
                        .Then("ls1", new Scale())
                        .Add("add1", x)
            );
            var hidden = Unit(x, "mlp.fc1", ratio * x.Channels, function: "gelu");
            hidden = Unit(hidden, "mlp.mid", hidden.Channels, 3, 1, hidden.Channels, "gelu");
            return Unit(hidden, "mlp.fc2", x.Channels).Then("ls2", new Scale()).Add("add2", x);
        }

        // In the larger images attention is over every other position, and the result is made larger again.
        private static Tensor Attention(Tensor x, bool halves)
        {
            const long keySize = 32;
            var smaller = x.If(halves, x => Unit(x, "stride_conv", x.Channels, 3, 2, x.Channels));
            var values = Unit(smaller, "v", Heads * 4 * keySize);
            var scores = Scores(Unit(smaller, "q", Heads * keySize), Unit(smaller, "k", Heads * keySize));
            var weights = AcrossHeads(
                AcrossHeads(scores, "talking_head1").Activation("softmax", "softmax"),
                "talking_head2"
            );
            return Mixed(
                weights,
                values,
                Unit(values, "v_local", values.Channels, 3, 1, values.Channels),
                x.Channels,
                halves
            );

            // A 1x1 convolution whose channels are the heads, the first axis.
            Tensor AcrossHeads(Tensor scores, string name) =>
                x.Shape.Layout == ShapeLayout.ChannelsFirst
                    ? scores.Conv(name, Heads, 1)
                    : scores.Permute(name + ".last", 2, 3, 1).Conv(name, Heads, 1).Permute(name + ".first", 3, 1, 2);
        }

        private static Tensor FewerByAttention(Tensor x, long width)
        {
            const long keySize = 16;
            var fewer = x.Conv("q.local", x.Channels, 3, 2, 1, x.Channels).Add("q.add", x.AveragePool("q.pool", 1, 2));
            var values = Unit(x, "v", Heads * 4 * keySize);
            return Mixed(
                Scores(Unit(fewer, "q.proj", Heads * keySize), Unit(x, "k", Heads * keySize))
                    .Activation("softmax", "softmax"),
                values,
                Unit(values, "v_local", values.Channels, 3, 2, values.Channels),
                width,
                doubles: false
            );
        }

        private static Tensor Scores(Tensor queries, Tensor keys)
        {
            var scores = ByHead(queries, "q_heads")
                .Then("scores", new MatMul { TransposeB = true }, ByHead(keys, "k_heads"));
            long positions = scores.Last();
            return scores.Add(
                "bias",
                queries.Beside(
                    "attention_biases",
                    new WeightTensors
                    {
                        Tensors = [new TensorSpec("biases", new TensorShape(Heads, positions))],
                        OutputShape = new TensorShape(Heads, scores.Shape[1].Value, positions),
                    }
                )
            );
        }

        private static Tensor Mixed(Tensor weights, Tensor values, Tensor local, long width, bool doubles)
        {
            var mixed = weights
                .Then("mixture", new MatMul(), ByHead(values, "v_heads"))
                .Permute("joined", 2, 1, 3)
                .View("rows", weights.Shape[1].Value, values.Channels)
                .ImageLike("image", local)
                .Add("add_local", local)
                .If(
                    doubles,
                    x => x.Then("upsample", new UpSampling(2) { Size = 2, Interpolation = Interpolation.Bilinear })
                );
            return Unit(mixed.Activation("act", "gelu"), "proj", width);
        }

        private static Tensor ByHead(Tensor image, string name)
        {
            var rows = image.Tokens(name + ".rows");
            return rows.View(name, rows.Shape[0].Value, Heads, image.Channels / Heads)
                .Permute(name + ".turned", 2, 1, 3);
        }

        // Unlike in most networks, its convolutions have biases besides the batch norms.
        private static Tensor Unit(
            Tensor x,
            string name,
            long filters,
            long kernel = 1,
            long stride = 1,
            long groups = 1,
            string? function = null
        ) =>
            x.Conv(name + ".conv", filters, kernel, stride, kernel / 2, groups)
                .BatchNorm(name + ".bn")
                .If(function is not null, x => x.Activation(name + ".act", function!));
    }
}
