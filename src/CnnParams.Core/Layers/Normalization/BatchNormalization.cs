using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Normalisation of each channel over the batch: a learned factor (gamma) and offset (beta), a running mean and
/// variance. 4 * c in Keras's terms, of which 2 * c are not trainable; 2 * c and 2 * c buffers in PyTorch's.
/// </summary>
[LayerType(
    "BatchNormalization",
    "Normalises each channel over the batch.",
    Prefix = "bn",
    Aliases = "BatchNorm BN BatchNorm1D BatchNorm2D BatchNorm3D BatchNormalization1D BatchNormalization2D "
        + "BatchNormalization3D",
    ExampleInput = "28x28x64"
)]
public sealed class BatchNormalization() : ChannelNormalization(learns: true)
{
    /// <inheritdoc/>
    public override string Type => "BatchNormalization";

    /// <summary>Whether a running mean and variance are kept.</summary>
    [Setting("Whether a running mean and variance are kept for each channel.")]
    public bool TrackStatistics { get; init; } = true;

    /// <summary>The axis that is normalised one by one; the channels when not given.</summary>
    [Setting(
        "The axis whose positions are normalised one by one, counted from 1 or from the end; the channels when not "
            + "given."
    )]
    public int? Axis { get; init; }

    /// <summary>The axis that is normalised one by one, counted from 0.</summary>
    private int AxisOf(TensorShape input) =>
        Axis is { } axis ? Shapes.Axis.Index(axis, input, nameof(Axis)) : input.ChannelAxis;

    /// <inheritdoc/>
    internal override int? FoldedAxis(TensorShape input) => TrackStatistics && input.HasRank ? AxisOf(input) : null;

    /// <inheritdoc/>
    internal override bool AppliesActivation => true;

    private protected override WorkKind Kind(TensorShape input) => WorkKind.BatchNormalization;

    private protected override bool KeepsStatistics => TrackStatistics;

    private protected override long Operations => TrackStatistics ? 2 : OperationsOfMoments;

    private protected override Dimension Channels(TensorShape input) =>
        input.Rank > 0 ? input[AxisOf(input)] : Dimension.Unknown;

    private protected override MixedPrecision Mixed => MixedPrecision.AsInput;

    private protected override (long? Count, bool IsPerSample)? Moments(LayerInputs inputs) =>
        (checked(2 * Channels(inputs.First).Size), false);
}
