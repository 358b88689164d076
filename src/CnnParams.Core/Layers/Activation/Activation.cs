using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>A function of each value, or of the values along an axis (softmax): nothing is learned.</summary>
[LayerType(
    "Activation",
    "A function applied to each value.",
    Prefix = "act",
    Example = "Function=relu",
    ExampleInput = "28x28x8"
)]
[LayerType("ReLU", "max(0, x)", Prefix = "relu", Preset = "Function=relu", ExampleInput = "28x28x8")]
[LayerType("ReLU6", "min(max(0, x), 6)", Prefix = "relu", Preset = "Function=relu6", ExampleInput = "28x28x8")]
[LayerType(
    "LeakyReLU",
    "x, or a small share of it below 0",
    Prefix = "relu",
    Preset = "Function=leaky_relu",
    ExampleInput = "28x28x8"
)]
[LayerType("ELU", "x, or exp(x) - 1 below 0", Prefix = "act", Preset = "Function=elu", ExampleInput = "28x28x8")]
[LayerType("SELU", "ELU, scaled", Prefix = "act", Preset = "Function=selu", ExampleInput = "28x28x8")]
[LayerType(
    "GELU",
    "x times the normal distribution's share below x",
    Prefix = "act",
    Preset = "Function=gelu",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "SiLU",
    "x * sigmoid(x)",
    Aliases = "Swish",
    Prefix = "act",
    Preset = "Function=silu",
    ExampleInput = "28x28x8"
)]
[LayerType("Sigmoid", "1 / (1 + exp(-x))", Prefix = "act", Preset = "Function=sigmoid", ExampleInput = "28x28x8")]
[LayerType(
    "HardSigmoid",
    "sigmoid in straight lines",
    Prefix = "act",
    Preset = "Function=hard_sigmoid",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "HardSwish",
    "x * hard_sigmoid(x)",
    Prefix = "act",
    Preset = "Function=hard_swish",
    ExampleInput = "28x28x8"
)]
[LayerType("Tanh", "hyperbolic tangent", Prefix = "act", Preset = "Function=tanh", ExampleInput = "28x28x8")]
[LayerType(
    "Softmax",
    "exp(x), divided by its sum: probabilities. An activation; the article's Softmax is a FullyConnected layer.",
    Prefix = "softmax",
    Preset = "Function=softmax",
    ExampleInput = "10"
)]
[LayerType(
    "LogSoftmax",
    "the logarithm of softmax",
    Prefix = "softmax",
    Preset = "Function=log_softmax",
    ExampleInput = "10"
)]
[LayerType("Softplus", "log(1 + exp(x))", Prefix = "act", Preset = "Function=softplus", ExampleInput = "28x28x8")]
[LayerType("Softsign", "x / (1 + |x|)", Prefix = "act", Preset = "Function=softsign", ExampleInput = "28x28x8")]
[LayerType("Mish", "x * tanh(softplus(x))", Prefix = "act", Preset = "Function=mish", ExampleInput = "28x28x8")]
[LayerType(
    "CELU",
    "ELU with a slope without a step",
    Prefix = "act",
    Preset = "Function=celu",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "RReLU",
    "x, or a share of it below 0 that training draws by chance",
    Prefix = "relu",
    Preset = "Function=rrelu",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "Threshold",
    "x above a threshold, else a constant",
    Prefix = "act",
    Preset = "Function=threshold",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "LogSigmoid",
    "the logarithm of sigmoid",
    Prefix = "act",
    Preset = "Function=log_sigmoid",
    ExampleInput = "28x28x8"
)]
[LayerType("HardTanh", "x between two limits", Prefix = "act", Preset = "Function=hard_tanh", ExampleInput = "28x28x8")]
[LayerType("HardShrink", "x, or 0 near 0", Prefix = "act", Preset = "Function=hard_shrink", ExampleInput = "28x28x8")]
[LayerType(
    "SoftShrink",
    "x moved towards 0, or 0 near 0",
    Prefix = "act",
    Preset = "Function=soft_shrink",
    ExampleInput = "28x28x8"
)]
[LayerType("TanhShrink", "x - tanh(x)", Prefix = "act", Preset = "Function=tanh_shrink", ExampleInput = "28x28x8")]
[LayerType("Softmin", "softmax of -x", Prefix = "softmax", Preset = "Function=softmin", ExampleInput = "10")]
[LayerType(
    "GLU",
    "one half of an axis times the sigmoid of the other half",
    Prefix = "glu",
    Preset = "Function=glu",
    ExampleInput = "28x28x8"
)]
public sealed class Activation : Layer
{
    private static readonly Formula Half = new("a / 2", "a: positions of the axis");

    /// <inheritdoc/>
    public override string Type => ActivationFunction.TypeName(Function);

    /// <summary>The function.</summary>
    [Setting("The function: relu, sigmoid, softmax, gelu, ...", Required = true, First = true)]
    public required string Function
    {
        get;
        init => field = ActivationFunction.Known(value);
    }

    /// <summary>The axis that glu halves, and along which softmax sums; the last when not given.</summary>
    [Setting(
        "The axis that glu halves, and along which softmax sums, counted from 1 or from the end; the last when not "
            + "given."
    )]
    public int? Axis { get; init; }

    /// <inheritdoc/>
    public override bool IsInPlace => !Halves;

    /// <inheritdoc/>
    internal override bool IsNothing => Function == "linear";

    /// <inheritdoc/>
    internal override bool PassesScores => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank || (!Halves && Axis is null))
            return input;

        int axis = AxisOf(input);
        if (!Halves)
            return input;
        return input[axis].Size % 2 == 1
            ? throw new LayerException(
                ErrorId.InvalidShape,
                $"axis {axis + 1} of {input} cannot be halved: glu needs an even size"
            )
            : input.WithAxis(axis, input[axis].Size is { } size ? size / 2 : Dimension.Unknown);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        Halves && inputs.First.HasRank && inputs.First[AxisOf(inputs.First)].Size is { } size
            ? [new AxisRule($"axis {AxisOf(inputs.First) + 1}", Half.With(size))]
            : [];

    /// <inheritdoc/>
    // Halves of a spatial axis lie far apart.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        !Halves || (inputs.First.HasRank && AxisOf(inputs.First) == inputs.First.ChannelAxis)
            ? Layers.ReceptiveStep.Point
            : Layers.ReceptiveStep.Unknown;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        ActivationFunction.Backward(Function, inputs.First.ElementCount, Notes.IsInPlace);

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [
            Layers.Work.PerElement(
                WorkKind.Activation,
                output.ElementCount,
                ActivationFunction.Operations(Function),
                Function
            ),
        ];

    /// <summary>Whether what PyTorch keeps of it depends on whether its output is written over its input.</summary>
    internal bool DependsOnPlace => ActivationFunction.DependsOnPlace(Function);

    /// <summary>This activation, written over its input, where that changes what training keeps of it.</summary>
    public Activation InPlace() => DependsOnPlace ? (Activation)Noted(notes => notes with { IsInPlace = true }) : this;

    private bool Halves => Function == ActivationFunction.HalvingFunction;

    private int AxisOf(TensorShape input) => Shapes.Axis.Index(Axis ?? -1, input, nameof(Axis));
}
