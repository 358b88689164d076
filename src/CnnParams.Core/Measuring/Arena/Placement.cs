namespace CnnParams.Measuring.Arena;

/// <summary>
/// Gives buffers their offsets in an arena, so that no two that are alive at once overlap. A buffer is compared with
/// those that are alive with it: for a chain that takes as long as sorting, for buffers that all live at once the
/// square of their number.
/// </summary>
internal static class Placement
{
    /// <summary>The offset of each buffer, in bytes.</summary>
    /// <exception cref="OverflowException">An offset is larger than 2^63-1.</exception>
    internal static long[] Offsets(
        IReadOnlyList<ArenaBuffer> buffers,
        ArenaAlgorithm algorithm,
        CancellationToken cancellation
    ) => Offsets(buffers, Order(buffers, algorithm), algorithm == ArenaAlgorithm.BestFit, cancellation);

    /// <summary>The bytes of an arena that holds the buffers at their offsets.</summary>
    internal static long Size(IReadOnlyList<ArenaBuffer> buffers, long[] offsets)
    {
        long size = 0;
        for (int i = 0; i < offsets.Length; i++)
            size = Math.Max(size, checked(offsets[i] + buffers[i].Bytes));
        return size;
    }

    private static int[] Order(IReadOnlyList<ArenaBuffer> buffers, ArenaAlgorithm algorithm)
    {
        var all = Enumerable.Range(0, buffers.Count);
        // What has its place keeps it, and the others come around it.
        var (placed, free) = (all.Where(i => buffers[i].Fixed is not null), all.Where(i => buffers[i].Fixed is null));
        var ordered = algorithm switch
        {
            // Of buffers of one size the planner of TensorFlow Lite Micro places the last first: it fills its list
            // from the end and sorts it stably.
            ArenaAlgorithm.GreedyBySize => free.OrderByDescending(i => buffers[i].Bytes).ThenByDescending(i => i),
            ArenaAlgorithm.BestFit => free.OrderByDescending(i => buffers[i].Bytes).ThenBy(i => buffers[i].First),
            _ => free.OrderBy(i => buffers[i].First),
        };
        return [.. placed, .. ordered];
    }

    private static long[] Offsets(
        IReadOnlyList<ArenaBuffer> buffers,
        int[] order,
        bool narrowest,
        CancellationToken cancellation
    )
    {
        var offsets = new long[buffers.Count];
        var placed = new PlacedBuffers(buffers, offsets);
        foreach (int index in order)
        {
            cancellation.ThrowIfCancellationRequested();
            var buffer = buffers[index];
            offsets[index] = buffer.Fixed ?? Gap(buffers, offsets, placed.LiveWith(buffer), buffer.Bytes, narrowest);
            placed.Add(index);
        }

        return offsets;
    }

    // The first gap between neighbours, or the narrowest, or else the place after the last of them.
    private static long Gap(
        IReadOnlyList<ArenaBuffer> buffers,
        long[] offsets,
        ArraySegment<int> neighbours,
        long bytes,
        bool narrowest
    )
    {
        long end = 0;
        long best = -1;
        long bestGap = long.MaxValue;
        for (int i = 0; i < neighbours.Count; i++)
        {
            int neighbour = neighbours.Array![i];
            long gap = offsets[neighbour] - end;
            if (gap >= bytes && gap < bestGap)
            {
                if (!narrowest)
                    return end;
                (best, bestGap) = (end, gap);
            }

            end = Math.Max(end, checked(offsets[neighbour] + buffers[neighbour].Bytes));
        }

        return best >= 0 ? best : end;
    }
}
