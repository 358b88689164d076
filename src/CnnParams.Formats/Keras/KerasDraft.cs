using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>A layer that a rule has made of one of Keras's, before it has its place.</summary>
/// <param name="Layer">The layer, without a name and without what it reads.</param>
internal sealed record KerasDraft(Layer Layer)
{
    /// <summary>What is added to the layer's name where a Keras layer becomes several.</summary>
    internal string Suffix { get; init; } = "";

    /// <summary>
    /// The setting that says how much the input has, and the weight and axis that it can be read from.
    /// </summary>
    internal (string Setting, string Weight, int AxisFromEnd)? Depth { get; init; }

    /// <summary>
    /// Which of the layers that share the weights of the file it is, and of how many: the cells of a stack.
    /// </summary>
    internal (int Index, int Count) Part { get; init; } = (0, 1);

    /// <summary>
    /// Which of the tensors that Keras passes are the layer's inputs, in this order; all when not given.
    /// </summary>
    internal IReadOnlyList<KerasArgument>? Reads { get; init; }

    /// <summary>
    /// Why the settings of the layer are impossible, so that nothing but the weights of the file is known.
    /// </summary>
    internal string? Failure { get; init; }

    /// <summary>Whether its weights are those that the file lists for it, since no rule says them.</summary>
    internal bool TakesListed { get; init; }

    public static implicit operator KerasDraft(Layer layer) => new(layer);

    /// <summary>An operator without a layer of its own, and without a rule for its weights.</summary>
    internal static KerasDraft Unknown(string type, TensorShape? output = null) =>
        new(new Operation { OperatorType = type, OutputShape = output }) { TakesListed = true };

    /// <summary>The same with another value of one of its settings.</summary>
    internal KerasDraft With(string setting, object value) =>
        this with
        {
            Layer = LayerTypes.Of(Layer).With(Layer, setting, value),
        };
}
