using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats;

/// <summary>
/// What the numbers of a tensor tell that no training gives: one number everywhere, steps of one size, a filter that is
/// the same for every channel, filters that are symmetric. The first few tell nearly every weight from such a one.
/// </summary>
/// <param name="count">How many numbers there are.</param>
/// <param name="isReal">Whether they are real ones: of bytes, two may be equal by chance.</param>
/// <param name="first">So many of them, from the first on; null where they are not known.</param>
internal sealed class TensorNumbers(long count, bool isReal, Func<int, IReadOnlyList<double>?> first)
{
    private const int Few = 16,
        MostInSteps = 1 << 10,
        MostOfFilter = 1 << 7,
        FewestMirrored = 4,
        FewestRounded = 2,
        PartsOfOne = 1 << 10,
        Most = 1 << 14;

    // By how much of the largest, numbers of half precision may differ.
    private const double Precision = 1.0 / 1024;

    // By how much of it, a number of single precision may differ, and its square or its reciprocal.
    private const double WrittenWithin = 1.0 / (1 << 22);

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Numbers of a type, of which so many bytes can be read; null where these are not there.</summary>
    internal static TensorNumbers Of(long count, DataType type, Func<long, byte[]?> first) =>
        new(
            count,
            type is DataType.Float16 or DataType.Float32 or DataType.Float64 or DataType.BFloat16,
            most => first(type.Bytes(most)) is { } bytes ? NumberBytes.Read(bytes, type) : null
        );

    /// <summary>The number that all are, as far as they are looked at; null where they differ.</summary>
    internal double? Filling =>
        First(Few) is [var number, ..] some && some.All(other => other == number) && IsAll(First(Most), number)
            ? number
            : null;

    /// <summary>
    /// Whether a number has so few digits that a person may have written it, or its root or its reciprocal; of half
    /// precision all have.
    /// </summary>
    internal static bool IsWritten(double number) =>
        new[] { number, 1 / number, number * number }.Any(each =>
            each is 0 or double.PositiveInfinity or double.NegativeInfinity || HasDigits(each, "E4")
        );

    /// <summary>What of them no training gives, where they stand as a kernel does; null for nothing.</summary>
    /// <param name="filterCounts">How many filters they may be.</param>
    /// <param name="window">How many numbers a filter has for one channel; 1 where they are no filters.</param>
    internal string? FixedForm(IEnumerable<long> filterCounts, long window)
    {
        // Few are read once, for all that is asked of them.
        var all = count <= MostInSteps ? First(MostInSteps) : null;
        return all is not null && IsInSteps(all) ? "its numbers go in steps of one size"
            : all is not null && IsWritten(all) ? "most of its numbers are equal"
            : all is not null && IsTable(all) ? "most of its numbers have few digits"
            : filterCounts.Any(groups => IsRepeated(groups, all)) ? "each of its filters is the same"
            : IsMirrored(window, all) ? "each of its filters is symmetric"
            : null;
    }

    // Whether they are 0, 1, 2 and so on, or go in other steps of one size.
    private bool IsInSteps(IReadOnlyList<double> all)
    {
        if (count < 3 || all.Count != count)
            return false;
        double step = (all[all.Count - 1] - all[0]) / (count - 1),
            size = Math.Max(Math.Abs(all[0]), Math.Abs(all[all.Count - 1]));
        // Of three or four numbers steps of one size may be chance.
        double most =
            count > 4 ? size * Precision
            : all[0] == 0 && step == 1 ? 0
            : -1;
        return step != 0 && !all.Where((number, i) => !(Math.Abs(number - all[0] - (i * step)) <= most)).Any();
    }

    // Whether they are filters that someone has written: fewer different numbers than half of them, as in a blur, an
    // edge, a wavelet, an identity.
    private bool IsWritten(IReadOnlyList<double> all) =>
        isReal
        && count is > 1 and <= MostOfFilter
        && all.Where(number => number != 0).Select(Math.Abs).ToArray() is { Length: > 1 } some
        && some.Distinct().Count() * 2 <= some.Length;

    // Whether they are from a table that someone has written: of colours that are changed to others, for one. Of a
    // thousand trained numbers one has as few digits. Halves, quarters and whole numbers alone are no such table.
    private bool IsTable(IReadOnlyList<double> all) =>
        isReal
        && count <= MostOfFilter
        && all.Count(number => HasDigits(number, "E3")) * 2 >= count
        && all.Count(number => HasDigits(number, "E3") && (number * PartsOfOne) % 1 != 0) >= FewestRounded;

    private static bool HasDigits(double number, string digits) =>
        Math.Abs(number - double.Parse(number.ToString(digits, Invariant), Invariant))
        <= Math.Abs(number) * WrittenWithin;

    // Whether each group of channels has the same filter, in one order of the axes or the other.
    private bool IsRepeated(long groups, IReadOnlyList<double>? all)
    {
        if (groups < 2 || count > Most || count % groups != 0 || count == groups)
            return false;
        int each = (int)(count / groups);
        return IsRepeated(all, each, i => i % each) || IsRepeated(all, (int)groups, i => i - (i % (int)groups));
    }

    private bool IsRepeated(IReadOnlyList<double>? all, int begin, Func<int, int> original)
    {
        bool Repeats(IReadOnlyList<double>? numbers) =>
            numbers is not null
            && numbers.Any(number => number != 0)
            && Enumerable.Range(0, numbers.Count).All(i => numbers[i] == numbers[original(i)]);
        IReadOnlyList<double>? Numbers(int most) => all is null ? First(most) : [.. all.Take(most)];
        return Repeats(Numbers(2 * begin)) && Repeats(Numbers(Most));
    }

    // Whether each window is its own mirror image, or the negative of it: those of a Fourier transform, of blurs, edges
    // and wavelets are. One lies after the other, or, where all numbers are known, each in steps of how many there are.
    private bool IsMirrored(long window, IReadOnlyList<double>? all)
    {
        if (!isReal || window is < 3 or > Most || count % window != 0 || count / window * (window / 2) < FewestMirrored)
            return false;
        int size = (int)window;
        return (AreMirrored(First(size), size, 1) && AreMirrored(all ?? First(Most), size, 1))
            || (all?.Count == count && AreMirrored(all, size, (int)(count / window)));
    }

    private static bool AreMirrored(IReadOnlyList<double>? numbers, int size, int step) =>
        numbers is not null
        && numbers.Any(number => number != 0)
        && Enumerable
            .Range(0, numbers.Count / size)
            .All(i => IsMirrored(at => numbers[step == 1 ? (i * size) + at : (at * step) + i], size));

    // What is repeated without end begins with a number that has no pair.
    private static bool IsMirrored(Func<int, double> window, int size)
    {
        double most = Enumerable.Range(0, size).Max(at => Math.Abs(window(at))) * Precision;
        bool IsPair(int at, int other, int sign) => Math.Abs(window(at) - (sign * window(other))) <= most;
        return new[] { 1, -1 }.Any(sign =>
            Enumerable.Range(0, size).All(at => IsPair(at, size - 1 - at, sign))
            || (size > 3 && Enumerable.Range(1, size - 1).All(at => IsPair(at, size - at, sign)))
        );
    }

    private static bool IsAll(IReadOnlyList<double>? numbers, double number) =>
        numbers?.All(other => other == number) == true;

    private IReadOnlyList<double>? First(long most) => first((int)Math.Min(Math.Min(most, count), Most));
}
