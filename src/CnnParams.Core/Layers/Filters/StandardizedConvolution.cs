using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A convolution whose filters are brought to mean 0 and deviation 1 each time before they are applied (weight
/// standardisation, arXiv 1903.10520); scaled, each is multiplied by a learned factor then, its gain (arXiv
/// 2101.08692). The filters are fixed in inference, so that an export has a plain convolution.
/// </summary>
[LayerType(
    "StandardizedConv2D",
    "Convolution whose filters are brought to mean 0 and deviation 1 before they are applied (BiT, NFNet).",
    Prefix = "stdconv",
    Aliases = "StdConv StdConv2D StandardizedConv WSConv2D",
    Example = "Filters=64; KernelSize=3; Scale=True",
    ExampleInput = "56x56x64"
)]
public sealed class StandardizedConvolution() : GroupedFilterLayer(2)
{
    private static readonly KernelFormulas Plain = new("(({0} * d) + 2) * k", "(({0} * d) + 1) * k", "{0} * d * k * u");

    private static readonly KernelFormulas Grouped = new(
        "(({0} * (d / g)) + 2) * k",
        "(({0} * (d / g)) + 1) * k",
        "{0} * (d / g) * k * u"
    );

    /// <inheritdoc/>
    public override string Type => "StandardizedConv2D";

    /// <summary>Whether there is a learned factor for each filter (gain).</summary>
    [Setting("Whether there is a learned factor for each filter (gain).")]
    public bool Scale { get; init; }

    private protected override KernelFormulas FormulasOf(IReadOnlyList<Weight> counted) =>
        counted.All(weight => weight.Role != WeightRole.Scale) ? base.FormulasOf(counted)
        : Groups > 1 ? Grouped
        : Plain;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        CheckKerasStride(image);
        CheckChannels(image);
        return Slide(image, Filters);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (base.Weights(inputs) is not { } weights || !Scale)
            return base.Weights(inputs);
        long[] sizes = inputs.Layout == ShapeLayout.ChannelsFirst ? [Filters, 1, 1, 1] : [1, 1, 1, Filters];
        return [.. weights, new Weight("gain", WeightRole.Scale, sizes)];
    }

    /// <inheritdoc/>
    // The mean of the weights and of their squared distances takes 1 + 3, the division by the deviation 1, the gain 1.
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [
            FilterWork(WorkKind.ComputedConvolution, inputs, output, output.Positions),
            Layers.Work.PerElement(WorkKind.WeightStandardization, KernelCount(inputs), Scale ? 6 : 5, isAffine: Scale),
        ];

    /// <inheritdoc/>
    // What is applied are other weights than those that are learned: the batch norm of these keeps a mean, a deviation
    // and a factor of each filter, and the product of gain and scale that scale.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs)
    {
        SavedTensor[] always =
        [
            SavedImage(inputs),
            SavedTensor.Inner("standardised weights", KernelCount(inputs)).Once(),
            SavedTensor
                .Inner("mean, deviation and gain of the filters", checked((Scale ? 3 : 2) * Filters))
                .As(SavedType.Float32)
                .Once()
                .ForWeights(),
        ];
        return new(Scale ? [.. always, SavedTensor.Factor.ForWeights()] : always) { Mixed = MixedPrecision.Half };
    }

    private long? KernelCount(LayerInputs inputs) =>
        InputDepth(inputs) is { } depth ? Kernel(inputs.Layout, depth).Count : null;
}
