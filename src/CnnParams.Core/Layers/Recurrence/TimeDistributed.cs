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
    public override bool IsInPlace => Layer.IsInPlace;

    /// <inheritdoc/>
    public override bool IsView => Layer.IsView;

    internal override (Layer Layer, LayerInputs Inputs) Applied(LayerInputs inputs) => Layer.Applied(OfStep(inputs));

    /// <inheritdoc/>
    internal override bool RepeatsOverSteps => true;

    /// <inheritdoc/>
    internal override bool IsNothing => Layer.IsNothing;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var step = Layer.OutputShapes(OfStep(inputs))[0];
        return step.HasRank ? step.Like([Steps(inputs), .. step.Axes]) : step;
    }

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

    private static Dimension Steps(LayerInputs inputs) => inputs.First.HasRank ? inputs.First[0] : Dimension.Unknown;

    private static LayerInputs OfStep(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank)
            return inputs;
        return input.Rank >= 2
            ? new LayerInputs(input.Part(1, input.Rank - 1))
            : throw new LayerException(
                ErrorId.InvalidShape,
                $"reads {input}; it needs a time axis and what the layer reads at each step"
            );
    }

    private static Layer Applicable(Layer layer) =>
        layer.Arity is (<= 1, >= 1)
            ? layer
            : throw Setting.Invalid(nameof(Layer), layer.Type, "a layer that reads one other");
}
