using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// GhostNet, v2 and v3: half of the channels are cheap depthwise convolutions of the others; v2 weighs them by what is
/// far; v3 trains branches of which each convolution is the sum. RepGhost adds the cheap ones in place of joining them.
/// Table 1 of the paper.
/// </summary>
internal sealed class GhostNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "GhostNet: More Features from Cheap Operations",
        2019,
        "arXiv:1911.11907"
    );

    private static readonly Paper Second = new(
        "GhostNetV2: Enhance Cheap Operation with Long-Range Attention",
        2022,
        "arXiv:2211.12905"
    );

    private static readonly Paper Third = new(
        "GhostNetV3: Exploring the Training Strategies for Compact Models",
        2024,
        "arXiv:2404.11202"
    );

    private static readonly Paper Rep = new(
        "RepGhost: A Hardware-Efficient Ghost Module via Re-parameterization",
        2022,
        "arXiv:2211.06088"
    );

    // Kernel, expanded channels, channels, whether there is squeeze-and-excitation, stride; stage by stage.
    private static readonly (long Kernel, long Expanded, long Filters, bool Squeezes, long Stride)[][] Stages =
    [
        [(3, 16, 16, false, 1)],
        [(3, 48, 24, false, 2)],
        [(3, 72, 24, false, 1)],
        [(5, 72, 40, true, 2)],
        [(5, 120, 40, true, 1)],
        [(3, 240, 80, false, 2)],
        [
            (3, 200, 80, false, 1),
            (3, 184, 80, false, 1),
            (3, 184, 80, false, 1),
            (3, 480, 112, true, 1),
            (3, 672, 112, true, 1),
        ],
        [(5, 672, 160, true, 2)],
        [(5, 960, 160, false, 1), (5, 960, 160, true, 1), (5, 960, 160, false, 1), (5, 960, 160, true, 1)],
    ];

    public string Name => "GhostNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("ghostnet_050", First, 0.5),
            Of("ghostnet_100", First, 1),
            Of("ghostnet_130", First, 1.3),
            Of("ghostnetv2_100", Second, 1, Kind.Second),
            Of("ghostnetv2_130", Second, 1.3, Kind.Second),
            Of("ghostnetv2_160", Second, 1.6, Kind.Second),
            Of("ghostnetv3_050", Third, 0.5, Kind.Third),
            Of("ghostnetv3_100", Third, 1, Kind.Third),
            Of("ghostnetv3_130", Third, 1.3, Kind.Third),
            Of("ghostnetv3_160", Third, 1.6, Kind.Third),
            Of("repghostnet_050", Rep, 0.5, Kind.Rep),
            Of("repghostnet_058", Rep, 0.58, Kind.Rep),
            Of("repghostnet_080", Rep, 0.8, Kind.Rep),
            Of("repghostnet_100", Rep, 1, Kind.Rep),
            Of("repghostnet_111", Rep, 1.11, Kind.Rep),
            Of("repghostnet_130", Rep, 1.3, Kind.Rep),
            Of("repghostnet_150", Rep, 1.5, Kind.Rep),
            Of("repghostnet_200", Rep, 2, Kind.Rep),
        ];

    private enum Kind
    {
        First,
        Second,
        Third,
        Rep,
    }

    // RepGhost computes all of the channels that GhostNet computes half of; two rows are wider than that.
    private static long Expanded(long expanded, Kind kind) =>
        kind != Kind.Rep ? expanded
        : expanded == 184 ? 120
        : expanded / 2;

    private static Architecture Of(string name, Paper paper, double width, Kind kind = Kind.First)
    {
        long Scaled(long channels) => ChannelRounding.Nearest(channels * width, 4);

        return new(
            name,
            paper,
            Variants.Timm(
                (x, _) =>
                {
                    x = x.Conv("conv_stem", Scaled(16), 3, 2, 1, bias: false).BatchNorm("bn1").ReLU("act1");
                    int block = 0;
                    for (int i = 0; i < Stages.Length; i++)
                    {
                        int stage = i;
                        x = x.Repeat(
                            Stages[stage].Length,
                            (x, row) =>
                            {
                                var (kernel, expanded, filters, squeezes, stride) = Stages[stage][row];
                                // The first two blocks of v2 and v3 do not attend.
                                return Block(
                                    x,
                                    $"blocks.{stage}.{row}.",
                                    kernel,
                                    Scaled(Expanded(expanded, kind)),
                                    Scaled(filters),
                                    squeezes,
                                    stride,
                                    kind,
                                    kind is (Kind.Second or Kind.Third) && block++ > 1
                                );
                            }
                        );
                    }

                    return x.Conv($"blocks.{Stages.Length}.0.conv", Scaled(960), 1, bias: false)
                        .BatchNorm($"blocks.{Stages.Length}.0.bn1")
                        .ReLU($"blocks.{Stages.Length}.0.act1");
                },
                (x, o) =>
                    x.AdaptiveAveragePool("global_pool", 1)
                        .Conv("conv_head", 1280, 1)
                        .ReLU("act2")
                        .Flatten()
                        .Dense("classifier", o.Classes)
            )
        );
    }

    private static Tensor Block(
        Tensor x,
        string scope,
        long kernel,
        long expanded,
        long filters,
        bool squeezes,
        long stride,
        Kind kind,
        bool attends
    ) =>
        x.Within(
            scope,
            begin =>
            {
                var x = begin
                    .Within(
                        "ghost1.",
                        x => attends ? Attended(x, expanded, kind) : Ghost(x, expanded, kind, active: true)
                    )
                    .If(
                        stride > 1,
                        x =>
                            kind == Kind.Third
                                ? Branched(x, "dw_rpr_", expanded, kernel, stride, expanded, hasScale: true)
                                : x.Conv("conv_dw", expanded, kernel, stride, kernel / 2, expanded, bias: false)
                                    .BatchNorm("bn_dw")
                    )
                    .If(squeezes, Squeezed)
                    .Within("ghost2.", x => Ghost(x, filters, kind, active: false));
                var shortcut = begin.If(
                    stride > 1 || begin.Channels != filters,
                    x =>
                        x.Conv("shortcut.0", x.Channels, kernel, stride, kernel / 2, x.Channels, bias: false)
                            .BatchNorm("shortcut.1")
                            .Conv("shortcut.2", filters, 1, bias: false)
                            .BatchNorm("shortcut.3")
                );
                return x.Add("add", shortcut);
            }
        );

    private static Tensor Squeezed(Tensor x) =>
        x.Within(
            "se.",
            inner =>
                inner.Multiply(
                    "multiply",
                    inner
                        .Mean("mean")
                        .Conv("conv_reduce", ChannelRounding.Nearest(x.Channels * 0.25, 4), 1)
                        .ReLU("act1")
                        .Conv("conv_expand", x.Channels, 1)
                        .Activation("gate", "hard_sigmoid")
                )
        );

    // Half of the channels by a 1x1 convolution, the others by a depthwise one of them.
    private static Tensor Ghost(Tensor x, long filters, Kind kind, bool active) =>
        kind switch
        {
            Kind.Third => GhostOfBranches(x, filters, active),
            Kind.Rep => GhostAdded(x, filters, active),
            _ => Ghost(x, filters, active),
        };

    private static Tensor GhostOfBranches(Tensor x, long filters, bool active)
    {
        long half = filters / 2;
        var primary = Branched(x, "primary_rpr_", half, 1, 1, 1, hasScale: false)
            .If(active, x => x.ReLU("primary_activation"));
        var cheap = Branched(primary, "cheap_rpr_", half, 3, 1, half, hasScale: true)
            .Add("cheap_skip", primary.ForTraining(x => x.BatchNorm("cheap_rpr_skip")))
            .If(active, x => x.ReLU("cheap_activation"));
        return primary.Concatenate("cat", cheap);
    }

    // Three convolutions of a kind, and for the larger ones a 1x1 one beside them; fused, the first stands for all.
    private static Tensor Branched(
        Tensor x,
        string name,
        long filters,
        long kernel,
        long stride,
        long groups,
        bool hasScale
    )
    {
        Tensor Branch(Tensor x, string scope, long kernel) =>
            x.Conv(scope + ".conv", filters, kernel, stride, kernel / 2, groups, bias: false).BatchNorm(scope + ".bn1");

        var first = Branch(x, $"{name}conv.0", kernel);
        Tensor[] others =
        [
            .. Enumerable.Range(1, 2).Select(i => x.ForTraining(x => Branch(x, $"{name}conv.{i}", kernel))),
        ];
        if (hasScale)
            others = [.. others, x.ForTraining(x => Branch(x, name + "scale", 1))];
        return first.Add(name + "sum", others);
    }

    private static Tensor GhostAdded(Tensor x, long filters, bool active)
    {
        var primary = x.Conv("primary_conv.0", filters, 1, bias: false)
            .BatchNorm("primary_conv.1")
            .If(active, x => x.ReLU("primary_conv.2"));
        return primary
            .Conv("cheap_operation.0", filters, 3, 1, 1, filters, bias: false)
            .BatchNorm("cheap_operation.1")
            .Add("add", primary.BatchNorm("fusion_bn.0"))
            .If(active, x => x.ReLU("relu"));
    }

    private static Tensor Ghost(Tensor x, long filters, bool active)
    {
        long half = (filters + 1) / 2;
        var primary = x.Conv("primary_conv.0", half, 1, bias: false)
            .BatchNorm("primary_conv.1")
            .If(active, x => x.ReLU("primary_conv.2"));
        var cheap = primary
            .Conv("cheap_operation.0", half, 3, 1, 1, half, bias: false)
            .BatchNorm("cheap_operation.1")
            .If(active, x => x.ReLU("cheap_operation.2"));
        var all = primary.Concatenate("cat", cheap);
        return all.If(
            2 * half > filters,
            x => x.ThenParts("trim", new Split { Sizes = [filters, (2 * half) - filters] })[0]
        );
    }

    // The gate sees a quarter of the positions, along rows and columns.
    private static Tensor Attended(Tensor x, long filters, Kind kind)
    {
        var gate = x.AveragePool("short_conv.pool", 2, 2)
            .Conv("short_conv.0", filters, 1, bias: false)
            .BatchNorm("short_conv.1")
            .Conv("short_conv.2", filters, new Extent(1, 5), 1, Padding.Sides((0, 0), (2, 2)), filters, bias: false)
            .BatchNorm("short_conv.3")
            .Conv("short_conv.4", filters, new Extent(5, 1), 1, Padding.Sides((2, 2), (0, 0)), filters, bias: false)
            .BatchNorm("short_conv.5")
            .Activation("gate", "sigmoid")
            .Then("resize", PyramidBlocks.SizeOf(x));
        return Ghost(x, filters, kind, active: true).Multiply("multiply", gate);
    }
}
