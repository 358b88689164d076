using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// RDNet, as timm builds it: DenseNet's joining of all outputs with ConvNeXt's blocks; each stage begins with half of
/// the channels of the one before.
/// </summary>
internal sealed class RDNet : IArchitectureFamily
{
    private const int Blocks = 3;

    private static readonly Paper Paper = new(
        "DenseNets Reloaded: Paradigm Shift Beyond ResNets and ViTs",
        2024,
        "arXiv:2403.19588"
    );

    public string Name => "RDNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("rdnet_tiny", 64, [64, 104, 128, 128, 128, 128, 224], lastStride: 6),
            Of("rdnet_small", 72, [64, 128, 128, 128, 128, 128, 128, 128, 128, 240, 240], lastStride: 9),
            Of("rdnet_base", 120, [96, 128, 168, 168, 168, 168, 168, 168, 168, 336, 336], lastStride: 9),
            Of("rdnet_large", 144, [128, 192, 256, 256, 256, 256, 256, 256, 256, 256, 360, 360], lastStride: 10),
        ];

    // The second and the third stage make the image smaller, and one more.
    private static Architecture Of(string name, long first, long[] growths, int lastStride) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.Conv("stem.0", first, 4, 4)
                        .LayerNorm("stem.1", channels: true)
                        .Repeat(
                            growths.Length,
                            (x, stage) =>
                                x.Within(
                                    $"dense_stages.{stage}.",
                                    x =>
                                        x.If(
                                                stage > 0,
                                                x => Transition(x, stage is 1 or 2 || stage == lastStride ? 2 : 1)
                                            )
                                            .Within(
                                                stage > 0 ? "2." : "0.",
                                                x =>
                                                    x.Repeat(
                                                        Blocks,
                                                        (x, i) =>
                                                            Block(x, $"dense_block{i}.", growths[stage], stage > 1)
                                                    )
                                            )
                                )
                        ),
                (x, o) =>
                    x.AdaptiveAveragePool("head.global_pool", 1)
                        .LayerNorm("head.norm", channels: true)
                        .Flatten()
                        .Dense("head.fc", o.Classes)
            )
        );

    private static Tensor Transition(Tensor x, long stride) =>
        x.LayerNorm("0", channels: true).Conv("1", x.Channels / 16 * 8, stride, stride);

    private static Tensor Block(Tensor x, string scope, long growth, bool squeezes) =>
        x.Within(
            scope,
            x =>
                x.Concatenate(
                    "cat",
                    x.Conv("layers.layers.0", x.Channels, 7, 1, 3, x.Channels)
                        .LayerNorm("layers.layers.1", channels: true)
                        .Conv("layers.layers.2", 4 * x.Channels / 8 * 8, 1)
                        .Activation("layers.layers.3", "gelu")
                        .Conv("layers.layers.4", growth, 1)
                        .If(squeezes, x => x.EffectiveSqueezeExcite("layers.layers.5."))
                        .Then("gamma", new Scale())
                )
        );
}
