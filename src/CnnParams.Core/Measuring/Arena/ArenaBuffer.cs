namespace CnnParams.Measuring.Arena;

/// <summary>A piece of memory that is needed for some time.</summary>
/// <param name="Bytes">How large it is, aligned.</param>
/// <param name="First">The first time at which it is in use.</param>
/// <param name="Last">The last one.</param>
/// <param name="Fixed">Where it has to lie; null where that is free.</param>
internal readonly record struct ArenaBuffer(long Bytes, int First, int Last, long? Fixed = null)
{
    internal bool IsLiveWith(ArenaBuffer other) => First <= other.Last && other.First <= Last;
}
