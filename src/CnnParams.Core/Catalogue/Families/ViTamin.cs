using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// ViTamin: two stages of inverted residuals, then a vision transformer with gated perceptrons; table 2 of the paper.
/// </summary>
internal sealed class ViTamin : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "ViTamin: Designing Scalable Vision Models in the Vision-Language Era",
        2024,
        "arXiv:2404.02132"
    );

    public string Name => "ViTamin";

    // Classes are the features that images and texts have in common.
    public IEnumerable<Architecture> Members =>
        [
            .. Of(64, new(384, 14, 6) { Classes = 768 }, "vitamin_small_224"),
            .. Of(128, new(768, 14, 12) { Classes = 768 }, "vitamin_base_224"),
            .. Of(
                160,
                new(1024, 31, 16) { Classes = 768 },
                "vitamin_large_224",
                "vitamin_large_256",
                "vitamin_large_336",
                "vitamin_large_384"
            ),
            .. Of(
                160,
                new(1024, 31, 16) { Classes = 1024 },
                "vitamin_large2_224",
                "vitamin_large2_256",
                "vitamin_large2_336",
                "vitamin_large2_384"
            ),
            .. Of(
                192,
                new(1152, 32, 16) { Classes = 1152, HasPositions = false },
                "vitamin_xlarge_256",
                "vitamin_xlarge_336",
                "vitamin_xlarge_384"
            ),
        ];

    private static IEnumerable<Architecture> Of(long channels, VisionForm form, params string[] names) =>
        VisionNames.Of(
            Paper,
            form with
            {
                Ratio = 2,
                HasClassToken = false,
                Pool = VisionPool.Mean,
                Mlp = VisionMlp.NormedGlu,
                Embed = x => x.Within("patch_embed.backbone.", x => Convolutions(x, channels, form.Width)),
            },
            names
        );

    private static Tensor Convolutions(Tensor x, long channels, long width) =>
        x.Conv("stem.conv1", channels, 3, 2, 1)
            .LayerNorm("stem.norm1", channels: true)
            .Activation("stem.norm1.act", "gelu")
            .Conv("stem.conv2", channels, 3, 1, 1)
            .Repeat(2, (x, i) => x.Within($"stages.0.{i}.", x => Inverted(x, channels, i == 0 ? 2 : 1)))
            .Repeat(4, (x, i) => x.Within($"stages.1.{i}.", x => Inverted(x, 2 * channels, i == 0 ? 2 : 1)))
            .LayerNorm("pool.norm", channels: true)
            .Conv("pool.proj", width, 3, 2, 1);

    private static Tensor Inverted(Tensor x, long width, long stride) =>
        x.LayerNorm("pre_norm", channels: true)
            .Conv("conv1_1x1", 4 * width, 1)
            .Activation("act1", "gelu")
            .Conv("conv2_kxk", 4 * width, 3, stride, 1, 4 * width)
            .Activation("act2", "gelu")
            .Conv("conv3_1x1", width, 1)
            .Add(
                "add",
                x.If(
                        stride > 1,
                        x =>
                            x.Then(
                                "shortcut.pool",
                                new AveragePooling(2)
                                {
                                    PoolSize = 3,
                                    Stride = 2,
                                    Padding = 1,
                                    CountIncludePad = false,
                                }
                            )
                    )
                    .If(x.Channels != width, x => x.Conv("shortcut.expand", width, 1))
            );
}
