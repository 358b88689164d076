using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Normalisation of each channel within one sample. Nothing is learned and nothing kept unless asked for, as
/// PyTorch's InstanceNorm.
/// </summary>
[LayerType(
    "InstanceNormalization",
    "Normalises each channel within one sample.",
    Prefix = "in",
    Aliases = "InstanceNorm InstanceNorm1D InstanceNorm2D InstanceNorm3D",
    Example = "Scale=True; Center=True",
    ExampleInput = "28x28x64"
)]
public sealed class InstanceNormalization() : ChannelNormalization(learns: false)
{
    /// <inheritdoc/>
    public override string Type => "InstanceNormalization";

    /// <summary>Whether a running mean and variance are kept.</summary>
    [Setting("Whether a running mean and variance are kept for each channel, and used instead of the sample's own.")]
    public bool TrackStatistics { get; init; }

    private protected override WorkKind Kind(TensorShape input) => WorkKind.InstanceNormalization;

    private protected override bool KeepsStatistics => TrackStatistics;

    private protected override long Operations => TrackStatistics ? 2 : OperationsOfMoments;

    private protected override MixedPrecision Mixed => MixedPrecision.AsInput;

    // It is a batch norm over the channels of all samples, for which weights and statistics are repeated.
    private protected override (long? Count, bool IsPerSample)? Moments(LayerInputs inputs) =>
        (checked((2 + (Scale ? 1 : 0) + (TrackStatistics ? 2 : 0)) * inputs.First.Channels.Size), true);

    private protected override bool CopiesStrided => true;
}
