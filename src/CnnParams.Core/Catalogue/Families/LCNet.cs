using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Blocks.MobileRow;

namespace CnnParams.Catalogue.Families;

/// <summary>PP-LCNet: depthwise separable convolutions and few squeeze-and-excitations; table 2 of the paper.</summary>
internal sealed class LCNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "PP-LCNet: A Lightweight CPU Convolutional Neural Network",
        2021,
        "arXiv:2109.15099"
    );

    // In hundredths.
    private static readonly int[] Widths = [35, 50, 75, 100, 150];

    private static readonly MobileTable Table = new()
    {
        Style = new()
        {
            Function = "hard_swish",
            Gate = "hard_sigmoid",
            SqueezeFunction = "relu",
            SqueezesExpanded = true,
        },
        Stem = 16,
        ScalesHead = false,
        HeadKind = MobileHead.Mean,
        Stages =
        [
            [ActiveSeparable(3, 1, 32)],
            [ActiveSeparable(3, 2, 64, 2)],
            [ActiveSeparable(3, 2, 128, 2)],
            [ActiveSeparable(3, 2, 256), ActiveSeparable(5, 1, 256)],
            [ActiveSeparable(5, 1, 256, 4)],
            [ActiveSeparable(5, 2, 512, 2, 0.25)],
        ],
    };

    public string Name => "LCNet";

    public IEnumerable<Architecture> Members =>
        Widths.Select(width => Of($"lcnet_{width:000}", Table with { Width = width / 100.0 }));

    private static Architecture Of(string name, MobileTable table) =>
        new(name, Paper, Variants.Timm((x, _) => table.Body(x), table.Top));
}
