using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Blocks.MobileRow;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// HardCoRe-NAS: networks that a search under a bound of latency has found, as the authors' code has them.
/// </summary>
internal sealed class HardCoReNAS : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "HardCoRe-NAS: Hard Constrained diffeRentiable Neural Architecture Search",
        2021,
        "arXiv:2102.11646"
    );

    private static readonly MobileTable A = new()
    {
        Style = new()
        {
            Function = "hard_swish",
            Gate = "hard_sigmoid",
            SqueezeFunction = "relu",
            SqueezesExpanded = true,
            SqueezeRounding = channels => ChannelRounding.Nearest(channels),
        },
        HeadKind = MobileHead.Mean,
        Stages =
        [
            [Separable(3, 1, 16).As("relu")],
            [Inverted(3, 5, 2, 24).As("relu"), Inverted(3, 5, 1, 24, 1, 0.25).As("relu")],
            [Inverted(3, 5, 2, 40).As("relu"), Inverted(6, 5, 1, 40, 1, 0.25).As("relu")],
            [Inverted(6, 5, 2, 80, 1, 0.25), Inverted(6, 5, 1, 80, 1, 0.25)],
            [Inverted(6, 5, 1, 112, 1, 0.25), Inverted(6, 5, 1, 112, 1, 0.25)],
            [Inverted(6, 5, 2, 192, 1, 0.25), Inverted(6, 5, 1, 192, 1, 0.25)],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable B = A with
    {
        Stages =
        [
            [Separable(3, 1, 16).As("relu")],
            [
                Inverted(3, 5, 2, 24).As("relu"),
                Inverted(3, 5, 1, 24, 1, 0.25).As("relu"),
                Inverted(3, 3, 1, 24).As("relu"),
            ],
            [Inverted(3, 5, 2, 40).As("relu"), Inverted(3, 5, 1, 40).As("relu"), Inverted(3, 5, 1, 40).As("relu")],
            [Inverted(3, 5, 2, 80), Inverted(3, 5, 1, 80), Inverted(3, 3, 1, 80), Inverted(3, 3, 1, 80)],
            [Inverted(3, 5, 1, 112), Inverted(3, 3, 1, 112), Inverted(3, 3, 1, 112), Inverted(3, 3, 1, 112)],
            [Inverted(6, 5, 2, 192, 1, 0.25), Inverted(6, 5, 1, 192, 1, 0.25), Inverted(3, 3, 1, 192, 1, 0.25)],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable C = A with
    {
        Stages =
        [
            [Separable(3, 1, 16).As("relu")],
            [Inverted(3, 5, 2, 24).As("relu"), Inverted(3, 5, 1, 24, 1, 0.25).As("relu")],
            [
                Inverted(3, 5, 2, 40).As("relu"),
                Inverted(3, 5, 1, 40).As("relu"),
                Inverted(3, 5, 1, 40).As("relu"),
                Inverted(3, 5, 1, 40).As("relu"),
            ],
            [Inverted(4, 5, 2, 80), Inverted(6, 5, 1, 80, 1, 0.25), Inverted(3, 3, 1, 80), Inverted(3, 3, 1, 80)],
            [Inverted(6, 5, 1, 112, 1, 0.25), Inverted(3, 3, 1, 112), Inverted(3, 3, 1, 112), Inverted(3, 3, 1, 112)],
            [Inverted(6, 5, 2, 192, 1, 0.25), Inverted(6, 5, 1, 192, 1, 0.25), Inverted(3, 3, 1, 192, 1, 0.25)],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable D = A with
    {
        Stages =
        [
            [Separable(3, 1, 16).As("relu")],
            [Inverted(3, 5, 2, 24, 1, 0.25).As("relu"), Inverted(3, 5, 1, 24, 1, 0.25).As("relu")],
            [
                Inverted(3, 5, 2, 40, 1, 0.25).As("relu"),
                Inverted(4, 5, 1, 40, 1, 0.25).As("relu"),
                Inverted(3, 3, 1, 40, 1, 0.25).As("relu"),
            ],
            [
                Inverted(4, 5, 2, 80, 1, 0.25),
                Inverted(3, 3, 1, 80, 1, 0.25),
                Inverted(3, 3, 1, 80, 1, 0.25),
                Inverted(3, 3, 1, 80, 1, 0.25),
            ],
            [
                Inverted(4, 3, 1, 112, 1, 0.25),
                Inverted(4, 5, 1, 112, 1, 0.25),
                Inverted(3, 3, 1, 112, 1, 0.25),
                Inverted(3, 5, 1, 112, 1, 0.25),
            ],
            [
                Inverted(6, 5, 2, 192, 1, 0.25),
                Inverted(6, 5, 1, 192, 1, 0.25),
                Inverted(6, 5, 1, 192, 1, 0.25),
                Inverted(6, 3, 1, 192, 1, 0.25),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable E = A with
    {
        Stages =
        [
            [Separable(3, 1, 16).As("relu")],
            [Inverted(3, 5, 2, 24, 1, 0.25).As("relu"), Inverted(3, 5, 1, 24, 1, 0.25).As("relu")],
            [
                Inverted(6, 5, 2, 40, 1, 0.25).As("relu"),
                Inverted(4, 5, 1, 40, 1, 0.25).As("relu"),
                Inverted(4, 5, 1, 40, 1, 0.25).As("relu"),
                Inverted(3, 3, 1, 40, 1, 0.25).As("relu"),
            ],
            [Inverted(4, 5, 2, 80, 1, 0.25), Inverted(6, 3, 1, 80, 1, 0.25)],
            [
                Inverted(6, 5, 1, 112, 1, 0.25),
                Inverted(6, 5, 1, 112, 1, 0.25),
                Inverted(6, 5, 1, 112, 1, 0.25),
                Inverted(3, 5, 1, 112, 1, 0.25),
            ],
            [
                Inverted(6, 5, 2, 192, 1, 0.25),
                Inverted(6, 5, 1, 192, 1, 0.25),
                Inverted(6, 5, 1, 192, 1, 0.25),
                Inverted(6, 3, 1, 192, 1, 0.25),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable F = A with
    {
        Stages =
        [
            [Separable(3, 1, 16).As("relu")],
            [Inverted(3, 5, 2, 24, 1, 0.25).As("relu"), Inverted(3, 5, 1, 24, 1, 0.25).As("relu")],
            [Inverted(6, 5, 2, 40, 1, 0.25).As("relu"), Inverted(6, 5, 1, 40, 1, 0.25).As("relu")],
            [
                Inverted(6, 5, 2, 80, 1, 0.25),
                Inverted(6, 5, 1, 80, 1, 0.25),
                Inverted(3, 3, 1, 80, 1, 0.25),
                Inverted(3, 3, 1, 80, 1, 0.25),
            ],
            [
                Inverted(6, 3, 1, 112, 1, 0.25),
                Inverted(6, 5, 1, 112, 1, 0.25),
                Inverted(6, 5, 1, 112, 1, 0.25),
                Inverted(3, 3, 1, 112, 1, 0.25),
            ],
            [
                Inverted(6, 5, 2, 192, 1, 0.25),
                Inverted(6, 5, 1, 192, 1, 0.25),
                Inverted(6, 3, 1, 192, 1, 0.25),
                Inverted(6, 3, 1, 192, 1, 0.25),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    public string Name => "HardCoRe-NAS";

    public IEnumerable<Architecture> Members =>
        [
            Of("hardcorenas_a", A),
            Of("hardcorenas_b", B),
            Of("hardcorenas_c", C),
            Of("hardcorenas_d", D),
            Of("hardcorenas_e", E),
            Of("hardcorenas_f", F),
        ];

    private static Architecture Of(string name, MobileTable table) =>
        new(name, Paper, Variants.Timm((x, _) => table.Body(x), table.Top));
}
