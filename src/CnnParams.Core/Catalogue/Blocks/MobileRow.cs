using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The kinds of blocks that the tables of mobile networks have.</summary>
internal enum MobileKind
{
    /// <summary>A convolution with norm and activation.</summary>
    Convolution,

    /// <summary>A depthwise convolution and a linear 1x1 one.</summary>
    Separable,

    /// <summary>A 1x1 convolution that widens, a depthwise one, a linear 1x1 one.</summary>
    Inverted,

    /// <summary>A kxk convolution that widens and a linear 1x1 one (fused, edge).</summary>
    Fused,

    /// <summary>
    /// A 1x1 convolution that widens and a linear one, with depthwise ones before and between where there are any.
    /// </summary>
    Universal,

    /// <summary>Attention of many heads to one set of keys and values.</summary>
    Attention,
}

/// <summary>
/// A row of the tables that EfficientNet, MobileNet and their kin are published as. A stage is one row or several; the
/// stride is that of its first block.
/// </summary>
/// <param name="Kind">The kind of block.</param>
/// <param name="Kernel">The size of a filter.</param>
/// <param name="Stride">The stride of the first block.</param>
/// <param name="Channels">The output channels, before any scaling.</param>
/// <param name="Repeats">How many blocks, before any scaling.</param>
/// <param name="Expansion">By how much a block is wider in the middle than at its input.</param>
/// <param name="Squeeze">The share of the input's channels in the middle of squeeze-and-excitation; 0 for none.</param>
internal sealed record MobileRow(
    MobileKind Kind,
    long Kernel,
    long Stride,
    double Channels,
    int Repeats = 1,
    double Expansion = 1,
    double Squeeze = 0
)
{
    /// <summary>The activation, where it is not that of the network.</summary>
    internal string? Function { get; init; }

    /// <summary>Whether the last convolution has an activation, too.</summary>
    internal bool IsActive { get; init; }

    /// <summary>Sizes of filters, where the channels are shared among several (MixConv).</summary>
    internal long[] Kernels { get; init; } = [];

    /// <summary>Of how many experts the filters are mixed for each sample (CondConv); 0 where they are fixed.</summary>
    internal int Experts { get; init; }

    /// <summary>Into how many groups the channels of the 1x1 convolution that widens are shared.</summary>
    internal int ExpandGroups { get; init; } = 1;

    /// <summary>Into how many groups the channels of the linear 1x1 convolution are shared.</summary>
    internal int ProjectGroups { get; init; } = 1;

    /// <summary>The size of the filters of the depthwise convolution before all; 0 for none.</summary>
    internal long FirstKernel { get; init; }

    /// <summary>The heads of an attention.</summary>
    internal long Heads { get; init; }

    /// <summary>The features of a head.</summary>
    internal long KeySize { get; init; }

    /// <summary>The stride of the depthwise convolution before keys and values.</summary>
    internal long KeyStride { get; init; } = 1;

    /// <summary>Whether a shortcut is added where shapes allow.</summary>
    internal bool HasShortcut { get; init; } = true;

    /// <summary>
    /// The channels, before any scaling, that the middle is a multiple of, where it is not those of the input.
    /// </summary>
    internal double? WidensFrom { get; init; }

    /// <summary>Channels a group of the spatial convolution; one channel where 1, all where 0.</summary>
    internal long GroupSize { get; init; } = Kind is MobileKind.Separable or MobileKind.Inverted ? 1 : 0;

    /// <summary>Whether a convolution before all makes four times the channels of squares of 2x2 positions.</summary>
    internal bool FoldsSquares { get; init; }

    /// <summary>The row without a shortcut.</summary>
    internal MobileRow Alone => this with { HasShortcut = false };

    /// <summary>The row with its 1x1 convolutions in halves of the channels.</summary>
    internal MobileRow Halved => this with { ExpandGroups = 2, ProjectGroups = 2 };

    /// <summary>The row with its last 1x1 convolution in halves of the channels.</summary>
    internal MobileRow ProjectedInHalves => this with { ProjectGroups = 2 };

    /// <summary>The row with an activation of its own.</summary>
    internal MobileRow As(string function) => this with { Function = function };

    internal static MobileRow Convolution(long kernel, long stride, double channels, int repeats = 1) =>
        new(MobileKind.Convolution, kernel, stride, channels, repeats);

    internal static MobileRow Separable(
        long kernel,
        long stride,
        double channels,
        int repeats = 1,
        double squeeze = 0
    ) => new(MobileKind.Separable, kernel, stride, channels, repeats, Squeeze: squeeze);

    internal static MobileRow Inverted(
        double expansion,
        long kernel,
        long stride,
        double channels,
        int repeats = 1,
        double squeeze = 0
    ) => new(MobileKind.Inverted, kernel, stride, channels, repeats, expansion, squeeze);

    internal static MobileRow Fused(
        double expansion,
        long kernel,
        long stride,
        double channels,
        int repeats = 1,
        double squeeze = 0
    ) => new(MobileKind.Fused, kernel, stride, channels, repeats, expansion, squeeze);

    internal static MobileRow ActiveSeparable(
        long kernel,
        long stride,
        double channels,
        int repeats = 1,
        double squeeze = 0
    ) => Separable(kernel, stride, channels, repeats, squeeze) with { IsActive = true, HasShortcut = false };

    internal static MobileRow Mixed(
        double expansion,
        long[] kernels,
        long stride,
        double channels,
        int repeats = 1,
        double squeeze = 0
    ) => Inverted(expansion, kernels[0], stride, channels, repeats, squeeze) with { Kernels = kernels };

    internal static MobileRow Universal(
        long first,
        long kernel,
        long stride,
        double expansion,
        double channels,
        int repeats = 1
    ) => new(MobileKind.Universal, kernel, stride, channels, repeats, expansion) { FirstKernel = first, GroupSize = 1 };

    internal static MobileRow Attention(long heads, long keySize, double channels, long keyStride = 1) =>
        new(MobileKind.Attention, 3, 1, channels)
        {
            Heads = heads,
            KeySize = keySize,
            KeyStride = keyStride,
        };
}

/// <summary>What the blocks of a network have in common.</summary>
internal sealed record MobileStyle
{
    /// <summary>The activation.</summary>
    internal string Function { get; init; } = "relu";

    /// <summary>The gate of squeeze-and-excitation.</summary>
    internal string Gate { get; init; } = "sigmoid";

    /// <summary>The activation in squeeze-and-excitation, where it is not that of the block.</summary>
    internal string? SqueezeFunction { get; init; }

    /// <summary>
    /// Whether squeeze-and-excitation has a share of the channels in the middle of the block, and not of its input.
    /// </summary>
    internal bool SqueezesExpanded { get; init; }

    /// <summary>How the number of channels in squeeze-and-excitation is made whole.</summary>
    internal Func<double, long> SqueezeRounding { get; init; } =
        channels => (long)Math.Round(channels, MidpointRounding.ToEven);

    /// <summary>Whether padding is TensorFlow's: as much as the stride needs, the odd one at the end.</summary>
    internal bool PadsAsTensorFlow { get; init; }

    /// <summary>Whether blocks end with a learned factor for each channel.</summary>
    internal bool HasLayerScale { get; init; }

    /// <summary>
    /// How a convolution with a stride is made less sensitive to shifts: a mean or a blur in place of its stride.
    /// </summary>
    internal Func<Tensor, string, Tensor>? Smoothing { get; init; }

    /// <summary>What normalises.</summary>
    internal Func<Tensor, string, Tensor> Norm { get; init; } = (x, name) => x.BatchNorm(name);

    internal Padding PaddingFor(long kernel) => PadsAsTensorFlow || kernel % 2 == 0 ? Padding.Same : (kernel - 1) / 2;
}
