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
    public bool LooksTurned =>
        Layout == ShapeLayout.ChannelsLast
        && Shape.Rank > 2
        && Shape.Sizes[0] <= MostColours
        && Shape.Sizes.Skip(1).All(size => size > MostColours);

    /// <inheritdoc/>
    public override (int Fewest, int Most) Arity => (0, 0);

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
