using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>One tensor cut into several along an axis; readers name them <c>split:0</c>, <c>split:1</c>, ...</summary>
[LayerType(
    "Split",
    "One tensor cut into several along an axis; they are read as name:0, name:1, ...",
    Prefix = "split",
    Aliases = "Chunk",
    Example = "Axis=3; Sections=2",
    ExampleInput = "28x28x64"
)]
public sealed class Split : Layer
{
    private static readonly Formula Equal = new("a / n", "a: positions of the axis; n: sections");

    /// <inheritdoc/>
    public override string Type => "Split";

    /// <inheritdoc/>
    internal override bool TellsChannels => Axis is null;

    /// <summary>The axis that is cut; the channels when not given.</summary>
    [Setting("The axis that is cut, counted from 1 or from the end; the channels when not given.")]
    public int? Axis { get; init; }

    /// <summary>How many equal parts there are.</summary>
    [Setting("How many equal parts there are; the axis must divide by it. Give this or Sizes.")]
    public long? Sections
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The positions of each part.</summary>
    [Setting("The positions of each part, as 16,48; together all of the axis. Give this or Sections.")]
    public IReadOnlyList<long> Sizes
    {
        get;
        init => field = Setting.AllAtLeast(1, value);
    } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorShape> OutputShapes(LayerInputs inputs)
    {
        var input = inputs.First;
        var parts = Parts(input);
        return input.HasRank
            ? parts.Select(part => input.WithAxis(AxisOf(input), part)).ToArray()
            : parts.Select(_ => input).ToArray();
    }

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => OutputShapes(inputs)[0];

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var input = inputs.First;
        return Sections is { } sections && input.HasRank && input[AxisOf(input)].Size is { } size
            ? [new AxisRule($"axis {AxisOf(input) + 1}", Equal.With(size, sections))]
            : [];
    }

    /// <inheritdoc/>
    // Cut along the channels, every part sees the same positions.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        inputs.First.HasRank && AxisOf(inputs.First) == inputs.First.ChannelAxis
            ? Layers.ReceptiveStep.Point
            : Layers.ReceptiveStep.Unknown;

    private int AxisOf(TensorShape input) =>
        Axis is { } axis ? Shapes.Axis.Index(axis, input, nameof(Axis)) : input.ChannelAxis;

    private IReadOnlyList<Dimension> Parts(TensorShape input)
    {
        if (Sections is null == (Sizes.Count == 0))
            throw new LayerException(ErrorId.MissingSetting, "needs Sections or Sizes, and not both");

        var size = input.HasRank ? input[AxisOf(input)].Size : null;
        if (Sections is not { } sections)
        {
            return size is null || Sizes.Sum() == size
                ? Sizes.Select(Dimension.Of).ToArray()
                : throw Setting.Invalid(
                    nameof(Sizes),
                    string.Join(",", Sizes),
                    Wording.InNumber($"parts of all {size} position[s] of axis {AxisOf(input) + 1} in {input}")
                );
        }

        if (size % sections > 0)
            throw Setting.Invalid(
                nameof(Sections),
                sections,
                Wording.InNumber($"a divisor of the {size} position[s] of axis {AxisOf(input) + 1} in {input}")
            );
        Dimension part = size is { } known ? known / sections : Dimension.Unknown;
        return Enumerable.Repeat(part, checked((int)sections)).ToArray();
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        inputs.First.HasRank ? BackwardNeeds.Cuts(AxisOf(inputs.First)) : null;
}
