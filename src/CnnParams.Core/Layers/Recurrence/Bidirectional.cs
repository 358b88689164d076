using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A recurrent layer twice, forward and backward in time, each with weights of its own (Keras's wrapper).
/// </summary>
[LayerType(
    "Bidirectional",
    "A recurrent layer twice, forward and backward in time.",
    Prefix = "bidirectional",
    Example = "Layer=LSTM(Units=64)",
    ExampleInput = "10x128"
)]
public sealed class Bidirectional : Layer
{
    /// <inheritdoc/>
    public override string Type => "Bidirectional";

    /// <inheritdoc/>
    internal override bool TellsChannels => Layer.TellsChannels;

    /// <inheritdoc/>
    internal override ShapeLayout? OwnLayout => Layer.OwnLayout;

    /// <summary>The recurrent layer.</summary>
    [Setting("The recurrent layer: LSTM(Units=64, ReturnSequences=True).", Required = true)]
    public required Layer Layer
    {
        get;
        init => field = Recurrent(value);
    }

    /// <summary>What is made of the outputs of both directions.</summary>
    [Setting("What is made of the outputs of both directions.")]
    public DirectionMerge MergeMode { get; init; } = DirectionMerge.Concat;

    internal override (Layer Layer, LayerInputs Inputs) Applied(LayerInputs inputs) => Layer.Applied(inputs);

    /// <inheritdoc/>
    internal override bool RepeatsOverSteps => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var output = Forward(inputs);
        return MergeMode == DirectionMerge.Concat
            ? output.WithAxis(LastAxis(output), Doubled(output[LastAxis(output)]))
            : output;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorShape> OutputShapes(LayerInputs inputs) =>
        MergeMode == DirectionMerge.None ? [Forward(inputs), Forward(inputs)] : base.OutputShapes(inputs);

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) =>
        Layer.Weights(inputs) is { } weights
            ? [.. Renamed(weights, "forward_"), .. Renamed(weights, "backward_")]
            : null;

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        Layer.Work(inputs, Forward(inputs)).Select(work => work.Times(2, "x", Directions)).ToArray();

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layer.ReceptiveStep(inputs);

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var forward = Forward(inputs);
        var rules = Layer.ExplainShape(inputs, forward);
        return MergeMode == DirectionMerge.Concat && forward[LastAxis(forward)].Size is { } size
            ?
            [
                .. rules.Where(rule => rule.Axis != "features"),
                new AxisRule("features", RecurrentLayer.BothDirections.With(size)),
            ]
            : rules;
    }

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted) =>
        Layer.ExplainParameters(inputs, counted.Take(counted.Count / 2).ToArray()).Times(2, "x", Directions);

    private const string Directions = "directions";

    private TensorShape Forward(LayerInputs inputs) => Layer.OutputShapes(inputs)[0];

    // Keras concatenates the last axis, images of a ConvLSTM included.
    private static int LastAxis(TensorShape output) => output.Rank - 1;

    private static Dimension Doubled(Dimension axis) => axis.Size is { } size ? checked(2 * size) : Dimension.Unknown;

    private static IEnumerable<Weight> Renamed(IEnumerable<Weight> weights, string prefix) =>
        weights.Select(weight => new Weight(prefix + weight.Name, weight.Role, [.. weight.Sizes]));

    private static Layer Recurrent(Layer layer) =>
        layer is RecurrentLayer { Bidirectional: false } or ConvolutionalLSTM
            ? layer
            : throw Setting.Invalid(nameof(Layer), layer.Type, "SimpleRNN, LSTM, GRU or ConvLSTM, in one direction");
}
