using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Keras's Normalization: input shifted and scaled by a mean and a variance that were measured on data once and are
/// kept as weights, with the count of values: 3 + 3 + 1 for an image of 3 channels. Given as numbers, they are no
/// weights.
/// </summary>
[LayerType(
    "Normalization",
    "Shifts and scales the input by statistics that were measured on data once (Keras).",
    Prefix = "normalization",
    ExampleInput = "224x224x3"
)]
public sealed class Normalization : Layer
{
    /// <inheritdoc/>
    public override string Type => "Normalization";

    /// <summary>The axes whose positions have statistics of their own.</summary>
    [Setting("The axes whose positions have a mean and a variance of their own, counted from 1 or from the end.")]
    public IReadOnlyList<long> Axis
    {
        get;
        init => field = Setting.NotZero(value);
    } = [-1];

    /// <summary>Whether mean and variance are given as numbers, not measured.</summary>
    [Setting("Whether mean and variance are given as numbers, and are no weights.")]
    public bool Fixed { get; init; }

    /// <inheritdoc/>
    public override bool IsInPlace => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        _ = Sizes(inputs.First);
        return inputs.First;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (Fixed)
            return [];
        if (Sizes(inputs.First) is not { } sizes)
            return null;
        return
        [
            new Weight("mean", WeightRole.Statistic, sizes),
            new Weight("variance", WeightRole.Statistic, sizes),
            new Weight("count", WeightRole.Statistic),
        ];
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [Layers.Work.PerElement(WorkKind.ElementWise, output.ElementCount, 2, "normalization")];

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted)
    {
        if (counted.Count == 0)
            return Working.Zero;
        return new Formula("c + c + 1", "c: positions that have a mean and a variance; 1: the count of values").With(
            counted[0].Count
        );
    }

    private long[]? Sizes(TensorShape input)
    {
        if (input.Rank == 0)
            return null;
        var axes = Axis.Select(axis => input[Shapes.Axis.Index(checked((int)axis), input, nameof(Axis))]).ToArray();
        return Array.TrueForAll(axes, axis => axis.IsKnown) ? Array.ConvertAll(axes, axis => axis.Value) : null;
    }
}
