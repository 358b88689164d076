using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>A window that is summed up in one value for each channel: nothing is learned.</summary>
public abstract class Pooling : WindowLayer, IPooling
{
    private protected Pooling(int spatialRank)
        : base(spatialRank) { }

    /// <summary>The size of the window.</summary>
    [Setting(
        "The size of the window: 2, or one per axis as 3,2 or '3x2'. 2 when not given.",
        First = true,
        OtherNames = "KernelSize"
    )]
    public Extent PoolSize
    {
        get;
        init => field = Setting.Positive(value);
    } = 2;

    /// <summary>Positions from one window to the next; the size of the window when not given.</summary>
    [Setting("Positions from one window to the next; the size of the window when not given.")]
    public Extent? Stride
    {
        get;
        init => field = Setting.PositiveOrNone(value);
    }

    /// <summary>How the last window is rounded.</summary>
    [Setting("How the last window is rounded: Floor, Ceil (PyTorch's ceil_mode) or CeilCaffe.")]
    public WindowRounding CeilMode { get; init; }

    internal override Extent Window => PoolSize;

    private protected override Extent Steps => Stride ?? PoolSize;

    internal override string WindowSetting => nameof(PoolSize);

    private protected override WindowRounding Rounding => CeilMode;

    private protected abstract WorkKind Kind { get; }

    /// <summary>Operations on single values for a window of <paramref name="size"/> values.</summary>
    private protected abstract long Operations(long size);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        return Slide(image, image.Channels);
    }

    private protected override void CheckRanks()
    {
        base.CheckRanks();
        for (int i = 0; i < SpatialRank; i++)
        {
            // Padding that differs at the two ends comes from frameworks without PyTorch's rule (aten Pool.h).
            long most = Along(i).Reach / 2;
            if (Padding[i].Begin == Padding[i].End && Padding[i].End > most)
                throw Setting.Invalid(
                    nameof(Padding),
                    Padding,
                    $"at most {most} ({SpatialAxes[i]}), half of the window, or a window would see padding alone"
                );
        }
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedImage(inputs));

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [
            Layers.Work.PerElement(
                Kind,
                output.ElementCount,
                Operations(PoolSize.Product(SpatialRank)),
                window: PoolSize
            ),
        ];
}

/// <summary>The largest value of each window.</summary>
[LayerType(
    "MaxPool2D",
    "The largest value of each window.",
    SpatialRank = 2,
    Aliases = "MaxPool MaxPooling MaxPooling2D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "MaxPool1D",
    "The largest value of each window of a sequence.",
    SpatialRank = 1,
    Aliases = "MaxPooling1D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "100x16"
)]
[LayerType(
    "MaxPool3D",
    "The largest value of each window of a volume.",
    SpatialRank = 3,
    Aliases = "MaxPooling3D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "16x112x112x3"
)]
public sealed class MaxPooling(int spatialRank) : Pooling(spatialRank)
{
    private static readonly string[] Types = ["MaxPool1D", "MaxPool2D", "MaxPool3D"];

    /// <inheritdoc/>
    internal override bool AppliesActivation => true;

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>Positions from one value of the window to the next.</summary>
    [Setting("Positions from one value of the window to the next, 1 when not given.")]
    public Extent Dilation
    {
        get;
        init => field = Setting.Positive(value);
    } = Extent.One;

    private protected override Extent Spread => Dilation;

    private protected override WorkKind Kind => WorkKind.MaxPooling;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedImage(inputs), SavedTensor.Indices(outputs[0].ElementCount));

    // A comparison for each value but the first.
    private protected override long Operations(long size) => size - 1;
}

/// <summary>The mean of each window.</summary>
[LayerType(
    "AveragePool2D",
    "The mean of each window.",
    SpatialRank = 2,
    Aliases = "AveragePool AvgPool2D AveragePooling AveragePooling2D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "AveragePool1D",
    "The mean of each window of a sequence.",
    SpatialRank = 1,
    Aliases = "AvgPool1D AveragePooling1D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "100x16"
)]
[LayerType(
    "AveragePool3D",
    "The mean of each window of a volume.",
    SpatialRank = 3,
    Aliases = "AvgPool3D AveragePooling3D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "16x112x112x3"
)]
public sealed class AveragePooling(int spatialRank) : Pooling(spatialRank)
{
    private static readonly string[] Types = ["AveragePool1D", "AveragePool2D", "AveragePool3D"];

    /// <inheritdoc/>
    internal override bool AppliesActivation => true;

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>Whether padding counts in the mean; it changes values, not sizes.</summary>
    [Setting("Whether padding counts in the mean; it changes values, not sizes.")]
    public bool CountIncludePad { get; init; } = true;

    private protected override WorkKind Kind => WorkKind.AveragePooling;

    // An addition for each value but the first, and one multiplication.
    private protected override long Operations(long size) => size;
}

/// <summary>The length of each window's values as a vector, in the norm p: (sum of |x|^p)^(1/p).</summary>
[LayerType(
    "LPPool2D",
    "The p-norm of each window: the root of its values' sum of powers.",
    SpatialRank = 2,
    Aliases = "LPPool LPPooling2D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "LPPool1D",
    "The p-norm of each window of a sequence.",
    SpatialRank = 1,
    Aliases = "LPPooling1D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "100x16"
)]
[LayerType(
    "LPPool3D",
    "The p-norm of each window of a volume.",
    SpatialRank = 3,
    Aliases = "LPPooling3D",
    Prefix = "pool",
    Example = "PoolSize=2",
    ExampleInput = "16x112x112x3"
)]
public sealed class LPPooling(int spatialRank) : Pooling(spatialRank)
{
    private static readonly string[] Types = ["LPPool1D", "LPPool2D", "LPPool3D"];

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The power p; it changes values, not sizes.</summary>
    [Setting("The power p of the norm; it changes values, not sizes.")]
    public double NormType
    {
        get;
        init => field = value > 0 ? value : throw Setting.Invalid(nameof(NormType), value, "above 0");
    } = 2;

    private protected override WorkKind Kind => WorkKind.PowerPooling;

    /// <inheritdoc/>
    // torch.nn.functional.lp_pool2d: powers, their means, sign and size of those, and the sums before the root.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(
            SavedImage(inputs),
            SavedTensor.Inner("powers", inputs.First.ElementCount),
            SavedTensor.Inner("means, their signs and sizes, and sums", checked(4 * outputs[0].ElementCount)),
            SavedTensor.Factor
        )
        {
            Mixed = MixedPrecision.Single,
        };

    // A power for each value, an addition for each but the first, and one root.
    private protected override long Operations(long size) => checked(2 * size);
}
