using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>The Swin transformer: table 7 of the paper.</summary>
internal sealed class SwinTransformer : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows",
        2021,
        "arXiv:2103.14030"
    );

    public string Name => "Swin";

    public IEnumerable<Architecture> Members =>
        [
            Of("Swin_T", 96, [2, 2, 6, 2], [3, 6, 12, 24]),
            Of("Swin_S", 96, [2, 2, 18, 2], [3, 6, 12, 24]),
            Of("Swin_B", 128, [2, 2, 18, 2], [4, 8, 16, 32]),
        ];

    private static Architecture Of(string name, long width, int[] depths, long[] heads) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, _) =>
                    x.Within(
                            "features.",
                            x =>
                                x.Conv("0.0", width, 4, 4)
                                    .ToChannelsLast("0.1")
                                    .LayerNorm("0.2")
                                    .Repeat(
                                        depths.Length,
                                        (x, stage) =>
                                            x.If(stage > 0, x => x.PatchMerging($"{2 * stage}."))
                                                // Every other block has its windows across those of the block before.
                                                .Repeat(
                                                    depths[stage],
                                                    (x, i) =>
                                                        x.SwinBlock(
                                                            $"{(2 * stage) + 1}.{i}.",
                                                            heads[stage],
                                                            isShifted: i % 2 == 1
                                                        )
                                                )
                                    )
                        )
                        .LayerNorm("norm"),
                (x, o) =>
                    x.ToChannelsFirst("permute").AdaptiveAveragePool("avgpool", 1).Flatten().Dense("head", o.Classes),
                "Attention's products are multiply-accumulates too; tools that hook modules miss them and the "
                    + "projections."
            )
        );
}
