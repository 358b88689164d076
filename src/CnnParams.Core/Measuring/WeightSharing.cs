using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>Weights that several layers use: counted on the first row that has them, marked on all.</summary>
internal static class WeightSharing
{
    internal static void Apply(NetworkMeasurement measurement)
    {
        var graph = measurement.Graph;
        if (!graph.Layers.Any(layer => layer.WeightsFrom is not null || layer.Stored is not null))
            return;

        var first = new Dictionary<(string? Tensor, int Owner, string Weight), LayerMeasurement>();
        foreach (var row in OwnersFirst(measurement))
        {
            int owner = graph.WeightOwners[row.Index];
            if (owner != row.Index && !HasSameWeights(row, measurement.Rows[owner]))
            {
                graph.Report(
                    row.Index,
                    ErrorId.InvalidWeightSharing,
                    $"its weights must come from '{graph.Names[owner]}', whose weights are others: {Shapes(measurement.Rows[owner])}; it needs {Shapes(row)}");
                owner = row.Index;
            }

            foreach (var weight in row.Weights)
            {
                var key = weight.Tensor is { } tensor ? (tensor, -1, "") : ((string?)null, owner, weight.Name);
                if (first.TryGetValue(key, out var earlier))
                    row.CountElsewhere(weight, earlier);
                else
                    first.Add(key, row);
            }
        }
    }

    private static IEnumerable<LayerMeasurement> OwnersFirst(NetworkMeasurement measurement) => measurement.Rows
        .Where(row => measurement.Graph.WeightOwners[row.Index] == row.Index)
        .Concat(measurement.Rows.Where(row => measurement.Graph.WeightOwners[row.Index] != row.Index));

    private static bool HasSameWeights(LayerMeasurement row, LayerMeasurement owner) =>
        row.Weights.Select(weight => (weight.Name, weight.Count)).SequenceEqual(owner.Weights.Select(weight => (weight.Name, weight.Count)));

    private static string Shapes(LayerMeasurement row) => string.Join(", ", row.Weights);
}
