namespace CnnParams.Measuring.Arena;

/// <summary>The bytes that are alive at each time: no plan can do with less than the most of them.</summary>
internal sealed class LiveBytes
{
    /// <exception cref="OverflowException">A sum is larger than 2^63-1.</exception>
    internal LiveBytes(IReadOnlyList<ArenaBuffer> buffers)
    {
        int times = buffers.Count == 0 ? 0 : buffers.Max(buffer => buffer.Last) + 1;
        var born = new long[times];
        var dying = new long[times];
        foreach (var buffer in buffers)
        {
            born[buffer.First] = checked(born[buffer.First] + buffer.Bytes);
            dying[buffer.Last] = checked(dying[buffer.Last] + buffer.Bytes);
        }

        long now = 0;
        for (int time = 0; time < times; time++)
        {
            now = checked(now + born[time]);
            if (now > Peak)
                (Peak, PeakTime) = (now, time);
            now -= dying[time];
        }
    }

    /// <summary>The most bytes that are alive at once.</summary>
    internal long Peak { get; }

    /// <summary>The first time at which so many are.</summary>
    internal int PeakTime { get; }
}
