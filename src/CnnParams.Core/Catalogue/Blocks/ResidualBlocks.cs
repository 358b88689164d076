using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// The blocks of residual networks: what a few layers make is added to their input (arXiv:1512.03385).
/// </summary>
public static class ResidualBlocks
{
    /// <summary>How many times more channels the output of a bottleneck has than its middle.</summary>
    public const long Expansion = 4;

    /// <summary>Two 3x3 convolutions and a shortcut (ResNet-18 and -34).</summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The filters of both convolutions.</param>
    /// <param name="stride">The stride of the first convolution.</param>
    [Block(
        "BasicBlock",
        "Two 3x3 convolutions and a shortcut (ResNet-18 and -34).",
        Paper = "arXiv:1512.03385",
        Example = "Filters=64; Stride=2"
    )]
    public static Tensor BasicBlock(
        this Tensor x,
        string scope,
        [Setting("The filters of both convolutions.")] long filters,
        [Setting("The stride of the first convolution.")] long stride = 1
    ) =>
        x.Within(
            scope,
            x =>
                x.Conv("conv1", filters, 3, stride, 1, bias: false)
                    .BatchNorm("bn1")
                    .ReLU("relu")
                    .Conv("conv2", filters, 3, 1, 1, bias: false)
                    .BatchNorm("bn2")
                    .AddShortcut(x, stride)
                    .ReLU("relu")
                    .CalledAs(ModuleCall.Again)
        );

    /// <summary>
    /// 1x1, 3x3 and 1x1 convolution and a shortcut (ResNet-50 and deeper). The stride is the 3x3 convolution's, as in
    /// torchvision (v1.5); the paper and Keras have it in the first.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">A quarter of the output channels.</param>
    /// <param name="stride">The stride of the 3x3 convolution.</param>
    /// <param name="groups">The groups of the 3x3 convolution (ResNeXt's cardinality).</param>
    /// <param name="baseWidth">The width of a group for 64 filters: 64, or 128 for Wide ResNet.</param>
    /// <param name="dilation">The dilation of the 3x3 convolution.</param>
    [Block(
        "Bottleneck",
        "1x1, 3x3 and 1x1 convolution and a shortcut (ResNet-50 and deeper, ResNeXt, Wide ResNet).",
        Paper = "arXiv:1512.03385",
        Example = "Filters=64; Stride=2"
    )]
    public static Tensor Bottleneck(
        this Tensor x,
        string scope,
        [Setting("A quarter of the output channels.")] long filters,
        [Setting("The stride of the 3x3 convolution.")] long stride = 1,
        [Setting("The groups of the 3x3 convolution (ResNeXt).")] long groups = 1,
        [Setting("The width of a group for 64 filters: 4 in ResNeXt-50, 128 in Wide ResNet-50.")] long baseWidth = 64,
        [Setting("The dilation of the 3x3 convolution.")] long dilation = 1
    ) =>
        x.Within(
            scope,
            x =>
                x.Conv("conv1", filters * baseWidth / 64 * groups, 1, bias: false)
                    .BatchNorm("bn1")
                    .ReLU("relu")
                    .Conv(
                        "conv2",
                        filters * baseWidth / 64 * groups,
                        3,
                        stride,
                        dilation,
                        groups,
                        dilation,
                        bias: false
                    )
                    .BatchNorm("bn2")
                    .ReLU("relu")
                    .CalledAs(ModuleCall.Again)
                    .Conv("conv3", filters * Expansion, 1, bias: false)
                    .BatchNorm("bn3")
                    .AddShortcut(x, stride)
                    .ReLU("relu")
                    .CalledAs(ModuleCall.Again)
        );

    /// <summary>Adds the input of a block, through a 1x1 convolution where shapes differ.</summary>
    private static Tensor AddShortcut(this Tensor end, Tensor begin, long stride)
    {
        var shortcut = begin.If(
            stride != 1 || begin.Channels != end.Channels,
            x => x.Conv("downsample.0", end.Channels, 1, stride, bias: false).BatchNorm("downsample.1")
        );
        return end.Add("add", shortcut);
    }

    /// <summary>The bottleneck of the paper and of Keras: the stride in the first convolution, biases in all.</summary>
    public static Tensor KerasBottleneck(
        this Tensor x,
        string scope,
        long filters,
        long stride = 1,
        bool project = false
    ) =>
        x.Within(
            scope,
            x =>
            {
                var shortcut = x.If(project, x => x.Conv("0_conv", filters * Expansion, 1, stride).BatchNorm("0_bn"));
                x = x.Conv("1_conv", filters, 1, stride)
                    .BatchNorm("1_bn")
                    .ReLU("1_relu")
                    .Conv("2_conv", filters, 3, padding: Shapes.Padding.Same)
                    .BatchNorm("2_bn")
                    .ReLU("2_relu")
                    .Conv("3_conv", filters * Expansion, 1)
                    .BatchNorm("3_bn");
                return shortcut.Add("add", x).ReLU("out");
            }
        );

    /// <summary>The bottleneck with normalisation first (ResNet v2, arXiv:1603.05027), as Keras builds it.</summary>
    [Block(
        "PreActivationBottleneck",
        "The bottleneck with normalisation and activation first (ResNet v2).",
        Paper = "arXiv:1603.05027",
        Example = "Filters=64; Project=True"
    )]
    public static Tensor PreActivationBottleneck(
        this Tensor x,
        string scope,
        [Setting("A quarter of the output channels.")] long filters,
        [Setting("The stride of the 3x3 convolution.")] long stride = 1,
        [Setting("Whether the shortcut has a 1x1 convolution: in the first block of a stage.")] bool project = false
    ) =>
        x.Within(
            scope,
            x =>
            {
                var active = x.BatchNorm("preact_bn").ReLU("preact_relu");
                var shortcut = project
                    ? active.Conv("0_conv", filters * Expansion, 1, stride)
                    : x.If(stride > 1, x => x.MaxPool("0_pool", 1, stride));
                var end = active
                    .Conv("1_conv", filters, 1, bias: false)
                    .BatchNorm("1_bn")
                    .ReLU("1_relu")
                    .Pad("2_pad", 1)
                    .Conv("2_conv", filters, 3, stride, bias: false)
                    .BatchNorm("2_bn")
                    .ReLU("2_relu")
                    .Conv("3_conv", filters * Expansion, 1);
                return shortcut.Add("out", end);
            }
        );
}
