using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Blocks.MobileRow;

namespace CnnParams.Catalogue.Families;

/// <summary>FBNet C, and v3, as timm builds them.</summary>
internal sealed class FBNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "FBNet: Hardware-Aware Efficient ConvNet Design via Differentiable Neural Architecture Search",
        2018,
        "arXiv:1812.03443"
    );

    private static readonly Paper Third = new(
        "FBNetV3: Joint Architecture-Recipe Search using Predictor Pretraining",
        2020,
        "arXiv:2006.02049"
    );

    private static readonly MobileTable C = new()
    {
        Stem = 16,
        Head = 1984,
        ScalesHead = false,
        Stages =
        [
            [Inverted(1, 3, 1, 16)],
            [Inverted(6, 3, 2, 24), Inverted(1, 3, 1, 24, 2)],
            [Inverted(6, 5, 2, 32), Inverted(3, 5, 1, 32), Inverted(6, 5, 1, 32), Inverted(6, 3, 1, 32)],
            [Inverted(6, 5, 2, 64), Inverted(3, 5, 1, 64), Inverted(6, 5, 1, 64, 2)],
            [Inverted(6, 5, 1, 112, 3), Inverted(3, 5, 1, 112)],
            [Inverted(6, 5, 2, 184, 4)],
            [Inverted(6, 3, 1, 352)],
        ],
    };

    private static readonly MobileTable B3 = new()
    {
        Style = new()
        {
            Function = "hard_swish",
            Gate = "hard_sigmoid",
            SqueezeRounding = channels => ChannelRounding.Nearest(channels, 8, 0.95),
        },
        Rounding = channels => ChannelRounding.Nearest(channels, 8, 0.95),
        Stem = 16,
        Head = 1984,
        ScalesHead = false,
        HeadKind = MobileHead.MeanWithoutBias,
        Stages =
        [
            [Separable(3, 1, 16, 2)],
            [Inverted(4, 5, 2, 24), Inverted(2, 5, 1, 24, 3)],
            [Inverted(5, 5, 2, 40, 1, 0.25), Inverted(3, 5, 1, 40, 4, 0.25)],
            [Inverted(5, 5, 2, 72), Inverted(3, 3, 1, 72, 4)],
            [Inverted(5, 3, 1, 120, 1, 0.25), Inverted(3, 5, 1, 120, 5, 0.25)],
            [Inverted(6, 3, 2, 184, 1, 0.25), Inverted(4, 5, 1, 184, 5, 0.25), Inverted(6, 5, 1, 224, 1, 0.25)],
            [Convolution(1, 1, 1344)],
        ],
    };

    private static readonly MobileTable D3 = B3 with
    {
        Stem = 24,
        Stages =
        [
            [Separable(3, 1, 16, 2)],
            [Inverted(5, 3, 2, 24), Inverted(2, 3, 1, 24, 5)],
            [Inverted(4, 5, 2, 40, 1, 0.25), Inverted(3, 3, 1, 40, 4, 0.25)],
            [Inverted(5, 3, 2, 72), Inverted(3, 3, 1, 72, 4)],
            [Inverted(5, 3, 1, 128, 1, 0.25), Inverted(3, 5, 1, 128, 6, 0.25)],
            [Inverted(6, 3, 2, 208, 1, 0.25), Inverted(5, 5, 1, 208, 5, 0.25), Inverted(6, 5, 1, 240, 1, 0.25)],
            [Convolution(1, 1, 1440)],
        ],
    };

    private static readonly MobileTable G3 = B3 with
    {
        Stem = 32,
        Stages =
        [
            [Separable(3, 1, 24, 3)],
            [Inverted(4, 5, 2, 40), Inverted(2, 5, 1, 40, 4)],
            [Inverted(4, 5, 2, 56, 1, 0.25), Inverted(3, 5, 1, 56, 4, 0.25)],
            [Inverted(5, 5, 2, 104), Inverted(3, 3, 1, 104, 4)],
            [Inverted(5, 3, 1, 160, 1, 0.25), Inverted(3, 5, 1, 160, 8, 0.25)],
            [Inverted(6, 3, 2, 264, 1, 0.25), Inverted(5, 5, 1, 264, 6, 0.25), Inverted(6, 5, 1, 288, 2, 0.25)],
            [Convolution(1, 1, 1728)],
        ],
    };

    public string Name => "FBNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("fbnetc_100", First, C),
            Of("fbnetv3_b", Third, B3),
            Of("fbnetv3_d", Third, D3),
            Of("fbnetv3_g", Third, G3, 240),
        ];

    private static Architecture Of(string name, Paper paper, MobileTable table, long resolution = 224) =>
        new(name, paper, Variants.Timm((x, _) => table.Body(x), table.Top, resolution: resolution));
}
