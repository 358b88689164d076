using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>An image made larger by a whole number of times, or by a real factor: floor(in * factor).</summary>
[LayerType(
    "UpSampling2D",
    "Makes the image larger by a factor.",
    SpatialRank = 2,
    Prefix = "up",
    Aliases = "UpSampling Upsample Upsample2D",
    Example = "Size=2",
    ExampleInput = "14x14x64"
)]
[LayerType(
    "UpSampling1D",
    "Makes the sequence longer by a factor.",
    SpatialRank = 1,
    Prefix = "up",
    Aliases = "Upsample1D",
    Example = "Size=2",
    ExampleInput = "50x16"
)]
[LayerType(
    "UpSampling3D",
    "Makes the volume larger by a factor.",
    SpatialRank = 3,
    Prefix = "up",
    Aliases = "Upsample3D",
    Example = "Size=2",
    ExampleInput = "8x14x14x32"
)]
public sealed class UpSampling(int spatialRank) : ResamplingLayer(spatialRank)
{
    private static readonly string[] Types = ["UpSampling1D", "UpSampling2D", "UpSampling3D"];

    private static readonly Formula Times = new("i * f", "i: input; f: factor");

    private static readonly Formula Fraction = new("floor(i * p / q)", "i: input; p / q: the factor as a fraction");

    private static readonly Formula RoundedFraction = new(
        "floor(i * p / q) + r",
        Fraction.Legend + "; r: what floating point makes of i times the factor, beyond the fraction"
    );

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>
    /// How many times larger each axis becomes; 2 when neither this nor <see cref="ScaleFactor"/> is given.
    /// </summary>
    [Setting(
        "How many times larger: 2, or one per axis as 2,4; 2 when neither it nor ScaleFactor is given.",
        First = true
    )]
    public Extent? Size
    {
        get;
        init => field = Setting.PositiveOrNone(value);
    }

    /// <summary>A real factor for all axes or one for each, as PyTorch has it; below 1 makes smaller.</summary>
    [Setting("A real factor in place of Size, for all axes or one for each: 1.5, or 0.5,2.")]
    public IReadOnlyList<double> ScaleFactor
    {
        get;
        init => field = CheckedFactors(value);
    } = [];

    /// <summary>A factor that follows from the size that a file states: for another input it may be none.</summary>
    public static UpSampling OfFile(Extent factor, int spatialRank, Interpolation interpolation) =>
        new(spatialRank)
        {
            Size = factor,
            Interpolation = interpolation,
            Notes = new SourceNotes { IsSizeStored = true },
        };

    /// <inheritdoc/>
    internal override bool HasStoredShape => Notes.IsSizeStored;

    /// <inheritdoc/>
    internal override string? Assumption(LayerInputs inputs) =>
        IsAsStored(inputs)
            ? base.Assumption(inputs)
            : $"its file states the output size for {string.Join(", ", InputsWhenStored!)}, {Whole} times larger; that "
                + "it is as many times larger for another input is assumed";

    private protected override (long Larger, long Smaller)? Factor(LayerInputs inputs, int axis) =>
        IsReal ? Ratio.Of(RealFactor(axis)) : (Whole[axis], 1);

    private protected override void CheckRanks()
    {
        if (IsReal && Size is not null)
            throw Setting.Invalid(
                nameof(ScaleFactor),
                SettingValue.Text(ScaleFactor),
                $"left out where Size is given, {Size} here"
            );
        if (ScaleFactor.Count > 1 && ScaleFactor.Count != SpatialRank)
            throw Setting.Invalid(nameof(ScaleFactor), SettingValue.Text(ScaleFactor), AxisCount);
        Checked(Whole, nameof(Size));
    }

    private protected override Working Rule(int axis, long size)
    {
        if (!IsReal)
            return Times.With(size, Whole[axis]);

        // PyTorch multiplies as floating-point numbers and cuts off (torch/nn/functional.py, interpolate): 100 * 0.29
        // is 28.
        double factor = RealFactor(axis);
        double output = Math.Floor(size * factor);
        if (output is < 1 or >= long.MaxValue)
            throw new LayerException(
                ErrorId.InvalidSetting,
                Wording.InNumber(
                    $"ScaleFactor {SettingValue.Text(factor)} makes {size} position[s] ({SpatialAxes[axis]}) "
                ) + $"{SettingValue.Text(output)}"
            );
        var (numerator, denominator) = Ratio.Of(factor);
        var exact = Fraction.With(size, numerator, denominator);
        long rounding = (long)output - exact.Value;
        return rounding == 0 ? exact : RoundedFraction.With(size, numerator, denominator, rounding);
    }

    private bool IsReal => ScaleFactor.Count > 0;

    private Extent Whole => Size ?? 2;

    private double RealFactor(int axis) => ScaleFactor[ScaleFactor.Count == 1 ? 0 : axis];

    private static IReadOnlyList<double> CheckedFactors(IReadOnlyList<double> factors) =>
        factors.All(factor => factor is > 0 and < double.PositiveInfinity)
            ? factors
            : throw Setting.Invalid(nameof(ScaleFactor), SettingValue.Text(factors), "above 0 on every axis");

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
