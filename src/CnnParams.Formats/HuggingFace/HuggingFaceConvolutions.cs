using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Formats.HuggingFace;

/// <summary>Convolutional backbones: ResNet, RegNet, ConvNeXt and ConvNeXt V2.</summary>
internal sealed class HuggingFaceConvolutions : HuggingFaceModels
{
    public HuggingFaceConvolutions()
    {
        Map("resnet", (config, x) => Top(config, x.Within(config.Scope("resnet"), x => ResNet(config, x))));
        Map("regnet", (config, x) => Top(config, x.Within(config.Scope("regnet"), x => RegNet(config, x))));
        Map("convnext", (config, x) => ConvNeXt(config, x, "convnext", isSecond: false));
        Map("convnextv2", (config, x) => ConvNeXt(config, x, "convnextv2", isSecond: true));
    }

    private static Tensor Top(HuggingFaceConfig config, Tensor x) =>
        config.IsBackbone ? x : Classifier(config, x.AdaptiveAveragePool("pooler", 1).Flatten(), "classifier.1");

    private static Tensor ResNet(HuggingFaceConfig config, Tensor x)
    {
        long[] sizes = config.Numbers("hidden_sizes", 256, 512, 1024, 2048),
            depths = config.Depths("depths", 0, 3, 4, 6, 3);
        bool isBasic = config.Text("layer_type") == "basic",
            first = config.Flag("downsample_in_bottleneck", false);
        x = Unit(x, "embedder.embedder.", config.Number("embedding_size", 64), 7, 2)
            .MaxPool("embedder.pooler", 3, 2, 1);
        for (int stage = 0; stage < Math.Min(sizes.Length, depths.Length); stage++)
        {
            long stride = stage > 0 || config.Flag("downsample_in_first_stage", false) ? 2 : 1,
                size = sizes[stage];
            x = x.Repeat(
                depths[stage],
                (x, i) =>
                    x.Within(
                        $"encoder.stages.{stage}.layers.{i}.",
                        x =>
                        {
                            long step = i == 0 ? stride : 1;
                            var end = isBasic
                                ? Unit(Unit(x, "layer.0.", size, 3, step), "layer.1.", size, 3, function: null)
                                : Unit(
                                    Unit(
                                        Unit(x, "layer.0.", size / 4, 1, first ? step : 1),
                                        "layer.1.",
                                        size / 4,
                                        3,
                                        first ? 1 : step
                                    ),
                                    "layer.2.",
                                    size,
                                    1,
                                    function: null
                                );
                            return end.Add(
                                    "add",
                                    x.If(
                                        step != 1 || x.Channels != size,
                                        x => Unit(x, "shortcut.", size, 1, step, function: null)
                                    )
                                )
                                .ReLU("activation");
                        }
                    )
            );
        }

        return x;
    }

    private static Tensor RegNet(HuggingFaceConfig config, Tensor x)
    {
        long[] sizes = config.Numbers("hidden_sizes", 128, 192, 512, 1088),
            depths = config.Depths("depths", 0, 2, 6, 12, 2);
        long width = Math.Max(1, config.Number("groups_width", 64));
        bool squeezes = config.Text("layer_type") != "x";
        x = Unit(x, "embedder.embedder.", config.Number("embedding_size", 32), 3, 2);
        for (int stage = 0; stage < Math.Min(sizes.Length, depths.Length); stage++)
        {
            long size = sizes[stage];
            x = x.Repeat(
                depths[stage],
                (x, i) =>
                    x.Within(
                        $"encoder.stages.{stage}.layers.{i}.",
                        x =>
                        {
                            long step = i == 0 && (stage > 0 || config.Flag("downsample_in_first_stage", true)) ? 2 : 1;
                            long incoming = x.Channels;
                            var end = Unit(
                                Unit(x, "layer.0.", size, 1),
                                "layer.1.",
                                size,
                                3,
                                step,
                                Math.Max(1, size / width)
                            );
                            end = end.If(
                                squeezes,
                                end =>
                                    end.Multiply(
                                        "layer.2.multiply",
                                        end.AdaptiveAveragePool("layer.2.pooler", 1)
                                            .Conv(
                                                "layer.2.attention.0",
                                                (long)Math.Round(incoming / 4.0, MidpointRounding.ToEven),
                                                1
                                            )
                                            .ReLU("layer.2.attention.1")
                                            .Conv("layer.2.attention.2", size, 1)
                                            .Activation("layer.2.attention.3", "sigmoid")
                                    )
                            );
                            end = Unit(end, squeezes ? "layer.3." : "layer.2.", size, 1, function: null);
                            return end.Add(
                                    "add",
                                    x.If(
                                        step != 1 || x.Channels != size,
                                        x => Unit(x, "shortcut.", size, 1, step, function: null)
                                    )
                                )
                                .ReLU("activation");
                        }
                    )
            );
        }

        return x;
    }

    private static Tensor ConvNeXt(HuggingFaceConfig config, Tensor x, string scope, bool isSecond)
    {
        long[] sizes = config.Numbers("hidden_sizes", 96, 192, 384, 768),
            depths = config.Depths("depths", 0, 3, 3, 9, 3);
        long patch = config.Divisor("patch_size", 4);
        bool scales = !isSecond && config.Real("layer_scale_init_value", 1e-6) > 0;
        x = x.Within(
            config.Scope(scope),
            x =>
            {
                x = x.Conv("embeddings.patch_embeddings", sizes[0], patch, patch)
                    .LayerNorm("embeddings.layernorm", channels: true);
                for (int stage = 0; stage < Math.Min(sizes.Length, depths.Length); stage++)
                {
                    long size = sizes[stage];
                    x = x.If(
                            stage > 0,
                            x =>
                                x.LayerNorm($"encoder.stages.{stage}.downsampling_layer.0", channels: true)
                                    .Conv($"encoder.stages.{stage}.downsampling_layer.1", size, 2, 2)
                        )
                        .Repeat(
                            depths[stage],
                            (x, i) =>
                                x.Within(
                                    $"encoder.stages.{stage}.layers.{i}.",
                                    x =>
                                        x.Conv("dwconv", size, 7, 1, 3, size)
                                            .Permute("permute", 2, 3, 1)
                                            .LayerNorm("layernorm")
                                            .Dense("pwconv1", 4 * size)
                                            .Activation("act", "gelu")
                                            // A response norm has a factor and an offset for each value of a position.
                                            .If(
                                                isSecond,
                                                x =>
                                                    x.Multiply("grn.multiply", x.Learned("grn.weight", x.Last()))
                                                        .Add("grn.add", x.Learned("grn.bias", x.Last()))
                                            )
                                            .Dense("pwconv2", size)
                                            .Permute("back", 3, 1, 2)
                                            .If(scales, x => x.Then("layer_scale_parameter", new Scale()))
                                            .Add("add", x)
                                )
                        );
                    if (config.IsBackbone && config.Gives(stage))
                        x.LayerNorm($"hidden_states_norms.stage{stage + 1}", channels: true);
                }

                return config.IsBackbone ? x : x.GlobalAveragePool("pool").LayerNorm("layernorm");
            }
        );
        return Classifier(config, x);
    }
}
