using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Each channel has its own filters and is not mixed with others: ((m * n) + 1) * (d * q) parameters for q filters
/// m x n on each of d channels.
/// </summary>
[LayerType(
    "DepthwiseConv2D",
    "Convolution of each channel on its own.",
    SpatialRank = 2,
    Prefix = "dwconv",
    Aliases = "DepthwiseConv DepthwiseConvolution DepthwiseConvolution2D DepthwiseConv2DNative ConvolutionDepthwise",
    Example = "KernelSize=3",
    ExampleInput = "112x112x32"
)]
[LayerType(
    "DepthwiseConv1D",
    "Convolution of each channel of a sequence on its own.",
    SpatialRank = 1,
    Prefix = "dwconv",
    Aliases = "DepthwiseConvolution1D",
    Example = "KernelSize=5",
    ExampleInput = "100x16"
)]
[LayerType(
    "DepthwiseConv3D",
    "Convolution of each channel of a volume on its own.",
    SpatialRank = 3,
    Prefix = "dwconv",
    Aliases = "DepthwiseConvolution3D",
    Example = "KernelSize=3",
    ExampleInput = "16x112x112x3"
)]
public sealed class DepthwiseConvolution(int spatialRank) : FilterLayer(spatialRank)
{
    private static readonly string[] Types = ["DepthwiseConv1D", "DepthwiseConv2D", "DepthwiseConv3D"];

    private static readonly KernelFormulas Depthwise = new(
        "(({0}) + 1) * (d * q)",
        "({0}) * (d * q)",
        "{0} * (d * q) * u"
    );

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    private protected override bool KnowsCausal => SpatialRank == 1;

    /// <summary>Filters for each input channel.</summary>
    [Setting(
        "Filters for each input channel: as many times more output channels than input channels.",
        Size = SettingSize.Multiplier
    )]
    public long DepthMultiplier
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 1;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) =>
        Filtered(Image(inputs), InputDepth(inputs) is { } depth ? checked(depth * DepthMultiplier) : Dimension.Unknown);

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (InputDepth(inputs) is not { } depth)
            return null;
        return WithBias(DepthwiseKernel(inputs.Layout, depth, DepthMultiplier), checked(depth * DepthMultiplier));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [FilterWork(WorkKind.Convolution, inputs, output, output.Positions)];

    private protected override KernelFormulas Formulas => Depthwise;

    private protected override KernelNumbers Numbers(LayerInputs inputs, long depth) =>
        new(KernelSizes, depth) { Multiplier = DepthMultiplier };
}
