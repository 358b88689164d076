using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A layer applied to every step of a sequence with the same weights: the parameters of one, the cost of all.
/// </summary>
[LayerType(
    "TimeDistributed",
    "A layer applied to every step of a sequence, with the same weights.",
    Prefix = "timedistributed",
    Example = "Layer=Dense(Units=10)",
    ExampleInput = "10x128"
)]
public sealed class TimeDistributed : Layer
{
    /// <inheritdoc/>
    public override string Type => "TimeDistributed";

    /// <inheritdoc/>
    internal override bool TellsChannels => Layer.TellsChannels;

    /// <inheritdoc/>
    internal override ShapeLayout? OwnLayout => Layer.OwnLayout;

    /// <summary>The layer that is applied.</summary>
    [Setting("The layer that is applied to every step: Conv2D(Filters=8, KernelSize=3).", Required = true)]
    public required Layer Layer
    {
        get;
        init => field = Applicable(value);
    }

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => Layer.GetArity();

    /// <inheritdoc/>
    public override bool IsInPlace => Layer.IsInPlace;

    /// <inheritdoc/>
    public override bool IsView => Layer.IsView;

    internal override (Layer Layer, LayerInputs Inputs) Applied(LayerInputs inputs) => Layer.Applied(OfStep(inputs));

    /// <inheritdoc/>
    internal override bool RepeatsOverSteps => true;

    /// <inheritdoc/>
    internal override bool IsNothing => Layer.IsNothing;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorShape> OutputShapes(LayerInputs inputs) =>
        [
            .. Layer
                .OutputShapes(OfStep(inputs))
                .Select(step => step.HasRank ? step.Like([Steps(inputs), .. step.Axes]) : step),
        ];

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => OutputShapes(inputs)[0];

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) => Layer.Weights(OfStep(inputs));

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        var step = OfStep(inputs);
        var works = Layer.Work(step, Layer.OutputShapes(step)[0]);
        return Steps(inputs).Size is { } steps
            ? works.Select(work => work.Times(steps, "t", "time steps")).ToArray()
            : works.Select(work => new Work(work.Kind, null) { Detail = work.Detail }).ToArray();
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs)
    {
        var step = Layer.ReceptiveStep(OfStep(inputs));
        return step.Reach switch
        {
            ReceptiveReach.Point => step,
            // The steps are one more spatial axis, in front of the others, where the channels are not.
            ReceptiveReach.Window when inputs.Layout == ShapeLayout.ChannelsLast => Layers.ReceptiveStep.Window([
                ReceptiveAxis.Point,
                .. step.Axes,
            ]),
            _ => Layers.ReceptiveStep.Unknown,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var step = OfStep(inputs);
        return Layer.ExplainShape(step, Layer.OutputShapes(step)[0]);
    }

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted) =>
        Layer.ExplainParameters(OfStep(inputs), counted);

    /// <summary>
    /// What is read at one step. Of several inputs, one without the axis of time is the same at every step.
    /// </summary>
    internal static LayerInputs OfStep(LayerInputs inputs)
    {
        if (!inputs.Shapes.All(shape => shape.HasRank))
            return inputs;
        var sequence = Sequence(inputs);
        if (sequence.Rank < 2)
            throw new LayerException(
                ErrorId.InvalidShape,
                $"reads {sequence}; it needs a time axis and what the layer reads at each step"
            );
        return inputs.Count == 1
            ? new LayerInputs(sequence.Part(1, sequence.Rank - 1))
            : new LayerInputs([
                .. inputs.Shapes.Select(shape =>
                    shape.Rank >= 2 && shape[0].Equals(sequence[0]) ? shape.Part(1, shape.Rank - 1) : shape
                ),
            ]);
    }

    private static Dimension Steps(LayerInputs inputs) =>
        inputs.Shapes.All(shape => shape.HasRank) ? Sequence(inputs)[0] : Dimension.Unknown;

    private static TensorShape Sequence(LayerInputs inputs) =>
        inputs.Count <= 1 ? inputs.First : inputs.Shapes.OrderByDescending(shape => shape.Rank).First();

    private static Layer Applicable(Layer layer) =>
        layer.GetArity().Most >= 1
            ? layer
            : throw Setting.Invalid(nameof(Layer), layer.Type, "a layer that reads another");
}
