namespace CnnParams.Shapes;

/// <summary>
/// Which input positions an output position is made of when an axis becomes p / q times as long; the centre of output
/// position o lies at (o + 1/2) * q / p - 1/2 of the input.
/// </summary>
internal static class Resampling
{
    /// <summary>The position that o * q / p falls into.</summary>
    internal static ReceptiveAxis? Nearest(long larger, long smaller) =>
        Repeat(larger, smaller, (output, p, q) => One(output * q / p));

    /// <summary>All positions that an output position covers.</summary>
    internal static ReceptiveAxis? Area(long larger, long smaller) =>
        Repeat(larger, smaller, (output, p, q) => new SeenPositions(output * q / p, (((output + 1) * q) - 1) / p));

    /// <summary>
    /// The <paramref name="taps"/> positions around the centre; the one there alone where the curve passes through it.
    /// </summary>
    internal static ReceptiveAxis? Between(long larger, long smaller, long taps, bool passesThrough) =>
        Repeat(
            larger,
            smaller,
            (output, p, q) =>
            {
                long centre = (((2 * output) + 1) * q) - p;
                long before = centre >= 0 ? centre / (2 * p) : -((-centre + (2 * p) - 1) / (2 * p));
                bool isHit = before * 2 * p == centre;
                // One tap is the nearest position; halves go up.
                if (taps == 1)
                    return One(isHit || centre - (before * 2 * p) < p ? before : before + 1);
                if (isHit)
                    return passesThrough
                        ? One(before)
                        : new SeenPositions(before - (taps / 2) + 1, before + (taps / 2) - 1);
                return new SeenPositions(before - (taps / 2) + 1, before + (taps / 2));
            }
        );

    private static ReceptiveAxis? Repeat(long larger, long smaller, Func<long, long, long, SeenPositions> seen)
    {
        long divisor = Ratio.CommonDivisor(larger, smaller);
        var (p, q) = (larger / divisor, smaller / divisor);
        return ReceptiveAxis.Repeating(p, q, output => seen(output, p, q));
    }

    private static SeenPositions One(long position) => new(position, position);
}
