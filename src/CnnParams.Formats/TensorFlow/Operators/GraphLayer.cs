using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>
/// A layer that a rule has made of an operator, before it has its place, and the tensors that are its weights.
/// </summary>
internal sealed class GraphLayer
{
    private readonly Func<bool, Layer>? _make;
    private readonly List<(string Name, GraphTensor Tensor)> _weights = [];

    /// <summary>A layer that has just been made.</summary>
    internal GraphLayer(Layer layer) => Layer = layer;

    /// <summary>
    /// Filters or units, which have a bias only where the operator has one, or one right after it adds it.
    /// </summary>
    /// <param name="make">Makes the layer, with a bias or without.</param>
    internal GraphLayer(Func<bool, Layer> make)
    {
        _make = make;
        Layer = make(false);
    }

    /// <summary>An operator without a layer of its own.</summary>
    /// <param name="type">What the file calls it.</param>
    /// <param name="kind">What it does.</param>
    /// <param name="sizes">The sizes that leave, where they are known.</param>
    /// <param name="suffix">What is added to the operator's name.</param>
    internal static GraphLayer Operation(
        string type,
        WorkKind kind = WorkKind.Unknown,
        IReadOnlyList<long?>? sizes = null,
        string suffix = ""
    ) =>
        new(new Operation { OperatorType = type.Trim().Length > 0 ? type : "?", Kind = kind })
        {
            Sizes = sizes,
            Suffix = suffix,
        };

    /// <summary>The layer, without a name and without what it reads.</summary>
    internal Layer Layer { get; private set; }

    /// <summary>What is added to the operator's name where it becomes several layers.</summary>
    internal string Suffix { get; init; } = "";

    /// <summary>The tensors that it reads; all of the operator's that are computed, when not given.</summary>
    internal IReadOnlyList<GraphTensor>? Reads { get; init; }

    /// <summary>
    /// The output sizes where the layer itself does not know them, or not whether the batch is among them.
    /// </summary>
    internal IReadOnlyList<long?>? Sizes { get; init; }

    /// <summary>The weights, by their names in the layer.</summary>
    internal IReadOnlyList<(string Name, GraphTensor Tensor)> Weights => _weights;

    /// <summary>Whether it is given by its tensors alone, and has no rule for its output.</summary>
    internal bool IsOpaque => Layer is Operation;

    /// <summary>Whether it adds nothing yet to what its filters or units make, but could.</summary>
    internal bool CanTakeBias => _make is not null && !_weights.Exists(weight => weight.Name == "bias");

    /// <summary>The number of values that filters or units make at one place; each could have a bias.</summary>
    internal long? Outward { get; init; }

    /// <summary>Adds a weight.</summary>
    internal GraphLayer Weight(string name, GraphTensor tensor)
    {
        _weights.Add((name, tensor));
        return this;
    }

    /// <summary>Says which tensors of the file its weights are.</summary>
    internal void StoreIn(IReadOnlyDictionary<string, StoredTensor> tensors) =>
        Layer = Layer.With(place => place with { Stored = tensors.Count > 0 ? tensors : null });

    /// <summary>Filters or units with the bias that the operator has, or none.</summary>
    internal GraphLayer Bias(GraphTensor? bias)
    {
        if (bias is null || _make is null)
            return this;
        Layer = _make(true);
        return Weight("bias", bias);
    }
}
