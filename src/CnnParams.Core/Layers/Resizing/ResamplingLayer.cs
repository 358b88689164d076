using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>A layer that makes images larger or smaller by computing values between positions.</summary>
public abstract class ResamplingLayer : AxiswiseLayer
{
    private protected ResamplingLayer(int spatialRank)
        : base(spatialRank) { }

    /// <summary>How values between positions are computed; it changes values and work, not sizes.</summary>
    [Setting(
        "How values between positions are computed: Nearest, Bilinear, Bicubic, Area, ...; it changes no size.",
        OtherNames = "Mode"
    )]
    public Interpolation Interpolation { get; init; }

    /// <summary>How many times larger an axis becomes, as a fraction; null where that is not known.</summary>
    private protected abstract (long Larger, long Smaller)? Factor(LayerInputs inputs, int axis);

    /// <inheritdoc/>
    // A mean of t weighted values: t multiplications and t - 1 additions; a value that is only copied takes none.
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        long taken = 1;
        for (int i = 0; i < SpatialRank; i++)
            taken *= Taps;
        return
        [
            Layers.Work.PerElement(
                WorkKind.Upsampling,
                output.ElementCount,
                taken == 1 ? 0 : (2 * taken) - 1,
                Interpolation.ToString()
            ),
        ];
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        WindowPerAxis(axis =>
            Factor(inputs, axis) is not var (larger, smaller)
                ? null
                : Interpolation switch
                {
                    Interpolation.Area => Resampling.Area(larger, smaller),
                    Interpolation.Nearest => Resampling.Nearest(larger, smaller),
                    Interpolation.MitchellCubic => Resampling.Between(larger, smaller, Taps, passesThrough: false),
                    _ => Resampling.Between(larger, smaller, Taps, passesThrough: true),
                }
        );

    // Values along one axis that a value in between is made of.
    private long Taps =>
        Interpolation switch
        {
            Interpolation.Linear or Interpolation.Bilinear or Interpolation.Trilinear => 2,
            Interpolation.Cubic or Interpolation.Bicubic or Interpolation.MitchellCubic => 4,
            Interpolation.Lanczos3 => 6,
            Interpolation.Lanczos5 => 10,
            _ => 1,
        };
}

/// <summary>How values between positions are computed.</summary>
public enum Interpolation : long
{
    /// <summary>The nearest position's value, as frameworks have always rounded it.</summary>
    Nearest,

    /// <summary>The nearest position's value, rounded as image libraries do.</summary>
    NearestExact,

    /// <summary>Along lines between two positions on each axis.</summary>
    Linear,

    /// <summary>As <see cref="Linear"/>, on two axes.</summary>
    Bilinear,

    /// <summary>As <see cref="Linear"/>, on three axes.</summary>
    Trilinear,

    /// <summary>Along cubic curves through four positions on each axis.</summary>
    Cubic,

    /// <summary>As <see cref="Cubic"/>, on two axes.</summary>
    Bicubic,

    /// <summary>The mean of the positions that a new one covers.</summary>
    Area,

    /// <summary>Weighted by a bell curve.</summary>
    Gaussian,

    /// <summary>Lanczos's windowed sine over six positions on each axis.</summary>
    Lanczos3,

    /// <summary>Lanczos's windowed sine over ten positions on each axis.</summary>
    Lanczos5,

    /// <summary>Mitchell and Netravali's cubic curves.</summary>
    MitchellCubic,
}
