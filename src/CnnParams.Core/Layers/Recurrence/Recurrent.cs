namespace CnnParams.Layers;

/// <summary>Units without gates: (u * p) + (u * u) + u parameters.</summary>
[LayerType(
    "SimpleRNN",
    "Recurrent units without gates.",
    Prefix = "rnn",
    Aliases = "RNN",
    Example = "Units=64",
    ExampleInput = "10x128"
)]
public sealed class SimpleRNN : RecurrentLayer
{
    /// <inheritdoc/>
    public override string Type => "SimpleRNN";

    internal override int GateCount => 1;

    private protected override long UnitOperations => ActivationFunction.Operations("tanh");
}

/// <summary>
/// Long short-term memory: 4 * ((u * p) + (u * u) + u) parameters in Keras, one bias more for each gate in PyTorch.
/// </summary>
[LayerType(
    "LSTM",
    "Long short-term memory: recurrent units with three gates.",
    Prefix = "lstm",
    Example = "Units=64",
    ExampleInput = "10x128"
)]
public sealed class LSTM : RecurrentLayer
{
    /// <inheritdoc/>
    public override string Type => "LSTM";

    /// <summary>
    /// The values that the state is projected to (PyTorch's proj_size), fewer than the units; 0 for none.
    /// </summary>
    [Setting("The values that the state is projected to (PyTorch's proj_size), fewer than the units; 0 for none.")]
    public long ProjectionSize
    {
        get;
        init => field = Setting.AtLeast(0, value);
    }

    /// <summary>
    /// Whether the gates see the cell's state, each through a factor a unit (Gers and Schmidhuber, 2000).
    /// </summary>
    [Setting(
        "Whether the three gates see the cell's state, each through a learned factor for each unit (ONNX's P, "
            + "TensorFlow's use_peepholes)."
    )]
    public bool UsePeepholes { get; init; }

    internal override int GateCount => 4;

    private protected override int States => 2;

    private protected override long Peepholes => UsePeepholes ? 3 : 0;

    private protected override long UnitOperations => CellOperations;

    // Forgetting and taking in are two products and a sum, the output is one product.
    internal static long CellOperations { get; } =
        (3 * ActivationFunction.Operations("sigmoid")) + (2 * ActivationFunction.Operations("tanh")) + 4;

    private protected override long Projected =>
        ProjectionSize < Units
            ? ProjectionSize
            : throw Setting.Invalid(nameof(ProjectionSize), ProjectionSize, $"smaller than Units {Units}");
}

/// <summary>
/// Gated recurrent units: 3 * ((u * p) + (u * u) + (2 * u)) parameters in PyTorch and in Keras, which has one bias
/// where the reset gate is applied before the product (ResetAfter false).
/// </summary>
[LayerType("GRU", "Gated recurrent units: two gates.", Prefix = "gru", Example = "Units=64", ExampleInput = "10x128")]
public sealed class GRU : RecurrentLayer
{
    /// <inheritdoc/>
    public override string Type => "GRU";

    /// <summary>
    /// Whether the reset gate is applied after the product with the state, which takes a second bias.
    /// </summary>
    [Setting(
        "Whether the reset gate is applied after the product with the state (Keras's default, PyTorch); it takes a "
            + "second bias."
    )]
    public bool ResetAfter { get; init; } = true;

    internal override int GateCount => 3;

    // A product for the reset; 1 - z, two products and a sum for the mixing.
    private protected override long UnitOperations =>
        (2 * ActivationFunction.Operations("sigmoid")) + ActivationFunction.Operations("tanh") + 5;

    private protected override long DefaultBiasCount => ResetAfter ? 2 : 1;
}
