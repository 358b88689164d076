namespace CnnParams.Formats.Folding;

/// <summary>
/// Lists of numbers that shapes are made of, as graphs join, cut and combine them: what formats differ in is how their
/// operators say it.
/// </summary>
internal static class NumberList
{
    /// <summary>Longer lists are data, and not sizes of axes.</summary>
    internal const int Most = 4096;

    /// <summary>Two lists, number by number; one number goes with each of the other list.</summary>
    internal static IReadOnlyList<Number>? Pairwise(
        IReadOnlyList<Number>? left,
        IReadOnlyList<Number>? right,
        Func<Number, Number, Number> rule
    ) =>
        left is not { Count: > 0 }
        || right is not { Count: > 0 }
        || (left.Count != right.Count && left.Count > 1 && right.Count > 1)
            ? null
            :
            [
                .. Enumerable
                    .Range(0, Math.Max(left.Count, right.Count))
                    .Select(i => rule(left[left.Count == 1 ? 0 : i], right[right.Count == 1 ? 0 : i])),
            ];

    /// <summary>Some of the numbers, from one on and before another; negative ones are counted from the end.</summary>
    internal static IReadOnlyList<Number>? Part(IReadOnlyList<Number>? numbers, long begin, long end, long step)
    {
        if (numbers is null || step < 1)
            return null;
        long first = Math.Max(begin < 0 ? begin + numbers.Count : begin, 0),
            last = Math.Min(end < 0 ? end + numbers.Count : end, numbers.Count);
        var part = new List<Number>();
        for (long i = first; i < last; i += step)
            part.Add(numbers[(int)i]);
        return part;
    }

    /// <summary>Lists one after the other; null where one of them is not known.</summary>
    internal static IReadOnlyList<Number>? Join(IEnumerable<IReadOnlyList<Number>?> lists)
    {
        var joined = new List<Number>();
        foreach (var list in lists)
        {
            if (list is null || joined.Count + list.Count > Most)
                return null;
            joined.AddRange(list);
        }

        return joined;
    }

    /// <summary>
    /// The rows at certain places, of so many numbers each; negative places are counted from the end. Null where there
    /// is none at one.
    /// </summary>
    internal static IReadOnlyList<Number>? Rows(IReadOnlyList<Number> numbers, IEnumerable<long> places, int width = 1)
    {
        long rows = width > 0 ? numbers.Count / width : 0;
        return Join(
            places
                .Select(place => place < 0 ? place + rows : place)
                .Select(place =>
                    place >= 0 && place < rows
                        ? (IReadOnlyList<Number>)[.. numbers.Skip((int)place * width).Take(width)]
                        : null
                )
        );
    }

    /// <summary>The whole numbers; null where one of them is open.</summary>
    internal static long[]? Wholes(IReadOnlyList<Number>? numbers) =>
        numbers is not null && numbers.All(number => number.Whole is not null)
            ? [.. numbers.Select(number => number.Whole!.Value)]
            : null;
}
