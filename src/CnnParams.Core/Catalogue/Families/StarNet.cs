using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>StarNet: two linear layers whose outputs are multiplied; table 5 of the paper.</summary>
internal sealed class StarNet : IArchitectureFamily
{
    private static readonly Paper Paper = new("Rewrite the Stars", 2024, "arXiv:2403.19967");

    public string Name => "StarNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("starnet_s1", 24, [2, 2, 8, 3]),
            Of("starnet_s2", 32, [1, 2, 6, 2]),
            Of("starnet_s3", 32, [2, 2, 8, 4]),
            Of("starnet_s4", 32, [3, 3, 12, 5]),
            Of("starnet_s050", 16, [1, 1, 3, 1], 3),
            Of("starnet_s100", 20, [1, 2, 4, 1]),
            Of("starnet_s150", 24, [1, 2, 4, 2], 3),
        ];

    private static Architecture Of(string name, long width, int[] depths, long expansion = 4) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    Unit(x, "stem.0", 32, 3, 2)
                        .Activation("stem.1", "relu6")
                        .Repeat(
                            depths.Length,
                            (x, stage) =>
                                Unit(x, $"stages.{stage}.0", width << stage, 3, 2)
                                    .Repeat(
                                        depths[stage],
                                        (x, i) => x.Within($"stages.{stage}.{i + 1}.", x => Block(x, expansion))
                                    )
                        )
                        .BatchNorm("norm"),
                (x, o) => x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("head", o.Classes)
            )
        );

    private static Tensor Block(Tensor x, long expansion)
    {
        long width = x.Channels;
        var wide = Unit(x, "dwconv", width, 7, 1, width);
        var star = wide.Conv("f1.conv", expansion * width, 1)
            .Activation("act", "relu6")
            .Multiply("star", wide.Conv("f2.conv", expansion * width, 1));
        return Unit(star, "g", width).Conv("dwconv2.conv", width, 7, 1, 3, width).Add("add", x);
    }

    private static Tensor Unit(
        Tensor x,
        string name,
        long filters,
        long kernel = 1,
        long stride = 1,
        long groups = 1
    ) => x.Conv(name + ".conv", filters, kernel, stride, kernel / 2, groups).BatchNorm(name + ".bn");
}
