using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Values moved between channels and space by a factor r: what PixelShuffle and its inverse have in common.
/// </summary>
public abstract class PixelRearrangement : SpatialLayer
{
    private protected PixelRearrangement()
        : base(2) { }

    /// <summary>How many times larger, or smaller, the image becomes on each axis.</summary>
    [Setting("How many times larger or smaller the image becomes on each axis.", Required = true)]
    public required long Factor
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The rule of each axis, in order: spatial axes by <paramref name="size"/>.</summary>
    private protected abstract Working Spatial(long size);

    private protected abstract Working Channels(long size);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        return image.WithSpatial(PerAxis(axis => After(image.Spatial(axis), Spatial)), After(image.Channels, Channels));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var rules = ExplainAxes(inputs, (_, size) => Spatial(size));
        return Image(inputs).Channels.Size is { } channels
            ? [.. rules, new AxisRule("channels", Channels(channels))]
            : rules;
    }

    private protected long Divisible(long size, long divisor, string what) =>
        size % divisor == 0
            ? size
            : throw new LayerException(
                ErrorId.InvalidShape,
                $"{size} {what} are not divisible by {divisor}, for a factor of {Factor}"
            );

    private static Dimension After(Dimension size, Func<long, Working> rule) =>
        size.Size is { } known ? rule(known).Value : Dimension.Unknown;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}

/// <summary>
/// r * r channels become one, r times larger on each axis: sub-pixel convolution's second half (arXiv 1609.05158).
/// </summary>
[LayerType(
    "PixelShuffle",
    "Channels become space: r * r channels become one that is r times as high and wide.",
    Prefix = "shuffle",
    Aliases = "DepthToSpace",
    Example = "Factor=2",
    ExampleInput = "14x14x64"
)]
public sealed class PixelShuffle : PixelRearrangement
{
    private static readonly Formula Larger = new("i * r", "i: input; r: factor");

    private static readonly Formula Fewer = new("d / (r * r)", "d: input channels; r: factor");

    /// <inheritdoc/>
    public override string Type => "PixelShuffle";

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        WindowPerAxis(_ => Resampling.Nearest(Factor, 1));

    private protected override Working Spatial(long size) => Larger.With(size, Factor);

    private protected override Working Channels(long size) =>
        Fewer.With(Divisible(size, checked(Factor * Factor), "channels"), Factor);
}

/// <summary>Space becomes channels: the inverse of <see cref="PixelShuffle"/>.</summary>
[LayerType(
    "PixelUnshuffle",
    "Space becomes channels: each square of r x r positions becomes r * r channels.",
    Prefix = "unshuffle",
    Aliases = "SpaceToDepth",
    Example = "Factor=2",
    ExampleInput = "28x28x16"
)]
public sealed class PixelUnshuffle : PixelRearrangement
{
    private static readonly Formula Smaller = new("i / r", "i: input; r: factor");

    private static readonly Formula More = new("d * r * r", "d: input channels; r: factor");

    /// <inheritdoc/>
    public override string Type => "PixelUnshuffle";

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        WindowPerAxis(_ => ReceptiveAxis.Window(Factor, Factor, 0));

    private protected override Working Spatial(long size) => Smaller.With(Divisible(size, Factor, "positions"), Factor);

    private protected override Working Channels(long size) => More.With(size, Factor);
}
