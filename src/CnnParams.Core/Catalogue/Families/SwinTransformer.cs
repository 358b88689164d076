using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>The Swin transformers as torchvision has them: table 7 of the paper, and those of the second.</summary>
internal sealed class SwinTransformer : IArchitectureFamily
{
    private static readonly Paper First = new(
        "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows",
        2021,
        "arXiv:2103.14030"
    );

    private static readonly Paper Second = new(
        "Swin Transformer V2: Scaling Up Capacity and Resolution",
        2021,
        "arXiv:2111.09883"
    );

    private const string Note =
        "Attention's products are multiply-accumulates too; tools that hook modules miss them and the projections.";

    public string Name => "Swin";

    public IEnumerable<Architecture> Members =>
        [
            Of("Swin_T", 96, [2, 2, 6, 2], [3, 6, 12, 24]),
            Of("Swin_S", 96, [2, 2, 18, 2], [3, 6, 12, 24]),
            Of("Swin_B", 128, [2, 2, 18, 2], [4, 8, 16, 32]),
            Later("Swin_V2_T", 96, [2, 2, 6, 2], [3, 6, 12, 24]),
            Later("Swin_V2_S", 96, [2, 2, 18, 2], [3, 6, 12, 24]),
            Later("Swin_V2_B", 128, [2, 2, 18, 2], [4, 8, 16, 32]),
        ];

    private static Architecture Of(string name, long width, int[] depths, long[] heads) =>
        new(
            name,
            First,
            Variants.Torchvision(
                (x, _) =>
                    Body(
                        x,
                        width,
                        depths,
                        (x, scope) => x.PatchMerging(scope),
                        (x, scope, stage, isShifted) => x.SwinBlock(scope, heads[stage], isShifted: isShifted)
                    ),
                Top,
                Note
            )
        );

    private static Architecture Later(string name, long width, int[] depths, long[] heads) =>
        new(
            name,
            Second,
            Variants.Torchvision(
                (x, _) =>
                    Body(
                        x,
                        width,
                        depths,
                        (x, scope) => x.PatchMergingV2(scope),
                        (x, scope, stage, isShifted) => x.SwinV2Block(scope, heads[stage], (8, 8), isShifted)
                    ),
                Top,
                Note,
                resolution: 256
            )
        );

    private static Tensor Body(
        Tensor x,
        long width,
        int[] depths,
        Func<Tensor, string, Tensor> merge,
        Func<Tensor, string, int, bool, Tensor> block
    ) =>
        x.Within(
                "features.",
                x =>
                    x.Conv("0.0", width, 4, 4)
                        .ToChannelsLast("0.1")
                        .LayerNorm("0.2")
                        .Repeat(
                            depths.Length,
                            (x, stage) =>
                                x.If(stage > 0, x => merge(x, $"{2 * stage}."))
                                    // Every other block has its windows across those of the block before.
                                    .Repeat(
                                        depths[stage],
                                        (x, i) => block(x, $"{(2 * stage) + 1}.{i}.", stage, i % 2 == 1)
                                    )
                        )
            )
            .LayerNorm("norm");

    private static Tensor Top(Tensor x, BuildOptions options) =>
        x.ToChannelsFirst("permute").AdaptiveAveragePool("avgpool", 1).Flatten().Dense("head", options.Classes);
}
