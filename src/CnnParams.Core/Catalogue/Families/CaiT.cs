using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>CaiT: talking heads, and a class token that joins in the last two blocks; table 3 of the paper.</summary>
internal sealed class CaiT : IArchitectureFamily
{
    private static readonly Paper Paper = new("Going deeper with Image Transformers", 2021, "arXiv:2103.17239");

    public string Name => "CaiT";

    public IEnumerable<Architecture> Members =>
        [
            Of("cait_xxs24_224", 192, 24, 4, 224),
            Of("cait_xxs24_384", 192, 24, 4, 384),
            Of("cait_xxs36_224", 192, 36, 4, 224),
            Of("cait_xxs36_384", 192, 36, 4, 384),
            Of("cait_xs24_384", 288, 24, 6, 384),
            Of("cait_s24_224", 384, 24, 8, 224),
            Of("cait_s24_384", 384, 24, 8, 384),
            Of("cait_s36_384", 384, 36, 8, 384),
            Of("cait_m36_384", 768, 36, 16, 384),
            Of("cait_m48_448", 768, 48, 16, 448),
        ];

    private static Architecture Of(string name, long width, int depth, long heads, long resolution) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                {
                    x = x.Conv("patch_embed.proj", width, 16, 16).Tokens();
                    x = x.Add("positions", x.LearnedLike("pos_embed"));
                    x = x.Repeat(depth, (x, i) => Block(x, $"blocks.{i}.", heads));
                    var token = x.Learned("cls_token", 1, width);
                    for (int i = 0; i < 2; i++)
                        token = TokenBlock(token, x, $"blocks_token_only.{i}.", heads);
                    return token.Before("sequence", x).LayerNorm("norm");
                },
                (x, o) => x.Rows("class", 0, 1).Flatten().Dense("head", o.Classes),
                resolution: resolution
            )
        );

    private static Tensor Block(Tensor x, string scope, long heads) =>
        x.Within(
            scope,
            x =>
            {
                x = TalkingHeads(x.LayerNorm("norm1"), heads).Scaled("gamma_1").Add("add1", x);
                return x.LayerNorm("norm2").Mlp("mlp.", 4 * x.Last()).Scaled("gamma_2").Add("add2", x);
            }
        );

    private static Tensor TokenBlock(Tensor token, Tensor x, string scope, long heads) =>
        token.Within(
            scope,
            token =>
            {
                token = token
                    .Before("sequence", x)
                    .LayerNorm("norm1")
                    .ClassAttention("attn.", heads)
                    .Scaled("gamma_1")
                    .Add("add1", token);
                return token.LayerNorm("norm2").Mlp("mlp.", 4 * token.Channels).Scaled("gamma_2").Add("add2", token);
            }
        );

    // Scores are mixed among the heads before the softmax and after it.
    private static Tensor TalkingHeads(Tensor x, long heads)
    {
        Tensor Talk(Tensor scores, string name) =>
            scores.Permute(name + ".turn", 2, 3, 1).Dense(name, heads).Permute(name + ".turn_back", 3, 1, 2);

        return x.SelfAttention(
            "attn.",
            new AttentionForm(heads),
            scores => Talk(Talk(scores, "proj_l").Activation("softmax", "softmax"), "proj_w")
        );
    }
}
