using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>
/// Which activations are alive while each layer runs, in inference. A layer's inputs and output coexist; an output
/// that is read later stays. Some layers write over what they read, if nobody else reads it (InPlaceOperations); views
/// are their input's memory. Weights, workspace and alignment are not in it.
/// </summary>
internal sealed class Liveness
{
    private Liveness(long[] liveBytes, long peakBytes, string peakLayer)
    {
        LiveBytes = liveBytes;
        PeakBytes = peakBytes;
        PeakLayer = peakLayer;
    }

    /// <summary>Bytes alive while each layer runs, for the batch.</summary>
    internal long[] LiveBytes { get; }

    internal long PeakBytes { get; }

    internal string PeakLayer { get; }

    /// <summary>The liveness of a network, or null where a shape or the graph is not known.</summary>
    internal static Liveness? Of(NetworkMeasurement measurement)
    {
        var rows = measurement.Rows;
        if (rows.Count == 0 || !measurement.Network.HasGraph || rows.Any(row => row.ActivationSize is null))
            return null;

        var graph = measurement.Graph;
        var outputs = new HashSet<string>(measurement.Network.Outputs, StringComparer.Ordinal);
        var plan = new BufferPlan(
            graph.Order,
            graph.Reads,
            index => outputs.Contains(graph.Names[index]),
            index => rows[index].Layer.IsView,
            index => Overwrites(rows[index].Layer, measurement.Options.InPlace)
        );
        var live = new long[rows.Count];
        long peak = plan.Peak([.. rows.Select(row => row.ActivationBytes!.Value)], live);
        return new Liveness(live, peak, rows[Array.IndexOf(live, peak)].Name);
    }

    /// <summary>Whether a layer writes over what it reads, where nobody else reads it.</summary>
    internal static bool Overwrites(Layer layer, InPlaceOperations inPlace) =>
        inPlace switch
        {
            InPlaceOperations.None => false,
            InPlaceOperations.Activations => layer.IsInPlace,
            _ => layer.IsInPlace || layer is Merge { Operation: MergeOperation.Add },
        };
}
