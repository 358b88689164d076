using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// EvoNorm (arXiv 2004.02967), which normalises and activates in one: x * sigmoid(v * x) over the deviation of a group
/// of channels within a sample (S0), or x over the larger of two deviations, one of them the batch's (B0). 3 * c
/// parameters: factors, offsets and v, which is not there without the activation.
/// </summary>
[LayerType(
    "EvoNormalization",
    "Normalises and activates in one, found by a search (EvoNorm): S0 within a sample, B0 over the batch.",
    Prefix = "evonorm",
    Aliases = "EvoNorm EvoNorm2D EvoNorm2DS0",
    Example = "Groups=8",
    ExampleInput = "28x28x64"
)]
public sealed class EvoNormalization() : ChannelNormalization(learns: true)
{
    /// <inheritdoc/>
    public override string Type => "EvoNormalization";

    /// <summary>The number of groups of channels, within a sample.</summary>
    [Setting("The number of groups; channels must divide by it.", First = true)]
    public long Groups
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 32;

    /// <summary>Whether it is B0, with a running variance of each channel.</summary>
    [Setting("Whether it is B0, with a running variance of each channel over the batch, and without groups.")]
    public bool TrackStatistics { get; init; }

    /// <summary>The function that it ends with.</summary>
    [Setting("The activation that is part of it: silu, with a learned factor v for each channel, or linear for none.")]
    public string Function
    {
        get;
        init =>
            field = ActivationFunction.Known(value) is ("silu" or "linear") and var known
                ? known
                : throw Setting.Invalid(nameof(Function), $"'{value}'", "silu or linear");
    } = "silu";

    private protected override WorkKind Kind(TensorShape input) => WorkKind.EvoNormalization;

    // Besides what a group norm does: v * x, its sigmoid and the product.
    private protected override long Operations => OperationsOfMoments + (Function == "linear" ? 0 : 5);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        if (!TrackStatistics && VectorSizes(inputs) is [var channels] && channels % Groups != 0)
            throw new LayerException(
                ErrorId.IndivisibleGroups,
                $"{channels} channels are not divisible by Groups {Groups}"
            );
        return base.OutputShape(inputs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (base.Weights(inputs) is not { } weights || VectorSizes(inputs) is not { } sizes)
            return null;
        List<Weight> own = [.. weights];
        if (Function != "linear")
            own.Add(new Weight("v", WeightRole.Scale, sizes));
        if (TrackStatistics)
            own.Add(new Weight("moving_variance", WeightRole.Statistic, sizes));
        return own;
    }

    // It is written with a dozen functions, each of which keeps what it likes.
    private protected override (long? Count, bool IsPerSample)? Moments(LayerInputs inputs) => null;
}
