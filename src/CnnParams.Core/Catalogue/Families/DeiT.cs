using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>DeiT, its distilled form with a second token, and DeiT III, as timm builds them.</summary>
internal sealed class DeiT : IArchitectureFamily
{
    private static readonly Paper First = new(
        "Training data-efficient image transformers & distillation through attention",
        2020,
        "arXiv:2012.12877"
    );

    private static readonly Paper Third = new("DeiT III: Revenge of the ViT", 2022, "arXiv:2204.07118");

    private static readonly VisionForm Tiny = new(192, 12, 3);
    private static readonly VisionForm Small = new(384, 12, 6);
    private static readonly VisionForm Base = new(768, 12, 12);

    public string Name => "DeiT";

    public IEnumerable<Architecture> Members =>
        [
            .. VisionNames.Of(First, Tiny, "deit_tiny_patch16_224"),
            .. VisionNames.Of(First, Small, "deit_small_patch16_224"),
            .. VisionNames.Of(First, Base, "deit_base_patch16_224", "deit_base_patch16_384"),
            .. VisionNames.Of(First, Tiny with { IsDistilled = true }, "deit_tiny_distilled_patch16_224"),
            .. VisionNames.Of(First, Small with { IsDistilled = true }, "deit_small_distilled_patch16_224"),
            .. VisionNames.Of(
                First,
                Base with
                {
                    IsDistilled = true,
                },
                "deit_base_distilled_patch16_224",
                "deit_base_distilled_patch16_384"
            ),
            .. Revenge(Small, "deit3_small_patch16_224", "deit3_small_patch16_384"),
            .. Revenge(new(512, 12, 8), "deit3_medium_patch16_224"),
            .. Revenge(Base, "deit3_base_patch16_224", "deit3_base_patch16_384"),
            .. Revenge(new(1024, 24, 16), "deit3_large_patch16_224", "deit3_large_patch16_384"),
            .. Revenge(new(1280, 32, 16), "deit3_huge_patch14_224"),
        ];

    private static IEnumerable<Architecture> Revenge(VisionForm form, params string[] names) =>
        VisionNames.Of(Third, form with { OnlyPatchesHavePositions = true, Scales = true }, names);
}
