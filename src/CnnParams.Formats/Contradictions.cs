using CnnParams.Layers;
using CnnParams.Networks;

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

    /// <summary>A network in which the layers that count such tensors are marked.</summary>
    internal Network Mark(Network network) => network.With(Mark(network.Layers));

    /// <summary>
    /// Layers of which those that count such tensors are marked; for one that is on no row, the last with weights.
    /// </summary>
    internal IReadOnlyList<Layer> Mark(IReadOnlyList<Layer> layers)
    {
        if (_byTensor.Count == 0)
            return layers;
        Layer[] marked = [.. layers];
        var left = new HashSet<string>(_byTensor.Keys, StringComparer.Ordinal);
        for (int i = 0; i < marked.Length; i++)
        {
            foreach (string tensor in WeightLedger.Counted(layers[i]).Where(_byTensor.ContainsKey))
            {
                marked[i] = marked[i].Contradicted(_byTensor[tensor]);
                left.Remove(tensor);
            }
        }

        foreach (string tensor in left)
        {
            int owner = Array.FindIndex(marked, layer => IsOf(layer, tensor));
            if (owner < 0)
                owner = LastWithWeights(marked);
            if (owner >= 0)
                marked[owner] = marked[owner].Contradicted(_byTensor[tensor]);
        }

        return marked;
    }

    /// <summary>
    /// The number of the last layer with weights, for bytes that are left over or missing of a layer that is not known;
    /// of the last one where none has any, and -1 where there is none.
    /// </summary>
    internal static int LastWithWeights(IReadOnlyList<Layer> layers)
    {
        int last = layers.Count - 1;
        while (last >= 0 && !HasWeights(layers[last]))
            last--;
        return last >= 0 ? last : layers.Count - 1;
    }

    private static bool IsOf(Layer layer, string tensor) =>
        tensor.StartsWith(layer.Name, StringComparison.Ordinal)
        && (tensor.Length == layer.Name.Length || tensor[layer.Name.Length] is '/' or '.');

    private static bool HasWeights(Layer layer) =>
        layer is FilterLayer or UnitLayer or TensorLayer { Tensors.Count: > 0 } || layer.Stored is { Count: > 0 };
}
