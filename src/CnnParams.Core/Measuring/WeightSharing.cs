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

        var sharing = new Dictionary<LayerMeasurement, List<string>>();
        var noted = new HashSet<(LayerMeasurement Row, LayerMeasurement Other)>();
        var first = new Dictionary<(string? Tensor, int Owner, string Weight), LayerMeasurement>();
        foreach (var row in OwnersFirst(measurement))
        {
            int owner = graph.WeightOwners[row.Index];
            if (owner != row.Index && !HasSameWeights(row, measurement.Rows[owner]))
            {
                graph.Report(
                    row.Index,
                    ErrorId.InvalidWeightSharing,
                    $"its weights must come from '{graph.Names[owner]}', whose weights are others: "
                        + $"{Shapes(measurement.Rows[owner])}; it needs {Shapes(row)}"
                );
                owner = row.Index;
            }

            foreach (var weight in row.Weights)
            {
                var key = weight.Tensor is { } tensor ? (tensor, -1, "") : ((string?)null, owner, weight.Name);
                if (first.TryGetValue(key, out var earlier))
                {
                    row.CountElsewhere(weight, earlier);
                    Note(row, earlier);
                    Note(earlier, row);
                }
                else
                {
                    first.Add(key, row);
                }
            }
        }

        foreach (var pair in sharing)
            pair.Key.NoteSharing(pair.Value);

        // A weight may be shared by all of the layers: no row looks through those that it has noted.
        void Note(LayerMeasurement row, LayerMeasurement other)
        {
            if (row == other || !noted.Add((row, other)))
                return;
            if (!sharing.TryGetValue(row, out var names))
                sharing.Add(row, names = []);
            names.Add(other.Name);
        }
    }

    private static IEnumerable<LayerMeasurement> OwnersFirst(NetworkMeasurement measurement) =>
        measurement
            .Rows.Where(row => measurement.Graph.WeightOwners[row.Index] == row.Index)
            .Concat(measurement.Rows.Where(row => measurement.Graph.WeightOwners[row.Index] != row.Index));

    private static bool HasSameWeights(LayerMeasurement row, LayerMeasurement owner) =>
        row
            .Weights.Select(weight => (weight.Name, weight.Count))
            .SequenceEqual(owner.Weights.Select(weight => (weight.Name, weight.Count)));

    private static string Shapes(LayerMeasurement row) => string.Join(", ", row.Weights);
}
