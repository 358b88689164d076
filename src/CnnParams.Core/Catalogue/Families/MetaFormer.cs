using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// MetaFormer: one frame, in which positions are mixed by pooling (PoolFormer), by separable convolutions (ConvFormer),
/// or by these and, in the last two stages, attention (CAFormer).
/// </summary>
internal sealed class MetaFormer : IArchitectureFamily
{
    private static readonly Paper First = new(
        "MetaFormer Is Actually What You Need for Vision",
        2021,
        "arXiv:2111.11418"
    );

    private static readonly Paper Second = new("MetaFormer Baselines for Vision", 2022, "arXiv:2210.13452");

    private static readonly long[] Small = [64, 128, 320, 512];
    private static readonly long[] Medium = [96, 192, 384, 768];

    public string Name => "MetaFormer";

    public IEnumerable<Architecture> Members =>
        [
            Of("poolformer_s12", First, new(Small, [2, 2, 6, 2])),
            Of("poolformer_s24", First, new(Small, [4, 4, 12, 4])),
            Of("poolformer_s36", First, new(Small, [6, 6, 18, 6])),
            Of("poolformer_m36", First, new(Medium, [6, 6, 18, 6])),
            Of("poolformer_m48", First, new(Medium, [8, 8, 24, 8])),
            .. Baselines(
                "poolformerv2_",
                Mixer.Pooling,
                ("s12", Small, [2, 2, 6, 2]),
                ("s24", Small, [4, 4, 12, 4]),
                ("s36", Small, [6, 6, 18, 6]),
                ("m36", Medium, [6, 6, 18, 6]),
                ("m48", Medium, [8, 8, 24, 8])
            ),
            .. Baselines("convformer_", Mixer.Convolutions, Deep),
            .. Baselines("caformer_", Mixer.Attention, Deep),
        ];

    private static (string Size, long[] Widths, int[] Depths)[] Deep =>
        [
            ("s18", Small, [3, 3, 9, 3]),
            ("s36", Small, [3, 12, 18, 3]),
            ("m36", [96, 192, 384, 576], [3, 12, 18, 3]),
            ("b36", [128, 256, 512, 768], [3, 12, 18, 3]),
        ];

    private static IEnumerable<Architecture> Baselines(
        string prefix,
        Mixer mixer,
        params (string Size, long[] Widths, int[] Depths)[] sizes
    ) =>
        sizes.Select(size =>
            Of(prefix + size.Size, Second, new(size.Widths, size.Depths) { Mixer = mixer, IsBaseline = true })
        );

    private static Architecture Of(string name, Paper paper, Form form) =>
        new(name, paper, Variants.Timm((x, _) => form.Body(x), form.Top));

    private enum Mixer
    {
        Pooling,
        Convolutions,
        Attention,
    }

    private sealed record Form(long[] Widths, int[] Depths)
    {
        internal Mixer Mixer { get; init; }

        /// <summary>
        /// Whether it is one of the second paper: StarReLU, no biases, norms before the image is made smaller.
        /// </summary>
        internal bool IsBaseline { get; init; }

        internal Tensor Body(Tensor x) =>
            x.Conv("stem.conv", Widths[0], 7, 4, 2)
                .If(IsBaseline, x => Norm(x, "stem.norm"))
                .Repeat(Widths.Length, (x, stage) => x.Within($"stages.{stage}.", x => Stage(x, stage)));

        internal Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("head.global_pool", 1)
                .LayerNorm("head.norm", channels: true)
                .Flatten()
                .If(
                    IsBaseline && Mixer != Mixer.Pooling,
                    x =>
                    {
                        var hidden = x.Dense("head.fc.fc1", 4 * x.Channels).ReLU("head.fc.act");
                        return hidden
                            .Multiply("head.fc.square", hidden)
                            .LayerNorm("head.fc.norm")
                            .Dense("head.fc.fc2", options.Classes);
                    }
                )
                .If(!IsBaseline || Mixer == Mixer.Pooling, x => x.Dense("head.fc", options.Classes));

        private static Tensor Norm(Tensor x, string name) =>
            x.Then(name, new LayerNormalization { Axis = [x.Shape.ChannelAxis + 1], Center = false });

        // s * relu(x)^2 + b, with learned numbers s and b.
        private static Tensor StarReLU(Tensor x, string name)
        {
            x = x.ReLU(name);
            return x.Multiply(name + ".square", x)
                .Multiply(name + ".scaled", x.Learned(name + ".scale", 1))
                .Add(name + ".moved", x.Learned(name + ".bias", 1));
        }

        private Tensor Stage(Tensor x, int stage)
        {
            bool attends = Mixer == Mixer.Attention && stage >= 2;
            x = x.If(
                stage > 0,
                x => x.If(IsBaseline, x => Norm(x, "downsample.norm")).Conv("downsample.conv", Widths[stage], 3, 2, 1)
            );
            var image = x;
            return x.If(attends, x => x.Tokens())
                .Repeat(
                    Depths[stage],
                    (x, i) => Block(x, $"blocks.{i}.", attends, scalesShortcut: IsBaseline && stage >= 2)
                )
                .If(attends, x => x.ImageLike("image", image));
        }

        private Tensor Block(Tensor x, string scope, bool attends, bool scalesShortcut) =>
            x.Within(
                scope,
                x =>
                {
                    x = Half(x, 1, attends, scalesShortcut, x => Mixed(x, attends));
                    return Half(x, 2, attends, scalesShortcut, x => Perceptron(x, attends));
                }
            );

        private Tensor Half(Tensor x, int number, bool attends, bool scalesShortcut, Func<Tensor, Tensor> what)
        {
            Tensor ByChannel(Tensor x, string name) => attends ? x.Scaled(name) : x.Then(name, new Scale());

            var end = what(
                attends
                    ? x.Then($"norm{number}", new LayerNormalization { Center = false })
                    : ImageNorm(x, $"norm{number}")
            );
            return end.If(!IsBaseline, x => ByChannel(x, $"layer_scale{number}"))
                .Add($"add{number}", x.If(scalesShortcut, x => ByChannel(x, $"res_scale{number}")));
        }

        private Tensor ImageNorm(Tensor x, string name) =>
            Mixer == Mixer.Pooling
                ? x.Then(name, new GroupNormalization { Groups = 1, Center = !IsBaseline })
                : Norm(x, name);

        private Tensor Mixed(Tensor x, bool attends)
        {
            if (attends)
                return x.SelfAttention(
                    "token_mixer.",
                    new AttentionForm(x.Channels / 32) { Bias = AttentionBias.None, LastBias = false }
                );
            if (Mixer == Mixer.Pooling)
                return x.PoolMixer("token_mixer.");
            return x.Within(
                "token_mixer.",
                inner =>
                    StarReLU(inner.Conv("pwconv1", 2 * x.Channels, 1, bias: false), "act1")
                        .Conv("dwconv", 2 * x.Channels, 7, 1, 3, 2 * x.Channels, bias: false)
                        .Conv("pwconv2", x.Channels, 1, bias: false)
            );
        }

        private Tensor Perceptron(Tensor x, bool attends)
        {
            Tensor Linear(Tensor x, string name, long units) =>
                attends ? x.Dense(name, units, !IsBaseline) : x.Conv(name, units, 1, bias: !IsBaseline);

            var hidden = Linear(x, "mlp.fc1", 4 * x.Channels);
            hidden = IsBaseline ? StarReLU(hidden, "mlp.act") : hidden.Activation("mlp.act", "gelu");
            return Linear(hidden, "mlp.fc2", x.Channels);
        }
    }
}
