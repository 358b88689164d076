using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>Which tensors of the file are the weights of a layer, and whether they can be.</summary>
internal static class GraphWeights
{
    private static readonly DataType[] Indices = [DataType.Int64, DataType.Int32];

    /// <summary>
    /// The tensors by the names of the layer's weights; null where the layer's own rule wants others than the file has,
    /// so that it is not the layer that it seemed.
    /// </summary>
    internal static Dictionary<string, StoredTensor>? Of(IReadOnlyList<Weight>? weights, GraphLayer draft)
    {
        if (weights is null)
            return draft.Weights.Count == 0 ? [] : null;

        int matched = 0;
        var stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var weight in weights.Where(weight => weight.Role != WeightRole.Counter))
        {
            var origins = draft.Weights.FirstOrDefault(named => named.Name == weight.Name).Tensor?.Origins;
            if (origins is null || origins.Count == 0 || GraphTensor.Sum(origins) != weight.Count)
                return null;
            matched++;
            // A weight that the file keeps in several tensors, such as one for each gate, has the names of all.
            stored.Add(
                weight.Name,
                new StoredTensor(string.Join("+", origins.Select(origin => origin.Name)), origins[0].Type)
            );
        }

        return matched == draft.Weights.Count ? stored : null;
    }

    /// <summary>Tensors as a layer lists them that has no rule for them.</summary>
    /// <param name="constants">The constants that an operator reads.</param>
    /// <param name="hasBias">Whether whole numbers among them are a bias, as quantised operators have it, and no
    /// sizes.</param>
    internal static IReadOnlyList<(TensorSpec Spec, GraphTensor Tensor)> Listed(
        IEnumerable<GraphTensor> constants,
        bool hasBias = false
    ) =>
        [
            .. constants
                .SelectMany(constant => constant.Origins)
                .Where(tensor => tensor.Count is not null && tensor.Sizes!.All(size => size >= 0))
                .GroupBy(tensor => tensor.Name, StringComparer.Ordinal)
                .Select(same => same.First())
                .Select(tensor =>
                    (
                        new TensorSpec(
                            tensor.Name,
                            Shape(tensor.Sizes!),
                            hasBias && tensor is { Type: DataType.Int32 or DataType.Int64, Count: > 1 }
                                ? WeightRole.Bias
                                : RoleOf(tensor)
                        ),
                        tensor
                    )
                ),
        ];

    /// <summary>A shape of axes that may be open.</summary>
    internal static TensorShape Shape(IEnumerable<long?> sizes) =>
        new(sizes.Select(size => size is { } known ? Dimension.Of(known) : Dimension.Unknown));

    // Whole numbers say where to cut or what shape to make; a single number that is no variable is a factor of the
    // arithmetic. Neither is learned.
    private static WeightRole RoleOf(GraphTensor tensor)
    {
        if (
            tensor.Type is null
            || tensor.IsCompiled
            || tensor.IsTable
            || Indices.Contains(tensor.Type.Value)
            || (tensor.Count <= 1 && !(tensor.IsVariable && tensor.Count == 1))
        )
            return WeightRole.Constant;
        string name = tensor.Name;
        return
            name.EndsWith("moving_mean", StringComparison.Ordinal)
            || name.EndsWith("moving_variance", StringComparison.Ordinal)
            || name.Contains("/moving_mean/")
            || name.Contains("/moving_variance/")
            ? WeightRole.Statistic
            : WeightRole.Kernel;
    }
}
