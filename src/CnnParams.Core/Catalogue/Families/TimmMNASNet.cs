using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Blocks.MobileRow;

namespace CnnParams.Catalogue.Families;

/// <summary>Mobile networks that a search has found, as timm builds them: MNASNet, Single-Path NAS.</summary>
internal sealed class TimmMNASNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "MnasNet: Platform-Aware Neural Architecture Search for Mobile",
        2018,
        "arXiv:1807.11626"
    );

    private static readonly Paper SinglePath = new(
        "Single-Path NAS: Designing Hardware-Efficient ConvNets in less than 4 Hours",
        2019,
        "arXiv:1904.02877"
    );

    private static readonly MobileTable B1 = new()
    {
        ScalesHead = false,
        Stages =
        [
            [Separable(3, 1, 16).Alone],
            [Inverted(3, 3, 2, 24, 3)],
            [Inverted(3, 5, 2, 40, 3)],
            [Inverted(6, 5, 2, 80, 3)],
            [Inverted(6, 3, 1, 96, 2)],
            [Inverted(6, 5, 2, 192, 4)],
            [Inverted(6, 3, 1, 320).Alone],
        ],
    };

    // With squeeze-and-excitation.
    private static readonly MobileTable A1 = new()
    {
        ScalesHead = false,
        Stages =
        [
            [Separable(3, 1, 16).Alone],
            [Inverted(6, 3, 2, 24, 2)],
            [Inverted(3, 5, 2, 40, 3, 0.25)],
            [Inverted(6, 3, 2, 80, 4)],
            [Inverted(6, 3, 1, 112, 2, 0.25)],
            [Inverted(6, 5, 2, 160, 3, 0.25)],
            [Inverted(6, 3, 1, 320)],
        ],
    };

    private static readonly MobileTable Small = new()
    {
        Stem = 8,
        ScalesHead = false,
        Stages =
        [
            [Separable(3, 1, 8)],
            [Inverted(3, 3, 2, 16)],
            [Inverted(6, 3, 2, 16, 2)],
            [Inverted(6, 5, 2, 32, 4, 0.25)],
            [Inverted(6, 3, 1, 32, 3, 0.25)],
            [Inverted(6, 5, 2, 88, 3, 0.25)],
            [Inverted(6, 3, 1, 144)],
        ],
    };

    private static readonly MobileTable Found = new()
    {
        ScalesHead = false,
        Stages =
        [
            [Separable(3, 1, 16).Alone],
            [Inverted(3, 3, 2, 24, 3)],
            [Inverted(6, 5, 2, 40), Inverted(3, 3, 1, 40, 3)],
            [Inverted(6, 5, 2, 80), Inverted(3, 3, 1, 80, 3)],
            [Inverted(6, 5, 1, 96), Inverted(3, 5, 1, 96, 3)],
            [Inverted(6, 5, 2, 192, 4)],
            [Inverted(6, 3, 1, 320).Alone],
        ],
    };

    public string Name => "MNASNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("mnasnet_050", Paper, B1 with { Width = 0.5 }),
            Of("mnasnet_075", Paper, B1 with { Width = 0.75 }),
            Of("mnasnet_100", Paper, B1, "mnasnet_b1"),
            Of("mnasnet_140", Paper, B1 with { Width = 1.4 }),
            Of("semnasnet_050", Paper, A1 with { Width = 0.5 }),
            Of("semnasnet_075", Paper, A1 with { Width = 0.75 }),
            Of("semnasnet_100", Paper, A1, "mnasnet_a1"),
            Of("semnasnet_140", Paper, A1 with { Width = 1.4 }),
            Of("mnasnet_small", Paper, Small),
            Of("spnasnet_100", SinglePath, Found),
        ];

    private static Architecture Of(string name, Paper paper, MobileTable table, params string[] aliases) =>
        new(name, paper, Variants.Timm((x, _) => table.Body(x), table.Top)) { Aliases = aliases };
}
