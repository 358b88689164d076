using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// EfficientNet as timm builds it, and the forms that only timm has a name for: those with TensorFlow's padding (tf_),
/// lite (no squeeze-and-excitation, ReLU6), for Edge TPUs (es, em, el), and larger ones.
/// </summary>
internal sealed class TimmEfficientNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
        2019,
        "arXiv:1905.11946"
    );

    private static readonly Paper Edge = new(
        "Accelerator-aware Neural Network Design using AutoML",
        2020,
        "arXiv:2003.02838"
    );

    private static readonly Paper Second = new(
        "EfficientNetV2: Smaller Models and Faster Training",
        2021,
        "arXiv:2104.00298"
    );

    private static readonly Paper Tiny = new(
        "Model Rubik's Cube: Twisting Resolution, Depth and Width for TinyNets",
        2020,
        "arXiv:2010.14819"
    );

    private static readonly Paper Accelerator = new(
        "Searching for Fast Model Families on Datacenter Accelerators",
        2021,
        "arXiv:2102.05610"
    );

    private static readonly Paper Conditional = new(
        "CondConv: Conditionally Parameterized Convolutions for Efficient Inference",
        2019,
        "arXiv:1904.04971"
    );

    private static readonly MobileStyle Silu = new() { Function = "silu" };

    private static readonly MobileTable Baseline = new()
    {
        Style = Silu,
        Stages =
        [
            [MobileRow.Separable(3, 1, 16, 1, 0.25)],
            [MobileRow.Inverted(6, 3, 2, 24, 2, 0.25)],
            [MobileRow.Inverted(6, 5, 2, 40, 2, 0.25)],
            [MobileRow.Inverted(6, 3, 2, 80, 3, 0.25)],
            [MobileRow.Inverted(6, 5, 1, 112, 3, 0.25)],
            [MobileRow.Inverted(6, 5, 2, 192, 4, 0.25)],
            [MobileRow.Inverted(6, 3, 1, 320, 1, 0.25)],
        ],
    };

    private static readonly MobileTable Lite = Baseline with
    {
        Style = new() { Function = "relu6" },
        Stages = [.. Baseline.Stages.Select(stage => stage.Select(row => row with { Squeeze = 0 }).ToArray())],
        KeepsEnds = true,
    };

    // The paper's last layers, in which alone it mixes filters, are the last three stages.
    private static MobileTable Experts(int count) =>
        Baseline with
        {
            Stages =
            [
                .. Baseline.Stages.Take(4),
                .. Baseline.Stages.Skip(4).Select(stage => stage.Select(row => row with { Experts = count }).ToArray()),
            ],
        };

    private static MobileTable Accelerated(double expansion) =>
        Baseline with
        {
            FoldsFirstStage = true,
            Stages =
            [
                Baseline.Stages[0],
                [MobileRow.Fused(expansion, 3, 2, 24, 2, 0.25).As("relu")],
                [MobileRow.Fused(expansion, 5, 2, 40, 2, 0.25).As("relu")],
                [MobileRow.Inverted(expansion, 3, 2, 80, 3, 0.25)],
                .. Baseline.Stages.Skip(4),
            ],
        };

    private static IEnumerable<Architecture> ConditionalSizes(string prefix, Func<MobileTable, MobileTable> form) =>
        [
            Of(prefix + "b0_4e", Conditional, form(Experts(4)), 224),
            Of(prefix + "b0_8e", Conditional, form(Experts(8)), 224),
            Of(prefix + "b1_8e", Conditional, form(Experts(8) with { Depth = 1.1 }), 240),
        ];

    // The first stage widens from 24 channels, as the authors' code does, though its input has 32.
    private static readonly MobileTable EdgeTable = new()
    {
        Stages =
        [
            [MobileRow.Fused(4, 3, 1, 24) with { WidensFrom = 24, HasShortcut = false }],
            [MobileRow.Fused(8, 3, 2, 32, 2)],
            [MobileRow.Fused(8, 3, 2, 48, 4)],
            [MobileRow.Inverted(8, 5, 2, 96, 5)],
            [MobileRow.Inverted(8, 5, 1, 144, 4)],
            [MobileRow.Inverted(8, 5, 2, 192, 2)],
        ],
    };

    private static readonly MobileTable SecondBaseline = new()
    {
        Style = Silu,
        Rounding = channels => ChannelRounding.Multiple(channels),
        Stages =
        [
            [MobileRow.Convolution(3, 1, 16)],
            [MobileRow.Fused(4, 3, 2, 32, 2)],
            [MobileRow.Fused(4, 3, 2, 48, 2)],
            [MobileRow.Inverted(4, 3, 2, 96, 3, 0.25)],
            [MobileRow.Inverted(6, 3, 1, 112, 5, 0.25)],
            [MobileRow.Inverted(6, 3, 2, 192, 8, 0.25)],
        ],
    };

    private static readonly MobileTable Small = new()
    {
        Style = Silu,
        Stem = 24,
        ScalesHead = false,
        Stages =
        [
            [MobileRow.Convolution(3, 1, 24, 2)],
            [MobileRow.Fused(4, 3, 2, 48, 4)],
            [MobileRow.Fused(4, 3, 2, 64, 4)],
            [MobileRow.Inverted(4, 3, 2, 128, 6, 0.25)],
            [MobileRow.Inverted(6, 3, 1, 160, 9, 0.25)],
            [MobileRow.Inverted(6, 3, 2, 256, 15, 0.25)],
        ],
    };

    private static readonly MobileTable Medium = Small with
    {
        Stages = Later(24, 3, 48, 5, 80, 5, 160, 7, 176, 14, 304, 18, 512, 5),
    };

    private static readonly MobileTable Large = Small with
    {
        Stem = 32,
        Stages = Later(32, 4, 64, 7, 96, 7, 192, 10, 224, 19, 384, 25, 640, 7),
    };

    private static readonly MobileTable ExtraLarge = Large with
    {
        Stages = Later(32, 4, 64, 8, 96, 8, 192, 16, 256, 24, 512, 32, 640, 8),
    };

    public string Name => "EfficientNet";

    public IEnumerable<Architecture> Members =>
        [
            .. Scaled(
                "tf_efficientnet_b",
                First,
                AsTensorFlow(Baseline),
                (1, 1, 224),
                (1, 1.1, 240),
                (1.1, 1.2, 260),
                (1.2, 1.4, 300),
                (1.4, 1.8, 380),
                (1.6, 2.2, 456),
                (1.8, 2.6, 528),
                (2, 3.1, 600),
                (2.2, 3.6, 672)
            ),
            Of("tf_efficientnet_l2", First, AsTensorFlow(Baseline) with { Width = 4.3, Depth = 5.3 }, 475),
            .. Scaled(
                "efficientnet_b",
                First,
                Baseline,
                (1, 1, 224),
                (1, 1.1, 240),
                (1.1, 1.2, 256),
                (1.2, 1.4, 288),
                (1.4, 1.8, 320),
                (1.6, 2.2, 448),
                (1.8, 2.6, 528),
                (2, 3.1, 600),
                (2.2, 3.6, 672)
            ),
            Of("efficientnet_l2", First, Baseline with { Width = 4.3, Depth = 5.3 }, 800),
            .. ConditionalSizes("efficientnet_cc_", table => table),
            Of("efficientnet_x_b3", Accelerator, Accelerated(6) with { Width = 1.2, Depth = 1.4 }, 288),
            Of("efficientnet_x_b5", Accelerator, Accelerated(6) with { Width = 1.6, Depth = 2.2 }, 448),
            Of("efficientnet_h_b5", Accelerator, Accelerated(4) with { Width = 1.92, Depth = 2.2 }, 448),
            .. ConditionalSizes("tf_efficientnet_cc_", AsTensorFlow),
            .. Scaled(
                "efficientnet_lite",
                First,
                Lite,
                (1, 1, 224),
                (1, 1.1, 240),
                (1.1, 1.2, 260),
                (1.2, 1.4, 300),
                (1.4, 1.8, 380)
            ),
            .. Scaled(
                "tf_efficientnet_lite",
                First,
                AsTensorFlow(Lite),
                (1, 1, 224),
                (1, 1.1, 240),
                (1.1, 1.2, 260),
                (1.2, 1.4, 300),
                (1.4, 1.8, 380)
            ),
            .. EdgeSizes("efficientnet_", EdgeTable),
            .. EdgeSizes("tf_efficientnet_", AsTensorFlow(EdgeTable)),
            .. Scaled(
                "tf_efficientnetv2_b",
                Second,
                AsTensorFlow(SecondBaseline),
                (1, 1, 192),
                (1, 1.1, 192),
                (1.1, 1.2, 208),
                (1.2, 1.4, 240)
            ),
            Of("tf_efficientnetv2_s", Second, AsTensorFlow(Small), 300),
            Of("tf_efficientnetv2_m", Second, AsTensorFlow(Medium), 384),
            Of("tf_efficientnetv2_l", Second, AsTensorFlow(Large), 384),
            Of("tf_efficientnetv2_xl", Second, AsTensorFlow(ExtraLarge), 384),
            Of("efficientnetv2_s", Second, Small, 288),
            Of("efficientnetv2_m", Second, Medium, 320),
            Of("efficientnetv2_l", Second, Large, 384),
            Of("efficientnetv2_xl", Second, ExtraLarge, 384),
            .. TinyNets,
            Of("efficientnet_b0_gn", First, Baseline with { Style = Grouped(8) }, 224),
            Of("efficientnet_b0_g8_gn", First, InGroups(Baseline, 8) with { Style = Grouped(8) }, 224),
            Of("efficientnet_b3_gn", First, Wide with { Style = Grouped(16) }, 288),
            Of("efficientnet_b3_g8_gn", First, InGroups(Wide, 8) with { Style = Grouped(16) }, 288),
            Of(
                "efficientnet_b0_g16_evos",
                First,
                InGroups(Baseline, 16) with
                {
                    Rounding = channels => ChannelRounding.Nearest(channels, 16),
                },
                224
            ),
            Of(
                "efficientnet_blur_b0",
                First,
                Baseline with
                {
                    Style = Silu with { Smoothing = TimmUnits.Blurred },
                },
                224
            ),
            Of("test_efficientnet", First, Smallest, 160),
            Of("test_efficientnet_gn", First, Smallest with { Style = Grouped(8) }, 160),
            Of(
                "test_efficientnet_ln",
                First,
                Smallest with
                {
                    Style = Silu with { Norm = (x, name) => x.LayerNorm(name, channels: true) },
                },
                160
            ),
            Of("efficientnetv2_rw_t", Second, Small with { Width = 0.8, Depth = 0.9, ScalesHead = true }, 224),
            Of("efficientnetv2_rw_s", Second, Own, 288),
            Of("efficientnetv2_rw_m", Second, Own with { Width = 1.2, Depths = [1.2, 1.2, 1.2, 1.2, 1.6, 1.6] }, 320),
        ];

    private static MobileTable Smallest =>
        new()
        {
            Style = Silu,
            Stem = 24,
            Head = 256,
            Stages =
            [
                [MobileRow.Convolution(3, 1, 16)],
                [MobileRow.Fused(4, 3, 2, 24)],
                [MobileRow.Fused(4, 3, 2, 32)],
                [MobileRow.Inverted(4, 3, 2, 48, 1, 0.25)],
                [MobileRow.Inverted(4, 3, 2, 64, 1, 0.25)],
            ],
        };

    // Smaller in width, depth and resolution together; the ends stay (arXiv:2010.14819).
    private static IEnumerable<Architecture> TinyNets =>
        from size in new[]
        {
            ("a", 1.0, 1.2, 192L),
            ("b", 0.75, 1.1, 188),
            ("c", 0.54, 0.85, 184),
            ("d", 0.54, 0.695, 152),
            ("e", 0.51, 0.6, 106),
        }
        let table = Baseline with
        {
            Width = size.Item2,
            Depth = size.Item3,
            RoundsDepth = true,
            KeepsStem = true,
            ScalesHead = false,
        }
        select InFamily("TinyNet", Of("tinynet_" + size.Item1, Tiny, table, size.Item4));

    private static MobileTable Wide =>
        Baseline with
        {
            Width = 1.2,
            Depth = 1.4,
            Rounding = channels => ChannelRounding.Nearest(channels, 16),
        };

    private static MobileStyle Grouped(long size) =>
        Silu with
        {
            Norm = (x, name) => x.Then(name, new GroupNormalization { Groups = x.Channels / size }),
        };

    private static MobileTable InGroups(MobileTable table, long size) =>
        table with
        {
            Stages = [.. table.Stages.Select(stage => stage.Select(row => row with { GroupSize = size }).ToArray())],
        };

    private static Architecture InFamily(string family, Architecture member)
    {
        member.Family = family;
        return member;
    }

    // What timm's author made of the paper's figure before its code was there.
    private static MobileTable Own =>
        Small with
        {
            ScalesHead = true,
            Head = 1792,
            Stages =
            [
                [MobileRow.Fused(1, 3, 1, 24, 2)],
                .. Small.Stages.Skip(1).Take(4),
                [MobileRow.Inverted(6, 3, 2, 272, 15, 0.25)],
            ],
        };

    private static MobileTable AsTensorFlow(MobileTable table) =>
        table with
        {
            Style = table.Style with { PadsAsTensorFlow = true },
        };

    private static MobileRow[][] Later(params int[] widths) =>
        [
            [MobileRow.Convolution(3, 1, widths[0], widths[1])],
            [MobileRow.Fused(4, 3, 2, widths[2], widths[3])],
            [MobileRow.Fused(4, 3, 2, widths[4], widths[5])],
            [MobileRow.Inverted(4, 3, 2, widths[6], widths[7], 0.25)],
            [MobileRow.Inverted(6, 3, 1, widths[8], widths[9], 0.25)],
            [MobileRow.Inverted(6, 3, 2, widths[10], widths[11], 0.25)],
            [MobileRow.Inverted(6, 3, 1, widths[12], widths[13], 0.25)],
        ];

    // Those that are pruned have zeros among their weights, and all of their channels.
    private static IEnumerable<Architecture> EdgeSizes(string prefix, MobileTable table) =>
        [
            Of(prefix + "es", Edge, table, 224, prefix + "es_pruned"),
            Of(prefix + "em", Edge, table with { Depth = 1.1 }, 240),
            Of(prefix + "el", Edge, table with { Width = 1.2, Depth = 1.4 }, 300, prefix + "el_pruned"),
        ];

    private static IEnumerable<Architecture> Scaled(
        string prefix,
        Paper paper,
        MobileTable table,
        params (double Width, double Depth, long Resolution)[] sizes
    ) =>
        sizes.Select(
            (size, i) =>
                Of(
                    FormattableString.Invariant($"{prefix}{i}"),
                    paper,
                    table with
                    {
                        Width = size.Width,
                        Depth = size.Depth,
                    },
                    size.Resolution
                )
        );

    private static Architecture Of(
        string name,
        Paper paper,
        MobileTable table,
        long resolution,
        params string[] aliases
    ) =>
        new(
            name,
            paper,
            Variants.Timm(
                (x, _) => table.Body(x),
                table.Top,
                "The moving statistics are buffers, not parameters.",
                resolution
            )
        )
        {
            Aliases = aliases,
        };
}
