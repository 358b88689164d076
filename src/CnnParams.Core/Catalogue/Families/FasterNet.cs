using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>FasterNet: 3x3 convolutions of a quarter of the channels; table 7 of the paper.</summary>
internal sealed class FasterNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Run, Don't Walk: Chasing Higher FLOPS for Faster Neural Networks",
        2023,
        "arXiv:2303.03667"
    );

    public string Name => "FasterNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("fasternet_t0", 40, [1, 2, 8, 2], "gelu"),
            Of("fasternet_t1", 64, [1, 2, 8, 2], "gelu"),
            Of("fasternet_t2", 96, [1, 2, 8, 2]),
            Of("fasternet_s", 128, [1, 2, 13, 2]),
            Of("fasternet_m", 144, [3, 4, 18, 3]),
            Of("fasternet_l", 192, [3, 4, 18, 3]),
        ];

    private static Architecture Of(string name, long width, int[] depths, string function = "relu") =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.Conv("patch_embed.proj", width, 4, 4, bias: false)
                        .BatchNorm("patch_embed.norm")
                        .Repeat(
                            depths.Length,
                            (x, stage) =>
                                x.Within(
                                    $"stages.{stage}.",
                                    x =>
                                        x.If(
                                                stage > 0,
                                                x =>
                                                    x.Conv("downsample.reduction", width << stage, 2, 2, bias: false)
                                                        .BatchNorm("downsample.norm")
                                            )
                                            .Repeat(
                                                depths[stage],
                                                (x, i) => x.Within($"blocks.{i}.", x => Block(x, function))
                                            )
                                )
                        ),
                (x, o) =>
                    x.AdaptiveAveragePool("global_pool", 1)
                        .Conv("conv_head", 1280, 1, bias: false)
                        .Activation("act", function)
                        .Flatten()
                        .Dense("classifier", o.Classes)
            )
        );

    private static Tensor Block(Tensor x, string function)
    {
        long quarter = x.Channels / 4;
        var parts = x.ThenParts("spatial_mixing.split", new Split { Sizes = [quarter, x.Channels - quarter] });
        return parts[0]
            .Conv("spatial_mixing.partial_conv3", quarter, 3, 1, 1, bias: false)
            .Concatenate("spatial_mixing.cat", parts[1])
            .Conv("mlp.0", 2 * x.Channels, 1, bias: false)
            .BatchNorm("mlp.1")
            .Activation("mlp.2", function)
            .Conv("mlp.3", x.Channels, 1, bias: false)
            .Add("add", x);
    }
}
