using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// XCiT: attention between channels and not between positions, and 3x3 convolutions for what is near; table 1 of the
/// paper.
/// </summary>
internal sealed class XCiT : IArchitectureFamily
{
    private static readonly Paper Paper = new("XCiT: Cross-Covariance Image Transformers", 2021, "arXiv:2106.09681");

    public string Name => "XCiT";

    public IEnumerable<Architecture> Members =>
        from patch in new long[] { 16, 8 }
        from size in new[]
        {
            ("nano_12", 128L, 12, 4L),
            ("tiny_12", 192, 12, 4),
            ("small_12", 384, 12, 8),
            ("tiny_24", 192, 24, 4),
            ("small_24", 384, 24, 8),
            ("medium_24", 512, 24, 8),
            ("large_24", 768, 24, 16),
        }
        from resolution in new long[] { 224, 384 }
        select Of(
            FormattableString.Invariant($"xcit_{size.Item1}_p{patch}_{resolution}"),
            patch,
            size.Item2,
            size.Item3,
            size.Item4,
            resolution
        );

    private static Architecture Of(string name, long patch, long width, int depth, long heads, long resolution) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                {
                    int halvings = patch == 16 ? 4 : 3;
                    x = x.Repeat(
                        halvings,
                        (x, i) =>
                            x.Conv($"patch_embed.proj.{2 * i}.0", width >> (halvings - 1 - i), 3, 2, 1, bias: false)
                                .BatchNorm($"patch_embed.proj.{2 * i}.1")
                                .If(i < halvings - 1, x => x.Activation($"patch_embed.proj.{(2 * i) + 1}", "gelu"))
                    );
                    var image = x;
                    x = x.Tokens()
                        .Add("positions", x.WavePositions("pos_embed.").Tokens("pos_embed.tokens"))
                        .Repeat(depth, (x, i) => Block(x, $"blocks.{i}.", heads, image))
                        .WithTokens("cls_token", "sequence");
                    // The smallest normalises the class token alone.
                    return x.Repeat(2, (x, i) => TokenBlock(x, $"cls_attn_blocks.{i}.", heads, all: width > 128))
                        .LayerNorm("norm");
                },
                (x, o) => x.Rows("class", 0, 1).Flatten().Dense("head", o.Classes),
                resolution: resolution
            )
        )
        {
            Aliases = [name + "_dist"],
        };

    private static Tensor Block(Tensor x, string scope, long heads, Tensor image) =>
        x.Within(
            scope,
            x =>
            {
                x = x.LayerNorm("norm1").CrossCovariance("attn.", heads).Scaled("gamma1").Add("add1", x);
                x = x.LayerNorm("norm3")
                    .ImageLike("image", image)
                    .Conv("local_mp.conv1", x.Last(), 3, 1, 1, x.Last())
                    .Activation("local_mp.act", "gelu")
                    .BatchNorm("local_mp.bn")
                    .Conv("local_mp.conv2", x.Last(), 3, 1, 1, x.Last())
                    .Tokens()
                    .Scaled("gamma3")
                    .Add("add3", x);
                return x.LayerNorm("norm2").Mlp("mlp.", 4 * x.Last()).Scaled("gamma2").Add("add2", x);
            }
        );

    private static Tensor TokenBlock(Tensor x, string scope, long heads, bool all) =>
        x.Within(
            scope,
            x =>
            {
                var normed = x.LayerNorm("norm1");
                x = normed
                    .ClassAttention("attn.", heads)
                    .Before("attended", normed.Rows("patches", 1))
                    .Scaled("gamma1")
                    .Add("add1", x);
                x = all
                    ? x.LayerNorm("norm2")
                    : x.Rows("token", 0, 1).LayerNorm("norm2").Before("normed", x.Rows("others", 1));
                return x.Rows("class", 0, 1)
                    .Mlp("mlp.", 4 * x.Last())
                    .Scaled("gamma2")
                    .Before("joined", x.Rows("rest", 1))
                    .Add("add2", x);
            }
        );
}
