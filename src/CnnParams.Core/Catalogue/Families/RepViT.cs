using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// RepViT: the parts of a vision transformer as convolutions, with the branches and the second classifier of training.
/// </summary>
internal sealed class RepViT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "RepViT: Revisiting Mobile CNN From ViT Perspective",
        2023,
        "arXiv:2307.09283"
    );

    public string Name => "RepViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("repvit_m1", new(48, [2, 2, 14, 2]) { IsFirst = true }),
            Of("repvit_m2", new(64, [2, 2, 12, 2]) { IsFirst = true }),
            Of("repvit_m3", new(64, [4, 4, 18, 2]) { IsFirst = true }),
            Of("repvit_m0_9", new(48, [2, 2, 14, 2])),
            Of("repvit_m1_0", new(56, [2, 2, 14, 2])),
            Of("repvit_m1_1", new(64, [2, 2, 12, 2])),
            Of("repvit_m1_5", new(64, [4, 4, 24, 4])),
            Of("repvit_m2_3", new(80, [6, 6, 34, 2])),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    private sealed record Form(long Width, int[] Depths)
    {
        /// <summary>Whether it is of the first version, which normalises the branches apart.</summary>
        internal bool IsFirst { get; init; }

        internal Tensor Body(Tensor x)
        {
            x = TimmUnits.ShortUnit(
                TimmUnits.ShortUnit(x, "stem.conv1", Width / 2, 3, 2).Activation("stem.act1", "gelu"),
                "stem.conv2",
                Width,
                3,
                2
            );
            return x.Repeat(
                Depths.Length,
                (x, stage) =>
                    x.Within(
                        $"stages.{stage}.",
                        x =>
                            x.If(stage > 0, x => x.Within("downsample.", x => Down(x, Width << stage)))
                                // Every other block weighs its channels.
                                .Repeat(Depths[stage], (x, i) => Block(x, $"blocks.{i}.", squeezes: i % 2 == 0))
                    )
            );
        }

        internal static Tensor Top(Tensor x, BuildOptions options)
        {
            x = x.GlobalAveragePool("mean");
            return Head("head.head")
                .Then("average", new Merge { Operation = MergeOperation.Average }, Head("head.head_dist"));

            Tensor Head(string name) => x.BatchNorm(name + ".bn").Dense(name + ".l", options.Classes);
        }

        private Tensor Down(Tensor x, long width)
        {
            x = Block(x, "pre_block.", squeezes: false);
            x = TimmUnits.ShortUnit(x, "spatial_downsample", x.Channels, 3, 2, x.Channels);
            return Mixed(TimmUnits.ShortUnit(x, "channel_downsample", width), "ffn.");
        }

        private Tensor Block(Tensor x, string scope, bool squeezes) =>
            x.Within(
                scope,
                x =>
                {
                    var mixed = TimmUnits
                        .ShortUnit(x, "token_mixer.conv", x.Channels, 3, 1, x.Channels)
                        .Add(
                            "token_mixer.add",
                            IsFirst
                                ? TimmUnits.ShortUnit(x, "token_mixer.conv1", x.Channels, 1, 1, x.Channels)
                                : x.Conv("token_mixer.conv1", x.Channels, 1, groups: x.Channels),
                            x
                        )
                        .If(!IsFirst, x => x.BatchNorm("token_mixer.bn"));
                    return Mixed(mixed.If(squeezes, x => x.TimmSqueezeExcite("se.", 0.25)), "channel_mixer.");
                }
            );

        private static Tensor Mixed(Tensor x, string scope) =>
            TimmUnits
                .ShortUnit(
                    TimmUnits.ShortUnit(x, scope + "conv1", 2 * x.Channels).Activation(scope + "act", "gelu"),
                    scope + "conv2",
                    x.Channels
                )
                .Add(scope + "add", x);
    }
}
