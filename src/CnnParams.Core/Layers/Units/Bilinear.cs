using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Units that weigh every pair of a value of one layer and a value of another (PyTorch's Bilinear):
/// ((p * q) + 1) * c parameters for c units after last axes of p and q.
/// </summary>
[LayerType(
    "Bilinear",
    "Units that weigh every pair of values of two layers.",
    Prefix = "bilinear",
    Example = "Units=10; Inputs=a,b",
    ExampleInput = "20 30"
)]
public sealed class Bilinear : Layer
{
    private const string Legend = "p, q: values of the first and the second layer; c: units";

    private static readonly Formula Biased = new("((p * q) + 1) * c", Legend);

    private static readonly Formula Width = new("c", "c: units");

    private static readonly Formula Unbiased = new("(p * q) * c", Legend);

    // What the weights have made of the first layer meets the second.
    private static readonly Formula Product = new(
        "((p * q) + q) * c * r",
        Legend + "; r: rows that they are applied to"
    );

    /// <inheritdoc/>
    public override string Type => "Bilinear";

    /// <summary>The number of units.</summary>
    [Setting("The number of units.", Required = true, Size = SettingSize.Output)]
    public required long Units
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Whether there is a learned bias, one for each unit.</summary>
    [Setting("Whether there is a learned bias, one for each unit.")]
    public bool UseBias { get; init; } = true;

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (2, 2);

    /// <inheritdoc/>
    internal override string? WidthSymbol => "c";

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var (first, second) = (inputs[0], inputs[1]);
        if (!first.HasRank || !second.HasRank)
            return first.HasRank ? first.WithAxis(first.Rank - 1, Units) : first;
        if (
            first.Rank == 0
            || first.Rank != second.Rank
            || !first.Part(0, first.Rank - 1).Fits(second.Part(0, second.Rank - 1))
        )
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"{first} and {second} do not pair: only the last axis may differ"
            );
        return first.WithAxis(first.Rank - 1, Units);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (Features(inputs) is not var (first, second))
            return null;
        var kernel = new Weight("kernel", WeightRole.Kernel, Units, first, second);
        return UseBias ? [kernel, new Weight("bias", WeightRole.Bias, Units)] : [kernel];
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input(0), SavedTensor.Input(1)) { Mixed = MixedPrecision.Widest };

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        if (Features(inputs) is not var (first, second) || output.ElementCount is not { } count)
            return [new Work(WorkKind.Bilinear, null)];
        var macs = Product.With(first, second, Units, count / Units);
        return [new Work(WorkKind.Bilinear, macs) { BiasAdds = UseBias ? count : 0, Elements = count }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        [new AxisRule("units", Width.With(Units))];

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted)
    {
        if (counted.Count == 0 || Features(inputs) is not var (first, second))
            return Working.Zero;
        return (counted.Count > 1 ? Biased : Unbiased).With(first, second, Units);
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        inputs.First.Rank == 1 ? Layers.ReceptiveStep.Whole : Layers.ReceptiveStep.Unknown;

    private static (long First, long Second)? Features(LayerInputs inputs) =>
        Last(inputs[0]) is { } first && Last(inputs[1]) is { } second ? (first, second) : null;

    private static long? Last(TensorShape shape) => shape.Rank == 0 ? null : shape[shape.Rank - 1].Size;
}
