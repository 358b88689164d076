using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Res2Net: bottlenecks whose middle is a hierarchy of small convolutions; 26w_4s are 4 of 26 channels.
/// </summary>
internal sealed class Res2Net : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Res2Net: A New Multi-scale Backbone Architecture",
        2019,
        "arXiv:1904.01169"
    );

    private static readonly int[] Depths50 = [3, 4, 6, 3];
    private static readonly int[] Depths101 = [3, 4, 23, 3];

    private static readonly long[] Deep = [32, 32, 64];

    public string Name => "Res2Net";

    public IEnumerable<Architecture> Members =>
        [
            Of("res2net50_26w_4s", [64], Depths50, 26, 4),
            Of("res2net101_26w_4s", [64], Depths101, 26, 4),
            Of("res2net50_26w_6s", [64], Depths50, 26, 6),
            Of("res2net50_26w_8s", [64], Depths50, 26, 8),
            Of("res2net50_48w_2s", [64], Depths50, 48, 2),
            Of("res2net50_14w_8s", [64], Depths50, 14, 8),
            Of("res2next50", [64], Depths50, 4, 4, 8),
            Of("res2net50d", Deep, Depths50, 26, 4),
            Of("res2net101d", Deep, Depths101, 26, 4),
        ];

    private static Architecture Of(string name, long[] stem, int[] depths, long baseWidth, int scale, long groups = 1)
    {
        var form = new ResidualForm { AveragesShortcut = stem.Length > 1 };
        return new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.ResidualBody(
                        stem,
                        depths,
                        (x, scope, filters, stride) =>
                            x.Within(
                                scope,
                                x =>
                                    x.Conv("conv1", filters * baseWidth / 64 * groups * scale, 1, bias: false)
                                        .BatchNorm("bn1")
                                        .ReLU("relu")
                                        .Hierarchy(scale, stride, groups, stride > 1 || x.Channels != 4 * filters)
                                        .Conv("conv3", 4 * filters, 1, bias: false)
                                        .BatchNorm("bn3")
                                        .Finish(x, "relu_last", stride, form)
                            )
                    ),
                TimmResidual.ResidualTop
            )
        );
    }
}
