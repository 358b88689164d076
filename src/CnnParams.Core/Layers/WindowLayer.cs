using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>A layer that slides a window over an image.</summary>
public abstract class WindowLayer : SpatialLayer
{
    private protected WindowLayer(int spatialRank)
        : base(spatialRank) { }

    /// <summary>Positions from one window to the next.</summary>
    private protected abstract Extent Steps { get; }

    /// <summary>The size of the window.</summary>
    internal abstract Extent Window { get; }

    /// <summary>The name of the setting that <see cref="Window"/> comes from.</summary>
    internal abstract string WindowSetting { get; }

    /// <summary>Zeros around the input; for causal the number of them.</summary>
    [Setting(
        "valid, same, same_lower, causal (convolutions over a sequence), or zeros: a number, one per axis, or pairs "
            + "begin:end per axis."
    )]
    public Padding Padding
    {
        get => IsCausal ? BeforeTheFirst() : field;
        init => field = Causal(Setting.NotNegative(value));
    } = Padding.Valid;

    /// <summary>
    /// Whether causal padding is one that the layer knows: Keras has it for convolutions over a sequence.
    /// </summary>
    private protected virtual bool KnowsCausal => false;

    private bool IsCausal { get; set; }

    /// <summary>Positions from one value that the window sees to the next.</summary>
    private protected virtual Extent Spread => Extent.One;

    /// <summary>How the last window is rounded.</summary>
    private protected virtual WindowRounding Rounding => WindowRounding.Floor;

    private Padding Causal(Padding padding)
    {
        IsCausal = padding.Mode == PaddingMode.Causal;
        return !IsCausal || KnowsCausal
            ? padding
            : throw Setting.Invalid(
                nameof(Padding),
                padding,
                "valid, same or numbers; causal is for convolutions over a sequence"
            );
    }

    // keras/src/layers/convolutional/base_conv.py: dilation * (kernel - 1) zeros, and none at the end.
    private Padding BeforeTheFirst() =>
        Window.HasRank(1) && Spread.HasRank(1)
            ? Padding.Sides((checked(Spread[0] * (Window[0] - 1)), 0))
            : Padding.Valid;

    /// <inheritdoc/>
    internal override IReadOnlyList<(long Size, long Step)> WindowAxes =>
        Window.HasRank(SpatialRank) && Steps.HasRank(SpatialRank)
            ? [.. Enumerable.Range(0, SpatialRank).Select(axis => (Window[axis], Steps[axis]))]
            : [];

    /// <summary>
    /// Zeros at both ends of each axis of an image, however the padding is written; null where a size is open.
    /// </summary>
    internal IReadOnlyList<(long Begin, long End)>? Zeros(LayerInputs inputs)
    {
        var image = Image(inputs);
        var axes = Enumerable
            .Range(0, SpatialRank)
            .Select(axis => image.Spatial(axis).Size is { } size ? Along(axis).Pads(size) : ((long, long)?)null)
            .ToArray();
        return axes.All(axis => axis is not null) ? [.. axes.Select(axis => axis!.Value)] : null;
    }

    /// <summary>
    /// The input as the backward pass needs it. Zeros that differ at the two ends are put around a copy, which is kept
    /// instead; PyTorch's own "same" puts only the difference there (aten/src/ATen/native/Convolution.cpp).
    /// </summary>
    private protected SavedTensor SavedImage(LayerInputs inputs)
    {
        if (Zeros(inputs) is not { } zeros || zeros.All(axis => axis.Begin == axis.End))
            return SavedTensor.Input();

        var image = Image(inputs);
        bool isOwn = Padding.Mode == PaddingMode.Same && Steps.IsAll(1);
        long? elements = image.Channels.Size;
        for (int axis = 0; axis < SpatialRank; axis++)
        {
            var (begin, end) = zeros[axis];
            elements = checked(elements * (image.Spatial(axis).Value + (isOwn ? Math.Abs(end - begin) : begin + end)));
        }

        return SavedTensor.Inner("input with zeros around it", elements);
    }

    private protected SlidingWindow Along(int axis) =>
        new(Window[axis], Steps[axis], Spread[axis], Padding, axis, Rounding);

    /// <summary>The output of the layer: an output for each window along each axis, with these channels.</summary>
    private protected TensorShape Slide(TensorShape image, Dimension channels)
    {
        CheckRanks();
        var axes = new Dimension[image.Rank];
        axes[image.ChannelAxis] = channels;
        for (int axis = 0; axis < SpatialRank; axis++)
            axes[image.SpatialAxis(axis)] = Along(axis).Output(image.Spatial(axis));
        return image.Like(axes);
    }

    /// <summary>Makes sure that every setting fits the number of spatial axes.</summary>
    private protected virtual void CheckRanks()
    {
        Checked(Window, WindowSetting);
        Checked(Steps, "Stride");
        Checked(Spread, "Dilation");
        Checked(Padding, nameof(Padding));
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs)
    {
        var image = Image(inputs);
        return WindowPerAxis(axis =>
        {
            var window = Along(axis);
            // Of an open size nothing else is likelier than that the stride divides it.
            return ReceptiveAxis.Window(
                window.Reach,
                Steps[axis],
                window.Pads(image.Spatial(axis).Size ?? Steps[axis]).Begin
            );
        });
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        ExplainAxes(inputs, (axis, size) => Along(axis).Explain(size));
}
