using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// The values that a window sees at each of its places, as a column (im2col, PyTorch's Unfold): of an image of d
/// channels d * m * n values for each of u places.
/// </summary>
[LayerType(
    "Unfold",
    "What a window sees at each of its places, as a column (im2col).",
    SpatialRank = 2,
    Prefix = "unfold",
    Aliases = "Im2Col",
    Example = "KernelSize=3",
    ExampleInput = "28x28x8"
)]
public sealed class Unfold(int spatialRank) : WindowLayer(spatialRank)
{
    private static readonly Formula Values = new("d * m * n", "d: input channels; m, n: kernel height and width");

    private static readonly Formula Places = new("u * v", "u, v: places along height and width");

    /// <inheritdoc/>
    public override string Type => "Unfold";

    /// <summary>The size of the window.</summary>
    [Setting("The size of the window: 3, or one per axis as 5,3.", Required = true)]
    public required Extent KernelSize
    {
        get;
        init => field = Setting.Positive(value);
    }

    /// <summary>Positions from one window to the next.</summary>
    [Setting("Positions from one window to the next.")]
    public Extent Stride
    {
        get;
        init => field = Setting.Positive(value);
    } = Extent.One;

    /// <summary>Positions from one value that the window sees to the next.</summary>
    [Setting("Positions from one value that the window sees to the next.")]
    public Extent Dilation
    {
        get;
        init => field = Setting.Positive(value);
    } = Extent.One;

    internal override Extent Window => KernelSize;

    private protected override Extent Steps => Stride;

    private protected override Extent Spread => Dilation;

    internal override string WindowSetting => nameof(KernelSize);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        var places = Slide(image, image.Channels);
        Dimension values = image.Channels.Size is { } channels
            ? checked(channels * KernelSize.Product(SpatialRank))
            : Dimension.Unknown;
        Dimension windows =
            places.Spatial(0).Size is { } rows && places.Spatial(1).Size is { } columns
                ? checked(rows * columns)
                : Dimension.Unknown;
        return image.Layout == ShapeLayout.ChannelsFirst ? image.Like(values, windows) : image.Like(windows, values);
    }

    /// <inheritdoc/>
    // Neighbours in the output are no neighbours in the image.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var image = Image(inputs);
        if (
            image.Channels.Size is not { } channels
            || image.Spatial(0).Size is not { } height
            || image.Spatial(1).Size is not { } width
        )
            return [];
        return
        [
            new AxisRule("values", Values.With(channels, KernelSize[0], KernelSize[1])),
            new AxisRule("places", Places.With(Along(0).Output(height).Value, Along(1).Output(width).Value)),
        ];
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input());
}
