using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>
/// What normalisations have in common: vectors, at most one each of learned factors (gamma), learned offsets (beta),
/// running means and running variances, all of one size.
/// </summary>
public abstract class NormalizationLayer : Layer
{
    private static readonly Formula Counter = new("1");

    private protected NormalizationLayer(bool learns) => (Scale, Center) = (learns, learns);

    /// <summary>Whether there are learned factors (gamma).</summary>
    [Setting("Whether there are learned factors (gamma).", OtherNames = "Affine")]
    public bool Scale { get; init; }

    /// <summary>Whether there are learned offsets (beta).</summary>
    [Setting("Whether there are learned offsets (beta).", OtherNames = "Affine")]
    public bool Center { get; init; }

    /// <inheritdoc/>
    internal override bool RepeatsOverPositions => true;

    /// <inheritdoc/>
    public override bool IsInPlace => true;

    /// <summary>What kind of arithmetic it is.</summary>
    private protected abstract WorkKind Kind(TensorShape input);

    /// <summary>Operations on one value.</summary>
    private protected abstract long Operations { get; }

    /// <summary>Whether a running mean and variance are kept.</summary>
    private protected virtual bool KeepsStatistics => false;

    /// <summary>The sizes of a vector's axes; null where they are not known.</summary>
    private protected abstract long[]? VectorSizes(LayerInputs inputs);

    /// <summary>
    /// Numbers beside the input that the backward pass needs: mean and deviation of what is normalised.
    /// </summary>
    /// <returns>How many, and whether for each sample; null where it is not known.</returns>
    private protected abstract (long? Count, bool IsPerSample)? Moments(LayerInputs inputs);

    /// <summary>In which type it computes under autocast.</summary>
    private protected virtual MixedPrecision Mixed => MixedPrecision.Single;

    /// <summary>Whether its kernel wants the values of the input in one row, and a copy where they are not.</summary>
    private protected virtual bool CopiesStrided => false;

    private static SavedTensor Kept(long? moments) =>
        SavedTensor.Inner("mean and deviation", moments).As(SavedType.Float32);

    /// <summary>What the values of a vector are for.</summary>
    private protected virtual string SizeLegend => "channels";

    // The mean of the values and of their squared distances takes 1 + 3, the division by the deviation 1, gamma and
    // beta 1 each. With statistics known, all of it is one factor and one sum.
    private protected long OperationsOfMoments => 5 + (Scale ? 1 : 0) + (Center ? 1 : 0);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => inputs.First;

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (!Scale && !Center && !KeepsStatistics)
            return [];
        if (VectorSizes(inputs) is not { } sizes)
            return null;

        var weights = new List<Weight>(5);
        if (Scale)
            weights.Add(new Weight("gamma", WeightRole.Scale, sizes));
        if (Center)
            weights.Add(new Weight("beta", WeightRole.Offset, sizes));
        if (KeepsStatistics)
        {
            weights.Add(new Weight("moving_mean", WeightRole.Statistic, sizes));
            weights.Add(new Weight("moving_variance", WeightRole.Statistic, sizes));
            weights.Add(new Weight("num_batches_tracked", WeightRole.Counter));
        }

        return weights;
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        Moments(inputs) is var (count, isPerSample)
            ? new(SavedTensor.Input(), isPerSample ? Kept(count) : Kept(count).Once())
            {
                Mixed = Mixed,
                CopiesStrided = CopiesStrided,
            }
            : null;

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [Layers.Work.PerElement(Kind(inputs.First), output.ElementCount, Operations, isAffine: Scale)];

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted)
    {
        var vectors = counted.Where(weight => weight.Role != WeightRole.Counter).ToArray();
        if (vectors.Length == 0 || VectorSizes(inputs) is not { } sizes)
            return counted.Count == 0 ? Working.Zero : Counter.With();

        string[] letters = sizes.Length == 1 ? ["c"] : sizes.Select((_, i) => $"a{i + 1}").ToArray();
        string product = $"v * {string.Join(" * ", letters)}";
        string legend =
            $"v: vectors, of {string.Join(", ", vectors.Select(weight => weight.Name))}; {string.Join(", ", letters)}: "
            + $"{SizeLegend}";
        var formula =
            vectors.Length == counted.Count
                ? new Formula(product, legend)
                : new Formula($"({product}) + 1", legend + "; 1: the counter of batches");
        return formula.With([vectors.Length, .. sizes]);
    }
}

/// <summary>A normalisation whose vectors have a value for each channel.</summary>
public abstract class ChannelNormalization : NormalizationLayer
{
    private protected ChannelNormalization(bool learns)
        : base(learns) { }

    /// <summary>The input channels, where the source states them; checked against the layer before.</summary>
    [Setting(
        "The input channels: stated where the layer before is not known, checked where it is.",
        First = true,
        Size = SettingSize.Input
    )]
    public long? InputChannels
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    internal override bool TellsChannels => true;

    /// <summary>The axis whose positions are the channels.</summary>
    private protected virtual Dimension Channels(TensorShape input) => input.Channels;

    private protected override long[]? VectorSizes(LayerInputs inputs) =>
        (InputChannels ?? Channels(inputs.First).Size) is { } channels ? [channels] : null;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var channels = Channels(inputs.First);
        if (InputChannels is { } stated && !channels.Fits(stated))
            throw new LayerException(
                ErrorId.ShapeMismatch,
                Wording.InNumber($"InputChannels is {stated}, but the input {inputs.First} has {channels} channel[s]")
            );
        return inputs.First;
    }
}
