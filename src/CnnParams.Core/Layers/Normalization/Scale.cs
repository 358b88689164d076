using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A learned factor for each channel, and an offset where asked for: Caffe's Scale, ConvNeXt's LayerScale.
/// </summary>
[LayerType(
    "Scale",
    "A learned factor for each channel (Caffe's Scale, LayerScale).",
    Prefix = "scale",
    Aliases = "LayerScale",
    Example = "UseBias=True",
    ExampleInput = "28x28x64"
)]
public sealed class Scale : Layer
{
    /// <inheritdoc/>
    public override string Type => "Scale";

    /// <inheritdoc/>
    internal override bool TellsChannels => true;

    /// <summary>Whether there is a learned offset, one for each channel.</summary>
    [Setting("Whether there is a learned offset, one for each channel.")]
    public bool UseBias { get; init; }

    /// <inheritdoc/>
    public override bool IsInPlace => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => inputs.First;

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (inputs.First.Channels.Size is not { } channels)
            return null;
        var factors = new Weight("scale", WeightRole.Scale, channels);
        return UseBias ? [factors, new Weight("bias", WeightRole.Bias, channels)] : [factors];
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input().ForWeights()) { Mixed = MixedPrecision.Widest };

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [Layers.Work.PerElement(WorkKind.ElementWise, output.ElementCount, UseBias ? 2 : 1, "scale")];
}
