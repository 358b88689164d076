using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>One value for each channel: its mean or its largest value over all positions.</summary>
public abstract class GlobalPooling : SpatialLayer, IPooling
{
    private static readonly Formula Kept = new("d", "d: input channels; all positions become one");

    private protected GlobalPooling(int spatialRank)
        : base(spatialRank) { }

    /// <summary>Whether the spatial axes stay, with size 1.</summary>
    [Setting("Whether the spatial axes stay, with size 1.")]
    public bool KeepDims { get; init; }

    private protected abstract WorkKind Kind { get; }

    /// <inheritdoc/>
    internal override bool PassesScores => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        return KeepDims ? image.WithSpatial(PerAxis(_ => 1), image.Channels) : image.Like(image.Channels);
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input());

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [Layers.Work.PerElement(Kind, inputs.First.ElementCount, 1)];

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        Image(inputs).Channels.Size is { } channels ? [new AxisRule("channels", Kept.With(channels))] : [];

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Whole;
}

/// <summary>The mean of each channel.</summary>
[LayerType(
    "GlobalAveragePool2D",
    "The mean of each channel over the whole image.",
    SpatialRank = 2,
    Prefix = "pool",
    Aliases = "GlobalAveragePool GlobalAvgPool GlobalAvgPool2D GlobalAveragePooling GlobalAveragePooling2D",
    ExampleInput = "7x7x512"
)]
[LayerType(
    "GlobalAveragePool1D",
    "The mean of each channel over the whole sequence.",
    SpatialRank = 1,
    Prefix = "pool",
    Aliases = "GlobalAvgPool1D GlobalAveragePooling1D",
    ExampleInput = "100x16"
)]
[LayerType(
    "GlobalAveragePool3D",
    "The mean of each channel over the whole volume.",
    SpatialRank = 3,
    Prefix = "pool",
    Aliases = "GlobalAvgPool3D GlobalAveragePooling3D",
    ExampleInput = "4x7x7x512"
)]
public sealed class GlobalAveragePooling(int spatialRank) : GlobalPooling(spatialRank)
{
    private static readonly string[] Types = ["GlobalAveragePool1D", "GlobalAveragePool2D", "GlobalAveragePool3D"];

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>
    /// Whether a framework computes it as a mean over axes that happens to keep them, and not as a pooling.
    /// </summary>
    internal bool IsReduction { get; private init; }

    /// <summary>
    /// The mean over the image as one over axes, which tools that count poolings do not see.
    /// </summary>
    /// <param name="spatialRank">The number of axes of the image.</param>
    /// <param name="keepDims">Whether the axes stay, each of one position.</param>
    public static GlobalAveragePooling OverAxes(int spatialRank, bool keepDims) =>
        new(spatialRank) { KeepDims = keepDims, IsReduction = true };

    private protected override WorkKind Kind =>
        KeepDims && !IsReduction ? WorkKind.AdaptiveAveragePooling : WorkKind.Mean;
}

/// <summary>The largest value of each channel.</summary>
[LayerType(
    "GlobalMaxPool2D",
    "The largest value of each channel over the whole image.",
    SpatialRank = 2,
    Prefix = "pool",
    Aliases = "GlobalMaxPool GlobalMaxPooling GlobalMaxPooling2D",
    ExampleInput = "7x7x512"
)]
[LayerType(
    "GlobalMaxPool1D",
    "The largest value of each channel over the whole sequence.",
    SpatialRank = 1,
    Prefix = "pool",
    Aliases = "GlobalMaxPooling1D",
    ExampleInput = "100x16"
)]
[LayerType(
    "GlobalMaxPool3D",
    "The largest value of each channel over the whole volume.",
    SpatialRank = 3,
    Prefix = "pool",
    Aliases = "GlobalMaxPooling3D",
    ExampleInput = "4x7x7x512"
)]
public sealed class GlobalMaxPooling(int spatialRank) : GlobalPooling(spatialRank)
{
    private static readonly string[] Types = ["GlobalMaxPool1D", "GlobalMaxPool2D", "GlobalMaxPool3D"];

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    private protected override WorkKind Kind => WorkKind.AdaptiveMaxPooling;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input(), SavedTensor.Indices(outputs[0].ElementCount));
}
