using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A convolution whose filters are mixed, for each sample, from those of several experts (CondConv, arXiv 1904.04971).
/// How much of each there is comes from another layer, the routing; all experts are learned, one mixture is applied.
/// </summary>
[LayerType(
    "ConditionalConv2D",
    "Convolution with filters that a second input, the routing, mixes from those of several experts (CondConv).",
    Prefix = "condconv",
    Aliases = "CondConv CondConv2D ConditionalConv",
    Example = "Filters=16; KernelSize=3; Experts=4; Inputs=a,b",
    ExampleInput = "14x14x8 4"
)]
public sealed class ConditionalConvolution() : GroupedFilterLayer(2)
{
    private static readonly KernelFormulas Plain = new(
        "(({0} * d) + 1) * k * e",
        "({0} * d) * k * e",
        "{0} * d * k * u"
    );

    private static readonly KernelFormulas Grouped = new(
        "(({0} * (d / g)) + 1) * k * e",
        "({0} * (d / g)) * k * e",
        "{0} * (d / g) * k * u"
    );

    /// <inheritdoc/>
    public override string Type => "ConditionalConv2D";

    /// <summary>How many sets of filters are mixed.</summary>
    [Setting("How many sets of filters are mixed; the second input has a number for each.", Required = true)]
    public required long Experts
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (2, 2);

    /// <inheritdoc/>
    internal override bool AppliesActivation => false;

    /// <inheritdoc/>
    // What a norm after it adds does not depend on the routing, as the experts' biases do.
    internal override int? FoldableAxis(TensorShape output) => null;

    private protected override KernelFormulas Formulas => Groups > 1 ? Grouped : Plain;

    private protected override KernelNumbers Numbers(LayerInputs inputs, long depth) =>
        base.Numbers(inputs, depth) with
        {
            Experts = Experts,
        };

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        CheckChannels(image);
        if (!new TensorShape(Experts).Fits(inputs[1]))
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"input 2 is {inputs[1]}; it must be {Experts}: the routing, a number for each expert"
            );
        return Slide(image, Filters);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) =>
        MixedCount(inputs) is not { } count ? null
        : UseBias ? [new("kernel", WeightRole.Kernel, Experts, count), new("bias", WeightRole.Bias, Experts, Filters)]
        : [new("kernel", WeightRole.Kernel, Experts, count)];

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [FilterWork(WorkKind.ComputedConvolution, inputs, output, output.Positions), Mixing(inputs)];

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(
            SavedImage(inputs),
            SavedTensor.Inner("mixed weights", MixedCount(inputs)),
            SavedTensor.Input(1).ForWeights(),
            SavedTensor.Weights
        )
        {
            Mixed = MixedPrecision.Half,
        };

    // Every weight of every expert is multiplied by the expert's share and added to those of the others.
    private Work Mixing(LayerInputs inputs) =>
        InputDepth(inputs) is { } depth && MixedCount(inputs) is { } count
            ? new(WorkKind.WeightMixing, Formulas.Parameters(Numbers(inputs, depth), UseBias))
            {
                Elements = UseBias ? count + Filters : count,
            }
            : new(WorkKind.WeightMixing, null);

    private long? MixedCount(LayerInputs inputs) =>
        InputDepth(inputs) is { } depth ? Kernel(inputs.Layout, depth).Count : null;
}
