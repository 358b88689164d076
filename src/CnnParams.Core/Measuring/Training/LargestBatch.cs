using CnnParams.Layers;

namespace CnnParams.Measuring.Training;

/// <summary>The largest batch that fits a memory, with the proof: one more does not.</summary>
public sealed class LargestBatch
{
    private readonly IMemoryEstimate _memory;

    private LargestBatch(IMemoryEstimate memory, long limit, long batch)
    {
        _memory = memory;
        Limit = limit;
        BatchSize = batch;
        Bytes = batch > 0 ? memory.TotalOf(batch) : 0;
        NextBytes = Total(memory, batch + 1);
    }

    /// <summary>The network's name.</summary>
    public string Network => _memory.Network;

    /// <summary>The batch size; 0 where not even one sample fits.</summary>
    public long BatchSize { get; }

    /// <summary>What it takes.</summary>
    public long Bytes { get; }

    /// <summary>What is there.</summary>
    public long Limit { get; }

    /// <summary>What one sample more would take; null for more than 2^63-1.</summary>
    public long? NextBytes { get; }

    /// <summary>How far it can be trusted.</summary>
    public Trust Trust => _memory.Trust;

    /// <summary>Why it is the largest.</summary>
    public string Proof
    {
        get
        {
            string bound = Quantity.Bound(Trust);
            string next = NextBytes is { } bytes
                ? $"{BatchSize + 1} takes {bound}{bytes} bytes"
                : $"{BatchSize + 1} takes more than 2^63-1";
            string here = BatchSize > 0 ? $"{BatchSize} takes {bound}{Bytes} bytes, " : "";
            string rest = Trust == Trust.LowerBound ? "; what is not counted may leave room for fewer" : "";
            return $"{here}{next}, the limit is {Limit}, and no term falls as the batch grows{rest}";
        }
    }

    /// <summary>The largest batch with which a network takes no more than a limit.</summary>
    /// <param name="memory">The memory that it takes.</param>
    /// <param name="limit">The limit in bytes.</param>
    /// <exception cref="LayerException">Every batch fits, or the sizes that grow with it are not known.</exception>
    public static LargestBatch Find(IMemoryEstimate memory, long limit)
    {
        bool Fits(long batch) => Total(memory, batch) <= limit;
        // What does not grow with the batch sets no limit to it.
        if (Total(memory, 1) == Total(memory, 1L << 20) && Fits(1))
            throw new LayerException(ErrorId.InvalidLimit, "every batch fits: nothing that is kept grows with it");
        long low = 0,
            high = 1;
        while (Fits(high))
            (low, high) = (high, checked(high * 2));
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (Fits(middle))
                low = middle;
            else
                high = middle;
        }

        return new LargestBatch(memory, limit, low);
    }

    private static long? Total(IMemoryEstimate memory, long batch)
    {
        try
        {
            return memory.TotalOf(batch);
        }
        catch (OverflowException)
        {
            return null;
        }
        catch (LayerException exception) when (exception.Id == ErrorId.SizeOverflow)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{BatchSize}";
}
