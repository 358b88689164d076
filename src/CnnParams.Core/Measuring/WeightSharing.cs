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
            if (owner != row.Index && !HasSameWeights(row, measurement.MutableRows[owner]))
            {
                graph.Report(
                    row.Index,
                    ErrorId.InvalidWeightSharing,
                    $"its weights are to come from '{graph.Names[owner]}', whose weights are others: {Shapes(measurement.MutableRows[owner])}; it needs {Shapes(row)}");
                owner = row.Index;
            }

            foreach (var weight in row.Weights)
            {
                var key = weight.Tensor is { } tensor ? (tensor, -1, "") : ((string?)null, owner, weight.Name);
                if (first.TryGetValue(key, out var earlier))
                    Share(row, earlier, weight);
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

    private static void Share(LayerMeasurement row, LayerMeasurement earlier, Weight weight)
    {
        row.CountElsewhere(weight, earlier);
        if (earlier == row)
            return;
        row.SharedWith = With(row.SharedWith, earlier.Name);
        earlier.SharedWith = With(earlier.SharedWith, row.Name);
    }

    private static TextList<string> With(TextList<string> names, string name) =>
        names.Contains(name) ? names : new TextList<string>(names.Append(name));
}
