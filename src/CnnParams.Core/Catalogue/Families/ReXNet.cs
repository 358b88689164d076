using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// ReXNet: channels that grow by as many in every block; r are those with channels rounded to a multiple of 8 or 16.
/// </summary>
internal sealed class ReXNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Rethinking Channel Dimensions for Efficient Model Design",
        2020,
        "arXiv:2007.00992"
    );

    // Blocks and stride of each stage.
    private static readonly (int Blocks, long Stride)[] Stages = [(1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (5, 2)];

    public string Name => "ReXNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("rexnet_100", 1),
            Of("rexnet_130", 1.3),
            Of("rexnet_150", 1.5),
            Of("rexnet_200", 2),
            Of("rexnet_300", 3),
            Of("rexnetr_100", 1, 8),
            Of("rexnetr_130", 1.3, 8),
            Of("rexnetr_150", 1.5, 8),
            Of("rexnetr_200", 2, 8),
            Of("rexnetr_300", 3, 16),
        ];

    private static Architecture Of(string name, double width, long divisor = 1) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                {
                    long Scaled(double channels) =>
                        ChannelRounding.Nearest(Math.Round(channels * width, MidpointRounding.ToEven), divisor);

                    x = x.Unit("stem.", Scaled(32), 3, 2, function: "silu");
                    int block = 0,
                        all = Stages.Sum(stage => stage.Blocks);
                    for (int stage = 0; stage < Stages.Length; stage++)
                    {
                        x = x.Repeat(
                            Stages[stage].Blocks,
                            (x, i) =>
                            {
                                long filters = Scaled(16 + (180.0 / all * block));
                                return Block(
                                    x,
                                    $"features.{block++}.",
                                    filters,
                                    i == 0 ? Stages[stage].Stride : 1,
                                    stage > 0 ? 6 : 1,
                                    stage > 1,
                                    divisor
                                );
                            }
                        );
                    }

                    return x.Unit(
                        $"features.{block}.",
                        ChannelRounding.Nearest(1280 * width, divisor),
                        function: "silu"
                    );
                },
                TimmUnits.Head
            )
        );

    // The shortcut goes to as many channels as the input has; those that are new have none.
    private static Tensor Block(
        Tensor x,
        string scope,
        long filters,
        long stride,
        long expansion,
        bool squeezes,
        long divisor
    ) =>
        x.Within(
            scope,
            x =>
            {
                long given = x.Channels,
                    expanded = ChannelRounding.Nearest(given * expansion, divisor);
                var end = x.If(expansion > 1, x => x.Unit("conv_exp.", expanded, function: "silu"))
                    .DepthwiseUnit("conv_dw.", 3, stride, null)
                    .If(squeezes, x => Squeezed(x, divisor))
                    .Activation("act_dw", "relu6")
                    .Unit("conv_pwl.", filters, function: null);
                if (stride > 1 || given > filters)
                    return end;
                if (given == filters)
                    return end.Add("add", x);
                var parts = end.ThenParts("split", new Split { Sizes = [given, filters - given] });
                return parts[0].Add("add", x).Concatenate("cat", parts[1]);
            }
        );

    private static Tensor Squeezed(Tensor x, long divisor) =>
        x.Within(
            "se.",
            inner =>
                inner.Multiply(
                    "multiply",
                    inner
                        .Mean("mean")
                        .Conv("fc1", ChannelRounding.Nearest(x.Channels / 12, divisor), 1)
                        .BatchNorm("bn")
                        .ReLU("act")
                        .Conv("fc2", x.Channels, 1)
                        .Activation("gate", "sigmoid")
                )
        );
}
