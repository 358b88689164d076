using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>What kind of arithmetic a layer does; cost conventions differ by it.</summary>
public enum WorkKind : long
{
    /// <summary>Moves or names values; computes nothing.</summary>
    DataMovement,

    /// <summary>A filter at every output position.</summary>
    Convolution,

    /// <summary>A filter spread out from every input position.</summary>
    TransposedConvolution,

    /// <summary>A filter at every output position that reads where another input says.</summary>
    DeformableConvolution,

    /// <summary>A filter at every output position, whose weights are computed before.</summary>
    ComputedConvolution,

    /// <summary>The weights of a filter brought to mean 0 and deviation 1.</summary>
    WeightStandardization,

    /// <summary>The weights of a filter mixed from those of several experts.</summary>
    WeightMixing,

    /// <summary>A filter of its own at every output position.</summary>
    LocalConvolution,

    /// <summary>A product with a matrix of weights.</summary>
    Linear,

    /// <summary>Every pair of values of two tensors, weighed.</summary>
    Bilinear,

    /// <summary>A product of two computed tensors.</summary>
    MatrixProduct,

    /// <summary>A projection of query, key, value or output within an attention.</summary>
    AttentionProjection,

    /// <summary>Queries with keys, or their weights with values, within an attention.</summary>
    AttentionProduct,

    /// <summary>The softmax of an attention's weights.</summary>
    AttentionSoftmax,

    /// <summary>The gates of a recurrent layer; <see cref="Work.Detail"/> names it.</summary>
    Recurrent,

    /// <summary>A row looked up in a table.</summary>
    Lookup,

    /// <summary>Batch normalisation.</summary>
    BatchNormalization,

    /// <summary>Layer normalisation over the last axes.</summary>
    LayerNormalization,

    /// <summary>Layer normalisation over other axes, as torchvision's LayerNorm2d over the channels in front.</summary>
    InnerLayerNormalization,

    /// <summary>Division by the root of the mean square.</summary>
    RootMeanSquareNormalization,

    /// <summary>Group normalisation.</summary>
    GroupNormalization,

    /// <summary>Instance normalisation.</summary>
    InstanceNormalization,

    /// <summary>Normalisation and activation in one.</summary>
    EvoNormalization,

    /// <summary>Normalisation over neighbouring channels.</summary>
    LocalResponseNormalization,

    /// <summary>The largest value of a window.</summary>
    MaxPooling,

    /// <summary>The mean of a window.</summary>
    AveragePooling,

    /// <summary>A window weighed by numbers that nobody learns.</summary>
    Blurring,

    /// <summary>The p-norm of a window.</summary>
    PowerPooling,

    /// <summary>The mean of windows that fit a wanted output size, global pooling among them.</summary>
    AdaptiveAveragePooling,

    /// <summary>The largest value of windows that fit a wanted output size.</summary>
    AdaptiveMaxPooling,

    /// <summary>
    /// The mean over all positions that drops their axes, which frameworks write as a mean and not as a pooling.
    /// </summary>
    Mean,

    /// <summary>A function of one value; <see cref="Work.Detail"/> names it.</summary>
    Activation,

    /// <summary>A function of two or more tensors, value by value.</summary>
    ElementWise,

    /// <summary>Larger images; <see cref="Work.Detail"/> names the interpolation.</summary>
    Upsampling,

    /// <summary>Values left out in training, where <see cref="Work.Detail"/> says how; nothing in inference.</summary>
    Dropout,

    /// <summary>An operator that is not understood: its cost is not known, and never counted as zero.</summary>
    Unknown,
}

/// <summary>The arithmetic of a layer on one sample.</summary>
public sealed class Work
{
    /// <summary>Arithmetic of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="macs">Multiply-accumulates with weights or of matrix products; null where they are not
    /// known.</param>
    public Work(WorkKind kind, Working? macs)
    {
        Kind = kind;
        Macs = macs;
    }

    /// <summary>No arithmetic.</summary>
    public static Work None { get; } = new(WorkKind.DataMovement, Working.Zero);

    /// <summary>Arithmetic of which nothing is known.</summary>
    public static Work Unknown { get; } = new(WorkKind.Unknown, null);

    /// <summary>The kind.</summary>
    public WorkKind Kind { get; }

    /// <summary>
    /// Multiply-accumulates (one multiplication and one addition each), as a formula; bias is not one of them.
    /// </summary>
    public Working? Macs { get; }

    /// <summary>Additions of a bias.</summary>
    public long BiasAdds { get; init; }

    /// <summary>Operations on single values besides: comparisons, additions, multiplications.</summary>
    public long ElementOperations { get; init; }

    /// <summary>The values that it computes, or where many become few, those that it reads.</summary>
    public long Elements { get; init; }

    /// <summary>
    /// The window of a pooling or of a filter, as it was stated: one size for every axis, or one per axis.
    /// </summary>
    public Extent? Window { get; init; }

    /// <summary>Positions that a transposed convolution makes of one of its input, as its strides say.</summary>
    public long Stride { get; init; } = 1;

    /// <summary>Whether a normalisation has learned factors.</summary>
    public bool IsAffine { get; init; }

    /// <summary>Which function, which interpolation.</summary>
    public string Detail { get; init; } = "";

    /// <summary>
    /// Arithmetic on single values only: <paramref name="operations"/> for each of <paramref name="elements"/>.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="elements">The number of values, or null where it is not known.</param>
    /// <param name="operations">Operations for each.</param>
    /// <param name="detail">Which function.</param>
    /// <param name="window">The window that each is computed from, where there is one.</param>
    /// <param name="isAffine">Whether learned factors take part.</param>
    public static Work PerElement(
        WorkKind kind,
        long? elements,
        long operations,
        string detail = "",
        Extent? window = null,
        bool isAffine = false
    ) =>
        new(kind, elements is null ? null : Working.Zero)
        {
            ElementOperations = checked((elements ?? 0) * operations),
            Elements = elements ?? 0,
            Detail = detail,
            Window = window,
            IsAffine = isAffine,
        };

    /// <summary>This arithmetic done several times; see <see cref="Working.Times"/>.</summary>
    internal Work Times(long times, string symbol, string meaning) =>
        new(Kind, Macs?.Times(times, symbol, meaning))
        {
            BiasAdds = checked(times * BiasAdds),
            ElementOperations = checked(times * ElementOperations),
            Elements = checked(times * Elements),
            Window = Window,
            Stride = Stride,
            IsAffine = IsAffine,
            Detail = Detail,
        };
}
