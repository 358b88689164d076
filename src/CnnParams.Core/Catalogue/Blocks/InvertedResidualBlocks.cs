using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// Blocks that are wide in the middle and narrow at the ends (arXiv:1801.04381): MobileNet v2 and v3, MNASNet and
/// EfficientNet are made of them.
/// </summary>
public static class InvertedResidualBlocks
{
    /// <summary>
    /// A 1x1 convolution that widens, a depthwise one, squeeze-and-excitation, a linear 1x1 one; a shortcut where
    /// shapes allow.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="block">The block's row in the table of its paper.</param>
    [Block(
        "InvertedResidual",
        "1x1 convolution that widens, depthwise convolution, squeeze-and-excitation, linear 1x1 convolution, shortcut.",
        Aliases = "MBConv",
        Paper = "arXiv:1801.04381",
        Example = "Expanded=144; Filters=24"
    )]
    public static Tensor InvertedResidual(this Tensor x, string scope, InvertedResidual block) =>
        x.Within(
            scope,
            x =>
            {
                int index = 0;
                string Next() => FormattableString.Invariant($"{block.Path}{index++}.");
                return x.If(
                        block.Expanded != x.Channels,
                        x => x.ConvNorm(Next(), block.Expanded, 1, function: block.Function)
                    )
                    .ConvNorm(
                        Next(),
                        block.Expanded,
                        block.Kernel,
                        block.Stride,
                        block.Function,
                        groups: block.Expanded
                    )
                    .If(
                        block.Squeeze > 0,
                        x => x.SqueezeExcite(Next(), block.Squeeze, block.SqueezeFunction, block.Gate)
                    )
                    .ConvNorm(Next(), block.Filters, 1, function: null)
                    .AddWhereItFits(x, block);
            }
        );

    /// <summary>
    /// One kxk convolution in place of the widening and the depthwise one (EfficientNet v2, arXiv:2104.00298).
    /// </summary>
    /// <inheritdoc cref="InvertedResidual"/>
    [Block(
        "FusedInvertedResidual",
        "One convolution that widens, linear 1x1 convolution, shortcut (EfficientNet v2).",
        Aliases = "FusedMBConv",
        Paper = "arXiv:2104.00298",
        Example = "Expanded=96; Filters=48; Stride=2; Function=silu"
    )]
    public static Tensor FusedInvertedResidual(this Tensor x, string scope, InvertedResidual block) =>
        x.Within(
            scope,
            x =>
            {
                bool widens = block.Expanded != x.Channels;
                return x.ConvNorm(
                        block.Path + "0.",
                        widens ? block.Expanded : block.Filters,
                        block.Kernel,
                        block.Stride,
                        block.Function
                    )
                    .If(widens, x => x.ConvNorm(block.Path + "1.", block.Filters, 1, function: null))
                    .AddWhereItFits(x, block);
            }
        );

    /// <summary>The same block with the names and the padding of Keras's applications.</summary>
    /// <inheritdoc cref="InvertedResidual"/>
    public static Tensor KerasInvertedResidual(this Tensor x, string scope, InvertedResidual block) =>
        x.Within(
            scope,
            x =>
                x.If(
                        block.Expanded != x.Channels,
                        x =>
                            x.Conv("expand", block.Expanded, 1, bias: false)
                                .BatchNorm("expand_BN")
                                .Activation("expand_activation", block.Function)
                    )
                    .If(block.Stride > 1, x => x.CorrectPad("pad", block.Kernel))
                    .DepthwiseConv(
                        "depthwise",
                        block.Kernel,
                        block.Stride,
                        block.Stride > 1 ? Padding.Valid : Padding.Same,
                        bias: false
                    )
                    .BatchNorm("depthwise_BN")
                    .Activation("depthwise_activation", block.Function)
                    .If(
                        block.Squeeze > 0,
                        x =>
                            x.Multiply(
                                "se_excite",
                                x.GlobalAveragePool("se_squeeze", keepDims: true)
                                    .Conv("se_reduce", block.Squeeze, 1)
                                    .Activation("se_reduce_activation", block.SqueezeFunction)
                                    .Conv("se_expand", x.Channels, 1)
                                    .Activation("se_expand_activation", block.Gate)
                            )
                    )
                    .Conv("project", block.Filters, 1, bias: false)
                    .BatchNorm("project_BN")
                    .AddWhereItFits(x, block)
        );

    /// <summary>The fused block with the names and the padding of Keras's applications.</summary>
    /// <inheritdoc cref="InvertedResidual"/>
    public static Tensor KerasFusedInvertedResidual(this Tensor x, string scope, InvertedResidual block) =>
        x.Within(
            scope,
            x =>
            {
                bool widens = block.Expanded != x.Channels;
                return x.If(
                        widens,
                        x =>
                            x.Conv("expand", block.Expanded, block.Kernel, block.Stride, Padding.Same, bias: false)
                                .BatchNorm("expand_BN")
                                .Activation("expand_activation", block.Function)
                    )
                    .Conv(
                        "project",
                        block.Filters,
                        widens ? 1 : block.Kernel,
                        widens ? 1 : block.Stride,
                        Padding.Same,
                        bias: false
                    )
                    .BatchNorm("project_BN")
                    .If(!widens, x => x.Activation("project_activation", block.Function))
                    .AddWhereItFits(x, block);
            }
        );

    private static Tensor AddWhereItFits(this Tensor end, Tensor begin, InvertedResidual block) =>
        block.Stride == 1 && begin.Channels == end.Channels
            ? end.If(block.DropsPath, x => x.DropPath("stochastic_depth", block.DropPathRate)).Add("add", begin)
            : end;
}

/// <summary>A row of a table of inverted residuals.</summary>
/// <param name="Expanded">The channels in the middle.</param>
/// <param name="Filters">The output channels.</param>
/// <param name="Kernel">The size of a filter of the depthwise convolution.</param>
/// <param name="Stride">Its stride.</param>
/// <param name="Function">The activation.</param>
/// <param name="Squeeze">The channels in the middle of squeeze-and-excitation; 0 for none.</param>
public sealed record InvertedResidual(
    [Setting("The channels in the middle.")] long Expanded,
    [Setting("The output channels.")] long Filters,
    [Setting("The size of a filter of the depthwise convolution.")] long Kernel = 3,
    [Setting("Positions from one window to the next.")] long Stride = 1,
    [Setting("The activation.")] string Function = "relu6",
    [Setting("The channels in the middle of squeeze-and-excitation; 0 for none.")] long Squeeze = 0
)
{
    /// <summary>The activation in squeeze-and-excitation.</summary>
    public string SqueezeFunction { get; init; } = "relu";

    /// <summary>The gate of squeeze-and-excitation.</summary>
    public string Gate { get; init; } = "sigmoid";

    /// <summary>What torchvision calls the part of the block before the shortcut.</summary>
    public string Path { get; init; } = "block.";

    /// <summary>Whether the branch is left out of some samples in training.</summary>
    public bool DropsPath { get; init; }

    /// <summary>How often.</summary>
    public double DropPathRate { get; init; } = 0.2;
}
