using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// NesT: a transformer in each block of the image, and convolutions where four blocks become one; table A1 of the
/// paper.
/// </summary>
internal sealed class NesT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Nested Hierarchical Transformer: Towards Accurate, Data-Efficient and Interpretable Visual Understanding",
        2021,
        "arXiv:2105.12723"
    );

    public string Name => "NesT";

    public IEnumerable<Architecture> Members =>
        [.. Both("base", new(128, 20, 4)), .. Both("small", new(96, 20, 3)), .. Both("tiny", new(96, 8, 3))];

    // Those of the authors (jx) pad as TensorFlow does.
    private static IEnumerable<Architecture> Both(string size, Form form) =>
        [Of($"nest_{size}", form), Of($"nest_{size}_jx", form with { PadsAsTensorFlow = true }, $"jx_nest_{size}")];

    private static Architecture Of(string name, Form form, params string[] aliases) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top)) { Aliases = aliases };

    /// <summary>Features, blocks of the last level, heads; each level doubles features and heads.</summary>
    private sealed record Form(long Width, int LastDepth, long Heads)
    {
        private const int Levels = 3;

        internal bool PadsAsTensorFlow { get; init; }

        internal Tensor Body(Tensor x)
        {
            x = x.Conv("patch_embed.proj", Width, 4, 4);
            // The image has 4x4 blocks at first.
            long size = x.Shape.Spatial(0).Value >> (Levels - 1);
            return x.ToChannelsLast("permute")
                .Repeat(
                    Levels,
                    (x, level) =>
                        x.Within(
                            $"levels.{level}.",
                            x =>
                            {
                                var image = x.If(level > 0, x => Smaller(x, Width << level));
                                var rows = image.ToWindows((size, size));
                                return rows.Add(
                                        "positions",
                                        rows.Learned("pos_embed", rows.Shape[0].Value, rows.Shape[1].Value, rows.Last())
                                    )
                                    .Repeat(
                                        level == Levels - 1 ? LastDepth : 2,
                                        (x, i) => Block(x, $"transformer_encoder.{i}.", Heads << level)
                                    )
                                    .FromWindows((size, size), (image.Shape[0].Value, image.Shape[1].Value));
                            }
                        )
                )
                .LayerNorm("norm");
        }

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("head", options.Classes);

        private Tensor Smaller(Tensor x, long width) =>
            x.InChannelsFirst("conv.", x => x.Conv("pool.conv", width, 3, 1, PaddingOfThree))
                .LayerNorm("pool.norm")
                .InChannelsFirst("pool.", x => x.MaxPool("pool.pool", 3, 2, PaddingOfThree));

        private Shapes.Padding PaddingOfThree => PadsAsTensorFlow ? Shapes.Padding.Same : 1;

        private static Tensor Block(Tensor x, string scope, long heads) =>
            x.Within(
                scope,
                x =>
                {
                    x = x.LayerNorm("norm1").GroupAttention("attn.", heads).Add("add1", x);
                    return x.LayerNorm("norm2").Mlp("mlp.", 4 * x.Last()).Add("add2", x);
                }
            );
    }
}
