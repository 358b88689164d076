using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>Where data comes in: no parameters; its activation is the input itself.</summary>
[LayerType(
    "Input",
    "Where data comes in; gives the shape of one sample.",
    Aliases = "InputLayer Data Placeholder",
    Prefix = "input",
    Example = "Shape=32x32x3",
    ExampleInput = ""
)]
public sealed class Input : Layer
{
    // Grey, red green blue, and one for transparency or depth.
    private const long MostColours = 4;

    /// <inheritdoc/>
    public override string Type => "Input";

    /// <summary>The shape of one sample.</summary>
    [Setting(
        "The shape of one sample: 32,32,3 for height, width, channels. The batch is not counted.",
        Required = true
    )]
    public required TensorShape Shape { get; init; }

    /// <summary>Where the shape has its channels.</summary>
    [Setting("Where the shape has its channels: ChannelsLast (Keras, the article) or ChannelsFirst (PyTorch, ONNX).")]
    public ShapeLayout Layout { get; init; } = ShapeLayout.ChannelsLast;

    /// <summary>
    /// How the parameters of the network are counted unless asked otherwise: Keras's way when not given.
    /// </summary>
    [Setting(
        "How the parameters of the network are counted unless asked otherwise, as Measure-CnnParameters -View: Keras, "
            + "PyTorch ..."
    )]
    public ParameterView? View { get; init; }

    /// <summary>
    /// Whether its channels are taken to be last, and its shape looks as if they were first: few, with more after them.
    /// </summary>
    public bool LooksTurned() =>
        Layout == ShapeLayout.ChannelsLast
        && Shape.Rank > 2
        && Shape.Sizes[0] <= MostColours
        && Shape.Sizes.Skip(1).All(size => size > MostColours);

    /// <summary>
    /// A shape that is asked for in place of its own: an image whose channels alone stand at the other end is turned.
    /// </summary>
    internal TensorShape InOrder(TensorShape wanted)
    {
        int last = wanted.Rank - 1;
        // Of a sequence, (5,9) may as well be five steps of nine features.
        if (Shape.Rank != wanted.Rank || last < 2 || Shape.As(Layout).Channels.Size is not { } channels)
            return wanted;
        bool isFirst = Layout == ShapeLayout.ChannelsFirst;
        if (wanted.Sizes[isFirst ? 0 : last] == channels || wanted.Sizes[isFirst ? last : 0] != channels)
            return wanted;
        return new TensorShape(
            isFirst
                ? [wanted.Dimensions[last], .. wanted.Dimensions.Take(last)]
                : [.. wanted.Dimensions.Skip(1), wanted.Dimensions[0]],
            Layout
        );
    }

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (0, 0);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) =>
        Array.Exists(Shape.Axes, axis => axis.Size == 0)
            ? throw new LayerException(
                ErrorId.InvalidShape,
                $"the shape {Shape} has an axis of size 0; sizes are 1 or more"
            )
            : Shape.As(Layout);

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
