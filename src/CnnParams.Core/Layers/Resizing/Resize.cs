using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>An image made larger or smaller to a certain size.</summary>
[LayerType(
    "Resize2D",
    "Brings the image to a certain size.",
    SpatialRank = 2,
    Prefix = "resize",
    Aliases = "Resize Resizing",
    Example = "OutputSize=224; Interpolation=Bilinear",
    ExampleInput = "256x256x3"
)]
[LayerType(
    "Resize1D",
    "Brings the sequence to a certain length.",
    SpatialRank = 1,
    Prefix = "resize",
    Example = "OutputSize=50",
    ExampleInput = "100x16"
)]
[LayerType(
    "Resize3D",
    "Brings the volume to a certain size.",
    SpatialRank = 3,
    Prefix = "resize",
    Example = "OutputSize=16,56,56",
    ExampleInput = "16x112x112x3"
)]
public sealed class Resize(int spatialRank) : ResamplingLayer(spatialRank)
{
    private static readonly string[] Types = ["Resize1D", "Resize2D", "Resize3D"];

    private static readonly Formula Wanted = new("o", "o: wanted output");

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The output size, by axis.</summary>
    [Setting("The output size: 224, or one per axis as 224,160.", Required = true)]
    public required Extent OutputSize
    {
        get;
        init => field = Setting.Positive(value);
    }

    /// <summary>A size that a file states, which may be another for another input.</summary>
    public static Resize OfFile(Extent size, int spatialRank, Interpolation interpolation) =>
        new(spatialRank)
        {
            OutputSize = size,
            Interpolation = interpolation,
            Notes = new SourceNotes { IsSizeStored = true },
        };

    /// <inheritdoc/>
    internal override bool HasStoredShape => Notes.IsSizeStored;

    /// <inheritdoc/>
    // A size that was taken from another layer, or from the input when the network was made, is not that of any other.
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var known = base.OutputShape(inputs);
        return IsOpen(inputs)
            ? known.WithSpatial([.. Enumerable.Repeat(Dimension.Unknown, SpatialRank)], known.Channels)
            : known;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        IsOpen(inputs) ? [] : base.ExplainShape(inputs, output);

    private protected override (long Larger, long Smaller)? Factor(LayerInputs inputs, int axis) =>
        !IsOpen(inputs) && Image(inputs).Spatial(axis).Size is > 0 and var size ? (OutputSize[axis], size) : null;

    private protected override void CheckRanks() => Checked(OutputSize, nameof(OutputSize));

    private protected override Working Rule(int axis, long size) => Wanted.With(OutputSize[axis]);

    private protected override Dimension Open(int axis, Dimension input) => OutputSize[axis];

    private bool IsOpen(LayerInputs inputs) => Notes.IsSizeOpen || !IsAsStored(inputs);

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
