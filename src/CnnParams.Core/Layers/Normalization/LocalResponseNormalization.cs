using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Each value divided by a power of the mean square of its neighbours in the channels (AlexNet): nothing is learned.
/// </summary>
[LayerType(
    "LocalResponseNormalization",
    "Normalises each value by its neighbours in the channels (AlexNet).",
    Prefix = "lrn",
    Aliases = "LRN LocalResponseNorm",
    Example = "Size=5",
    ExampleInput = "55x55x96"
)]
public sealed class LocalResponseNormalization : Layer
{
    /// <inheritdoc/>
    public override string Type => "LocalResponseNormalization";

    /// <inheritdoc/>
    internal override bool TellsChannels => true;

    /// <summary>The channels that are looked at for one value, itself among them.</summary>
    [Setting("The channels that are looked at for one value, itself among them.")]
    public long Size
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 5;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => inputs.First;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs)
    {
        var input = inputs.First;
        if (input.ElementCount is not { } elements || input.Channels.Size is not { } channels)
            return null;
        long padded = checked(elements / channels * (channels + Size - 1));
        return new(
            SavedTensor.Input(),
            SavedTensor.Inner("squares with zeros around them", padded).As(SavedType.Float32),
            SavedTensor.Factor,
            SavedTensor.Inner("sums", elements).As(SavedType.Float32),
            SavedTensor.Inner("divisor", elements).As(SavedType.Float32)
        )
        {
            Mixed = MixedPrecision.AsInput,
        };
    }

    /// <inheritdoc/>
    // A square and a sum for each neighbour; a factor, a sum, a power and a division for the value.
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [Layers.Work.PerElement(WorkKind.LocalResponseNormalization, output.ElementCount, checked((2 * Size) + 4))];
}
