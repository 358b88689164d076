using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>MobileNet v1, v2 and v3.</summary>
internal sealed class MobileNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
        2017,
        "arXiv:1704.04861"
    );

    private static readonly Paper Second = new(
        "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
        2018,
        "arXiv:1801.04381"
    );

    private static readonly Paper Third = new("Searching for MobileNetV3", 2019, "arXiv:1905.02244");

    // Table 1 of the first paper: filters and stride of each depthwise separable convolution.
    private static readonly (long Filters, long Stride)[] FirstTable =
    [
        (64, 1),
        (128, 2),
        (128, 1),
        (256, 2),
        (256, 1),
        (512, 2),
        (512, 1),
        (512, 1),
        (512, 1),
        (512, 1),
        (512, 1),
        (1024, 2),
        (1024, 1),
    ];

    // Table 2 of the second paper: expansion t, channels c, repeats n, stride s.
    private static readonly (long Expansion, long Filters, int Repeats, long Stride)[] SecondTable =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    // Tables 1 and 2 of the third paper: kernel, expanded size, channels, squeeze-and-excitation, activation, stride.
    private static readonly (
        long Kernel,
        long Expanded,
        long Filters,
        bool Squeezes,
        string Function,
        long Stride
    )[] LargeTable =
    [
        (3, 16, 16, false, "relu", 1),
        (3, 64, 24, false, "relu", 2),
        (3, 72, 24, false, "relu", 1),
        (5, 72, 40, true, "relu", 2),
        (5, 120, 40, true, "relu", 1),
        (5, 120, 40, true, "relu", 1),
        (3, 240, 80, false, "hard_swish", 2),
        (3, 200, 80, false, "hard_swish", 1),
        (3, 184, 80, false, "hard_swish", 1),
        (3, 184, 80, false, "hard_swish", 1),
        (3, 480, 112, true, "hard_swish", 1),
        (3, 672, 112, true, "hard_swish", 1),
        (5, 672, 160, true, "hard_swish", 2),
        (5, 960, 160, true, "hard_swish", 1),
        (5, 960, 160, true, "hard_swish", 1),
    ];

    private static readonly (
        long Kernel,
        long Expanded,
        long Filters,
        bool Squeezes,
        string Function,
        long Stride
    )[] SmallTable =
    [
        (3, 16, 16, true, "relu", 2),
        (3, 72, 24, false, "relu", 2),
        (3, 88, 24, false, "relu", 1),
        (5, 96, 40, true, "hard_swish", 2),
        (5, 240, 40, true, "hard_swish", 1),
        (5, 240, 40, true, "hard_swish", 1),
        (5, 120, 48, true, "hard_swish", 1),
        (5, 144, 48, true, "hard_swish", 1),
        (5, 288, 96, true, "hard_swish", 2),
        (5, 576, 96, true, "hard_swish", 1),
        (5, 576, 96, true, "hard_swish", 1),
    ];

    public string Name => "MobileNet";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "MobileNet",
                First,
                Variants.Keras(
                    FirstBody,
                    (x, o) =>
                        x.GlobalAveragePool("global_average_pooling2d", keepDims: true)
                            .Dropout("dropout")
                            .Conv("conv_preds", o.Classes, 1)
                            .Flatten("reshape_2")
                            .Activation("predictions", "softmax"),
                    "The paper's 4.2 million parameters do not count the moving statistics.",
                    hasWidth: true
                )
            )
            {
                Aliases = ["MobileNetV1"],
            },
            new(
                "MobileNetV2",
                Second,
                Variants.Torchvision(
                    SecondTorchvision,
                    SecondTorchvisionTop,
                    "The moving statistics are buffers, not parameters.",
                    hasWidth: true
                ),
                Variants.Keras(
                    SecondKeras,
                    KerasDenseTop,
                    "The moving statistics count as non-trainable parameters.",
                    hasWidth: true
                )
            ),
            ThirdOf("MobileNetV3Large", LargeTable, 1280),
            ThirdOf("MobileNetV3Small", SmallTable, 1024),
        ];

    private static Tensor FirstBody(Tensor x, BuildOptions options)
    {
        long Scaled(long filters) => checked((long)(filters * options.Width));
        return x.Conv("conv1", Scaled(32), 3, 2, Padding.Same, bias: false)
            .BatchNorm("conv1_bn")
            .Activation("conv1_relu", "relu6")
            .Repeat(
                FirstTable.Length,
                (x, i) => x.DepthwiseSeparable($"_{i + 1}", Scaled(FirstTable[i].Filters), FirstTable[i].Stride)
            );
    }

    private static Tensor SecondTorchvision(Tensor x, BuildOptions options) =>
        SecondBlocks(
                x.ConvNorm("features.0.", options.Filters(32), 3, 2, "relu6"),
                options,
                (x, index, block) => x.BottleneckOfV2($"features.{index + 1}.", block)
            )
            .ConvNorm("features.18.", SecondLast(options), 1, function: "relu6");

    private static Tensor SecondTorchvisionTop(Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("avgpool", 1)
            .CalledAs(ModuleCall.Function)
            .Flatten()
            .Within("classifier.", x => x.Dropout("0", 0.2).Dense("1", options.Classes));

    private static Tensor SecondKeras(Tensor x, BuildOptions options) =>
        SecondBlocks(
                x.Conv("Conv1", options.Filters(32), 3, 2, Padding.Same, bias: false)
                    .BatchNorm("bn_Conv1")
                    .Activation("Conv1_relu", "relu6"),
                options,
                (x, index, block) => x.KerasInvertedResidual(index == 0 ? "expanded_conv_" : $"block_{index}_", block)
            )
            .Conv("Conv_1", SecondLast(options), 1, bias: false)
            .BatchNorm("Conv_1_bn")
            .Activation("out_relu", "relu6");

    // The last layer is not made narrower, only wider.
    private static long SecondLast(BuildOptions options) => ChannelRounding.Nearest(1280 * Math.Max(1, options.Width));

    private static Tensor SecondBlocks(
        Tensor x,
        BuildOptions options,
        Func<Tensor, int, InvertedResidual, Tensor> block
    )
    {
        int index = 0;
        foreach (var (expansion, filters, repeats, stride) in SecondTable)
        {
            x = x.Repeat(
                repeats,
                (x, i) =>
                    block(
                        x,
                        index++,
                        new InvertedResidual(
                            expansion * x.Channels,
                            options.Filters(filters),
                            3,
                            i == 0 ? stride : 1,
                            "relu6"
                        )
                    )
            );
        }

        return x;
    }

    private static Architecture ThirdOf(
        string name,
        (long Kernel, long Expanded, long Filters, bool Squeezes, string Function, long Stride)[] table,
        long last
    )
    {
        Tensor Blocks(
            Tensor x,
            BuildOptions o,
            Func<Tensor, int, long> expansion,
            Func<Tensor, int, InvertedResidual, Tensor> block
        ) =>
            x.Repeat(
                table.Length,
                (x, i) =>
                {
                    var row = table[i];
                    long expanded = expansion(x, i);
                    long squeeze = row.Squeezes ? ChannelRounding.Nearest(expanded / 4) : 0;
                    return block(
                        x,
                        i,
                        new InvertedResidual(
                            expanded,
                            o.Filters(row.Filters),
                            row.Kernel,
                            row.Stride,
                            row.Function,
                            squeeze
                        )
                        {
                            Gate = "hard_sigmoid",
                        }
                    );
                }
            );

        double Expansion(int i) => (double)table[i].Expanded / (i == 0 ? 16 : table[i - 1].Filters);

        return new(
            name,
            Third,
            Variants.Torchvision(
                (x, o) =>
                {
                    x = Blocks(
                        x.ConvNorm("features.0.", o.Filters(16), 3, 2, "hard_swish"),
                        o,
                        (_, i) => o.Filters(table[i].Expanded),
                        (x, i, block) => x.InvertedResidual($"features.{i + 1}.", block)
                    );
                    return x.ConvNorm($"features.{table.Length + 1}.", 6 * x.Channels, 1, function: "hard_swish");
                },
                (x, o) =>
                    x.AdaptiveAveragePool("avgpool", 1)
                        .Flatten()
                        .Within(
                            "classifier.",
                            x =>
                                x.Dense("0", o.Filters(last))
                                    .Activation("1", "hard_swish")
                                    .Dropout("2", 0.2)
                                    .Dense("3", o.Classes)
                        ),
                "The moving statistics are buffers, not parameters.",
                hasWidth: true
            ),
            Variants.Keras(
                (x, o) =>
                {
                    x = x.Conv("conv", 16, 3, 2, Padding.Same, bias: false)
                        .BatchNorm("conv_bn")
                        .Activation("activation", "hard_swish");
                    // The width multiplier is not for the first convolution, and expands the input, not the table's
                    // channels.
                    x = Blocks(
                        x,
                        o,
                        (x, i) => ChannelRounding.Nearest(x.Channels * Expansion(i)),
                        (x, i, block) =>
                            x.KerasInvertedResidual(i == 0 ? "expanded_conv_" : $"expanded_conv_{i}_", block)
                    );
                    return x.Conv("conv_1", 6 * x.Channels, 1, bias: false)
                        .BatchNorm("conv_1_bn")
                        .Activation("activation_1", "hard_swish");
                },
                (x, o) =>
                    x.GlobalAveragePool("global_average_pooling2d", keepDims: true)
                        .Conv("conv_2", o.Width > 1 ? o.Filters(last) : last, 1)
                        .Activation("activation_2", "hard_swish")
                        .Dropout("dropout", 0.2)
                        .Conv("logits", o.Classes, 1)
                        .Flatten()
                        .Activation("predictions", "softmax"),
                "The moving statistics count as non-trainable parameters; the classifier is made of 1x1 convolutions.",
                hasWidth: true
            )
        );
    }

    private static Tensor KerasDenseTop(Tensor x, BuildOptions options) =>
        x.GlobalAveragePool("global_average_pooling2d")
            .Dense("predictions", options.Classes)
            .Activation("softmax", "softmax");
}

/// <summary>Blocks whose names only MobileNet has.</summary>
file static class MobileNetBlocks
{
    /// <summary>Depthwise and pointwise convolution, each with batch norm and ReLU6 (Keras).</summary>
    internal static Tensor DepthwiseSeparable(this Tensor x, string number, long filters, long stride) =>
        x.If(stride > 1, x => x.Pad("conv_pad" + number, Padding.Sides((0, 1), (0, 1))))
            .DepthwiseConv("conv_dw" + number, 3, stride, stride > 1 ? Padding.Valid : Padding.Same, bias: false)
            .BatchNorm($"conv_dw{number}_bn")
            .Activation($"conv_dw{number}_relu", "relu6")
            .Conv("conv_pw" + number, filters, 1, bias: false)
            .BatchNorm($"conv_pw{number}_bn")
            .Activation($"conv_pw{number}_relu", "relu6");

    /// <summary>
    /// The inverted residual with the module paths of torchvision's v2, whose last convolution is not nested.
    /// </summary>
    internal static Tensor BottleneckOfV2(this Tensor x, string scope, InvertedResidual block) =>
        x.Within(
            scope,
            x =>
            {
                bool widens = block.Expanded != x.Channels;
                int index = widens ? 1 : 0;
                var end = x.If(widens, x => x.ConvNorm("conv.0.", block.Expanded, 1, function: block.Function))
                    .ConvNorm($"conv.{index}.", block.Expanded, 3, block.Stride, block.Function, groups: block.Expanded)
                    .Conv($"conv.{index + 1}", block.Filters, 1, bias: false)
                    .BatchNorm($"conv.{index + 2}");
                return end.If(block.Stride == 1 && x.Channels == end.Channels, end => end.Add("add", x));
            }
        );
}
