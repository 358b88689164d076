using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>A part of one axis, as Python's <c>x[start:end:step]</c>: negative positions count from the end.</summary>
[LayerType(
    "Slice",
    "A part of one axis.",
    Prefix = "slice",
    Aliases = "Narrow StridedSlice",
    Example = "Axis=3; Start=0; End=32",
    ExampleInput = "28x28x64"
)]
public sealed class Slice : Layer
{
    private static readonly Formula Positions = new(
        "ceil((e - b) / s)",
        "b: the first position; e: the one after the last; s: step"
    );

    /// <inheritdoc/>
    public override string Type => "Slice";

    /// <summary>The axis that is cut.</summary>
    [Setting("The axis that is cut, counted from 1 or from the end.", Required = true)]
    public required int Axis
    {
        get;
        init =>
            field =
                value != 0 ? value : throw Setting.Invalid(nameof(Axis), value, "1 or more, or negative from the end");
    }

    /// <summary>The first position, counted from 0.</summary>
    [Setting("The first position, counted from 0; negative numbers count from the end.")]
    public long Start { get; init; }

    /// <summary>The position after the last; the end of the axis when not given.</summary>
    [Setting("The position after the last, counted from 0 or from the end; the end of the axis when not given.")]
    public long? End { get; init; }

    /// <summary>Positions from one value to the next.</summary>
    [Setting("Positions from one value to the next.")]
    public long Step
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 1;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank)
            return input;
        int axis = AxisOf(input);
        if (input[axis].Size is not { } size)
            return TakesAll ? input : input.WithAxis(axis, Dimension.Unknown);

        var (from, to) = Range(size);
        return from < to
            ? input.WithAxis(axis, Positions.With(to, from, Step).Value)
            : throw Setting.Invalid(
                nameof(End),
                End ?? size,
                Wording.InNumber($"after Start {Start} on an axis of {size} position[s]: nothing is left")
            );
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var input = inputs.First;
        if (!input.HasRank || input[AxisOf(input)].Size is not { } size)
            return [];
        var (from, to) = Range(size);
        return [new AxisRule($"axis {AxisOf(input) + 1}", Positions.With(to, from, Step))];
    }

    /// <inheritdoc/>
    // Fewer channels see the same positions; a cut along a spatial axis is a window of one position.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank)
            return Layers.ReceptiveStep.Unknown;
        int axis = AxisOf(input);
        if (axis == input.ChannelAxis)
            return Layers.ReceptiveStep.Point;

        int spatial = axis < input.ChannelAxis ? axis : axis - 1;
        long begin = input[axis].Size is { } size ? Range(size).From : Start;
        return Layers.ReceptiveStep.Window(
            Enumerable
                .Range(0, input.SpatialRank)
                .Select(i => i == spatial ? ReceptiveAxis.Window(1, Step, -begin) : ReceptiveAxis.Point)
                .ToArray()
        );
    }

    private bool TakesAll => Start == 0 && End is null && Step == 1;

    private int AxisOf(TensorShape input) => Shapes.Axis.Index(Axis, input, nameof(Axis));

    private (long From, long To) Range(long size) => (Inside(Start, size), Inside(End ?? size, size));

    private static long Inside(long position, long size) =>
        Math.Min(Math.Max(position < 0 ? position + size : position, 0), size);

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        inputs.First.HasRank ? BackwardNeeds.Cuts(AxisOf(inputs.First)) : null;
}
