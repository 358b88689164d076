using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Weights without a layer of their own: a learned constant in a graph (class token, positions), or what a file of
/// weights alone lists.
/// </summary>
[LayerType(
    "Weights",
    "Tensors of weights without a rule: a learned constant, or what a file lists.",
    Prefix = "weights",
    Aliases = "Parameter",
    Example = "Tensors=position:197x768; OutputShape=197x768",
    ExampleInput = ""
)]
public sealed class WeightTensors : TensorLayer
{
    /// <inheritdoc/>
    public override string Type => "Weights";

    /// <summary>The output shape; the input's when not given.</summary>
    [Setting("The output shape; the input's when not given.")]
    public new TensorShape? OutputShape { get; init; }

    private protected override TensorShape Output(LayerInputs inputs) =>
        OutputShape is { } given ? InLayout(given, inputs) : inputs.First;

    /// <inheritdoc/>
    // A file of weights does not say what is done with them: that is not nothing.
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [output.HasRank ? Layers.Work.None : Layers.Work.Unknown];

    /// <inheritdoc/>
    // What becomes of an input is not said.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        inputs.Count == 0 ? new() { Output = OutputMemory.Weights } : null;

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        OutputShape is null ? Layers.ReceptiveStep.Point : Layers.ReceptiveStep.Unknown;
}
