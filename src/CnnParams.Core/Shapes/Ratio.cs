namespace CnnParams.Shapes;

/// <summary>Real factors as fractions of whole numbers, so that a formula can be computed exactly.</summary>
internal static class Ratio
{
    // Above this a factor has no fraction that a reader would recognise.
    private const double Largest = 1e9;

    /// <summary>The largest number that divides both, by Euclid's algorithm.</summary>
    internal static long CommonDivisor(long left, long right)
    {
        while (right != 0)
            (left, right) = (right, left % right);
        return left;
    }

    /// <summary>
    /// The simplest fraction that is the same floating-point number, found as a continued fraction: 0.7 is 7 / 10.
    /// </summary>
    internal static (long Numerator, long Denominator) Of(double factor)
    {
        var (before, current) = ((Up: 0.0, Down: 1.0), (Up: 1.0, Down: 0.0));
        double rest = factor;
        while (true)
        {
            double whole = Math.Floor(rest);
            var next = (Up: (whole * current.Up) + before.Up, Down: (whole * current.Down) + before.Down);
            if (next.Up > Largest || next.Down > Largest)
                return current.Down > 0
                    ? ((long)current.Up, (long)current.Down)
                    : ((long)Math.Min(next.Up, long.MaxValue / 2), 1);
            if ((next.Up / next.Down).Equals(factor) || rest.Equals(whole))
                return ((long)next.Up, (long)next.Down);
            (before, current, rest) = (current, next, 1 / (rest - whole));
        }
    }
}
