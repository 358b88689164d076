using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>SHViT: attention of one head, which sees a part of the channels; table 1 of the paper.</summary>
internal sealed class SHViT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "SHViT: Single-Head Vision Transformer with Memory Efficient Macro Design",
        2024,
        "arXiv:2401.16456"
    );

    public string Name => "SHViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("shvit_s1", new([128, 224, 320], [2, 4, 5], [32, 48, 68])),
            Of("shvit_s2", new([128, 308, 448], [2, 4, 5], [32, 66, 96])),
            Of("shvit_s3", new([192, 352, 448], [3, 5, 5], [48, 75, 96])),
            Of("shvit_s4", new([224, 336, 448], [4, 7, 6], [48, 72, 96]), 256),
        ];

    private static Architecture Of(string name, Form form, long resolution = 224) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top, resolution: resolution));

    /// <summary>Channels and blocks of the stages, and the channels that attention sees.</summary>
    private sealed record Form(long[] Widths, int[] Depths, long[] Parts)
    {
        private const long KeySize = 16;

        internal Tensor Body(Tensor x) =>
            x.Repeat(
                    4,
                    (x, i) =>
                        x.ShortUnit($"patch_embed.{2 * i}", Widths[0] >> (3 - i), 3, 2)
                            .If(i < 3, x => x.ReLU($"patch_embed.{(2 * i) + 1}"))
                )
                .TimmStages(
                    Depths,
                    (x, stage) => Down(x, Widths[stage]),
                    // The first stage has no attention.
                    (x, stage) => Block(x, stage > 0 ? Parts[stage] : 0)
                );

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("global_pool", 1).Flatten().BatchNorm("head.bn").Dense("head.l", options.Classes);

        private static Tensor Down(Tensor x, long width)
        {
            x = Mixed(Neighbours(x, "0"), "1");
            long middle = 4 * x.Channels;
            x = x.ShortUnit("2.conv1", middle)
                .ReLU("2.act1")
                .ShortUnit("2.conv2", middle, 3, 2, middle)
                .ReLU("2.act2")
                .TimmSqueezeExcite("2.se.", 0.25)
                .ShortUnit("2.conv3", width);
            return Mixed(Neighbours(x, "3"), "4");
        }

        private static Tensor Block(Tensor x, long part) =>
            Mixed(
                Neighbours(x, "conv")
                    .If(part > 0, x => x.Within("mixer.m.", x => Attention(x, part)).Add("mixer.add", x)),
                "ffn"
            );

        private static Tensor Neighbours(Tensor x, string scope) =>
            x.ShortUnit(scope + ".m", x.Channels, 3, 1, x.Channels).Add(scope + ".add", x);

        private static Tensor Mixed(Tensor x, string scope) =>
            x.ShortUnit(scope + ".m.pw1", 2 * x.Channels)
                .ReLU(scope + ".m.act")
                .ShortUnit(scope + ".m.pw2", x.Channels)
                .Add(scope + ".add", x);

        private static Tensor Attention(Tensor x, long part)
        {
            var parts = x.ThenParts("split", new Split { Sizes = [part, x.Channels - part] });
            var packed = parts[0]
                .Then("pre_norm", new GroupNormalization { Groups = 1 })
                .ShortUnit("qkv", (2 * KeySize) + part)
                .ThenParts("qkv_split", new Split { Sizes = [KeySize, KeySize, part] });
            return packed[0]
                .Tokens("q")
                .Then("scores", new MatMul { TransposeB = true }, packed[1].Tokens("k"))
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), packed[2].Tokens("v"))
                .ImageLike("image", parts[0])
                .Concatenate("cat", parts[1])
                .ReLU("proj.0")
                .ShortUnit("proj.1", x.Channels);
        }
    }
}
