using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>Positions cut off around the image.</summary>
[LayerType(
    "Cropping2D",
    "Cuts positions off around the image.",
    SpatialRank = 2,
    Prefix = "crop",
    Aliases = "Cropping Crop Crop2D",
    Example = "Cropping=2",
    ExampleInput = "32x32x3"
)]
[LayerType(
    "Cropping1D",
    "Cuts positions off at the ends of the sequence.",
    SpatialRank = 1,
    Prefix = "crop",
    Aliases = "Crop1D",
    Example = "Cropping=0:4",
    ExampleInput = "100x16"
)]
[LayerType(
    "Cropping3D",
    "Cuts positions off around the volume.",
    SpatialRank = 3,
    Prefix = "crop",
    Aliases = "Crop3D",
    Example = "Cropping=0,8,8",
    ExampleInput = "16x112x112x3"
)]
public sealed class CroppingLayer(int spatialRank) : AxiswiseLayer(spatialRank)
{
    private static readonly string[] Types = ["Cropping1D", "Cropping2D", "Cropping3D"];

    private static readonly Formula Difference = new(
        "i - b - e",
        "i: input; b, e: positions cut off at the beginning and the end"
    );

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The positions that are cut off at the beginning and the end of each axis.</summary>
    [Setting("Positions cut off: a number, one per axis, or pairs begin:end per axis.", Required = true)]
    public required Padding Cropping
    {
        get;
        init => field = Setting.NotNegative(Setting.InNumbers(value));
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        WindowPerAxis(axis => ReceptiveAxis.Window(1, 1, -Cropping[axis].Begin));

    private protected override void CheckRanks() => Checked(Cropping, nameof(Cropping));

    private protected override Working Rule(int axis, long size)
    {
        var rule = Difference.With(size, Cropping[axis].Begin, Cropping[axis].End);
        return rule.Value >= 1
            ? rule
            : throw new LayerException(
                ErrorId.InvalidSetting,
                Wording.InNumber($"Cropping {Cropping} leaves nothing of {size} position[s] ({SpatialAxes[axis]})")
            );
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
