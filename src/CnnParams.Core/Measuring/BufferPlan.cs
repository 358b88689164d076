using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>
/// Which layers write into the same memory, and when each piece of it comes alive and dies. It follows from who reads
/// whom alone: how large the pieces are is said afterwards, as often as sizes change.
/// </summary>
internal sealed class BufferPlan
{
    private readonly IReadOnlyList<int> _order;
    private readonly int[] _buffers;
    private readonly bool[] _starts;
    private readonly int[]?[] _ends;
    private readonly long[] _sizes;

    /// <summary>A plan for layers that run in an order.</summary>
    /// <param name="order">The layers, those that are read before their readers; others have no part in it.</param>
    /// <param name="reads">What each layer reads.</param>
    /// <param name="isView">Whether a layer's output is the memory of what it reads.</param>
    /// <param name="isOutput">Whether a layer's output is one of the network's, though others may read it too.</param>
    /// <param name="overwrites">Whether a layer writes over what it reads, where nobody else reads it.</param>
    internal BufferPlan(
        IReadOnlyList<int> order,
        LayerOutput[][] reads,
        Func<int, bool> isOutput,
        Func<int, bool> isView,
        Func<int, bool> overwrites
    )
    {
        _order = order;
        _buffers = Assign(order, reads, isOutput, isView, overwrites);
        _starts = new bool[order.Count];
        _ends = new int[order.Count][];
        _sizes = new long[reads.Length];

        int[] freedAfter = FreedAfter(reads, isOutput);
        var ending = new List<int>?[order.Count];
        var started = new bool[reads.Length];
        for (int time = 0; time < order.Count; time++)
        {
            int buffer = _buffers[order[time]];
            _starts[time] = !started[buffer];
            if (!started[buffer])
                (ending[freedAfter[buffer]] ??= []).Add(buffer);
            started[buffer] = true;
        }

        for (int time = 0; time < order.Count; time++)
            _ends[time] = ending[time]?.ToArray();
    }

    /// <summary>The most bytes that are alive at once.</summary>
    /// <param name="bytes">The output of each layer.</param>
    /// <param name="live">Takes what is alive while each layer runs; not wanted when null.</param>
    /// <exception cref="OverflowException">A sum is larger than 2^63-1.</exception>
    internal long Peak(long[] bytes, long[]? live = null)
    {
        Array.Clear(_sizes, 0, _sizes.Length);
        for (int time = 0; time < _starts.Length; time++)
        {
            int index = _order[time];
            _sizes[_buffers[index]] = Math.Max(_sizes[_buffers[index]], bytes[index]);
        }

        long now = 0,
            peak = 0;
        for (int time = 0; time < _starts.Length; time++)
        {
            int index = _order[time];
            if (_starts[time])
                now = checked(now + _sizes[_buffers[index]]);
            peak = Math.Max(peak, now);
            if (live is not null)
                live[index] = now;
            if (_ends[time] is not { } dying)
                continue;
            foreach (int dead in dying)
                now -= _sizes[dead];
        }

        return peak;
    }

    private static int[] Assign(
        IReadOnlyList<int> order,
        LayerOutput[][] reads,
        Func<int, bool> isOutput,
        Func<int, bool> isView,
        Func<int, bool> overwrites
    )
    {
        // Who takes the output of the network is a reader too.
        int[] readers = [.. Enumerable.Range(0, reads.Length).Select(index => isOutput(index) ? 1 : 0)];
        foreach (var read in order.SelectMany(index => reads[index]))
        {
            if (read.Layer >= 0)
                readers[read.Layer]++;
        }

        int[] buffers = new int[reads.Length];
        foreach (int index in order)
        {
            buffers[index] = index;
            bool view = isView(index);
            foreach (var read in view || overwrites(index) ? reads[index] : [])
            {
                if (read.Layer < 0 || !(view || readers[read.Layer] == 1))
                    continue;
                buffers[index] = buffers[read.Layer];
                break;
            }
        }

        return buffers;
    }

    private int[] FreedAfter(LayerOutput[][] reads, Func<int, bool> isOutput)
    {
        int[] freedAfter = new int[reads.Length];
        var isRead = new bool[reads.Length];
        for (int time = 0; time < _order.Count; time++)
        {
            int index = _order[time];
            freedAfter[_buffers[index]] = Math.Max(freedAfter[_buffers[index]], time);
            foreach (var read in reads[index])
            {
                if (read.Layer < 0)
                    continue;
                isRead[read.Layer] = true;
                freedAfter[_buffers[read.Layer]] = Math.Max(freedAfter[_buffers[read.Layer]], time);
            }
        }

        // The output of the network is kept to the end: what nobody reads, and what it says.
        foreach (int index in _order)
        {
            if (isOutput(index) || !isRead[index])
                freedAfter[_buffers[index]] = _order.Count - 1;
        }

        return freedAfter;
    }
}
