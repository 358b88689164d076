using System.Globalization;

namespace CnnParams.Shapes;

/// <summary>
/// What the output positions of one axis see of the input. A window slides on evenly: each position sees as much, a
/// stride further on. After upsampling neighbours see differently, and the pattern repeats after a few positions: so
/// the positions of one period are kept, and how far on the next one is.
/// </summary>
public sealed class ReceptiveAxis
{
    // Odd factors after each other multiply their periods; beyond this a field is not followed.
    private const long LongestPeriod = 1024;

    private readonly SeenPositions[] _seen;

    private ReceptiveAxis(SeenPositions[] seen, long shift)
    {
        _seen = seen;
        Shift = shift;
    }

    /// <summary>Each position sees the one at its own place.</summary>
    public static ReceptiveAxis Point { get; } = Window(1, 1, 0);

    /// <summary>What each output position of a period sees.</summary>
    public IReadOnlyList<SeenPositions> Seen => _seen;

    /// <summary>Input positions from one period to the next.</summary>
    public long Shift { get; }

    /// <summary>The most input positions that an output position sees, from the first to the last.</summary>
    internal long Size => _seen.Max(seen => seen.Count);

    /// <summary>Input positions from one output position to the next, on average.</summary>
    internal double Jump => (double)Shift / _seen.Length;

    /// <summary>
    /// The centre of what the first output position that sees anything sees; 0.5 is the middle of the first.
    /// </summary>
    internal double? Start =>
        Array.Find(_seen, seen => seen.Count > 0) is { Count: > 0 } first ? (first.First + first.Last + 1) / 2.0 : null;

    /// <summary>A window of <paramref name="reach"/> positions, which begins in the padding.</summary>
    public static ReceptiveAxis Window(long reach, long stride, long padBegin) =>
        new([new SeenPositions(-padBegin, checked(reach - 1 - padBegin))], stride);

    /// <summary>
    /// A rule that repeats: <paramref name="period"/> output positions later, <paramref name="shift"/> input positions
    /// further on.
    /// </summary>
    /// <returns>Null where the period is too long to be followed.</returns>
    internal static ReceptiveAxis? Repeating(long period, long shift, Func<long, SeenPositions> seen)
    {
        if (period is < 1 or > LongestPeriod)
            return null;
        var positions = new SeenPositions[period];
        for (int i = 0; i < positions.Length; i++)
            positions[i] = seen(i);
        return new ReceptiveAxis(positions, shift);
    }

    /// <summary>What is seen through this layer of what its input sees; null where that cannot be followed.</summary>
    internal ReceptiveAxis? Through(ReceptiveAxis before)
    {
        // So many periods of this layer that the layers before have gone through whole ones of theirs.
        long periods = before._seen.Length / Ratio.CommonDivisor(before._seen.Length, Shift);
        return Repeating(
            checked(_seen.Length * periods),
            checked(Shift * periods / before._seen.Length * before.Shift),
            position => before.Over(At(position))
        );
    }

    /// <summary>What is seen through two branches that meet: from the first position of either to the last.</summary>
    /// <returns>
    /// Null where the branches do not go on at the same rate, so that what is seen would grow from place to place.
    /// </returns>
    internal ReceptiveAxis? And(ReceptiveAxis other)
    {
        if (checked(Shift * other._seen.Length) != checked(other.Shift * _seen.Length))
            return null;
        long periods = other._seen.Length / Ratio.CommonDivisor(other._seen.Length, _seen.Length);
        return Repeating(
            checked(_seen.Length * periods),
            checked(Shift * periods),
            position => At(position).And(other.At(position))
        );
    }

    private SeenPositions At(long position)
    {
        long period = Math.DivRem(position, _seen.Length, out long within);
        if (within < 0)
            (period, within) = (period - 1, within + _seen.Length);
        return _seen[within].Moved(checked(period * Shift));
    }

    /// <summary>What a range of output positions sees, from the first to the last.</summary>
    // Beyond a period from either end nothing is seen that is not seen within it.
    internal SeenPositions Over(SeenPositions range)
    {
        var all = SeenPositions.None;
        long inner = Math.Min(range.Count, _seen.Length);
        for (long i = 0; i < inner; i++)
            all = all.And(At(range.First + i)).And(At(range.Last - i));
        return all;
    }

    /// <summary>The positions one by one, and the shift.</summary>
    public override string ToString() => string.Join(" ", _seen) + "+" + Shift.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Input positions that one output position sees; none where the last lies before the first.</summary>
/// <param name="First">The first, counted from 0; below 0 in the padding.</param>
/// <param name="Last">The last.</param>
public readonly record struct SeenPositions(long First, long Last)
{
    /// <summary>No position: an output of a bias alone.</summary>
    internal static SeenPositions None { get; } = new(0, -1);

    /// <summary>How many there are, from the first to the last.</summary>
    internal long Count => Last - First + 1;

    internal SeenPositions Moved(long distance) =>
        Count == 0 ? this : new(checked(First + distance), checked(Last + distance));

    internal SeenPositions And(SeenPositions other) =>
        Count == 0 ? other
        : other.Count == 0 ? this
        : new(Math.Min(First, other.First), Math.Max(Last, other.Last));

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}:{1}", First, Last);
}
