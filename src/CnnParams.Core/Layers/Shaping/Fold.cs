using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Columns of what a window saw at each of its places, summed up to an image (col2im, PyTorch's Fold): the reverse of
/// <see cref="Unfold"/>. The columns must be as many as the places of the window in the wanted image.
/// </summary>
[LayerType(
    "Fold",
    "Columns of what a window saw, summed up to an image (col2im).",
    Prefix = "fold",
    Aliases = "Col2Im",
    Example = "OutputSize=28; KernelSize=3",
    ExampleInput = "676x72"
)]
public sealed class Fold : Layer
{
    private const int Rank = 2;

    private static readonly Formula Wanted = new("o", "o: wanted output");

    private static readonly Formula Channels = new(
        "v / (m * n)",
        "v: values of a column; m, n: kernel height and width"
    );

    /// <inheritdoc/>
    public override string Type => "Fold";

    /// <summary>The size of the image.</summary>
    [Setting("The size of the image: 28, or one per axis as 28,24.", Required = true)]
    public required Extent OutputSize
    {
        get;
        init => field = Setting.Positive(value);
    }

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

    /// <summary>Zeros around the image, in numbers.</summary>
    [Setting("Zeros around the image that was unfolded: a number, or one per axis.")]
    public Padding Padding
    {
        get;
        init => field = Setting.NotNegative(Setting.InNumbers(value));
    } = 0;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        bool channelsFirst = inputs.Layout == ShapeLayout.ChannelsFirst;
        if (input.HasRank && input.Rank != 2)
            throw new LayerException(
                ErrorId.InvalidShape,
                $"reads {input}; it needs {(channelsFirst ? "(values,places)" : "(places,values)")}"
            );

        long height = OutputSize[0],
            width = OutputSize[1],
            window = KernelSize.Product(Rank);
        long places = checked(Along(0).Output(height).Value * Along(1).Output(width).Value);
        var (columns, values) =
            !input.HasRank ? (Dimension.Unknown, Dimension.Unknown)
            : channelsFirst ? (input[1], input[0])
            : (input[0], input[1]);
        if (columns.Size is { } given && given != places)
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"reads {given} columns, but the window has {places} places in an image of {height}x{width}"
            );
        if (values.Size is { } size && size % window != 0)
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"{size} values of a column do not divide by the {window} of the window"
            );

        Dimension channels = values.Size is { } known ? known / window : Dimension.Unknown;
        return channelsFirst ? input.Like(channels, height, width) : input.Like(height, width, channels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [Layers.Work.PerElement(WorkKind.ElementWise, inputs.First.ElementCount, 1)];

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var rules = new List<AxisRule>
        {
            new("height", Wanted.With(OutputSize[0])),
            new("width", Wanted.With(OutputSize[1])),
        };
        if (
            output.HasRank
            && inputs.First.HasRank
            && inputs.First[inputs.Layout == ShapeLayout.ChannelsFirst ? 0 : 1].Size is { } values
        )
            rules.Add(new("channels", Channels.With(values, KernelSize[0], KernelSize[1])));
        return rules;
    }

    private SlidingWindow Along(int axis) => new(KernelSize[axis], Stride[axis], Dilation[axis], Padding, axis);

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
