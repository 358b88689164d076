using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// EfficientFormer: pooling in the place of attention, but for the last blocks; with the second classifier of its
/// distillation. Table 3 of the paper.
/// </summary>
internal sealed class EfficientFormer : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "EfficientFormer: Vision Transformers at MobileNet Speed",
        2022,
        "arXiv:2206.01191"
    );

    public string Name => "EfficientFormer";

    public IEnumerable<Architecture> Members =>
        [
            Of("efficientformer_l1", new([48, 96, 224, 448], [3, 2, 6, 4], 1)),
            Of("efficientformer_l3", new([64, 128, 320, 512], [4, 4, 12, 6], 4)),
            Of("efficientformer_l7", new([96, 192, 384, 768], [6, 6, 18, 8], 8)),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    /// <summary>Channels and blocks of the stages; how many of the last blocks have attention.</summary>
    private sealed record Form(long[] Widths, int[] Depths, int Attentive)
    {
        private const long Heads = 8;
        private const long KeySize = 32;
        private const long ValueSize = 4 * KeySize;

        internal Tensor Body(Tensor x) =>
            Halved(Halved(x, "stem.", "1", Widths[0] / 2).ReLU("stem.act1"), "stem.", "2", Widths[0])
                .ReLU("stem.act2")
                .Repeat(Widths.Length, (x, stage) => x.Within($"stages.{stage}.", x => Stage(x, stage)))
                .LayerNorm("norm");

        internal static Tensor Top(Tensor x, BuildOptions options) => x.MeanOfRows("mean").DistilledHead(options);

        private static Tensor Halved(Tensor x, string scope, string number, long width) =>
            x.Conv($"{scope}conv{number}", width, 3, 2, 1).BatchNorm($"{scope}norm{number}");

        // From image to rows is a module of its own among the blocks.
        private Tensor Stage(Tensor x, int stage)
        {
            bool isLast = stage == Widths.Length - 1;
            int pooling = isLast ? Depths[stage] - Attentive : Depths[stage];
            x = x.If(stage > 0, x => Halved(x, "downsample.", "", Widths[stage]))
                .Repeat(pooling, (x, i) => x.Within($"blocks.{i}.", PoolingBlock));
            return x.If(
                isLast,
                x =>
                    x.Tokens($"blocks.{pooling}")
                        .Repeat(Attentive, (x, i) => x.Within($"blocks.{pooling + 1 + i}.", AttentionBlock))
            );
        }

        private static Tensor PoolingBlock(Tensor x)
        {
            x = x.PoolMixer("token_mixer.").Then("ls1", new Scale()).Add("add1", x);
            return x.Conv("mlp.fc1", 4 * x.Channels, 1)
                .BatchNorm("mlp.norm1")
                .Activation("mlp.act", "gelu")
                .Conv("mlp.fc2", x.Channels, 1)
                .BatchNorm("mlp.norm2")
                .Then("ls2", new Scale())
                .Add("add2", x);
        }

        private static Tensor AttentionBlock(Tensor x)
        {
            x = x.LayerNorm("norm1").Within("token_mixer.", Attention).Scaled("ls1").Add("add1", x);
            return x.LayerNorm("norm2").Mlp("mlp.", 4 * x.Last()).Scaled("ls2").Add("add2", x);
        }

        private static Tensor Attention(Tensor x)
        {
            long rows = x.Shape[0].Value;
            var parts = x.Dense("qkv", Heads * ((2 * KeySize) + ValueSize))
                .View("heads", rows, Heads, (2 * KeySize) + ValueSize)
                .Permute("turned", 2, 1, 3)
                .ThenParts("split", new Split { Axis = 3, Sizes = [KeySize, KeySize, ValueSize] });
            return parts[0]
                .Then("scores", new MatMul { TransposeB = true }, parts[1])
                .Add(
                    "bias",
                    x.Beside(
                        "attention_biases",
                        new WeightTensors
                        {
                            Tensors = [new TensorSpec("biases", new TensorShape(Heads, rows))],
                            OutputShape = new TensorShape(Heads, rows, rows),
                        }
                    )
                )
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), parts[2])
                .Permute("joined", 2, 1, 3)
                .View("rows", rows, Heads * ValueSize)
                .Dense("proj", x.Last());
        }
    }
}
