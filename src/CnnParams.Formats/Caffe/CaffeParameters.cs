using CnnParams.Layers;
using Proto = CnnParams.Formats.Caffe.Schema.Layer;

namespace CnnParams.Formats.Caffe;

/// <summary>What <c>param { ... }</c> says of a layer's weights, in Caffe's order of them.</summary>
internal static class CaffeParameters
{
    /// <summary>
    /// The names of its weights; null where none has one. Layers share weights of equal names (Net::AppendParam).
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">What its weights are called here, in Caffe's order.</param>
    internal static IReadOnlyDictionary<string, StoredTensor>? StoredOf(Proto layer, IReadOnlyList<string> weights)
    {
        var stored = layer
            .Param.Zip(weights, (parameter, weight) => (Parameter: parameter.Name, Weight: weight))
            .Where(pair => !string.IsNullOrEmpty(pair.Parameter))
            .ToDictionary(pair => pair.Weight, pair => new StoredTensor(pair.Parameter), StringComparer.Ordinal);
        return stored.Count > 0 ? stored : null;
    }

    /// <summary>
    /// The numbers that a file holds of a layer, blob by blob, under the names by which layers share them.
    /// </summary>
    internal static IEnumerable<(string Name, long Count)> Counts(Proto layer)
    {
        // The third of a batch norm is the weight of its averages.
        int most = layer.Type == "BatchNorm" ? 2 : layer.Blobs.Count;
        return layer
            .Blobs.Take(most)
            .Select(
                (blob, i) =>
                    (
                        i < layer.Param.Count && layer.Param[i].Name.Length > 0
                            ? layer.Param[i].Name
                            : FormattableString.Invariant($"{layer.Name}/{i}"),
                        blob.Sizes().Aggregate(1L, (product, size) => checked(product * size))
                    )
            );
    }

    /// <summary>Whether training changes a layer: not where the rate of each of its weights is 0.</summary>
    internal static bool IsTrained(Proto layer) =>
        layer.Param.Count == 0 || layer.Param.Any(parameter => parameter.LrMult != 0);
}
