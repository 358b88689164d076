using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>MobileViT and v2: inverted residuals, and transformers over the patches of a feature map.</summary>
internal sealed class HuggingFaceMobileViT : HuggingFaceModels
{
    private static readonly long[] Depths = [2, 4, 3];

    public HuggingFaceMobileViT()
    {
        Map("mobilevit", First);
        Map("mobilevitv2", Second);
    }

    private static Tensor First(HuggingFaceConfig config, Tensor x)
    {
        long[] filters = config.Staged("neck_hidden_sizes", 7, 16, 32, 64, 96, 128, 160, 640);
        long[] widths = config.Staged("hidden_sizes", 3, 144, 192, 240);
        var form = new Form(config, config.Real("expand_ratio", 4));
        x = x.Within(
            config.Scope("mobilevit"),
            x =>
            {
                x = Unit(x, "conv_stem.", filters[0], 3, 2, 1, form.Function);
                x = form.Inverted(x, "encoder.layer.0.layer.0.", filters[1], 1);
                x = x.Repeat(3, (x, i) => form.Inverted(x, $"encoder.layer.1.layer.{i}.", filters[2], i == 0 ? 2 : 1));
                x = form.Stages(
                    x,
                    (x, i) => filters[i + 3],
                    (x, i) => FirstBlock(config, form, x, widths[i], Depths[i])
                );
                return Unit(x, "conv_1x1_exp.", filters[6], 1, 1, 1, form.Function);
            }
        );
        return Classifier(config, x.AdaptiveAveragePool("pooler", 1).Flatten());
    }

    private static Tensor Second(HuggingFaceConfig config, Tensor x)
    {
        double width = config.Real("width_multiplier", 1);
        long[] depths = config.Depths("n_attn_blocks", 3, Depths);
        long[] widths = config.Staged("base_attn_unit_dims", 3, 128, 192, 256);
        var form = new Form(config, config.Real("expand_ratio", 2));
        x = x.Within(
            config.Scope("mobilevitv2"),
            x =>
            {
                // The first convolution has from 16 to 64 filters.
                x = Unit(
                    x,
                    "conv_stem.",
                    ChannelRounding.Nearest(Math.Max(16, Math.Min(64, 32 * width))),
                    3,
                    2,
                    1,
                    form.Function
                );
                x = form.Inverted(x, "encoder.layer.0.layer.0.", ChannelRounding.Nearest(64 * width, 16), 1);
                x = x.Repeat(
                    2,
                    (x, i) =>
                        form.Inverted(
                            x,
                            $"encoder.layer.1.layer.{i}.",
                            ChannelRounding.Nearest(128 * width),
                            i == 0 ? 2 : 1
                        )
                );
                return form.Stages(
                    x,
                    (x, i) => ChannelRounding.Nearest(128 * (i + 2) * width),
                    (x, i) => SecondBlock(config, form, x, ChannelRounding.Nearest(widths[i] * width), depths[i])
                );
            }
        );
        return Classifier(config, x.GlobalAveragePool("pooler"));
    }

    private static Tensor FirstBlock(HuggingFaceConfig config, Form form, Tensor x, long width, long depth)
    {
        long channels = x.Channels,
            patch = form.Patch,
            heads = config.Number("num_attention_heads", 4);
        var attention = HuggingFaceAttention.Nested with { Bias = config.Flag("qkv_bias", true) };
        var image = Unit(x, "conv_kxk.", channels, form.Kernel, 1, 1, form.Function)
            .Conv("conv_1x1.convolution", width, 1, bias: false);
        var whole = form.WholePatches(image);
        var (down, across) = (whole.Shape.Spatial(0).Value / patch, whole.Shape.Spatial(1).Value / patch);
        var rows = whole
            .ToChannelsLast("permute")
            .View("grid", down, patch, across, patch, width)
            .Permute("patches", 2, 4, 1, 3, 5)
            .View("places", patch * patch, down * across, width)
            .Repeat(
                depth,
                (x, i) =>
                    x.Within(
                        $"transformer.layer.{i}.",
                        x =>
                        {
                            x = attention.On(x.LayerNorm("layernorm_before"), heads).Add("add1", x);
                            return x.LayerNorm("layernorm_after")
                                .Dense("intermediate.dense", (long)(width * config.Real("mlp_ratio", 2)))
                                .Activation("intermediate.act", form.Function)
                                .Dense("output.dense", width)
                                .Add("add2", x);
                        }
                    )
            )
            .LayerNorm("layernorm");
        var back = rows.View("folded", patch, patch, down, across, width)
            .Permute("unfold", 3, 1, 4, 2, 5)
            .View("image", down * patch, across * patch, width)
            .ToChannelsFirst("permute_back");
        back = back.If(
            whole != image,
            back => back.Then("resize_back", PyramidBlocks.SizeOf(image, Interpolation.Bilinear))
        );
        return Unit(
            x.Concatenate("cat", Unit(back, "conv_projection.", channels, 1, 1, 1, form.Function)),
            "fusion.",
            channels,
            form.Kernel,
            1,
            1,
            form.Function
        );
    }

    private static Tensor SecondBlock(HuggingFaceConfig config, Form form, Tensor x, long width, long depth)
    {
        long channels = x.Channels,
            patch = form.Patch,
            units = (long)(config.Real("ffn_multiplier", 2) * width / 16) * 16;
        x = Unit(x, "conv_kxk.", channels, form.Kernel, 1, channels, form.Function)
            .Conv("conv_1x1.convolution", width, 1, bias: false);
        x = form.WholePatches(x);
        var (down, across) = (x.Shape.Spatial(0).Value / patch, x.Shape.Spatial(1).Value / patch);
        // An image whose height is the place in a patch and whose width the patch.
        x = x.View("grid", width, down, patch, across, patch)
            .Permute("patches", 1, 3, 5, 2, 4)
            .View("places", width, patch * patch, down * across);
        x = x.Repeat(
            depth,
            (x, i) =>
                x.Within(
                    $"transformer.layer.{i}.",
                    x =>
                    {
                        x = LinearAttention(Normed(x, "layernorm_before")).Add("add1", x);
                        return Normed(x, "layernorm_after")
                            .Conv("ffn.conv1.convolution", units, 1)
                            .Activation("ffn.conv1.activation", form.Function)
                            .Conv("ffn.conv2.convolution", width, 1)
                            .Add("add2", x);
                    }
                )
        );
        x = Normed(x, "layernorm")
            .View("folded", width, patch, patch, down, across)
            .Permute("unfold", 1, 4, 2, 5, 3)
            .View("image", width, down * patch, across * patch);
        return Unit(x, "conv_projection.", channels, 1, function: null);
    }

    // One score for each position weighs the keys; their sum is multiplied with the values.
    private static Tensor LinearAttention(Tensor x)
    {
        long width = x.Channels;
        var parts = x.Conv("attention.qkv_proj.convolution", 1 + (2 * width), 1)
            .ThenParts("split", new Split { Sizes = [1, width, width] });
        var context = parts[1]
            .Multiply("weigh", parts[0].Activation("softmax", "softmax"))
            .Then(
                "sum",
                new Operation
                {
                    OperatorType = "ReduceSum",
                    OutputShape = new TensorShape(width, x.Shape.Spatial(0).Value, 1),
                    Kind = WorkKind.Mean,
                }
            );
        return parts[2].ReLU("relu").Multiply("multiply", context).Conv("attention.out_proj.convolution", width, 1);
    }

    private static Tensor Normed(Tensor x, string name) => x.Then(name, new GroupNormalization { Groups = 1 });

    private sealed class Form(HuggingFaceConfig config, double expansion)
    {
        internal string Function { get; } = config.Function("silu");

        internal long Patch { get; } = config.Divisor("patch_size", 2);

        internal long Kernel { get; } = config.Divisor("conv_kernel_size", 3);

        internal Tensor Inverted(Tensor x, string scope, long filters, long stride, long dilation = 1) =>
            x.Within(
                scope,
                x =>
                {
                    long middle = ChannelRounding.Nearest(Math.Round(x.Channels * expansion, MidpointRounding.ToEven));
                    var end = Unit(x, "expand_1x1.", middle, 1, 1, 1, Function);
                    end = Unit(end, "conv_3x3.", middle, 3, stride, middle, Function, dilation: dilation);
                    end = Unit(end, "reduce_1x1.", filters, 1, function: null);
                    return end.If(stride == 1 && x.Channels == filters, end => end.Add("add", x));
                }
            );

        // Three stages that make the image smaller, or look further where it is small enough.
        internal Tensor Stages(Tensor x, Func<Tensor, int, long> filters, Func<Tensor, int, Tensor> block)
        {
            long stride = config.Divisor("output_stride", 32),
                dilation = 1;
            return x.Repeat(
                3,
                (x, i) =>
                {
                    if ((stride == 8 && i > 0) || (stride == 16 && i == 2))
                        dilation *= 2;
                    return x.Within(
                        $"encoder.layer.{i + 2}.",
                        x =>
                            block(
                                Inverted(
                                    x,
                                    "downsampling_layer.",
                                    filters(x, i),
                                    dilation == 1 ? 2 : 1,
                                    Math.Max(1, dilation / 2)
                                ),
                                i
                            )
                    );
                }
            );
        }

        // An image of whole patches; where it is not, it is made larger.
        internal Tensor WholePatches(Tensor x)
        {
            var (height, width) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
            if (height % Patch == 0 && width % Patch == 0)
                return x;
            var whole = new Resize(2)
            {
                OutputSize = new Extent((height + Patch - 1) / Patch * Patch, (width + Patch - 1) / Patch * Patch),
                Interpolation = Interpolation.Bilinear,
            };
            return x.Then("resize", whole.Noted(notes => notes with { StoredFor = [x.Shape] }));
        }
    }
}
