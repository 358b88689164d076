using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A convolution in two steps: depthwise, each channel on its own, then pointwise, all channels of one position. There
/// is one bias, after the second: (m * n * d * q) + ((d * q) + 1) * k parameters.
/// </summary>
[LayerType(
    "SeparableConv2D",
    "Depthwise convolution, then a 1x1 convolution over all channels.",
    SpatialRank = 2,
    Prefix = "sepconv",
    Aliases = "SeparableConv SeparableConvolution SeparableConvolution2D",
    Example = "Filters=64; KernelSize=3",
    ExampleInput = "112x112x32"
)]
[LayerType(
    "SeparableConv1D",
    "Depthwise convolution of a sequence, then one of length 1 over all channels.",
    SpatialRank = 1,
    Prefix = "sepconv",
    Aliases = "SeparableConvolution1D",
    Example = "Filters=32; KernelSize=5",
    ExampleInput = "100x16"
)]
public sealed class SeparableConvolution(int spatialRank) : FilterLayer(spatialRank)
{
    private static readonly string[] Types = ["SeparableConv1D", "SeparableConv2D"];

    private static readonly KernelFormulas Depthwise = new(
        "({0} * d * q) + ((d * q) + 1) * k",
        "({0} * d * q) + (d * q) * k",
        "{0} * d * q * u"
    );

    private static readonly KernelFormulas Pointwise = new("((d * q) + 1) * k", "(d * q) * k", "d * q * k * u");

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    private protected override bool KnowsCausal => SpatialRank == 1;

    /// <summary>The number of filters of the pointwise step, which is the number of output channels.</summary>
    [Setting(
        "The number of filters of the pointwise step: the output channels.",
        Required = true,
        Size = SettingSize.Output
    )]
    public required long Filters
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Filters for each input channel in the depthwise step.</summary>
    [Setting("Filters for each input channel in the depthwise step.", Size = SettingSize.Multiplier)]
    public long DepthMultiplier
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 1;

    /// <inheritdoc/>
    internal override string? WidthSymbol => "k";

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => Filtered(Image(inputs), Filters);

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (InputDepth(inputs) is not { } depth)
            return null;
        var single = Enumerable.Repeat(1L, SpatialRank).ToArray();
        return
        [
            DepthwiseKernel(inputs.Layout, depth, DepthMultiplier, "depthwise_kernel"),
            .. WithBias(
                KernelOf(single, inputs.Layout, checked(depth * DepthMultiplier), Filters, "pointwise_kernel"),
                Filters
            ),
        ];
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(
            SavedImage(inputs),
            SavedTensor.Weights,
            SavedTensor.Inner(
                "output of the depthwise step",
                checked(InputDepth(inputs) * DepthMultiplier * outputs[0].Positions)
            )
        )
        {
            Mixed = MixedPrecision.Half,
        };

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [
            FilterWork(Depthwise, WorkKind.Convolution, inputs, output, output.Positions, bias: false),
            FilterWork(Pointwise, WorkKind.Convolution, inputs, output, output.Positions, UseBias),
        ];

    /// <inheritdoc/>
    internal override TensorShape? Between(LayerInputs inputs, TensorShape output) =>
        InputDepth(inputs) is { } depth ? output.WithAxis(output.ChannelAxis, checked(depth * DepthMultiplier)) : null;

    private protected override KernelFormulas Formulas => Depthwise;

    private protected override KernelNumbers Numbers(LayerInputs inputs, long depth) =>
        new(KernelSizes, depth) { Multiplier = DepthMultiplier, Filters = Filters };
}
