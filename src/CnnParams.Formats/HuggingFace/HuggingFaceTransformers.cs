using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Vision transformers with one sequence of patches: ViT, DeiT, DINOv2, and the vision towers of CLIP and SigLIP.
/// </summary>
internal sealed class HuggingFaceTransformers : HuggingFaceModels
{
    public HuggingFaceTransformers()
    {
        Map("vit", (config, x) => ViT(config, x, "vit.", tokens: ["cls_token"]));
        Map("deit", (config, x) => ViT(config, x, "deit.", tokens: ["cls_token", "distillation_token"]));
        Map("dinov2", DinoV2);
        Map("clip clip_vision_model", (config, x) => Tower(config.Part("vision_config"), x, hasClass: true));
        Map("siglip siglip_vision_model", (config, x) => Tower(config.Part("vision_config"), x, hasClass: false));
    }

    private static Tensor ViT(HuggingFaceConfig config, Tensor x, string scope, string[] tokens)
    {
        long width = config.Number("hidden_size", 768),
            patch = config.Number("patch_size", 16);
        x = x.Within(
            scope,
            x =>
            {
                x = Embedded(x, width, patch, "embeddings.patch_embeddings.projection", bias: true);
                foreach (string token in Enumerable.Reverse(tokens))
                    x = WithToken(x, "embeddings." + token, width);
                x = Positioned(x, "embeddings.position_embeddings");
                x = Encoder(
                    config,
                    x,
                    "encoder.layer.",
                    new(
                        "attention.attention.query",
                        "attention.attention.key",
                        "attention.attention.value",
                        "attention.output.dense",
                        "layernorm_before",
                        "layernorm_after",
                        "intermediate.dense",
                        "output.dense"
                    ),
                    config.Flag("qkv_bias", true),
                    scales: false
                );
                x = x.LayerNorm("layernorm").Then("class", new Slice { Axis = 1, End = 1 }).Flatten();
                // Without a classifier there is a pooler of one linear layer.
                return x.If(
                    !config.Classifies,
                    x => x.Dense("pooler.dense", width).Activation("pooler.activation", "tanh")
                );
            }
        );
        return Classifier(config, x);
    }

    private static Tensor DinoV2(HuggingFaceConfig config, Tensor x)
    {
        long width = config.Number("hidden_size", 768);
        string scope = config.Classifies ? "dinov2." : "";
        x = x.Within(
            scope,
            x =>
            {
                x = Embedded(
                    x,
                    width,
                    config.Number("patch_size", 14),
                    "embeddings.patch_embeddings.projection",
                    bias: true
                );
                x = WithToken(x, "embeddings.cls_token", width);
                // Positions are learned at the size of the configuration, and brought to that of the image.
                long side = config.Number("image_size", 224) / Math.Max(1, config.Number("patch_size", 14));
                var learned = x.Beside(
                    "embeddings.position_embeddings",
                    Constant("", new TensorShape(checked((side * side) + 1), width), x.Shape)
                );
                _ = x.Beside(
                    "embeddings.mask_token",
                    Constant("", new TensorShape(1, width), new TensorShape(1, width))
                );
                x = x.Add("embeddings.add", learned);
                x = Encoder(
                    config,
                    x,
                    "encoder.layer.",
                    new(
                        "attention.attention.query",
                        "attention.attention.key",
                        "attention.attention.value",
                        "attention.output.dense",
                        "norm1",
                        "norm2",
                        "mlp.fc1",
                        "mlp.fc2"
                    ),
                    config.Flag("qkv_bias", true),
                    scales: true
                );
                return x.LayerNorm("layernorm");
            }
        );
        // The classifier sees the class token beside the mean of the others.
        return x.If(
            config.Classifies,
            x =>
                Classifier(
                    config,
                    x.Then("class", new Slice { Axis = 1, End = 1 })
                        .Flatten()
                        .Concatenate(
                            "features",
                            x.Then("patches", new Slice { Axis = 1, Start = 1 })
                                .Then("mean", new GlobalAveragePooling(1))
                        )
                )
        );
    }

    // CLIP normalises before and after, and has a class token; SigLIP pools by attention of a learned query.
    private static Tensor Tower(HuggingFaceConfig config, Tensor x, bool hasClass) =>
        x.Within(
            "vision_model.",
            x =>
            {
                long width = config.Number("hidden_size", 768),
                    heads = config.Number("num_attention_heads", 12);
                x = Embedded(
                    x,
                    width,
                    config.Number("patch_size", hasClass ? 32 : 16),
                    "embeddings.patch_embedding",
                    bias: !hasClass
                );
                x = x.If(hasClass, x => WithToken(x, "embeddings.class_embedding", width));
                x = Positioned(x, "embeddings.position_embedding.weight");
                x = x.If(hasClass, x => x.LayerNorm("pre_layrnorm"));
                x = Encoder(
                    config,
                    x,
                    "encoder.layers.",
                    new(
                        "self_attn.q_proj",
                        "self_attn.k_proj",
                        "self_attn.v_proj",
                        "self_attn.out_proj",
                        "layer_norm1",
                        "layer_norm2",
                        "mlp.fc1",
                        "mlp.fc2"
                    ),
                    bias: true,
                    scales: false
                );
                if (hasClass)
                    return x.Then("class", new Slice { Axis = 1, End = 1 }).Flatten().LayerNorm("post_layernorm");
                x = x.LayerNorm("post_layernorm");
                var pooled = x.Beside("head.probe", Constant("", new TensorShape(1, width), new TensorShape(1, width)))
                    .Then(
                        "head.attention",
                        new MultiHeadAttention { Heads = heads, KeySize = PerHead(width, heads) },
                        x
                    );
                return pooled
                    .LayerNorm("head.layernorm")
                    .Dense("head.mlp.fc1", config.Number("intermediate_size", 3072))
                    .Activation("head.mlp.act", "gelu")
                    .Dense("head.mlp.fc2", width)
                    .Add("head.add", pooled);
            }
        );

    private static Tensor Encoder(
        HuggingFaceConfig config,
        Tensor x,
        string scope,
        EncoderNames names,
        bool bias,
        bool scales
    )
    {
        long width = x.Channels,
            heads = config.Number("num_attention_heads", 12),
            size = PerHead(width, heads);
        long units = config.Number("intermediate_size", checked(width * config.Number("mlp_ratio", 4)));
        return x.Repeat(
            config.Number("num_hidden_layers", 12),
            (x, i) =>
                x.Within(
                    $"{scope}{i}.",
                    x =>
                    {
                        var normed = x.LayerNorm(names.FirstNorm);
                        long positions = x.Shape[0].Value;
                        Tensor Heads(string name) =>
                            normed
                                .Dense(name, width, bias)
                                .Then(name + ".heads", new Reshape { TargetShape = [positions, heads, size] })
                                .Permute(name + ".permute", 2, 1, 3);
                        var values = Heads(names.Value);
                        var mixed = Heads(names.Query)
                            .Then("scores", new MatMul { TransposeB = true }, Heads(names.Key))
                            .Activation("softmax", "softmax")
                            .Then("mixed", new MatMul(), values)
                            .Permute("joined", 2, 1, 3)
                            .Then("flat", new Reshape { TargetShape = [positions, width] })
                            .Dense(names.Output, width);
                        x = mixed.If(scales, x => Scaled(x, "layer_scale1.lambda1")).Add("add1", x);
                        return x.LayerNorm(names.SecondNorm)
                            .Dense(names.Widen, units)
                            .Activation("act", "gelu")
                            .Dense(names.Narrow, width)
                            .If(scales, x => Scaled(x, "layer_scale2.lambda1"))
                            .Add("add2", x);
                    }
                )
        );
    }

    private static Tensor Embedded(Tensor x, long width, long patch, string name, bool bias) =>
        x.Conv(name, width, Math.Max(1, patch), Math.Max(1, patch), bias: bias)
            .Then("embeddings.flatten", new Reshape { TargetShape = [width, -1] })
            .Permute("embeddings.transpose", 2, 1);

    private static Tensor WithToken(Tensor x, string name, long width) =>
        x.Beside(name, Constant("", new TensorShape(1, width), new TensorShape(1, width)))
            .Then(name + ".cat", new Concatenate { Axis = 1 }, x);

    private static Tensor Positioned(Tensor x, string name) =>
        x.Add(
            "embeddings.add",
            x.Beside(name, Constant("", x.Shape.As(ShapeLayout.ChannelsLast), x.Shape.As(ShapeLayout.ChannelsLast)))
        );

    private static WeightTensors Constant(string name, TensorShape shape, TensorShape output) =>
        new()
        {
            Tensors = [new TensorSpec(name.Length == 0 ? "values" : name, shape)],
            OutputShape = output.As(ShapeLayout.ChannelsLast),
        };

    private static long PerHead(long width, long heads) =>
        heads > 0 && width % heads == 0
            ? width / heads
            : throw new LayerException(
                ErrorId.InvalidSetting,
                FormattableString.Invariant($"hidden_size {width} is not divisible by num_attention_heads {heads}")
            );

    private sealed record EncoderNames(
        string Query,
        string Key,
        string Value,
        string Output,
        string FirstNorm,
        string SecondNorm,
        string Widen,
        string Narrow
    );
}
