using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>Units with a weight for each value that they see: what FullyConnected and Dense have in common.</summary>
public abstract class UnitLayer : Layer
{
    private static readonly Formula Biased = new("(c * p) + (1 * c)", "c: units now; p: values before");

    private static readonly Formula Unbiased = new("c * p", "c: units now; p: values before");

    private static readonly Formula Product = new(
        "c * p * r",
        "c: units now; p: values before; r: rows that they are applied to"
    );

    private static readonly Formula Width = new("c", "c: units now");

    private static readonly Formula SingleProduct = new("c * p", "c: units now; p: values before");

    private protected UnitLayer() { }

    /// <summary>The number of units (neurons).</summary>
    [Setting("The number of units (neurons).", Required = true, Size = SettingSize.Output)]
    public required long Units
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Whether there is a learned bias, one for each unit.</summary>
    [Setting("Whether there is a learned bias, one for each unit.")]
    public bool UseBias { get; init; } = true;

    /// <summary>The values that a unit sees, where the source states them; checked against the layer before.</summary>
    [Setting(
        "The values that a unit sees: stated where the layer before is not known, checked where it is.",
        Size = SettingSize.Input
    )]
    public long? InputFeatures
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    // Units stand on the last axis, whatever the layout.
    internal override string? WidthSymbol => "c";

    /// <inheritdoc/>
    internal override bool AppliesActivation => true;

    /// <inheritdoc/>
    internal override int? FoldableAxis(TensorShape output) => output.Rank - 1;

    /// <summary>How many values one unit sees.</summary>
    private protected abstract Dimension Features(TensorShape input);

    /// <summary>How often the units are applied.</summary>
    private protected abstract long? Rows(TensorShape output);

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (FeatureCount(inputs) is not { } features)
            return null;
        var kernel =
            inputs.Layout == ShapeLayout.ChannelsFirst
                ? new Weight("kernel", WeightRole.Kernel, Units, features)
                : new Weight("kernel", WeightRole.Kernel, features, Units);
        kernel.OfChannels(Units);
        return UseBias ? [kernel, new Weight("bias", WeightRole.Bias, Units)] : [kernel];
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input().ForWeights(), SavedTensor.Weights.ForGradientOf(0))
        {
            Mixed = MixedPrecision.Half,
            // A batch of matrices is multiplied as it is, one of larger tensors is made a matrix first.
            CopiesStrided = inputs.First.Rank > 2,
        };

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        if (FeatureCount(inputs) is not { } features || Rows(output) is not { } rows)
            return [new Work(WorkKind.Linear, null)];
        var macs = rows == 1 ? SingleProduct.With(Units, features) : Product.With(Units, features, rows);
        return
        [
            new Work(WorkKind.Linear, macs)
            {
                BiasAdds = UseBias ? checked(Units * rows) : 0,
                Elements = checked(Units * rows),
            },
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        [new AxisRule("units", Width.With(Units))];

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted)
    {
        if (counted.Count == 0 || FeatureCount(inputs) is not { } features)
            return Working.Zero;
        return (counted.Count > 1 ? Biased : Unbiased).With(Units, features);
    }

    private protected void CheckFeatures(TensorShape input)
    {
        if (InputFeatures is { } stated && Features(input).Size is { } given && stated != given)
            throw new LayerException(
                ErrorId.ShapeMismatch,
                Wording.InNumber($"InputFeatures is {stated}, but the input {input} has {given} value[s]")
            );
    }

    private long? FeatureCount(LayerInputs inputs) => InputFeatures ?? Features(inputs.First).Size;
}
