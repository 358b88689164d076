using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Blocks.MobileRow;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// MobileNet v1, v2, v3 and for Edge TPUs, as timm builds them; the number is the width in hundredths, d is deeper.
/// </summary>
internal sealed class TimmMobileNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
        2017,
        "arXiv:1704.04861"
    );

    private static readonly Paper Second = new(
        "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
        2018,
        "arXiv:1801.04381"
    );

    private static readonly Paper Third = new("Searching for MobileNetV3", 2019, "arXiv:1905.02244");

    private static readonly Paper Edge = new(
        "Accelerator-aware Neural Network Design using AutoML",
        2020,
        "arXiv:2003.02838"
    );

    private static readonly MobileStyle Relu6 = new() { Function = "relu6" };

    private static readonly MobileStyle HardSwish = new()
    {
        Function = "hard_swish",
        Gate = "hard_sigmoid",
        SqueezeFunction = "relu",
        SqueezesExpanded = true,
        SqueezeRounding = channels => ChannelRounding.Nearest(channels),
    };

    private static readonly MobileTable FirstTable = new()
    {
        Style = Relu6,
        Head = 0,
        Stages =
        [
            [ActiveSeparable(3, 1, 64)],
            [ActiveSeparable(3, 2, 128, 2)],
            [ActiveSeparable(3, 2, 256, 2)],
            [ActiveSeparable(3, 2, 512, 6)],
            [ActiveSeparable(3, 2, 1024, 2)],
        ],
    };

    private static readonly MobileTable SecondTable = new()
    {
        Style = Relu6,
        Stages =
        [
            [Separable(3, 1, 16)],
            [Inverted(6, 3, 2, 24, 2)],
            [Inverted(6, 3, 2, 32, 3)],
            [Inverted(6, 3, 2, 64, 4)],
            [Inverted(6, 3, 1, 96, 3)],
            [Inverted(6, 3, 2, 160, 3)],
            [Inverted(6, 3, 1, 320)],
        ],
    };

    private static readonly MobileTable Large = new()
    {
        Style = HardSwish,
        Stem = 16,
        ScalesHead = false,
        HeadKind = MobileHead.Mean,
        Stages =
        [
            [Separable(3, 1, 16).As("relu")],
            [Inverted(4, 3, 2, 24).As("relu"), Inverted(3, 3, 1, 24).As("relu")],
            [Inverted(3, 5, 2, 40, 3, 0.25).As("relu")],
            [Inverted(6, 3, 2, 80), Inverted(2.5, 3, 1, 80), Inverted(2.3, 3, 1, 80, 2)],
            [Inverted(6, 3, 1, 112, 2, 0.25)],
            [Inverted(6, 5, 2, 160, 3, 0.25)],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable Small = Large with
    {
        Head = 1024,
        Stages =
        [
            [Separable(3, 2, 16, 1, 0.25).As("relu")],
            [Inverted(4.5, 3, 2, 24).As("relu"), Inverted(3.67, 3, 1, 24).As("relu")],
            [Inverted(4, 5, 2, 40, 1, 0.25), Inverted(6, 5, 1, 40, 2, 0.25)],
            [Inverted(3, 5, 1, 48, 2, 0.25)],
            [Inverted(6, 5, 2, 96, 3, 0.25)],
            [Convolution(1, 1, 576)],
        ],
    };

    // Without squeeze-and-excitation and 5x5 filters.
    private static readonly MobileTable LargeMinimal = Large with
    {
        Style = HardSwish with { Function = "relu" },
        Stages =
        [
            [Separable(3, 1, 16)],
            [Inverted(4, 3, 2, 24), Inverted(3, 3, 1, 24)],
            [Inverted(3, 3, 2, 40, 3)],
            [Inverted(6, 3, 2, 80), Inverted(2.5, 3, 1, 80), Inverted(2.3, 3, 1, 80, 2)],
            [Inverted(6, 3, 1, 112, 2)],
            [Inverted(6, 3, 2, 160, 3)],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable SmallMinimal = Small with
    {
        Style = HardSwish with { Function = "relu" },
        Stages =
        [
            [Separable(3, 2, 16)],
            [Inverted(4.5, 3, 2, 24), Inverted(3.67, 3, 1, 24)],
            [Inverted(4, 3, 2, 40), Inverted(6, 3, 1, 40, 2)],
            [Inverted(3, 3, 1, 48, 2)],
            [Inverted(6, 3, 2, 96, 3)],
            [Convolution(1, 1, 576)],
        ],
    };

    private static readonly MobileTable EdgeFirst = new()
    {
        ScalesHead = false,
        Stages =
        [
            [Convolution(1, 1, 16)],
            [Fused(8, 3, 2, 32), Fused(4, 3, 1, 32, 3)],
            [Fused(8, 3, 2, 48), Fused(4, 3, 1, 48, 3)],
            [Inverted(8, 3, 2, 96), Inverted(4, 3, 1, 96, 3)],
            [Inverted(8, 3, 1, 96).Alone, Inverted(4, 3, 1, 96, 3)],
            [Inverted(8, 5, 2, 160), Inverted(4, 5, 1, 160, 3)],
            [Inverted(8, 3, 1, 192)],
        ],
    };

    public string Name => "MobileNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("mobilenetv1_100", First, FirstTable),
            Of("mobilenetv1_100h", First, FirstTable with { Head = 1024 }),
            Of("mobilenetv1_125", First, FirstTable with { Width = 1.25 }),
            Of("mobilenetv2_035", Second, SecondOf(0.35)),
            Of("mobilenetv2_050", Second, SecondOf(0.5)),
            Of("mobilenetv2_075", Second, SecondOf(0.75)),
            Of("mobilenetv2_100", Second, SecondOf(1)),
            Of("mobilenetv2_110d", Second, SecondOf(1.1, 1.2)),
            Of("mobilenetv2_120d", Second, SecondOf(1.2, 1.4)),
            Of("mobilenetv2_140", Second, SecondOf(1.4)),
            Of("mobilenetv3_large_075", Third, Large with { Width = 0.75 }),
            Of("mobilenetv3_large_100", Third, Large),
            Of("mobilenetv3_large_150d", Third, Large with { Width = 1.5, Depth = 1.2 }, 256),
            Of("mobilenetv3_small_050", Third, Small with { Width = 0.5, KeepsStem = true }),
            Of("mobilenetv3_small_075", Third, Small with { Width = 0.75 }),
            Of("mobilenetv3_small_100", Third, Small),
            Of("mobilenetv3_rw", Third, Rw),
            Of("tf_mobilenetv3_large_075", Third, AsTensorFlow(Large) with { Width = 0.75 }),
            Of("tf_mobilenetv3_large_100", Third, AsTensorFlow(Large)),
            Of("tf_mobilenetv3_large_minimal_100", Third, AsTensorFlow(LargeMinimal)),
            Of("tf_mobilenetv3_small_075", Third, AsTensorFlow(Small) with { Width = 0.75 }),
            Of("tf_mobilenetv3_small_100", Third, AsTensorFlow(Small)),
            Of("tf_mobilenetv3_small_minimal_100", Third, AsTensorFlow(SmallMinimal)),
            Of("mobilenet_edgetpu_100", Edge, EdgeFirst),
            Of("mobilenet_edgetpu_v2_xs", Edge, EdgeSecond(64, [16, 32, 48, 96, 144, 160, 192])),
            Of(
                "mobilenet_edgetpu_v2_s",
                Edge,
                EdgeSecond(64, [24, 48, 64, 128, 160, 192, 256]) with
                {
                    Stem = 64,
                    StemKernel = 5,
                }
            ),
            Of(
                "mobilenet_edgetpu_v2_m",
                Edge,
                EdgeSecond(64, [32, 64, 80, 160, 192, 240, 320]) with
                {
                    Stem = 64,
                    StemKernel = 5,
                    Head = 1344,
                }
            ),
            Of(
                "mobilenet_edgetpu_v2_l",
                Edge,
                EdgeSecond(128, [32, 64, 96, 192, 240, 256, 384]) with
                {
                    Stem = 64,
                    StemKernel = 7,
                    Head = 1408,
                }
            ),
        ];

    // timm's own before the authors' code was there: the first block has no shortcut, the last convolution no bias.
    private static MobileTable Rw =>
        Large with
        {
            Style = HardSwish with { SqueezeFunction = null, SqueezeRounding = new MobileStyle().SqueezeRounding },
            HeadKind = MobileHead.MeanWithoutBias,
            Stages =
            [
                [Large.Stages[0][0].Alone],
                .. Large.Stages.Skip(1),
            ],
        };

    // The last convolution is not made narrower, only wider; a deeper network keeps its ends.
    private static MobileTable SecondOf(double width, double depth = 1) =>
        SecondTable with
        {
            Width = width,
            Depth = depth,
            KeepsEnds = depth > 1,
            ScalesHead = width > 1,
        };

    // The second generation's networks differ in the channels of their stages and of the groups in fused blocks.
    private static MobileTable EdgeSecond(long group, long[] filters) =>
        EdgeFirst with
        {
            Stages =
            [
                [Convolution(1, 1, filters[0])],
                [Fused(8, 3, 2, filters[1]), Grouped(filters[1], group)],
                [
                    Fused(8, 3, 2, filters[2]),
                    Grouped(filters[2], group),
                    Fused(4, 3, 1, filters[2]),
                    Grouped(filters[2], group),
                ],
                [Fused(8, 3, 2, filters[3]), Inverted(4, 3, 1, filters[3], 3)],
                [Inverted(8, 3, 1, filters[4]), Inverted(4, 3, 1, filters[4], 3)],
                [Inverted(8, 3, 2, filters[5]), Inverted(4, 3, 1, filters[5], 3)],
                [Inverted(8, 3, 1, filters[6])],
            ],
        };

    private static MobileRow Grouped(long filters, long group) => Fused(4, 3, 1, filters) with { GroupSize = group };

    private static MobileTable AsTensorFlow(MobileTable table) =>
        table with
        {
            Style = table.Style with { PadsAsTensorFlow = true },
        };

    private static Architecture Of(string name, Paper paper, MobileTable table, long resolution = 224) =>
        new(name, paper, Variants.Timm((x, _) => table.Body(x), table.Top, resolution: resolution));
}
