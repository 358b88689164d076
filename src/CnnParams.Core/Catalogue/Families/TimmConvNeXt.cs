using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// ConvNeXt and v2 as timm builds them: small ones with 1x1 convolutions in place of linear layers, and other
/// beginnings (ols: overlapping convolutions).
/// </summary>
internal sealed class TimmConvNeXt : IArchitectureFamily
{
    private static readonly Paper First = new("A ConvNet for the 2020s", 2022, "arXiv:2201.03545");

    private static readonly Paper Second = new(
        "ConvNeXt V2: Co-designing and Scaling ConvNets with Masked Autoencoders",
        2023,
        "arXiv:2301.00808"
    );

    private static readonly Form Zepto = new(32, [2, 2, 4, 2]) { UsesConvolutions = true, Norm = RootMeanSquare };
    private static readonly Form Atto = new(40, [2, 2, 6, 2]) { UsesConvolutions = true };
    private static readonly Form Femto = new(48, [2, 2, 6, 2]) { UsesConvolutions = true };
    private static readonly Form Pico = new(64, [2, 2, 6, 2]) { UsesConvolutions = true };
    private static readonly Form Nano = new(80, [2, 2, 8, 2]) { UsesConvolutions = true };
    private static readonly Form Tiny = new(96, [3, 3, 9, 3]);
    private static readonly Form Small = new(96, [3, 3, 27, 3]);
    private static readonly Form Base = new(128, [3, 3, 27, 3]);
    private static readonly Form Large = new(192, [3, 3, 27, 3]);

    public string Name => "ConvNeXt";

    public IEnumerable<Architecture> Members =>
        [
            Of("convnext_zepto_rms", Zepto),
            Of("convnext_zepto_rms_ols", Zepto with { Stem = Stem.Active }),
            Of("convnext_atto", Atto),
            Of("convnext_atto_ols", Atto with { Stem = Stem.Tiered }),
            Of("convnext_atto_rms", Atto with { Norm = RootMeanSquare }, 256),
            Of("convnext_femto", Femto),
            Of("convnext_femto_ols", Femto with { Stem = Stem.Tiered }),
            Of("convnext_pico", Pico),
            Of("convnext_pico_ols", Pico with { Stem = Stem.Tiered }),
            Of("convnext_nano", Nano),
            Of("convnext_nano_ols", Nano with { Stem = Stem.Overlapping }),
            Of("convnext_tiny_hnf", Tiny with { UsesConvolutions = true, NormsFirst = true }),
            Of("convnext_tiny", Tiny),
            Of("convnext_small", Small),
            Of("convnext_base", Base),
            Of("convnext_large", Large),
            Of("convnext_large_mlp", Large with { HeadUnits = 1536 }, 256),
            Of("convnext_xlarge", new(256, [3, 3, 27, 3])),
            Of("convnext_xxlarge", new(384, [3, 4, 30, 3]), 256),
            New("convnextv2_atto", Atto),
            New("convnextv2_femto", Femto),
            New("convnextv2_pico", Pico),
            New("convnextv2_nano", Nano),
            New("convnextv2_tiny", Tiny),
            New("convnextv2_small", Small),
            New("convnextv2_base", Base),
            New("convnextv2_large", Large),
            New("convnextv2_huge", new(352, [3, 3, 27, 3])),
        ];

    private static Tensor RootMeanSquare(Tensor x, string name, bool channels) =>
        x.Then(
            name,
            new LayerNormalization
            {
                IsRootMeanSquare = true,
                Center = false,
                Axis = channels ? [x.Shape.ChannelAxis + 1] : [-1],
            }
        );

    // Without the learned factors, with the global response.
    private static Architecture New(string name, Form form) => Of(name, form with { Responds = true }, 224);

    private static Architecture Of(string name, Form form, long resolution = 224) =>
        new(
            name,
            form.Responds ? Second : First,
            Variants.Timm((x, _) => form.Body(x), form.Top, resolution: resolution)
        );

    /// <summary>How the image is cut into patches.</summary>
    private enum Stem
    {
        Patches,
        Overlapping,
        Tiered,
        Active,
    }

    private sealed record Form(long Width, int[] Depths)
    {
        internal Stem Stem { get; init; }

        /// <summary>Whether the linear layers are 1x1 convolutions.</summary>
        internal bool UsesConvolutions { get; init; }

        /// <summary>Whether the last norm comes before the pooling.</summary>
        internal bool NormsFirst { get; init; }

        /// <summary>
        /// Whether the middle of a block has global response normalisation (v2), and its end no learned factors.
        /// </summary>
        internal bool Responds { get; init; }

        /// <summary>Units of a linear layer before the classifier.</summary>
        internal long HeadUnits { get; init; }

        internal Func<Tensor, string, bool, Tensor> Norm { get; init; } =
            (x, name, channels) => x.LayerNorm(name, channels);

        internal Tensor Body(Tensor x) =>
            Begin(x)
                .Repeat(
                    Depths.Length,
                    (x, stage) =>
                        x.Within(
                            $"stages.{stage}.",
                            x =>
                                x.If(
                                        stage > 0,
                                        x => Norm(x, "downsample.0", true).Conv("downsample.1", 2 * x.Channels, 2, 2)
                                    )
                                    .Repeat(Depths[stage], (x, i) => Block(x, $"blocks.{i}."))
                        )
                )
                .If(NormsFirst, x => Norm(x, "norm_pre", true));

        internal Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("head.global_pool", 1)
                .If(!NormsFirst, x => Norm(x, "head.norm", true))
                .Flatten()
                .If(
                    HeadUnits > 0,
                    x => x.Dense("head.pre_logits.fc", HeadUnits).Activation("head.pre_logits.act", "gelu")
                )
                .Dense("head.fc", options.Classes);

        private Tensor Begin(Tensor x)
        {
            if (Stem == Stem.Patches)
                return Norm(x.Conv("stem.0", Width, 4, 4), "stem.1", true);
            x = x.Conv("stem.0", Stem == Stem.Tiered ? ChannelRounding.Nearest(Width / 2) : Width, 3, 2, 1)
                .If(Stem == Stem.Active, x => x.Activation("stem.act", "gelu"));
            return Norm(
                x.Conv(Stem == Stem.Active ? "stem.2" : "stem.1", Width, 3, 2, 1),
                Stem == Stem.Active ? "stem.3" : "stem.2",
                true
            );
        }

        private Tensor Block(Tensor x, string scope) =>
            x.Within(
                scope,
                begin =>
                {
                    var x = begin.Conv("conv_dw", begin.Channels, 7, 1, 3, begin.Channels);
                    long channels = begin.Channels;
                    x = UsesConvolutions
                        ? Norm(x, "norm", true)
                            .Conv("mlp.fc1", 4 * channels, 1)
                            .Activation("mlp.act", "gelu")
                            .If(Responds, Response)
                            .Conv("mlp.fc2", channels, 1)
                        : Norm(x.ToChannelsLast("permute"), "norm", false)
                            .Dense("mlp.fc1", 4 * channels)
                            .Activation("mlp.act", "gelu")
                            .If(Responds, Response)
                            .Dense("mlp.fc2", channels)
                            .If(
                                begin.Shape.Layout == Shapes.ShapeLayout.ChannelsFirst,
                                x => x.ToChannelsFirst("permute_back")
                            );
                    return x.If(!Responds, x => x.Then("gamma", new Scale())).Add("add", begin);
                }
            );

        private static Tensor Response(Tensor x) => x.GlobalResponseNorm("mlp.grn");
    }
}
