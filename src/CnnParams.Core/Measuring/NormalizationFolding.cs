using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>
/// The view of an export for inference: a batch norm right behind a layer of filters or units disappears into its
/// weights, which gain a bias if they had none.
/// </summary>
internal static class NormalizationFolding
{
    internal static void Apply(NetworkMeasurement measurement)
    {
        if (measurement.View != ParameterView.Folded)
            return;

        var readers = new int[measurement.Rows.Count];
        foreach (var read in measurement.Graph.Reads.SelectMany(reads => reads))
        {
            if (read.Layer >= 0)
                readers[read.Layer]++;
        }

        foreach (var row in measurement.Rows)
        {
            var reads = measurement.Graph.Reads[row.Index];
            if (row.Layer is BatchNormalization { TrackStatistics: true } && reads.Length == 1 && reads[0].Layer >= 0 && readers[reads[0].Layer] == 1)
                Fold(row, measurement.Rows[reads[0].Layer]);
        }
    }

    private static void Fold(LayerMeasurement norm, LayerMeasurement before)
    {
        if (!before.Layer.AbsorbsNormalization || before.Parameters is null || norm.Parameters is null || norm.Layer.WeightsFrom is not null)
            return;

        long channels = norm.Weights.First(weight => weight.Role == WeightRole.Statistic).Count;
        norm.MoveWeights([]);
        if (!before.Weights.Any(weight => weight.Role == WeightRole.Bias))
            before.MoveWeights([.. before.Weights, new Weight("bias", WeightRole.Bias, channels)]);
    }
}
