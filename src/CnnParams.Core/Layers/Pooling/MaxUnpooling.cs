using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>
/// A pooling turned round: each value goes where the largest of its window was, the rest is 0. The size is
/// (i - 1) * s - 2 * b + m along each axis (PyTorch's MaxUnpool2d). Where the values go is no input here.
/// </summary>
[LayerType(
    "MaxUnpool2D",
    "Max pooling turned round: values go back to where they were the largest.",
    SpatialRank = 2,
    Prefix = "unpool",
    Example = "PoolSize=2",
    ExampleInput = "14x14x8"
)]
[LayerType(
    "MaxUnpool1D",
    "Max pooling of a sequence turned round.",
    SpatialRank = 1,
    Prefix = "unpool",
    Example = "PoolSize=2",
    ExampleInput = "50x16"
)]
[LayerType(
    "MaxUnpool3D",
    "Max pooling of a volume turned round.",
    SpatialRank = 3,
    Prefix = "unpool",
    Example = "PoolSize=2",
    ExampleInput = "8x14x14x8"
)]
public sealed class MaxUnpooling(int spatialRank) : AxiswiseLayer(spatialRank)
{
    private static readonly string[] Types = ["MaxUnpool1D", "MaxUnpool2D", "MaxUnpool3D"];

    private static readonly Formula Size = new("(i - 1) * s - 2 * b + m", "i: input; s: stride; b: padding; m: window");

    private static readonly Formula Wanted = new("o", "o: wanted output");

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The size of the window.</summary>
    [Setting(
        "The size of the window that was pooled: 2, or one per axis as 3,2. 2 when not given.",
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

    /// <summary>The padding of the pooling, a number for all axes or one for each.</summary>
    [Setting("The padding that the pooling had: a number, or one per axis.")]
    public Padding Padding
    {
        get;
        init => field = Setting.NotNegative(Setting.InNumbers(value));
    } = 0;

    /// <summary>The output's size, where several inputs of the pooling would give the same.</summary>
    [Setting("The output's size, where it is not that of the rule.")]
    public Extent? OutputSize
    {
        get;
        init => field = Setting.PositiveOrNone(value);
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    private protected override void CheckRanks()
    {
        Checked(PoolSize, nameof(PoolSize));
        Checked(Padding, nameof(Padding));
        if (Stride is not null)
            Checked(Stride, nameof(Stride));
        if (OutputSize is not null)
            Checked(OutputSize, nameof(OutputSize));
    }

    private protected override Working Rule(int axis, long size)
    {
        if (OutputSize is { } wanted)
            return Wanted.With(wanted[axis]);
        var rule = Size.With(size, (Stride ?? PoolSize)[axis], Padding[axis].Begin, PoolSize[axis]);
        return rule.Value >= 1
            ? rule
            : throw new LayerException(
                ErrorId.InvalidSetting,
                Wording.InNumber($"nothing is left for {size} position[s]: {rule}; use less padding")
            );
    }

    /// <inheritdoc/>
    // The positions are those that the pooling has kept.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
