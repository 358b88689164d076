using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>Which tensor of the file is which weight of a layer: by name, and else by the number of elements.</summary>
internal static class KerasWeightMatch
{
    /// <summary>The tensors by the names of our weights.</summary>
    /// <param name="weights">The weights as the layer's settings give them.</param>
    /// <param name="listed">The tensors that the file lists for the layer.</param>
    /// <param name="report">Is told where the two contradict each other.</param>
    internal static Dictionary<string, StoredTensor> Of(
        IReadOnlyList<Weight> weights,
        IReadOnlyList<KerasWeight> listed,
        Action<string> report
    )
    {
        var stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var tensors = listed.ToList();
        var open = weights.Where(weight => weight.Role != WeightRole.Counter).ToList();
        bool isTurned = open.Exists(weight => tensors.Exists(tensor => IsTurned(weight, tensor)));
        Pair(open, tensors, stored, (weight, tensor) => weight.Name == NameIn(tensor) && weight.Count == tensor.Count);
        Pair(open, tensors, stored, (weight, tensor) => weight.Count == tensor.Count);

        // A tensor that the rule does not know is reported only with its own weights: a random generator's state is
        // none.
        tensors.RemoveAll(tensor => tensor.IsRandomState);
        if (open.Count > 0 || tensors.Count > 0 || isTurned)
            report(
                $"its settings give {List(weights.Where(weight => weight.Role != WeightRole.Counter))}, but the file "
                    + $"lists {List(listed)}"
            );
        return stored;
    }

    // As many numbers in other axes: a matrix with its axes exchanged belongs to another layer.
    private static bool IsTurned(Weight weight, KerasWeight tensor) =>
        weight.Name == NameIn(tensor)
        && weight.Count == tensor.Count
        && weight.GetSizes() is var sizes
        && sizes.Count == tensor.Shape.Count
        && !sizes.SequenceEqual(tensor.Shape)
        // With the channels first a kernel's window is last here, and first in Keras.
        && !(sizes.Count > 2 && sizes.Skip(2).SequenceEqual(tensor.Shape.Take(sizes.Count - 2)));

    private static void Pair(
        List<Weight> open,
        List<KerasWeight> tensors,
        Dictionary<string, StoredTensor> stored,
        Func<Weight, KerasWeight, bool> fits
    )
    {
        for (int i = 0; i < open.Count; )
        {
            int at = tensors.FindIndex(tensor => fits(open[i], tensor));
            if (at < 0)
            {
                i++;
                continue;
            }

            stored[open[i].Name] = new StoredTensor(tensors[at].StoredName, tensors[at].Type);
            tensors.RemoveAt(at);
            open.RemoveAt(i);
        }
    }

    // The two directions of a bidirectional layer have weights of the same names.
    private static string NameIn(KerasWeight tensor)
    {
        string direction =
            tensor
                .Path.Select(part =>
                    part.StartsWith("forward_", StringComparison.Ordinal) ? "forward_"
                    : part.StartsWith("backward_", StringComparison.Ordinal) ? "backward_"
                    : ""
                )
                .FirstOrDefault(found => found.Length > 0)
            ?? "";
        return direction + tensor.OwnName;
    }

    private static string List(IEnumerable<object> items)
    {
        string text = string.Join(", ", items);
        return text.Length > 0 ? text : "none";
    }
}
