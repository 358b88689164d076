using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// InceptionNeXt: ConvNeXt whose depthwise convolution is a square, two bands, and most channels as they are; table 2
/// of the paper.
/// </summary>
internal sealed class InceptionNeXt : IArchitectureFamily
{
    private static readonly Paper Paper = new("InceptionNeXt: When Inception Meets ConvNeXt", 2023, "arXiv:2303.16900");

    public string Name => "InceptionNeXt";

    public IEnumerable<Architecture> Members =>
        [
            Of("inception_next_atto", 40, [2, 2, 6, 2], 9, 0.25),
            Of("inception_next_tiny", 96, [3, 3, 9, 3]),
            Of("inception_next_small", 96, [3, 3, 27, 3]),
            Of("inception_next_base", 128, [3, 3, 27, 3]),
        ];

    private static Architecture Of(string name, long width, int[] depths, long band = 11, double share = 0.125) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.Conv("stem.0", width, 4, 4)
                        .BatchNorm("stem.1")
                        .Repeat(
                            4,
                            (x, stage) =>
                                x.Within(
                                    $"stages.{stage}.",
                                    x =>
                                        x.If(
                                                stage > 0,
                                                x =>
                                                    x.BatchNorm("downsample.0")
                                                        .Conv("downsample.1", 2 * x.Channels, 2, 2)
                                            )
                                            .Repeat(
                                                depths[stage],
                                                (x, i) =>
                                                    x.Within(
                                                        $"blocks.{i}.",
                                                        x => Block(x, band, share, stage < 3 ? 4 : 3)
                                                    )
                                            )
                                )
                        ),
                (x, o) =>
                    x.AdaptiveAveragePool("head.global_pool", 1)
                        .Flatten()
                        .Dense("head.fc1", 3 * x.Channels)
                        .Activation("head.act", "gelu")
                        .LayerNorm("head.norm")
                        .Dense("head.fc2", o.Classes)
            )
        );

    private static Tensor Block(Tensor x, long band, double share, long ratio)
    {
        long width = x.Channels,
            branch = (long)(width * share);
        var parts = x.ThenParts(
            "token_mixer.split",
            new Split { Sizes = [width - (3 * branch), branch, branch, branch] }
        );
        Tensor Depthwise(int part, string name, Extent kernel, Padding padding) =>
            parts[part].Conv("token_mixer." + name, branch, kernel, 1, padding, branch);

        return parts[0]
            .Concatenate(
                "token_mixer.cat",
                Depthwise(1, "dwconv_hw", 3, 1),
                Depthwise(2, "dwconv_w", new Extent(1, band), Padding.Sides((0, 0), (band / 2, band / 2))),
                Depthwise(3, "dwconv_h", new Extent(band, 1), Padding.Sides((band / 2, band / 2), (0, 0)))
            )
            .BatchNorm("norm")
            .Conv("mlp.fc1", ratio * width, 1)
            .Activation("mlp.act", "gelu")
            .Conv("mlp.fc2", width, 1)
            .Then("gamma", new Scale())
            .Add("add", x);
    }
}
