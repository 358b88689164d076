using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Swin, the same in Donut, and Swin v2; tables 7 and 1 of the papers. Channels come last.
/// </summary>
internal sealed class HuggingFaceSwin : HuggingFaceModels
{
    public HuggingFaceSwin()
    {
        Map("swin", (config, x) => Swin(config, x, "swin", isSecond: false));
        // Donut has no norm after the stages.
        Map(
            "donut-swin",
            (config, x) =>
                Classifier(
                    config,
                    x.Within(config.Scope("donut"), x => Body(config, x, isSecond: false, isBackbone: false))
                        .GlobalAveragePool("pooler")
                )
        );
        Map("swinv2", (config, x) => Swin(config, x, "swinv2", isSecond: true));
    }

    private static Tensor Swin(HuggingFaceConfig config, Tensor x, string name, bool isSecond)
    {
        bool isBackbone = config.IsBackbone;
        x = x.Within(
            config.Scope(name),
            x => Body(config, x, isSecond, isBackbone).If(!isBackbone, x => x.LayerNorm("layernorm"))
        );
        return isBackbone ? x.ToChannelsFirst("permute_back") : Classifier(config, x.GlobalAveragePool("pooler"));
    }

    /// <summary>The stages; those that a backbone gives are normalised.</summary>
    internal static Tensor Body(HuggingFaceConfig config, Tensor x, bool isSecond, bool isBackbone)
    {
        long[] depths = config.Depths("depths", 0, 2, 2, 6, 2);
        long[] heads = config.Staged("num_heads", depths.Length, 3, 6, 12, 24);
        long patch = config.Divisor("patch_size", 4),
            window = config.Divisor("window_size", 7);
        var form = new Form(
            config.Real("mlp_ratio", 4),
            config.Function("gelu"),
            config.Flag("qkv_bias", true),
            window
        );
        x = x.Conv("embeddings.patch_embeddings.projection", config.Number("embed_dim", 96), patch, patch);
        // Positions are learned for each patch, and rows normalised, before they are an image again.
        x = x.ToChannelsLast("embeddings.permute").LayerNorm("embeddings.norm");
        if (config.Flag("use_absolute_embeddings", false))
        {
            // The library makes one position more than there are patches.
            var (height, width) = config.Size("image_size", 224);
            long positions = checked(height / patch * (width / patch)) + 1;
            x = x.Add(
                "embeddings.add",
                x.Beside(
                    "embeddings.position_embeddings",
                    Constant(new Shapes.TensorShape(positions, x.Last()), x.Shape)
                )
            );
        }

        for (int i = 0; i < depths.Length; i++)
        {
            int stage = i;
            x = x.Repeat(
                depths[stage],
                (x, block) =>
                    x.Within(
                        $"encoder.layers.{stage}.blocks.{block}.",
                        x =>
                            isSecond
                                ? SecondBlock(x, form, heads[stage], block % 2 == 1)
                                : FirstBlock(x, form, heads[stage], block % 2 == 1)
                    )
            );
            if (isBackbone && config.Gives(stage))
                x.LayerNorm($"hidden_states_norms.stage{stage + 1}");
            string scope = $"encoder.layers.{stage}.downsample.";
            x = x.If(stage < depths.Length - 1, x => isSecond ? x.PatchMergingV2(scope) : x.PatchMerging(scope));
        }

        return x;
    }

    private static Tensor FirstBlock(Tensor x, Form form, long heads, bool isShifted)
    {
        var within = x.WindowWithin(form.Window);
        var attention = HuggingFaceAttention.Self with
        {
            Bias = form.Bias,
            Offset = x =>
                // Made for the window of the configuration, whatever fits into the image.
                Distances(
                    x,
                    "attention.self.relative_position_bias_table",
                    (form.Window, form.Window),
                    heads,
                    seen: (within.Height, within.Width)
                ),
        };
        x = x.LayerNorm("layernorm_before").InWindows(within, isShifted, x => attention.On(x, heads)).Add("add1", x);
        return Perceptron(x.LayerNorm("layernorm_after"), form).Add("add2", x);
    }

    private static Tensor SecondBlock(Tensor x, Form form, long heads, bool isShifted)
    {
        var within = x.WindowWithin(form.Window);
        var attention = HuggingFaceAttention.Self with
        {
            Bias = form.Bias,
            KeyBias = false,
            // Cosines of queries and keys, times a learned factor for each head.
            Score = (queries, keys) =>
                queries
                    .OfUnitLength("q_unit")
                    .Then("scores", new MatMul { TransposeB = true }, keys.OfUnitLength("k_unit"))
                    .Multiply("scaled", queries.Learned("attention.self.logit_scale", heads, 1, 1)),
            Offset = x => x.DistanceBias(heads, within, "attention.self.continuous_position_bias_mlp"),
        };
        x = x.InWindows(within, isShifted, x => attention.On(x, heads)).LayerNorm("layernorm_before").Add("add1", x);
        return Perceptron(x, form).LayerNorm("layernorm_after").Add("add2", x);
    }

    private static Tensor Perceptron(Tensor x, Form form) =>
        x.Dense("intermediate.dense", (long)(form.Ratio * x.Channels))
            .Activation("intermediate.act", form.Function)
            .Dense("output.dense", x.Channels);

    private sealed record Form(double Ratio, string Function, bool Bias, long Window);
}
