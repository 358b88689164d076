using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Selective kernel networks as timm builds them: two convolutions that see more or less, weighed channel by channel.
/// </summary>
internal sealed class SKNet : IArchitectureFamily
{
    private static readonly Paper Paper = new("Selective Kernel Networks", 2019, "arXiv:1903.06586");

    private static readonly int[] Depths50 = [3, 4, 6, 3];

    private static readonly Form Halved = new(1.0 / 16, 8);

    public string Name => "SKNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("skresnet18", [64], [2, 2, 2, 2], new(1.0 / 8, 16), isBasic: true),
            Of("skresnet34", [64], Depths50, new(1.0 / 8, 16), isBasic: true),
            Of("skresnet50", [64], Depths50, Halved),
            Of("skresnet50d", [32, 32, 64], Depths50, Halved),
            Of(
                "skresnext50_32x4d",
                [64],
                Depths50,
                new(1.0 / 16, 32)
                {
                    Groups = 32,
                    BaseWidth = 4,
                    Splits = false,
                }
            ),
        ];

    private static Architecture Of(string name, long[] stem, int[] depths, Form form, bool isBasic = false)
    {
        var shortcut = new ResidualForm { AveragesShortcut = stem.Length > 1 };
        return new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.ResidualBody(
                        stem,
                        depths,
                        (x, scope, filters, stride) =>
                            x.Within(
                                scope,
                                x =>
                                {
                                    long width = filters * form.BaseWidth / 64 * form.Groups;
                                    var end = isBasic
                                        ? Selective(x, "conv1.", filters, stride, form)
                                            .Unit("conv2.", filters, 3, function: null)
                                        : Selective(x.Unit("conv1.", width), "conv2.", width, stride, form)
                                            .Unit("conv3.", 4 * filters, function: null);
                                    return end.Finish(x, "act", stride, shortcut);
                                }
                            )
                    ),
                TimmResidual.ResidualTop
            )
        );
    }

    private static Tensor Selective(Tensor x, string scope, long filters, long stride, Form form) =>
        x.Within(
            scope,
            x =>
            {
                IReadOnlyList<Tensor> halves = form.Splits ? x.ThenParts("split", new Split { Sections = 2 }) : [x, x];
                Tensor Path(int i) =>
                    halves[i]
                        .Within(
                            $"paths.{i}.",
                            x =>
                                x.Conv("conv", filters, 3, stride, i + 1, form.Groups, i + 1, bias: false)
                                    .BatchNorm("bn")
                                    .ReLU("act")
                        );

                Tensor[] paths = [Path(0), Path(1)];
                var weights = paths[0]
                    .Add("sum", paths[1])
                    .Within(
                        "attn.",
                        x =>
                            x.Mean("mean")
                                .Conv(
                                    "fc_reduce",
                                    ChannelRounding.Nearest(filters * form.Ratio, form.Divisor),
                                    1,
                                    bias: false
                                )
                                .BatchNorm("bn")
                                .ReLU("act")
                                .Conv("fc_select", 2 * filters, 1, bias: false)
                                .Activation("softmax", "softmax")
                    )
                    .ThenParts("weights", new Split { Sections = 2 });
                return paths[0]
                    .Multiply("weighed0", weights[0])
                    .Add("selected", paths[1].Multiply("weighed1", weights[1]));
            }
        );

    /// <summary>The share of the channels in the attention and the multiple that it is brought to.</summary>
    private sealed record Form(double Ratio, long Divisor)
    {
        internal long Groups { get; init; } = 1;

        internal long BaseWidth { get; init; } = 64;

        /// <summary>Whether each path sees half of the channels.</summary>
        internal bool Splits { get; init; } = true;
    }
}
