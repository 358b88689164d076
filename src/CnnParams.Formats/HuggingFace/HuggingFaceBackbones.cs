using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Networks around a backbone that is a model of its own: DETR whole; of Mask2Former, OneFormer and UPerNet the
/// backbone.
/// </summary>
internal sealed class HuggingFaceBackbones : HuggingFaceModels
{
    public HuggingFaceBackbones()
    {
        Map("detr", Detr);
        Map(
            "mask2former oneformer",
            (config, x) =>
            {
                config.Is("ForUniversalSegmentation");
                config.LeaveOut("the decoder of pixels", "model.pixel_level_module.decoder.");
                config.LeaveOut(
                    "the transformer of masks",
                    "model.transformer_module.",
                    "model.task_encoder.",
                    "class_predictor.",
                    "criterion."
                );
                return Backbone(config, x, "model.pixel_level_module.encoder.");
            }
        );
        Map(
            "upernet",
            (config, x) =>
            {
                config.Is("ForSemanticSegmentation");
                config.LeaveOut("the decoder", "decode_head.", "auxiliary_head.");
                return Backbone(config, x, "backbone.");
            }
        );
    }

    // DETR (arXiv:2005.12872): a backbone, a transformer of encoder and decoder, and a class and a box for each query.
    private static Tensor Detr(HuggingFaceConfig config, Tensor x)
    {
        long width = config.Number("d_model", 256),
            queries = config.Number("num_queries", 100);
        string function = config.Function("relu", "activation_function");
        // Norms of the backbone have numbers that are kept and not learned.
        config.FrozenScope = "model.backbone.";
        string scope = config.Is("ForObjectDetection") ? "model." : "";
        if (config.Flag("dilation", false))
            throw config.Wrong("a dilated backbone (dilation: true) has no definition here");
        if (config.Class.EndsWith("ForSegmentation", StringComparison.Ordinal))
            config.LeaveOut("the segmentation of boxes", "mask_head.", "bbox_attention.");
        x = x.Within(
            scope,
            x =>
            {
                x = Backbone(config, x, "backbone.conv_encoder.model.").Conv("input_projection", width, 1).Tokens();
                var places = x.Computed("backbone.position_embedding", x.Shape[0].Value, width);
                x = x.Repeat(
                    config.Depth("encoder_layers", 6),
                    (x, i) =>
                        x.Within(
                            $"encoder.layers.{i}.",
                            x =>
                            {
                                x = Attended(x, x, "self_attn", x.Add("place", places), places: null);
                                return Fed(x, config.Number("encoder_ffn_dim", 2048));
                            }
                        )
                );
                var memory = x;
                var asked = x.Learned("query_position_embeddings.weight", queries, width);
                var zeros = x.Computed("queries", queries, width);
                return zeros
                    .Repeat(
                        config.Depth("decoder_layers", 6),
                        (x, i) =>
                            x.Within(
                                $"decoder.layers.{i}.",
                                x =>
                                {
                                    x = Attended(x, x, "self_attn", x.Add("place", asked), places: null);
                                    var keyed = memory.InScopeOf(x).Add("memory_place", places);
                                    x = Attended(
                                        x,
                                        memory.InScopeOf(x),
                                        "encoder_attn",
                                        x.Add("query_place", asked),
                                        keyed
                                    );
                                    return Fed(x, config.Number("decoder_ffn_dim", 2048));
                                }
                            )
                    )
                    .LayerNorm("decoder.layernorm");
            }
        );
        if (scope.Length == 0)
            return x;
        x.Within(
                "bbox_predictor.layers.",
                x => x.Dense("0", width).ReLU("relu0").Dense("1", width).ReLU("relu1").Dense("2", 4)
            )
            .Activation("boxes", "sigmoid");
        return x.Dense("class_labels_classifier", config.Classes + 1);

        // Queries and keys have their place, values have not.
        Tensor Attended(Tensor x, Tensor values, string name, Tensor placed, Tensor? places)
        {
            long heads = config.Number(
                name == "self_attn" && places is null ? "encoder_attention_heads" : "decoder_attention_heads",
                8
            );
            return HuggingFaceAttention
                .Projected(name + ".")
                .On(placed, heads, values, places ?? placed)
                .Add(name + ".add", x)
                .LayerNorm(name + "_layer_norm");
        }

        Tensor Fed(Tensor x, long units) =>
            x.Dense("fc1", units)
                .Activation("activation", function)
                .Dense("fc2", width)
                .Add("add", x)
                .LayerNorm("final_layer_norm");
    }

    private static Tensor Backbone(HuggingFaceConfig config, Tensor x, string scope)
    {
        if (config.Inner("backbone_config") is { } own)
        {
            return own.Text("backbone") is { } architecture
                ? x.Within(scope, x => OfTimm(config, architecture, x))
                : x.Within(
                    scope,
                    x =>
                        (Find(own.Type) ?? throw config.Wrong($"its backbone, a '{own.Type}', has no definition here"))(
                            own.AsBackbone(),
                            x
                        )
                );
        }

        string name = config.Text("backbone") ?? throw config.Wrong("it has neither a backbone_config nor a backbone");
        return x.Within(scope, x => OfTimm(config, name, x));
    }

    private static Tensor OfTimm(HuggingFaceConfig config, string name, Tensor x) =>
        // ResNets have the same modules in timm and in torchvision.
        Architectures
            .Get(name)
            .Variants.OfType<DefinedVariant>()
            .Where(variant => variant.Name is "timm" or "torchvision")
            .OrderBy(variant => variant.Name, StringComparer.Ordinal)
            .FirstOrDefault()
            is { } variant
            ? variant.After(x)
            : throw config.Wrong($"its backbone, '{name}', has no definition by timm's names here");
}
