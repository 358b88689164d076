using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// MobileOne: table 2 of the paper, as it is trained; depthwise and pointwise convolutions of several branches.
/// </summary>
internal sealed class MobileOne : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "MobileOne: An Improved One millisecond Mobile Backbone",
        2022,
        "arXiv:2206.04040"
    );

    private static readonly int[] Depths = [2, 8, 10, 1];

    public string Name => "MobileOne";

    public IEnumerable<Architecture> Members =>
        [
            Of("mobileone_s0", 48, [0.75, 1, 1, 2], branches: 4),
            Of("mobileone_s1", 64, [1.5, 1.5, 2, 2.5]),
            Of("mobileone_s2", 64, [1.5, 2, 2.5, 4]),
            Of("mobileone_s3", 64, [2, 2.5, 3, 4]),
            Of("mobileone_s4", 64, [3, 3.5, 3.5, 4], [0, 0, 5, 1]),
        ];

    // How many blocks at the end of each stage have squeeze-and-excitation.
    private static Architecture Of(string name, long stem, double[] widths, int[]? squeezed = null, int branches = 1) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.RepBlock("stem.", stem, 3, 2, 1, 1)
                        .Repeat(
                            4,
                            (x, stage) =>
                                x.Repeat(
                                    Depths[stage],
                                    (x, i) =>
                                    {
                                        Func<Tensor, string, Tensor>? attention =
                                            i >= Depths[stage] - (squeezed?[stage] ?? 0)
                                                ? (x, scope) => x.TimmSqueezeExcite(scope)
                                                : null;
                                        return x.RepBlock(
                                                $"stages.{stage}.{2 * i}.",
                                                x.Channels,
                                                3,
                                                i == 0 ? 2 : 1,
                                                x.Channels,
                                                branches,
                                                attention
                                            )
                                            .RepBlock(
                                                $"stages.{stage}.{(2 * i) + 1}.",
                                                (long)((64 << stage) * widths[stage]),
                                                1,
                                                1,
                                                1,
                                                branches,
                                                attention
                                            );
                                    }
                                )
                        ),
                TimmUnits.Head,
                "As it is trained; in use each block is one convolution."
            )
        );
}
