using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>
/// The view of an export for inference: a batch norm right after a layer of filters or units, over the axis of those,
/// disappears into their weights, which gain a bias if they had none; so does one after that. Weights that more than
/// one layer uses, or that make a value that something else reads, stay as they are. The gain of standardised filters
/// is multiplied into them. Fused, branches that only training needs disappear besides: their sum is one convolution,
/// or nobody reads them.
/// </summary>
internal static class NormalizationFolding
{
    internal static void Apply(NetworkMeasurement measurement)
    {
        if (measurement.View is ParameterView.Folded or ParameterView.Fused)
            Fold(measurement);

        foreach (
            var row in measurement.Rows.Where(row => measurement.View == ParameterView.Fused && row.Layer.IsForTraining)
        )
            row.MoveWeights([]);
    }

    /// <summary>The parameters after folding; the rows of the measurement then have the folded weights.</summary>
    internal static long TotalOf(NetworkMeasurement measurement)
    {
        Fold(measurement);
        return ParameterView.Folded.Total(
            measurement.Rows.Where(row => row.SharedParameters == 0).SelectMany(row => row.Weights)
        );
    }

    /// <summary>Whether a layer can disappear in the weights of the layer that it reads.</summary>
    internal static bool Folds(LayerMeasurement row, LayerMeasurement before) =>
        row.Layer.FoldedAxis(before.OutputShape) is { } axis && before.Layer.FoldableAxis(before.OutputShape) == axis;

    private static void Fold(NetworkMeasurement measurement)
    {
        var graph = measurement.Graph;
        int[] readers = graph.CountReaders();
        var users = new int[measurement.Rows.Count];
        foreach (int owner in graph.WeightOwners)
            users[owner]++;

        // The row that has the weights of a norm now, by the norm's index; a norm after it folds into that one, too.
        var holders = new Dictionary<int, LayerMeasurement>();
        foreach (var row in graph.Order.Select(index => measurement.Rows[index]))
        {
            if (row.Layer is StandardizedConvolution { Scale: true })
                row.MoveWeights([.. row.Weights.Where(weight => weight.Role != WeightRole.Scale)]);
            var reads = graph.Reads[row.Index];
            if (
                reads is [{ Layer: >= 0 and var before }]
                && readers[before] == 1
                && users[before] == 1
                && users[row.Index] == 1
            )
            {
                var holder = holders.TryGetValue(before, out var earlier) ? earlier : measurement.Rows[before];
                if (Fold(row, holder))
                    holders.Add(row.Index, holder);
            }
        }
    }

    private static bool Fold(LayerMeasurement row, LayerMeasurement before)
    {
        if (before.Parameters is null || row.Parameters is null || !Folds(row, before))
            return false;

        long channels = row.Weights.First(weight => weight.Role == WeightRole.Statistic).Count;
        row.MoveWeights([]);
        if (!before.Weights.Any(weight => weight.Role == WeightRole.Bias))
            before.MoveWeights([.. before.Weights, new Weight("bias", WeightRole.Bias, channels)]);
        return true;
    }
}
