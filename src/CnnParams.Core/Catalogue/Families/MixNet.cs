using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Blocks.MobileRow;

namespace CnnParams.Catalogue.Families;

/// <summary>MixNet: depthwise convolutions with filters of several sizes side by side; figure 5 of the paper.</summary>
internal sealed class MixNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "MixConv: Mixed Depthwise Convolutional Kernels",
        2019,
        "arXiv:1907.09595"
    );

    private static readonly MobileTable Small = new()
    {
        Stem = 16,
        Head = 1536,
        ScalesHead = false,
        RoundsDepth = true,
        Stages =
        [
            [Separable(3, 1, 16)],
            [Inverted(6, 3, 2, 24).Halved, Inverted(3, 3, 1, 24).Halved],
            [Mixed(6, [3, 5, 7], 2, 40, 1, 0.5).As("silu"), Mixed(6, [3, 5], 1, 40, 3, 0.5).As("silu").Halved],
            [
                Mixed(6, [3, 5, 7], 2, 80, 1, 0.25).As("silu").ProjectedInHalves,
                Mixed(6, [3, 5], 1, 80, 2, 0.25).As("silu").ProjectedInHalves,
            ],
            [
                Mixed(6, [3, 5, 7], 1, 120, 1, 0.5).As("silu").Halved,
                Mixed(3, [3, 5, 7, 9], 1, 120, 2, 0.5).As("silu").Halved,
            ],
            [
                Mixed(6, [3, 5, 7, 9, 11], 2, 200, 1, 0.5).As("silu"),
                Mixed(6, [3, 5, 7, 9], 1, 200, 2, 0.5).As("silu").ProjectedInHalves,
            ],
        ],
    };

    private static readonly MobileTable Medium = Small with
    {
        Stem = 24,
        Stages =
        [
            [Separable(3, 1, 24)],
            [Mixed(6, [3, 5, 7], 2, 32).Halved, Inverted(3, 3, 1, 32).Halved],
            [Mixed(6, [3, 5, 7, 9], 2, 40, 1, 0.5).As("silu"), Mixed(6, [3, 5], 1, 40, 3, 0.5).As("silu").Halved],
            [Mixed(6, [3, 5, 7], 2, 80, 1, 0.25).As("silu"), Mixed(6, [3, 5, 7, 9], 1, 80, 3, 0.25).As("silu").Halved],
            [Inverted(6, 3, 1, 120, 1, 0.5).As("silu"), Mixed(3, [3, 5, 7, 9], 1, 120, 3, 0.5).As("silu").Halved],
            [
                Mixed(6, [3, 5, 7, 9], 2, 200, 1, 0.5).As("silu"),
                Mixed(6, [3, 5, 7, 9], 1, 200, 3, 0.5).As("silu").ProjectedInHalves,
            ],
        ],
    };

    public string Name => "MixNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("mixnet_s", Small),
            Of("mixnet_m", Medium),
            Of("mixnet_l", Medium with { Width = 1.3 }),
            Of("mixnet_xl", Medium with { Width = 1.6, Depth = 1.2 }),
            Of("mixnet_xxl", Medium with { Width = 2.4, Depth = 1.3 }),
            Of("tf_mixnet_s", AsTensorFlow(Small)),
            Of("tf_mixnet_m", AsTensorFlow(Medium)),
            Of("tf_mixnet_l", AsTensorFlow(Medium) with { Width = 1.3 }),
        ];

    private static MobileTable AsTensorFlow(MobileTable table) =>
        table with
        {
            Style = table.Style with { PadsAsTensorFlow = true },
        };

    private static Architecture Of(string name, MobileTable table) =>
        new(name, Paper, Variants.Timm((x, _) => table.Body(x), table.Top));
}
