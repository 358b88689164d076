using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// FastViT and the image towers of MobileCLIP, with the branches of their training: large convolutions, and attention
/// in the last stages of the larger ones. Table 1 of the paper.
/// </summary>
internal sealed class FastViT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "FastViT: A Fast Hybrid Vision Transformer using Structural Reparameterization",
        2023,
        "arXiv:2303.14189"
    );

    private static readonly Paper MobileClip = new(
        "MobileCLIP: Fast Image-Text Models through Multi-Modal Reinforced Training",
        2023,
        "arXiv:2311.17049"
    );

    public string Name => "FastViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("fastvit_t8", new(48, [2, 2, 4, 2], 3)),
            Of("fastvit_t12", new(64, [2, 2, 6, 2], 3)),
            Of("fastvit_s12", new(64, [2, 2, 6, 2], 4)),
            Of("fastvit_sa12", new(64, [2, 2, 6, 2], 4) { Convolutional = 3 }),
            Of("fastvit_sa24", new(64, [4, 4, 12, 4], 4) { Convolutional = 3 }),
            Of("fastvit_sa36", new(64, [6, 6, 18, 6], 4) { Convolutional = 3 }),
            Of("fastvit_ma36", new(76, [6, 6, 18, 6], 4) { Convolutional = 3 }),
            OfClip("fastvit_mci0", new(64, [2, 6, 10, 2], 3) { Squeezes = true }, 512),
            OfClip("fastvit_mci1", new(64, [4, 12, 20, 4], 3) { Squeezes = true }, 512),
            OfClip("fastvit_mci2", new(80, [4, 12, 24, 4], 3) { Squeezes = true }, 512),
            OfClip("fastvit_mci3", new(96, [2, 12, 24, 4, 2], 4) { IsSecond = true }, 768),
            OfClip("fastvit_mci4", new(128, [2, 12, 24, 4, 4], 4) { IsSecond = true }, 768),
        ];

    private static Architecture Of(string name, Form form) => Of(name, Paper, form, 1000);

    private static Architecture OfClip(string name, Form form, long features) =>
        Of(name, MobileClip, form with { Convolutional = 3, ActivatesLarge = true }, features);

    private static Architecture Of(string name, Paper paper, Form form, long classes) =>
        new(name, paper, Variants.Timm((x, _) => form.Body(x), Form.Top, resolution: 256, classes: classes));

    /// <summary>
    /// Channels of the first stage, which each stage doubles; blocks; how many times as wide a perceptron is in its
    /// middle.
    /// </summary>
    private sealed record Form(long Width, int[] Depths, long Ratio)
    {
        /// <summary>The stages before the first with attention.</summary>
        internal int Convolutional { get; init; } = int.MaxValue;

        /// <summary>Whether channels are weighed where the last two stages begin.</summary>
        internal bool Squeezes { get; init; }

        /// <summary>Whether an activation follows the large convolution at the beginning of a stage.</summary>
        internal bool ActivatesLarge { get; init; }

        /// <summary>
        /// Whether it is of MobileCLIP 2: layer norms before attention, and no 1x1 branches in the stem.
        /// </summary>
        internal bool IsSecond { get; init; }

        internal Tensor Body(Tensor x)
        {
            x = Rep(x, "stem.0.", Width, 3, 2, 1, scales: !IsSecond);
            x = Rep(x, "stem.1.", Width, 3, 2, Width, scales: !IsSecond);
            x = Rep(x, "stem.2.", Width, 1)
                .Repeat(Depths.Length, (x, stage) => x.Within($"stages.{stage}.", x => Stage(x, stage)));
            return Rep(x, "final_conv.", 2 * x.Channels, 3, 1, x.Channels, squeezes: true);
        }

        internal static Tensor Top(Tensor x, BuildOptions options) => x.Head(options);

        private Tensor Stage(Tensor x, int stage)
        {
            bool attends = stage >= Convolutional;
            return x.If(stage > 0, x => Down(x, Width << stage, Squeezes && stage >= 2))
                .If(attends, x => x.Conv("pos_emb.pos_enc", x.Channels, 7, 1, 3, x.Channels).Add("pos_emb.add", x))
                .Repeat(
                    Depths[stage],
                    (x, i) => x.Within($"blocks.{i}.", x => attends ? AttentionBlock(x) : MixerBlock(x))
                );
        }

        private Tensor Down(Tensor x, long width, bool squeezes)
        {
            x = x.Within(
                "downsample.proj.0.",
                x =>
                    x.Unit("large_conv.", width, 7, 2, x.Channels, null)
                        .Add("add", x.Unit("small_conv.", width, 3, 2, x.Channels, null))
                        .If(squeezes, x => x.TimmSqueezeExcite("se.", 0.25))
                        .If(ActivatesLarge, x => x.Activation("act", "gelu"))
            );
            return Rep(x, "downsample.proj.1.", width, 1);
        }

        private Tensor MixerBlock(Tensor x)
        {
            var mixed = Rep(x, "token_mixer.mixer.", x.Channels, 3, 1, x.Channels, function: null);
            x = mixed
                .Then(
                    "token_mixer.difference",
                    new Merge { Operation = MergeOperation.Subtract },
                    x.BatchNorm("token_mixer.norm.identity")
                )
                .Then("token_mixer.layer_scale", new Scale())
                .Add("token_mixer.add", x);
            return Perceptron(x).Then("layer_scale", new Scale()).Add("add", x);
        }

        private Tensor AttentionBlock(Tensor x)
        {
            var normed = IsSecond ? x.LayerNorm("norm", channels: true) : x.BatchNorm("norm");
            x = normed
                .Tokens()
                .SelfAttention("token_mixer.", new AttentionForm(x.Channels / 32) { Bias = AttentionBias.None })
                .ImageLike("image", x)
                .Then("layer_scale_1", new Scale())
                .Add("add_1", x);
            return Perceptron(x).Then("layer_scale_2", new Scale()).Add("add_2", x);
        }

        private Tensor Perceptron(Tensor x) =>
            x.DepthwiseUnit("mlp.conv.", 7, function: null)
                .Conv("mlp.fc1", Ratio * x.Channels, 1)
                .Activation("mlp.act", "gelu")
                .Conv("mlp.fc2", x.Channels, 1);

        private static Tensor Rep(
            Tensor x,
            string scope,
            long filters,
            long kernel,
            long stride = 1,
            long groups = 1,
            bool squeezes = false,
            bool scales = true,
            string? function = "gelu"
        ) =>
            x.RepBlock(
                scope,
                filters,
                kernel,
                stride,
                groups,
                1,
                squeezes ? (x, _) => x.TimmSqueezeExcite("se.", divisor: 1) : null,
                function,
                scales
            );
    }
}
