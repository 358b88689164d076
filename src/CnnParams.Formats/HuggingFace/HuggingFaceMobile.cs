using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>Mobile networks: MobileNet v1 and v2, and EfficientNet, converted from TensorFlow's.</summary>
internal sealed class HuggingFaceMobile : HuggingFaceModels
{
    public HuggingFaceMobile()
    {
        Map("mobilenet_v1", First);
        Map("mobilenet_v2", Second);
        Map("efficientnet", Efficient);
    }

    // Table 1 of the paper (arXiv:1704.04861): 13 pairs of a depthwise and a pointwise convolution.
    private static Tensor First(HuggingFaceConfig config, Tensor x)
    {
        double width = config.Real("depth_multiplier", 1);
        long least = config.Number("min_depth", 8);
        bool padsAsTensorFlow = config.Flag("tf_padding", true);
        string function = config.Function("relu6");
        long[] strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1];
        x = x.Within(
            config.Scope("mobilenet_v1"),
            x =>
            {
                long filters = 32;
                x = Unit(x, "conv_stem.", Scaled(filters), 3, 2, 1, function, Padded(padsAsTensorFlow));
                for (int i = 0; i < strides.Length; i++)
                {
                    filters *= strides[i] == 2 || i == 0 ? 2 : 1;
                    x = Unit(
                        x,
                        $"layer.{2 * i}.",
                        x.Channels,
                        3,
                        strides[i],
                        x.Channels,
                        function,
                        Padded(padsAsTensorFlow)
                    );
                    x = Unit(x, $"layer.{(2 * i) + 1}.", Scaled(filters), 1, 1, 1, function);
                }

                return x;
            }
        );
        return Classifier(config, x.AdaptiveAveragePool("pooler", 1).Flatten());

        long Scaled(long filters) => Math.Max((long)(filters * width), least);
    }

    // Table 2 of the paper (arXiv:1801.04381): output channels and stride of each block.
    private static Tensor Second(HuggingFaceConfig config, Tensor x)
    {
        double width = config.Real("depth_multiplier", 1),
            expansion = config.Real("expand_ratio", 6);
        long divisor = config.Divisor("depth_divisible_by", 8),
            least = config.Number("min_depth", 8),
            outputStride = config.Divisor("output_stride", 32);
        string function = config.Function("relu6");
        var padding = Padded(config.Flag("tf_padding", true));
        long[] filters = [16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320];
        long[] strides = [2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];
        x = x.Within(
            config.Scope("mobilenet_v2"),
            x =>
            {
                long first = Rounded(Whole(32 * width));
                x = Unit(x, "conv_stem.first_conv.", first, 3, 2, 1, function, padding);
                x = x.If(
                    !config.Flag("first_layer_is_expansion", true),
                    x => Unit(x, "conv_stem.expand_1x1.", first, 1, 1, 1, function)
                );
                x = Unit(x, "conv_stem.conv_3x3.", x.Channels, 3, 1, x.Channels, function, padding);
                x = Unit(x, "conv_stem.reduce_1x1.", Rounded(Whole(filters[0] * width)), 1, function: null);
                long stride = 2,
                    dilation = 1;
                for (int i = 0; i < strides.Length; i++)
                {
                    // What would make the image smaller than is wanted looks further instead.
                    bool widens = stride == outputStride;
                    x = Block(
                        x,
                        $"layer.{i}.",
                        Rounded(Whole(filters[i + 1] * width)),
                        widens ? 1 : strides[i],
                        widens ? dilation : 1
                    );
                    if (widens)
                        dilation *= strides[i];
                    else
                        stride *= strides[i];
                }

                bool keeps = config.Flag("finegrained_output", true) && width < 1;
                return Unit(x, "conv_1x1.", keeps ? 1280 : Rounded(Whole(1280 * width)), 1, 1, 1, function);
            }
        );
        return Classifier(config, x.AdaptiveAveragePool("pooler", 1).Flatten());

        Tensor Block(Tensor x, string scope, long filters, long stride, long dilation) =>
            x.Within(
                scope,
                x =>
                {
                    long middle = Rounded(Whole(x.Channels * expansion));
                    var end = Unit(x, "expand_1x1.", middle, 1, 1, 1, function);
                    end = Unit(end, "conv_3x3.", middle, 3, stride, middle, function, padding, dilation);
                    end = Unit(end, "reduce_1x1.", filters, 1, function: null);
                    return end.If(stride == 1 && x.Channels == filters, end => end.Add("add", x));
                }
            );

        long Rounded(long channels) => Math.Max(least, ChannelRounding.Nearest(channels, divisor));
    }

    // Table 1 of the paper (arXiv:1905.11946), scaled in width and depth.
    private static Tensor Efficient(HuggingFaceConfig config, Tensor x)
    {
        double width = config.Real("width_coefficient", 2),
            depth = config.Real("depth_coefficient", 3.1);
        long divisor = config.Divisor("depth_divisor", 8);
        string function = config.Function("silu");
        long[] inputs = config.Numbers("in_channels", 32, 16, 24, 40, 80, 112, 192);
        long[] outputs = config.Staged("out_channels", inputs.Length, 16, 24, 40, 80, 112, 192, 320);
        long[] kernels = config.Staged("kernel_sizes", inputs.Length, 3, 3, 5, 3, 5, 5, 3);
        long[] strides = config.Staged("strides", inputs.Length, 1, 2, 2, 2, 1, 2, 1);
        long[] repeats = config.Depths("num_block_repeats", inputs.Length, 1, 2, 2, 3, 3, 4, 1);
        long[] expansions = config.Staged("expand_ratios", inputs.Length, 1, 6, 6, 6, 6, 6, 6);
        var evenly = new HashSet<long>(config.Numbers("depthwise_padding"));
        if (config.Number("hidden_dim", 2560) is var hidden && hidden != Rounded(1280))
            throw config.Wrong(
                FormattableString.Invariant(
                    $"hidden_dim is {hidden}, but width_coefficient gives the last convolution {Rounded(1280)} channels"
                )
            );
        x = x.Within(
            config.Scope("efficientnet"),
            x =>
            {
                x = x.Pad("embeddings.padding", Padding.Sides((0, 1), (0, 1)))
                    .Conv("embeddings.convolution", Rounded(32), 3, 2, bias: false)
                    .BatchNorm("embeddings.batchnorm")
                    .Activation("embeddings.activation", function);
                int number = 0;
                for (int i = 0; i < inputs.Length; i++)
                {
                    int stage = i;
                    x = x.Repeat(
                        config.Repeated("depth_coefficient", Math.Ceiling(depth * repeats[stage])),
                        (x, block) => Block(x, $"encoder.blocks.{number}.", stage, block > 0, evenly.Contains(number++))
                    );
                }

                return x.Conv("encoder.top_conv", Rounded(1280), 1, bias: false)
                    .BatchNorm("encoder.top_bn")
                    .Activation("encoder.top_activation", function);
            }
        );
        return Classifier(config, x.AdaptiveAveragePool("pooler", 1).Flatten());

        Tensor Block(Tensor x, string scope, int stage, bool isRepeated, bool padsEvenly) =>
            x.Within(
                scope,
                x =>
                {
                    long middle = x.Channels * expansions[stage],
                        kernel = kernels[stage],
                        stride = isRepeated ? 1 : strides[stage],
                        squeeze = Math.Max(1, (long)(x.Channels * config.Real("squeeze_expansion_ratio", 0.25)));
                    var end = x.If(
                        expansions[stage] != 1,
                        x =>
                            x.Conv("expansion.expand_conv", middle, 1, bias: false)
                                .BatchNorm("expansion.expand_bn")
                                .Activation("expansion.expand_act", function)
                    );
                    long before = padsEvenly ? kernel / 2 : (kernel / 2) - 1;
                    end = end.If(
                        stride == 2,
                        x =>
                            x.Pad(
                                "depthwise_conv.depthwise_conv_pad",
                                Padding.Sides((before, kernel / 2), (before, kernel / 2))
                            )
                    );
                    end = end.Conv(
                            "depthwise_conv.depthwise_conv",
                            middle,
                            kernel,
                            stride,
                            stride == 2 ? Padding.Valid : Padding.Same,
                            middle,
                            bias: false
                        )
                        .BatchNorm("depthwise_conv.depthwise_norm")
                        .Activation("depthwise_conv.depthwise_act", function);
                    end = end.Multiply(
                        "squeeze_excite.multiply",
                        end.AdaptiveAveragePool("squeeze_excite.squeeze", 1)
                            .Conv("squeeze_excite.reduce", squeeze, 1)
                            .Activation("squeeze_excite.act_reduce", function)
                            .Conv("squeeze_excite.expand", middle, 1)
                            .Activation("squeeze_excite.act_expand", "sigmoid")
                    );
                    end = end.Conv("projection.project_conv", Rounded(outputs[stage]), 1, bias: false)
                        .BatchNorm("projection.project_bn");
                    return end.If(isRepeated, end => end.Add("projection.add", x));
                }
            );

        long Rounded(long filters) => ChannelRounding.Nearest(filters * width, divisor);
    }

    private static long Whole(double channels) => (long)Math.Round(channels, MidpointRounding.ToEven);

    private static Padding? Padded(bool asTensorFlow) => asTensorFlow ? Padding.Same : null;
}
