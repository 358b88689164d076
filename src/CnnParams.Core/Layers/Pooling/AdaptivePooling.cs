using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Windows that are made to fit a wanted output size; windows may overlap where it does not divide the input.
/// </summary>
public abstract class AdaptivePooling : AxiswiseLayer, IPooling
{
    private static readonly Formula Wanted = new("o", "o: wanted output; windows of floor(i / o) or more positions");

    private static readonly Formula Kept = new("i", "i: input, kept");

    private protected AdaptivePooling(int spatialRank)
        : base(spatialRank) { }

    /// <summary>The output size, by axis; 0 keeps the input's.</summary>
    [Setting("The output size: 1, or one per axis as 7,7; 0 keeps the input's.", Required = true)]
    public required Extent OutputSize
    {
        get;
        init => field = Setting.NotNegative(value);
    }

    private protected abstract WorkKind Kind { get; }

    /// <inheritdoc/>
    internal override bool PassesScores => true;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input());

    /// <inheritdoc/>
    // Every value is looked at once, as in global pooling; windows that overlap look at a few twice.
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [Layers.Work.PerElement(Kind, inputs.First.ElementCount, 1)];

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs)
    {
        if (OutputSize.IsAll(1))
            return Layers.ReceptiveStep.Whole;
        var image = Image(inputs);
        return WindowPerAxis(axis =>
            OutputSize[axis] == 0 ? ReceptiveAxis.Point
            : image.Spatial(axis).Size is > 0 and var size ? Resampling.Area(OutputSize[axis], size)
            : null
        );
    }

    private protected override void CheckRanks() => Checked(OutputSize, nameof(OutputSize));

    private protected override Working Rule(int axis, long size) =>
        OutputSize[axis] == 0 ? Kept.With(size) : Wanted.With(OutputSize[axis]);

    private protected override Dimension Open(int axis, Dimension input) =>
        OutputSize[axis] == 0 ? input : OutputSize[axis];
}

/// <summary>The mean of windows that fit a wanted output size.</summary>
[LayerType(
    "AdaptiveAveragePool2D",
    "The mean of windows that fit a wanted output size.",
    SpatialRank = 2,
    Prefix = "pool",
    Aliases = "AdaptiveAveragePool AdaptiveAvgPool AdaptiveAvgPool2D AdaptiveAveragePooling2D",
    Example = "OutputSize=7",
    ExampleInput = "14x14x512"
)]
[LayerType(
    "AdaptiveAveragePool1D",
    "The mean of windows of a sequence that fit a wanted output length.",
    SpatialRank = 1,
    Prefix = "pool",
    Aliases = "AdaptiveAvgPool1D AdaptiveAveragePooling1D",
    Example = "OutputSize=10",
    ExampleInput = "100x16"
)]
[LayerType(
    "AdaptiveAveragePool3D",
    "The mean of windows of a volume that fit a wanted output size.",
    SpatialRank = 3,
    Prefix = "pool",
    Aliases = "AdaptiveAvgPool3D AdaptiveAveragePooling3D",
    Example = "OutputSize=1,7,7",
    ExampleInput = "4x14x14x512"
)]
public sealed class AdaptiveAveragePooling(int spatialRank) : AdaptivePooling(spatialRank)
{
    private static readonly string[] Types =
    [
        "AdaptiveAveragePool1D",
        "AdaptiveAveragePool2D",
        "AdaptiveAveragePool3D",
    ];

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    private protected override WorkKind Kind => WorkKind.AdaptiveAveragePooling;
}

/// <summary>The largest value of windows that fit a wanted output size.</summary>
[LayerType(
    "AdaptiveMaxPool2D",
    "The largest value of windows that fit a wanted output size.",
    SpatialRank = 2,
    Prefix = "pool",
    Aliases = "AdaptiveMaxPool AdaptiveMaxPooling2D",
    Example = "OutputSize=7",
    ExampleInput = "14x14x512"
)]
[LayerType(
    "AdaptiveMaxPool1D",
    "The largest value of windows of a sequence that fit a wanted output length.",
    SpatialRank = 1,
    Prefix = "pool",
    Aliases = "AdaptiveMaxPooling1D",
    Example = "OutputSize=10",
    ExampleInput = "100x16"
)]
[LayerType(
    "AdaptiveMaxPool3D",
    "The largest value of windows of a volume that fit a wanted output size.",
    SpatialRank = 3,
    Prefix = "pool",
    Aliases = "AdaptiveMaxPooling3D",
    Example = "OutputSize=1,7,7",
    ExampleInput = "4x14x14x512"
)]
public sealed class AdaptiveMaxPooling(int spatialRank) : AdaptivePooling(spatialRank)
{
    private static readonly string[] Types = ["AdaptiveMaxPool1D", "AdaptiveMaxPool2D", "AdaptiveMaxPool3D"];

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    private protected override WorkKind Kind => WorkKind.AdaptiveMaxPooling;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input(), SavedTensor.Indices(outputs[0].ElementCount));
}
