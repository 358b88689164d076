using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>
/// The rows of a network that an export for inference has no operator for: batch norms that are folded, dropout, what
/// only training needs, and ReLU and ReLU6 after the operator that computes what they read.
/// </summary>
internal static class FusedLayers
{
    private static readonly string[] Fused = ["relu", "relu6"];

    /// <summary>Whether each row is a part of another one.</summary>
    internal static bool[] Of(NetworkMeasurement measurement)
    {
        var graph = measurement.Graph;
        int[] readers = graph.CountReaders();
        bool[] fused = new bool[readers.Length];
        foreach (var row in measurement.Rows)
        {
            fused[row.Index] =
                row.Layer.IsForTraining
                || row.Layer.IsNothing
                || IsFolded(row)
                || (
                    Does(row, work => work.Kind == WorkKind.Activation && Fused.Contains(work.Detail))
                    && graph.Reads[row.Index] is [{ Layer: >= 0 and var before }]
                    && readers[before] == 1
                    && Computes(measurement.Rows[before], fused[before])
                );
        }

        return fused;
    }

    // The weights have moved into the layer before.
    private static bool IsFolded(LayerMeasurement row) =>
        row.Weights.Count == 0
        && Does(row, work => work.Kind == WorkKind.BatchNormalization)
        && row.Layer.Weights(row.SeenInputs)?.Count > 0;

    // What has been fused stands for the layer that it is a part of.
    private static bool Computes(LayerMeasurement row, bool isFused) =>
        isFused
        || Does(row, work => work.Kind is not (WorkKind.DataMovement or WorkKind.Activation or WorkKind.Unknown));

    private static bool Does(LayerMeasurement row, Func<Work, bool> work) => row.Work.Count > 0 && row.Work.All(work);
}
