using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>RepVGG: table 2 of the paper, as it is trained; each block is one 3x3 convolution in use.</summary>
internal sealed class RepVGG : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "RepVGG: Making VGG-style ConvNets Great Again",
        2021,
        "arXiv:2101.03697"
    );

    private static readonly int[] A = [2, 4, 14, 1];
    private static readonly int[] B = [4, 6, 16, 1];

    public string Name => "RepVGG";

    public IEnumerable<Architecture> Members =>
        [
            Of("repvgg_a0", A, 0.75, 2.5),
            Of("repvgg_a1", A, 1, 2.5),
            Of("repvgg_a2", A, 1.5, 2.75),
            Of("repvgg_b0", B, 1, 2.5),
            Of("repvgg_b1", B, 2, 4),
            Of("repvgg_b1g4", B, 2, 4, 4),
            Of("repvgg_b2", B, 2.5, 5),
            Of("repvgg_b2g4", B, 2.5, 5, 4),
            Of("repvgg_b3", B, 3, 5),
            Of("repvgg_b3g4", B, 3, 5, 4),
            Of("repvgg_d2se", [8, 14, 24, 1], 2.5, 5, 1, (x, scope) => x.TimmSqueezeExcite(scope, 0.0625, 1), 320),
        ];

    // The width of all stages but the last, and of the last, in multiples of 64 to 512; groups in every other block.
    private static Architecture Of(
        string name,
        int[] depths,
        double width,
        double last,
        long groups = 1,
        Func<Tensor, string, Tensor>? attention = null,
        long resolution = 224
    ) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                {
                    x = x.RepBlock("stem.", (long)(64 * Math.Min(1, width)), 3, 2, 1, null, attention);
                    return x.Repeat(
                        4,
                        (x, stage) =>
                            x.Repeat(
                                depths[stage],
                                (x, i) =>
                                {
                                    long filters = (long)((64 << stage) * (stage == 3 ? last : width));
                                    long group = i % 2 == 1 ? filters / groups : 0;
                                    return x.RepBlock(
                                        $"stages.{stage}.{i}.",
                                        filters,
                                        3,
                                        i == 0 ? 2 : 1,
                                        group > 0 ? x.Channels / group : 1,
                                        null,
                                        attention
                                    );
                                }
                            )
                    );
                },
                TimmUnits.Head,
                "As it is trained; in use each block is one convolution.",
                resolution
            )
        );
}
