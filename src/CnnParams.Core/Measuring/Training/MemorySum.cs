using CnnParams.Layers;

namespace CnnParams.Measuring.Training;

/// <summary>An estimate whose sum can be said.</summary>
internal static class MemorySum
{
    /// <summary>Makes an estimate and its total.</summary>
    /// <exception cref="LayerException">The total is larger than 2^63-1.</exception>
    internal static T Of<T>(NetworkMeasurement measurement, Func<T> estimate)
        where T : IMemoryEstimate
    {
        try
        {
            var memory = estimate();
            _ = memory.Total;
            return memory;
        }
        catch (OverflowException exception)
        {
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"The memory of {measurement.Network} is more than 2^63-1 bytes.",
                exception
            );
        }
    }
}
