using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>
/// Which activations are alive while each layer runs, in inference. A layer's inputs and output coexist; an output
/// that is read later stays. Some layers write over what they read, if nobody else reads it (InPlaceOperations); views
/// are their input's memory. Weights, workspace and alignment are not in it.
/// </summary>
internal sealed class Liveness
{
    private Liveness(long[] liveBytes, string peakLayer)
    {
        LiveBytes = liveBytes;
        PeakBytes = liveBytes.Max();
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
        bool[] leaves = Array.ConvertAll(graph.Names, outputs.Contains);
        int[] buffers = AssignBuffers(graph, rows, leaves, measurement.Options.InPlace);
        var (size, freedAfter) = Lifetimes(graph, rows, leaves, buffers);

        // Time is the position in the order; a buffer comes alive with its first writer, and dies after its last reader.
        var live = new long[rows.Count];
        var started = new bool[rows.Count];
        var ending = new List<int>?[rows.Count];
        long now = 0;
        for (int time = 0; time < graph.Order.Count; time++)
        {
            int index = graph.Order[time];
            int buffer = buffers[index];
            if (!started[buffer])
            {
                started[buffer] = true;
                now = checked(now + size[buffer]);
                (ending[freedAfter[buffer]] ??= []).Add(buffer);
            }

            live[index] = now;
            foreach (int dead in ending[time] ?? [])
                now -= size[dead];
        }

        return new Liveness(live, rows[Array.IndexOf(live, live.Max())].Name);
    }

    private static int[] AssignBuffers(
        NetworkGraph graph, IReadOnlyList<LayerMeasurement> rows, bool[] leaves, InPlaceOperations inPlace)
    {
        // Who takes what leaves the network is a reader too.
        int[] readers = Array.ConvertAll(leaves, output => output ? 1 : 0);
        foreach (var read in graph.Reads.SelectMany(reads => reads))
        {
            if (read.Layer >= 0)
                readers[read.Layer]++;
        }

        int[] buffers = new int[rows.Count];
        foreach (int index in graph.Order)
        {
            buffers[index] = index;
            var layer = rows[index].Layer;
            foreach (var read in layer.IsView || Overwrites(layer, inPlace) ? graph.Reads[index] : [])
            {
                if (read.Layer < 0 || !(layer.IsView || readers[read.Layer] == 1))
                    continue;
                buffers[index] = buffers[read.Layer];
                break;
            }
        }

        return buffers;
    }

    private static bool Overwrites(Layer layer, InPlaceOperations inPlace) => inPlace switch
    {
        InPlaceOperations.None => false,
        InPlaceOperations.Activations => layer.IsInPlace,
        _ => layer.IsInPlace || layer is Merge { Operation: MergeOperation.Add },
    };

    private static (long[] Size, int[] FreedAfter) Lifetimes(
        NetworkGraph graph, IReadOnlyList<LayerMeasurement> rows, bool[] leaves, int[] buffers)
    {
        var size = new long[rows.Count];
        var freedAfter = new int[rows.Count];
        var isRead = new bool[rows.Count];
        for (int time = 0; time < graph.Order.Count; time++)
        {
            int index = graph.Order[time];
            size[buffers[index]] = Math.Max(size[buffers[index]], rows[index].ActivationBytes!.Value);
            freedAfter[buffers[index]] = Math.Max(freedAfter[buffers[index]], time);
            foreach (var read in graph.Reads[index])
            {
                if (read.Layer < 0)
                    continue;
                isRead[read.Layer] = true;
                freedAfter[buffers[read.Layer]] = Math.Max(freedAfter[buffers[read.Layer]], time);
            }
        }

        // What leaves the network is kept to the end: what nobody reads, and what it says.
        for (int index = 0; index < rows.Count; index++)
        {
            if (leaves[index] || !isRead[index])
                freedAfter[buffers[index]] = graph.Order.Count - 1;
        }

        return (size, freedAfter);
    }
}
