using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Convolution with filters shared over all positions: ((m * n * d) + 1) * k parameters for k filters of m x n over
/// d input channels, one bias a filter (the article); d / g channels each in g groups.
/// </summary>
[LayerType(
    "Conv2D",
    "Convolution over an image: filters that slide over height and width.",
    SpatialRank = 2,
    Aliases = "Conv Convolution Convolution2D",
    Prefix = "conv",
    Example = "Filters=8; KernelSize=5"
)]
[LayerType(
    "Conv1D",
    "Convolution over a sequence.",
    SpatialRank = 1,
    Aliases = "Convolution1D",
    Prefix = "conv",
    Example = "Filters=32; KernelSize=5",
    ExampleInput = "100x16"
)]
[LayerType(
    "Conv3D",
    "Convolution over a volume or a video.",
    SpatialRank = 3,
    Aliases = "Convolution3D",
    Prefix = "conv",
    Example = "Filters=64; KernelSize=3",
    ExampleInput = "16x112x112x3"
)]
public sealed class Convolution(int spatialRank) : GroupedFilterLayer(spatialRank)
{
    private static readonly string[] Types = ["Conv1D", "Conv2D", "Conv3D"];

    private static readonly KernelFormulas Partial = new("({0} * t) + k", "{0} * t", "{0} * t * u");

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    private protected override bool KnowsCausal => SpatialRank == 1;

    /// <summary>
    /// The number of connected pairs of an input channel and a filter, where not all are (LeNet-5's C3: 60 of 96).
    /// </summary>
    [Setting("The number of connected pairs of input channel and filter, where not all are (LeNet-5's C3: 60 of 96).")]
    public long? Connections
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        CheckKerasStride(image);
        CheckChannels(image);
        if (Connections is { } pairs && image.Channels.Size is { } depth && pairs > checked(depth * Filters))
            throw Setting.Invalid(
                nameof(Connections),
                pairs,
                $"at most {depth * Filters}: {depth} input channels times {Filters} filters"
            );
        return Slide(image, Filters);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [FilterWork(WorkKind.Convolution, inputs, output, output.Positions)];

    private protected override KernelFormulas Formulas => Connections is not null ? Partial : base.Formulas;

    private protected override KernelNumbers Numbers(LayerInputs inputs, long depth) =>
        base.Numbers(inputs, depth) with
        {
            Pairs = Connections ?? 0,
        };

    // LeNet-5's C3 has a plane of m x n values for each connected pair.
    private protected override Weight Kernel(ShapeLayout layout, long depth) =>
        Connections is { } pairs
            ? new Weight("kernel", WeightRole.Kernel, [.. KernelSizes, pairs])
            : base.Kernel(layout, depth);
}
