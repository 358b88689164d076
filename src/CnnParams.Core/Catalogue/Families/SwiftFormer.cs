using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// SwiftFormer: convolutions, and at the end of each stage attention by sums, which is linear in the positions; with
/// the second classifier of its distillation.
/// </summary>
internal sealed class SwiftFormer : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "SwiftFormer: Efficient Additive Attention for Transformer-based Real-time Mobile Vision Applications",
        2023,
        "arXiv:2303.15446"
    );

    public string Name => "SwiftFormer";

    public IEnumerable<Architecture> Members =>
        [
            Of("swiftformer_xs", new([48, 56, 112, 220], [3, 3, 6, 4])),
            Of("swiftformer_s", new([48, 64, 168, 224], [3, 3, 9, 6])),
            Of("swiftformer_l1", new([48, 96, 192, 384], [4, 3, 10, 5])),
            Of("swiftformer_l3", new([64, 128, 320, 512], [4, 4, 12, 6])),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    /// <summary>Channels and blocks of the stages.</summary>
    private sealed record Form(long[] Widths, int[] Depths)
    {
        internal Tensor Body(Tensor x) =>
            x.Conv("stem.0", Widths[0] / 2, 3, 2, 1)
                .BatchNorm("stem.1")
                .ReLU("stem.2")
                .Conv("stem.3", Widths[0], 3, 2, 1)
                .BatchNorm("stem.4")
                .ReLU("stem.5")
                .Repeat(
                    Widths.Length,
                    (x, stage) =>
                        x.Within(
                            $"stages.{stage}.",
                            x =>
                                x.If(
                                        stage > 0,
                                        x =>
                                            x.Conv("downsample.proj", Widths[stage], 3, 2, 1)
                                                .BatchNorm("downsample.norm")
                                    )
                                    .Repeat(
                                        Depths[stage],
                                        (x, i) =>
                                            x.Within(
                                                $"blocks.{i}.",
                                                x => i < Depths[stage] - 1 ? Neighbours(x, 4) : Block(x)
                                            )
                                    )
                        )
                )
                .BatchNorm("norm");

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.GlobalAveragePool("mean").DistilledHead(options);

        private static Tensor Neighbours(Tensor x, long ratio) =>
            x.Conv("dwconv", x.Channels, 3, 1, 1, x.Channels)
                .BatchNorm("norm")
                .Conv("pwconv1", ratio * x.Channels, 1)
                .Activation("act", "gelu")
                .Conv("pwconv2", x.Channels, 1)
                .Then("layer_scale", new Scale())
                .Add("add", x);

        private static Tensor Block(Tensor x)
        {
            x = x.Within("local_representation.", x => Neighbours(x, 1));
            x = x.Within("attn.", Attention).Then("layer_scale_1", new Scale()).Add("add_1", x);
            return x.BatchNorm("linear.norm1")
                .Conv("linear.fc1", 4 * x.Channels, 1)
                .Activation("linear.act", "gelu")
                .Conv("linear.fc2", x.Channels, 1)
                .Then("layer_scale_2", new Scale())
                .Add("add_2", x);
        }

        // Queries are summed with learned weights to one, by which all keys are multiplied.
        private static Tensor Attention(Tensor x)
        {
            long width = x.Channels;
            var rows = x.Tokens();
            var queries = rows.Dense("to_query", width).OfUnitLength("query");
            var whole = queries
                .Then("weights", new MatMul(), x.Learned("w_g", width, 1))
                .OfUnitLength("weights_normalised")
                .Multiply("weighed", queries)
                .Then(
                    "sum",
                    new Operation
                    {
                        OperatorType = "sum",
                        OutputShape = new TensorShape(1, width),
                        Kind = WorkKind.Mean,
                    }
                );
            return rows.Dense("to_key", width)
                .OfUnitLength("key")
                .Multiply("scaled", whole)
                .Dense("proj", width)
                .Add("add", queries)
                .Dense("final", width)
                .ImageLike("image", x);
        }
    }
}
