using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>
/// Which activations are alive while each layer runs, in inference. A layer's inputs and output coexist; an output
/// that is read later stays. Activations and batch norms write over what they read, if nobody else reads it; views
/// are their input's memory. Weights, workspace and alignment are not in it.
/// </summary>
internal sealed class Liveness
{
    private Liveness(long[] liveElements, string peakLayer)
    {
        LiveElements = liveElements;
        PeakElements = liveElements.Max();
        PeakLayer = peakLayer;
    }

    /// <summary>Elements of one sample alive while each layer runs.</summary>
    internal long[] LiveElements { get; }

    internal long PeakElements { get; }

    internal string PeakLayer { get; }

    /// <summary>The liveness of a network, or null where a shape or the graph is not known.</summary>
    internal static Liveness? Of(NetworkMeasurement measurement)
    {
        var rows = measurement.Rows;
        if (rows.Count == 0 || !measurement.Network.HasGraph || rows.Any(row => row.ActivationSize is null))
            return null;

        var graph = measurement.Graph;
        int[] buffers = AssignBuffers(graph, rows);
        var (size, freedAfter) = Lifetimes(graph, rows, buffers);

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

    private static int[] AssignBuffers(NetworkGraph graph, IReadOnlyList<LayerMeasurement> rows)
    {
        int[] readers = new int[rows.Count];
        foreach (var read in graph.Reads.SelectMany(reads => reads))
        {
            if (read.Layer >= 0)
                readers[read.Layer]++;
        }

        int[] buffers = new int[rows.Count];
        foreach (int index in graph.Order)
        {
            buffers[index] = index;
            var reads = graph.Reads[index];
            if (reads.Length == 0 || reads[0].Layer < 0)
                continue;
            int before = reads[0].Layer;
            bool overwrites = rows[index].Layer.IsInPlace && readers[before] == 1;
            if (rows[index].Layer.IsView || overwrites)
                buffers[index] = buffers[before];
        }

        return buffers;
    }

    private static (long[] Size, int[] FreedAfter) Lifetimes(NetworkGraph graph, IReadOnlyList<LayerMeasurement> rows, int[] buffers)
    {
        var size = new long[rows.Count];
        var freedAfter = new int[rows.Count];
        var isRead = new bool[rows.Count];
        for (int time = 0; time < graph.Order.Count; time++)
        {
            int index = graph.Order[time];
            size[buffers[index]] = Math.Max(size[buffers[index]], rows[index].ActivationSize!.Value);
            freedAfter[buffers[index]] = Math.Max(freedAfter[buffers[index]], time);
            foreach (var read in graph.Reads[index])
            {
                if (read.Layer < 0)
                    continue;
                isRead[read.Layer] = true;
                freedAfter[buffers[read.Layer]] = Math.Max(freedAfter[buffers[read.Layer]], time);
            }
        }

        // What nobody reads leaves the network, and is kept to the end.
        for (int index = 0; index < rows.Count; index++)
        {
            if (!isRead[index])
                freedAfter[buffers[index]] = graph.Order.Count - 1;
        }

        return (size, freedAfter);
    }
}
