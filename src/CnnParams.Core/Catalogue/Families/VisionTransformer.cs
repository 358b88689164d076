using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>The vision transformer: table 1 of the paper; the number after the slash is the size of a patch.</summary>
internal sealed class VisionTransformer : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
        2020,
        "arXiv:2010.11929"
    );

    public string Name => "ViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("ViT_B_16", patch: 16, layers: 12, width: 768, heads: 12),
            Of("ViT_B_32", patch: 32, layers: 12, width: 768, heads: 12),
            Of("ViT_L_16", patch: 16, layers: 24, width: 1024, heads: 16),
            Of("ViT_L_32", patch: 32, layers: 24, width: 1024, heads: 16),
            Of("ViT_H_14", patch: 14, layers: 32, width: 1280, heads: 16),
        ];

    private static Architecture Of(string name, long patch, int layers, long width, long heads) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, _) =>
                    x.Conv("conv_proj", width, patch, patch)
                        .Tokens()
                        .WithTokens("class_token", "sequence")
                        .Within(
                            "encoder.",
                            x =>
                                x.Add("positions", x.LearnedLike("pos_embedding"))
                                    .Dropout("dropout", 0)
                                    .Repeat(
                                        layers,
                                        (x, i) => x.TransformerEncoder($"layers.encoder_layer_{i}.", heads, 4 * width)
                                    )
                                    .LayerNorm("ln")
                        ),
                // The class token alone says the class.
                (x, o) => x.Then("class", new Slice { Axis = 1, End = 1 }).Flatten().Dense("heads.head", o.Classes),
                "Attention's products are multiply-accumulates too; tools that hook modules miss them and the packed "
                    + "projections."
            )
        );
}
