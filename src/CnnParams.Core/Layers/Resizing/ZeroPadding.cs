using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>Positions added around the image; negative numbers cut positions off, as in PyTorch.</summary>
[LayerType(
    "ZeroPadding2D",
    "Adds positions around the image: zeros, or its own values.",
    SpatialRank = 2,
    Prefix = "pad",
    Aliases = "ZeroPadding ZeroPad2D ConstantPad2D ZeroPad",
    Example = "Padding=0:1,0:1",
    ExampleInput = "224x224x3"
)]
[LayerType(
    "ZeroPadding1D",
    "Adds positions at the ends of the sequence.",
    SpatialRank = 1,
    Prefix = "pad",
    Aliases = "ZeroPad1D ConstantPad1D",
    Example = "Padding=2:0",
    ExampleInput = "100x16"
)]
[LayerType(
    "ZeroPadding3D",
    "Adds positions around the volume.",
    SpatialRank = 3,
    Prefix = "pad",
    Aliases = "ZeroPad3D ConstantPad3D",
    Example = "Padding=1",
    ExampleInput = "16x112x112x3"
)]
public sealed class ZeroPadding(int spatialRank) : AxiswiseLayer(spatialRank)
{
    private static readonly string[] Types = ["ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"];

    private static readonly Formula Sum = new(
        "i + b + e",
        "i: input; b, e: positions added at the beginning and the end"
    );

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The positions that are added at the beginning and the end of each axis.</summary>
    [Setting(
        "Positions added: a number, one per axis, or pairs begin:end per axis; negative numbers cut off.",
        First = true
    )]
    public Padding Padding
    {
        get;
        init => field = Setting.InNumbers(value);
    } = 1;

    /// <summary>The values that are added; they do not change sizes, but limit them.</summary>
    [Setting("The values that are added: Constant, Reflect, Replicate or Circular.")]
    public PaddingValues Mode { get; init; }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        WindowPerAxis(axis => ReceptiveAxis.Window(1, 1, Padding[axis].Begin));

    private protected override void CheckRanks() => Checked(Padding, nameof(Padding));

    private protected override Working Rule(int axis, long size)
    {
        var (begin, end) = Padding[axis];
        var rule = Sum.With(size, begin, end);
        if (rule.Value < 1)
            throw new LayerException(
                ErrorId.InvalidSetting,
                Wording.InNumber($"Padding {Padding} leaves nothing of {size} position[s] ({SpatialAxes[axis]})")
            );

        // A position is not reflected at itself, and an image is repeated once at most (PyTorch's F.pad).
        long most = Mode switch
        {
            PaddingValues.Reflect => size - 1,
            PaddingValues.Circular => size,
            _ => long.MaxValue,
        };
        return Math.Max(begin, end) <= most
            ? rule
            : throw Setting.Invalid(
                nameof(Padding),
                Padding,
                Wording.InNumber($"at most {most} for {Mode} and {size} position[s] ({SpatialAxes[axis]})")
            );
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        Mode is PaddingValues.Reflect or PaddingValues.Replicate ? new(SavedTensor.Input()) : BackwardNeeds.Nothing;
}

/// <summary>The values that are added around an image.</summary>
public enum PaddingValues : long
{
    /// <summary>Zeros, or another number.</summary>
    Constant,

    /// <summary>The image mirrored at its outermost positions.</summary>
    Reflect,

    /// <summary>The outermost positions repeated.</summary>
    Replicate,

    /// <summary>The image repeated.</summary>
    Circular,
}
