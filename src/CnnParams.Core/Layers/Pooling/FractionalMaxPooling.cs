using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>
/// The largest value of windows whose places are drawn by chance, so that the output has a wanted size or share of the
/// input: floor(r * i) along each axis (PyTorch's FractionalMaxPool2d and FractionalMaxPool3d; Graham,
/// arXiv:1412.6071).
/// </summary>
[LayerType(
    "FractionalMaxPool2D",
    "The largest value of windows that are placed by chance, for a wanted output size or ratio.",
    SpatialRank = 2,
    Prefix = "pool",
    Example = "PoolSize=2; ScaleFactor=0.7",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "FractionalMaxPool3D",
    "The largest value of windows of a volume that are placed by chance.",
    SpatialRank = 3,
    Prefix = "pool",
    Example = "PoolSize=2; ScaleFactor=0.7",
    ExampleInput = "16x28x28x8"
)]
public sealed class FractionalMaxPooling(int spatialRank) : AxiswiseLayer(spatialRank), IPooling
{
    private static readonly string[] Types = ["", "FractionalMaxPool2D", "FractionalMaxPool3D"];

    private static readonly Formula Wanted = new("o", "o: wanted output");

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The size of the window.</summary>
    [Setting(
        "The size of the window: 2, or one per axis as 3,2. 2 when not given.",
        First = true,
        OtherNames = "KernelSize"
    )]
    public Extent PoolSize
    {
        get;
        init => field = Setting.Positive(value);
    } = 2;

    /// <summary>The output's size; this or <see cref="ScaleFactor"/>.</summary>
    [Setting("The output's size: 13, or one per axis as 13,12. Give this or ScaleFactor.")]
    public Extent? OutputSize
    {
        get;
        init => field = Setting.PositiveOrNone(value);
    }

    /// <summary>The output's share of the input, below 1, for all axes or for each.</summary>
    [Setting(
        "The output's share of the input (PyTorch's output_ratio), below 1, for all axes or one for each. Give this or "
            + "OutputSize."
    )]
    public IReadOnlyList<double> ScaleFactor
    {
        get;
        init =>
            field = value.All(share => share is > 0 and < 1)
                ? value
                : throw Setting.Invalid(nameof(ScaleFactor), string.Join(",", value), "between 0 and 1");
    } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [
            Layers.Work.PerElement(
                WorkKind.MaxPooling,
                output.ElementCount,
                PoolSize.Product(SpatialRank) - 1,
                window: PoolSize
            ),
        ];

    /// <inheritdoc/>
    // Where the windows lie is drawn anew each time.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    private protected override void CheckRanks()
    {
        Checked(PoolSize, nameof(PoolSize));
        if (OutputSize is null == (ScaleFactor.Count == 0))
            throw new LayerException(ErrorId.MissingSetting, $"{Type} needs OutputSize or ScaleFactor, one of them");
        if (OutputSize is not null)
            Checked(OutputSize, nameof(OutputSize));
        if (ScaleFactor.Count > 1 && ScaleFactor.Count != SpatialRank)
            throw Setting.Invalid(nameof(ScaleFactor), string.Join(",", ScaleFactor), AxisCount);
    }

    private protected override Working Rule(int axis, long size)
    {
        long output = OutputSize is { } wanted
            ? wanted[axis]
            : (long)(size * ScaleFactor[ScaleFactor.Count == 1 ? 0 : axis]);
        // aten/src/ATen/native/FractionalMaxPool2d.cpp
        return output >= 1 && checked(output + PoolSize[axis] - 1) <= size
            ? Wanted.With(output)
            : throw new LayerException(
                ErrorId.WindowTooLarge,
                Wording.InNumber(
                    $"{output} window[s] of {PoolSize[axis]} do not fit into {size} position[s] ({SpatialAxes[axis]})"
                )
            );
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input(), SavedTensor.Indices(outputs[0].ElementCount));
}
