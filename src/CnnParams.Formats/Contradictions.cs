using CnnParams.Layers;

namespace CnnParams.Formats;

/// <summary>
/// Tensors of a file whose bytes are others than their sizes take, as a reader notes them: neither of the two is exact,
/// and nor is the row that counts them.
/// </summary>
internal sealed class Contradictions
{
    private readonly Dictionary<string, string> _byTensor = new(StringComparer.Ordinal);

    /// <summary>What is said of each tensor, once.</summary>
    internal IEnumerable<string> Texts => _byTensor.Values.Distinct();

    /// <summary>Notes a contradiction of a tensor, by its name or by that of its layer.</summary>
    internal void Note(string tensor, string what) => _byTensor[tensor] = what;

    /// <summary>Marks the layers that count such tensors; one that is on no row, the last layer with weights.</summary>
    internal void Mark(IReadOnlyList<Layer> layers)
    {
        if (_byTensor.Count == 0)
            return;
        var left = new HashSet<string>(_byTensor.Keys, StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            foreach (string tensor in WeightLedger.Counted(layer).Where(_byTensor.ContainsKey))
            {
                layer.Contradict(_byTensor[tensor]);
                left.Remove(tensor);
            }
        }

        foreach (string tensor in left)
        {
            if (layers.FirstOrDefault(layer => IsOf(layer, tensor)) is { } owner)
                owner.Contradict(_byTensor[tensor]);
            else
                MarkLast(layers, _byTensor[tensor]);
        }
    }

    /// <summary>
    /// Marks the last layer with weights, where bytes are left over or missing that no layer can be told to be of.
    /// </summary>
    internal static void MarkLast(IReadOnlyList<Layer> layers, string what) =>
        (layers.LastOrDefault(HasWeights) ?? (layers.Count > 0 ? layers[layers.Count - 1] : null))?.Contradict(what);

    private static bool IsOf(Layer layer, string tensor) =>
        tensor.StartsWith(layer.Name, StringComparison.Ordinal)
        && (tensor.Length == layer.Name.Length || tensor[layer.Name.Length] == '/');

    private static bool HasWeights(Layer layer) =>
        layer is FilterLayer or UnitLayer or TensorLayer { Tensors.Count: > 0 } || layer.Stored is { Count: > 0 };
}
