using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Vision transformers with one sequence of patches: ViT, DeiT, MSN, YOLOS, BEiT, Data2Vec, DINOv2, and the vision
/// towers of CLIP and SigLIP.
/// </summary>
internal sealed class HuggingFaceTransformers : HuggingFaceModels
{
    private static readonly EncoderNames Usual = new(
        HuggingFaceAttention.Nested,
        "layernorm_before",
        "layernorm_after",
        "intermediate.dense",
        "output.dense"
    );

    public HuggingFaceTransformers()
    {
        Map("vit", ViT);
        Map("deit", DeiT);
        Map("vit_msn", MSN);
        Map("yolos", Yolos);
        Map("beit", (config, x) => Beit(config, x, "beit"));
        Map("data2vec-vision", (config, x) => Beit(config, x, "data2vec_vision"));
        Map("dinov2", DinoV2);
        Map("clip clip_vision_model", (config, x) => Tower(config, x, hasClass: true));
        Map("siglip siglip_vision_model", (config, x) => Tower(config, x, hasClass: false));
    }

    private static Tensor ViT(HuggingFaceConfig config, Tensor x)
    {
        x = x.Within(
            config.Scope("vit"),
            x =>
            {
                x = Row(Body(config, x, ["cls_token"]), "class");
                return x.If(config.IsBare, x => Pooled(config, x));
            }
        );
        return Classifier(config, x);
    }

    private static Tensor DeiT(HuggingFaceConfig config, Tensor x)
    {
        bool hasTeacher = config.Is("ForImageClassificationWithTeacher");
        x = x.Within(config.Scope("deit"), x => Body(config, x, ["cls_token", "distillation_token"]));
        if (hasTeacher)
        {
            return Classes(config, Row(x, "class"), "cls_classifier")
                .Then(
                    "logits",
                    new Merge { Operation = MergeOperation.Average },
                    Classes(config, Row(x, "distilled", 1), "distillation_classifier")
                );
        }

        x = Row(x, "class");
        return Classifier(config, x.If(config.IsBare, x => Pooled(config, x)));
    }

    // One linear layer after the class token, in models without a head.
    private static Tensor Pooled(HuggingFaceConfig config, Tensor x) =>
        x.Dense("pooler.dense", config.Number("pooler_output_size", x.Channels))
            .Activation("pooler.activation", "tanh");

    private static Tensor MSN(HuggingFaceConfig config, Tensor x)
    {
        x = x.Within(
            config.Scope("vit"),
            x =>
            {
                LearnedRow(
                    x,
                    "embeddings.mask_token",
                    config.Number("hidden_size", 768),
                    config.Flag("use_mask_token", false)
                );
                return Body(config, x, ["cls_token"]);
            }
        );
        return x.If(config.Classifies, x => Classifier(config, Row(x, "class")));
    }

    // Rows that are learned ask what is in the image; each has a class and a box.
    private static Tensor Yolos(HuggingFaceConfig config, Tensor x)
    {
        bool detects = config.Is("ForObjectDetection");
        long width = config.Number("hidden_size", 768),
            rows = config.Number("num_detection_tokens", 100),
            depth = config.Depth("num_hidden_layers", 12);
        x = x.Within(
            config.Scope("vit"),
            x =>
            {
                x = Embedded(config, x, bias: true)
                    .Then(
                        "embeddings.cat",
                        new Concatenate { Axis = 1 },
                        x.Learned("embeddings.detection_tokens", rows, width)
                    );
                x = WithToken(x, "embeddings.cls_token", width);
                long positions = Rows(config, 1 + rows, missing: ImageOf("yolos"));
                x = Positioned(x, "embeddings.position_embeddings", positions);
                // After each layer but the last, positions are added again.
                var again =
                    config.Flag("use_mid_position_embeddings", true) && depth > 1
                        ? x.Beside(
                            "encoder.mid_position_embeddings",
                            Constant(new TensorShape(depth - 1, 1, positions, width), x.Shape)
                        )
                        : null;
                return Encoder(config, x, Usual, "encoder.layer.", after: again).LayerNorm("layernorm");
            }
        );
        if (!detects)
            return config.IsBare ? Pooled(config, Row(x, "class")) : x;
        x = x.Then("detections", new Slice { Axis = 1, Start = x.Shape[0].Value - rows });
        Perceptron(x, "bbox_predictor.layers.", width, 4).Activation("boxes", "sigmoid");
        return Perceptron(x, "class_labels_classifier.layers.", width, config.Classes + 1);
    }

    private static Tensor Beit(HuggingFaceConfig config, Tensor x, string name)
    {
        long width = config.Number("hidden_size", 768),
            heads = config.Number("num_attention_heads", 12);
        bool means = config.Flag("use_mean_pooling", true),
            isShared = config.Flag("use_shared_relative_position_bias", false);
        var (size, patch) = (config.Size("image_size", 224), config.Divisor("patch_size", 16));
        x = x.Within(
            config.Scope(name),
            x =>
            {
                x = Embedded(config, x, bias: true);
                LearnedRow(x, "embeddings.mask_token", width, config.Flag("use_mask_token", false));
                x = WithToken(x, "embeddings.cls_token", width);
                x = x.If(
                    config.Flag("use_absolute_position_embeddings", false),
                    x => Positioned(x, "embeddings.position_embeddings", Rows(config, 1))
                );
                var grid = (size.Height / patch, size.Width / patch);
                var shared = isShared
                    ? Distances(x, "encoder.relative_position_bias.relative_position_bias_table", grid, heads, 3)
                    : null;
                // Three distances more are those of the class token: to it, from it, from it to itself.
                var attention = HuggingFaceAttention.Nested with
                {
                    KeyBias = false,
                    Offset =
                        config.Flag("use_relative_position_bias", false)
                            ? x =>
                            {
                                var own = Distances(
                                    x,
                                    "attention.attention.relative_position_bias.relative_position_bias_table",
                                    grid,
                                    heads,
                                    3
                                );
                                return shared is null ? own : own.Add("attention.attention.shared", shared);
                            }
                        : shared is not null ? _ => shared
                        : null,
                };
                bool scales = config.Real("layer_scale_init_value", 0.1) > 0;
                x = Encoder(
                    config,
                    x,
                    Usual with
                    {
                        Attention = attention,
                        FirstScale = "lambda_1",
                        SecondScale = "lambda_2",
                    },
                    "encoder.layer.",
                    scales
                );
                // Of the bare models only BEiT's is made with a pooler.
                bool pools = config.Classifies || (config.IsBare && name == "beit");
                return means
                    ? x.Then("patches", new Slice { Axis = 1, Start = 1 })
                        .MeanOfRows("mean")
                        .If(pools, x => x.LayerNorm("pooler.layernorm"))
                    : Row(x.LayerNorm("layernorm"), "class");
            }
        );
        return Classifier(config, x);
    }

    private static Tensor DinoV2(HuggingFaceConfig config, Tensor x)
    {
        long width = config.Number("hidden_size", 768);
        x = x.Within(
            config.Classifies ? "dinov2." : "",
            x =>
            {
                x = Embedded(config, x, bias: true, patch: 14);
                x = WithToken(x, "embeddings.cls_token", width);
                LearnedRow(x, "embeddings.mask_token", width, config.Flag("use_mask_token", true));
                // Positions are learned at the size of the configuration, and brought to that of the image.
                x = Positioned(x, "embeddings.position_embeddings", Rows(config, 1, patch: 14));
                var names = Usual with
                {
                    FirstNorm = "norm1",
                    SecondNorm = "norm2",
                    Widen = "mlp.fc1",
                    Narrow = "mlp.fc2",
                    FirstScale = "layer_scale1.lambda1",
                    SecondScale = "layer_scale2.lambda1",
                    IsGated = config.Flag("use_swiglu_ffn", false),
                    Ratio = config.Real("mlp_ratio", 4),
                };
                return Encoder(config, x, names, "encoder.layer.", scales: true).LayerNorm("layernorm");
            }
        );
        // The classifier sees the class token beside the mean of the others.
        if (config.IsBackbone)
            return x;
        if (!config.Classifies)
            return Row(x, "class");
        return Classifier(
            config,
            Row(x, "class")
                .Concatenate("features", x.Then("patches", new Slice { Axis = 1, Start = 1 }).MeanOfRows("mean"))
        );
    }

    // CLIP normalises before and after, and has a class token; SigLIP pools by attention of a learned query.
    private static Tensor Tower(HuggingFaceConfig whole, Tensor x, bool hasClass)
    {
        var config = whole.Part("vision_config");
        whole.LeaveOut("the tower of texts", "text_model.", "text_projection.");
        whole.LeaveOut("what brings both towers together", "visual_projection.", "logit_scale", "logit_bias");
        x = x.Within(
            "vision_model.",
            x =>
            {
                long width = config.Number("hidden_size", 768),
                    heads = config.Number("num_attention_heads", 12);
                x = Embedded(config, x, !hasClass, hasClass ? 32 : 16, "embeddings.patch_embedding");
                x = x.If(hasClass, x => WithToken(x, "embeddings.class_embedding", width));
                x = Positioned(x, "embeddings.position_embedding.weight", x.Shape[0].Value);
                x = x.If(hasClass, x => x.LayerNorm("pre_layrnorm"));
                x = Encoder(
                    config,
                    x,
                    new(
                        HuggingFaceAttention.Projected("self_attn."),
                        "layer_norm1",
                        "layer_norm2",
                        "mlp.fc1",
                        "mlp.fc2"
                    ),
                    "encoder.layers."
                );
                if (hasClass)
                    return Row(x, "class").LayerNorm("post_layernorm");
                x = x.LayerNorm("post_layernorm");
                var pooled = x.Learned("head.probe", 1, width)
                    .Then(
                        "head.attention",
                        new MultiHeadAttention { Heads = heads, KeySize = HuggingFaceAttention.PerHead(width, heads) },
                        x
                    );
                pooled = pooled
                    .LayerNorm("head.layernorm")
                    .Dense("head.mlp.fc1", config.Number("intermediate_size", 3072))
                    .Activation("head.mlp.act", "gelu")
                    .Dense("head.mlp.fc2", width)
                    .Add("head.add", pooled);
                return Row(pooled, "head.pooled");
            }
        );
        x = x.If(
            whole.Is("WithProjection"),
            x => x.Dense("visual_projection", whole.Number("projection_dim", 512), bias: false)
        );
        return Classifier(whole, x);
    }

    private static Tensor Body(HuggingFaceConfig config, Tensor x, string[] tokens)
    {
        x = Embedded(config, x, bias: true);
        foreach (string token in Enumerable.Reverse(tokens))
            x = WithToken(x, "embeddings." + token, x.Last());
        x = Positioned(x, "embeddings.position_embeddings", Rows(config, tokens.Length));
        return Encoder(config, x, Usual, "encoder.layer.").LayerNorm("layernorm");
    }

    private static Tensor Encoder(
        HuggingFaceConfig config,
        Tensor x,
        EncoderNames names,
        string scope,
        bool scales = false,
        Tensor? after = null
    )
    {
        long width = x.Last(),
            heads = config.Number("num_attention_heads", 12),
            depth = config.Depth("num_hidden_layers", 12);
        long units = names.Ratio is { } ratio
            ? checked((long)(width * ratio))
            : config.Number("intermediate_size", 3072);
        string function = config.Function("gelu");
        var attention = names.Attention with { Bias = config.Flag("qkv_bias", true) };
        return x.Repeat(
            depth,
            (x, i) =>
            {
                x = x.Within(
                    FormattableString.Invariant($"{scope}{i}."),
                    x =>
                    {
                        x = attention
                            .On(x.LayerNorm(names.FirstNorm), heads)
                            .If(scales, end => end.Multiply("scale1", end.Learned(names.FirstScale, width)))
                            .Add("add1", x);
                        var normed = x.LayerNorm(names.SecondNorm);
                        var end = names.IsGated
                            ? Gated(config, normed)
                            : normed.Dense(names.Widen, units).Activation("act", function).Dense(names.Narrow, width);
                        return end.If(scales, end => end.Multiply("scale2", end.Learned(names.SecondScale, width)))
                            .Add("add2", x);
                    }
                );
                return x.If(after is not null && i < depth - 1, x => x.Add("encoder.positions", after!));
            }
        );
    }

    private static Tensor Gated(HuggingFaceConfig config, Tensor x)
    {
        long width = x.Last(),
            units = ((long)((long)(width * config.Real("mlp_ratio", 4)) * 2 / 3) + 7) / 8 * 8;
        var halves = x.Dense("mlp.weights_in", 2 * units).ThenParts("mlp.chunk", new Split { Axis = 2, Sections = 2 });
        return halves[0].Activation("mlp.act", "silu").Multiply("mlp.gate", halves[1]).Dense("mlp.weights_out", width);
    }

    private static Tensor Perceptron(Tensor x, string scope, long width, long units) =>
        x.Within(scope, x => x.Dense("0", width).ReLU("relu0").Dense("1", width).ReLU("relu1").Dense("2", units));

    private static Tensor Embedded(
        HuggingFaceConfig config,
        Tensor x,
        bool bias,
        long patch = 16,
        string name = "embeddings.patch_embeddings.projection"
    )
    {
        var (height, width) = config.Size("patch_size", patch);
        return x.Conv(name, config.Number("hidden_size", 768), new(height, width), new(height, width), bias: bias)
            .Tokens("embeddings.transpose");
    }

    // A position for each patch of the configuration's image, and for so many tokens; for another image they are
    // brought to its size.
    private static long Rows(
        HuggingFaceConfig config,
        long tokens,
        long patch = 16,
        (long Height, long Width)? missing = null
    )
    {
        var (image, size) = (config.Size("image_size", missing ?? (224, 224)), config.Size("patch_size", patch));
        return checked(image.Height / size.Height * (image.Width / size.Width)) + tokens;
    }

    private static Tensor WithToken(Tensor x, string name, long width) => x.WithTokens(name, name + ".cat");

    private static void LearnedRow(Tensor x, string name, long width, bool isThere)
    {
        if (isThere)
            x.Learned(name, 1, width);
    }

    private static Tensor Positioned(Tensor x, string name, long rows) =>
        x.Add("embeddings.add", x.Beside(name, Constant(new TensorShape(rows, x.Last()), x.Shape)));

    private sealed record EncoderNames(
        HuggingFaceAttention Attention,
        string FirstNorm,
        string SecondNorm,
        string Widen,
        string Narrow
    )
    {
        internal string FirstScale { get; init; } = "";

        internal string SecondScale { get; init; } = "";

        /// <summary>How wide perceptrons are, for the width; null where a size says it.</summary>
        internal double? Ratio { get; init; }

        /// <summary>Whether perceptrons are gated (SwiGLU).</summary>
        internal bool IsGated { get; init; }
    }
}
