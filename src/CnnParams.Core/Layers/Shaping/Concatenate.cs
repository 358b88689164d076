using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>Tensors joined along one axis; the others must be equal.</summary>
[LayerType(
    "Concatenate",
    "Layers joined along an axis, the channels when not given.",
    Aliases = "Concat Cat",
    Prefix = "concat",
    Example = "Inputs=a,b",
    ExampleInput = "28x28x64 28x28x128"
)]
public sealed class Concatenate : Layer
{
    /// <inheritdoc/>
    public override string Type => "Concatenate";

    /// <inheritdoc/>
    internal override bool TellsChannels => Axis is null;

    /// <summary>The axis along which they are joined.</summary>
    [Setting("The axis along which they are joined, counted from 1 or from the end; the channels when not given.")]
    public int? Axis { get; init; }

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (1, int.MaxValue);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var first = inputs.First;
        foreach (var shape in inputs.Shapes)
        {
            if (!shape.HasRank)
                return shape;
        }

        int axis = AxisOf(first);
        Dimension total = 0;
        for (int i = 0; i < inputs.Count; i++)
        {
            var shape = inputs[i];
            bool merges = shape.Rank == first.Rank && shape.WithAxis(axis, Dimension.Unknown).Fits(first);
            if (!merges)
            {
                throw new LayerException(
                    ErrorId.ShapeMismatch,
                    $"{first} and {shape} cannot be joined along axis {axis + 1}: the other axes must be equal"
                );
            }

            total = total.Size is { } sum && shape[axis].Size is { } more ? checked(sum + more) : Dimension.Unknown;
        }

        return first.WithAxis(axis, total);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        if (!output.HasRank || output.Rank == 0)
            return [];
        int axis = AxisOf(inputs.First);
        if (!output[axis].IsKnown)
            return [];

        var sum = new Formula(
            string.Join(" + ", Enumerable.Range(1, inputs.Count).Select(i => $"a{i}")),
            "the sizes that are joined"
        );
        string name = axis == inputs.First.ChannelAxis ? "channels" : $"axis {axis + 1}";
        return [new AxisRule(name, sum.With(inputs.Shapes.Select(shape => shape[axis].Value).ToArray()))];
    }

    /// <inheritdoc/>
    // Joined along a spatial axis, the positions of the second lie elsewhere than where it saw them.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        inputs.Count == 1 || (inputs.First.HasRank && AxisOf(inputs.First) == inputs.First.ChannelAxis)
            ? Layers.ReceptiveStep.Point
            : Layers.ReceptiveStep.Unknown;

    private int AxisOf(TensorShape first) =>
        Axis is { } axis ? Shapes.Axis.Index(axis, first, nameof(Axis)) : first.ChannelAxis;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new() { Mixed = MixedPrecision.Widest };
}
