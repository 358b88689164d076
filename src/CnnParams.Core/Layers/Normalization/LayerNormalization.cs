using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Normalisation over the axes that are named (Keras: the last alone), or over the last axes of a given shape
/// (PyTorch), within one sample: a factor and an offset for each value of those axes. RMSNormalization divides by the
/// root of the mean square, subtracts no mean and has no offset.
/// </summary>
[LayerType(
    "LayerNormalization",
    "Normalises the last axis, or those named, within one sample.",
    Prefix = "ln",
    Aliases = "LayerNorm LN",
    ExampleInput = "197x768"
)]
[LayerType(
    "RMSNormalization",
    "Divides by the root of the mean square of the last axis, or of those named.",
    Prefix = "rms",
    Aliases = "RMSNorm SimplifiedLayerNormalization",
    Preset = "IsRootMeanSquare=True; Center=False",
    ExampleInput = "197x768"
)]
public sealed class LayerNormalization() : NormalizationLayer(learns: true)
{
    /// <inheritdoc/>
    public override string Type => IsRootMeanSquare ? "RMSNormalization" : "LayerNormalization";

    /// <summary>Whether no mean is subtracted; set <see cref="NormalizationLayer.Center"/> to false with it.</summary>
    public bool IsRootMeanSquare { get; init; }

    /// <summary>The axes that are normalised together (Keras).</summary>
    [Setting("The axes that are normalised together, counted from 1 or from the end (Keras); the last when not given.")]
    public IReadOnlyList<long> Axis
    {
        get;
        init => field = Setting.NotZero(value);
    } = [];

    /// <summary>The sizes of the last axes, which are normalised together (PyTorch).</summary>
    [Setting("The sizes of the last axes, which are normalised together (PyTorch). Give this or Axis.", First = true)]
    public IReadOnlyList<long> NormalizedShape
    {
        get;
        init => field = Setting.AllAtLeast(1, value);
    } = [];

    private protected override WorkKind Kind(TensorShape input)
    {
        if (IsRootMeanSquare)
            return WorkKind.RootMeanSquareNormalization;
        bool reachesTheEnd = Axis.Count == 0 || Axis.Any(axis => axis == -1 || axis == input.Rank);
        return reachesTheEnd ? WorkKind.LayerNormalization : WorkKind.InnerLayerNormalization;
    }

    // Without a mean there is nothing to subtract or to sum for it.
    private protected override long Operations => OperationsOfMoments - (IsRootMeanSquare ? 2 : 0);

    private protected override string SizeLegend => "positions of the axes that are normalised";

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        if (Axis.Count > 0 && NormalizedShape.Count > 0)
            throw Setting.Invalid(nameof(NormalizedShape), string.Join(",", NormalizedShape), "left out beside Axis");
        if (!input.HasRank)
            return input;

        int from = input.Rank - NormalizedShape.Count;
        if (from < 0 || !input.Part(from, NormalizedShape.Count).Fits(new TensorShape([.. NormalizedShape])))
        {
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"NormalizedShape is {string.Join(",", NormalizedShape)}, but the last axes of {input} are others"
            );
        }

        _ = VectorSizes(inputs);
        return input;
    }

    private protected override long[]? VectorSizes(LayerInputs inputs)
    {
        if (NormalizedShape.Count > 0)
            return [.. NormalizedShape];
        var input = inputs.First;
        if (input.Rank == 0)
            return null;

        var sizes = (Axis.Count > 0 ? Axis : [-1])
            .Select(axis => Shapes.Axis.Index(checked((int)axis), input, nameof(Axis)))
            .Distinct()
            .Select(axis => input[axis].Size)
            .ToArray();
        return sizes.All(size => size is not null) ? sizes.Select(size => size!.Value).ToArray() : null;
    }

    private protected override (long? Count, bool IsPerSample)? Moments(LayerInputs inputs)
    {
        if (inputs.First.ElementCount is not { } elements || VectorSizes(inputs) is not { } sizes)
            return null;
        long rows = elements / sizes.Aggregate(1L, (product, size) => checked(product * size));
        return (IsRootMeanSquare ? rows : checked(2 * rows), true);
    }

    /// <inheritdoc/>
    // Written out: the root, and for the factors what has been divided by it.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs)
    {
        var needs = base.Backward(inputs, outputs);
        return needs is null || !IsRootMeanSquare || !Scale
            ? needs
            : new([.. needs.Saved, SavedTensor.Inner("divided input", inputs.First.ElementCount).ForWeights()])
            {
                Mixed = needs.Mixed,
            };
    }
}
