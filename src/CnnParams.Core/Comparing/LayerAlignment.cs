using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Comparing;

/// <summary>
/// Which layer of one network is which of another. First by name and type; between those by type and shape; between
/// those by type, and at last by name, so that a layer of another type in the same place counts as changed. Or without
/// their names, which count the layers in many networks and mean others after one is added. The order of both networks
/// is kept. Names that the module gave are no names.
/// </summary>
internal static class LayerAlignment
{
    /// <summary>Pairs of rows in order, by the names first.</summary>
    internal static IReadOnlyList<(int Left, int Right)> Of(
        NetworkMeasurement left,
        NetworkMeasurement right,
        CancellationToken cancellation
    ) => Of(left, right, Keys(), cancellation);

    /// <summary>Pairs of rows in order, by what the layers are.</summary>
    internal static IReadOnlyList<(int Left, int Right)> WithoutNames(
        NetworkMeasurement left,
        NetworkMeasurement right,
        CancellationToken cancellation
    ) => Of(left, right, Keys().Skip(1), cancellation);

    private static IReadOnlyList<(int Left, int Right)> Of(
        NetworkMeasurement left,
        NetworkMeasurement right,
        IEnumerable<Func<LayerMeasurement, object?>> keys,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<(int Left, int Right)> pairs = [];
        foreach (var key in keys)
        {
            var numbers = new Dictionary<object, int>();
            int?[] leftKeys = [.. left.Rows.Select(row => Number(numbers, key(row)))];
            int?[] rightKeys = [.. right.Rows.Select(row => Number(numbers, key(row)))];
            pairs = Refine(pairs, leftKeys, rightKeys, cancellation);
        }

        return pairs;
    }

    private static IEnumerable<Func<LayerMeasurement, object?>> Keys()
    {
        yield return row => row.Layer.HasDefaultName ? null : (row.Name, row.Type);
        yield return row => (Kind(row), SameShape.Text(row.OutputShape), row.Parameters);
        yield return row => (row.Type, SameShape.Text(row.OutputShape));
        yield return row => row.Type;
        yield return row => row.Layer.HasDefaultName ? null : row.Name;
    }

    // Units after a row of values see all of them, whatever they are called.
    private static string Kind(LayerMeasurement row) =>
        row is { Layer: UnitLayer, InputShape.Rank: <= 1 } ? nameof(FullyConnected) : row.Type;

    private static int? Number(Dictionary<object, int> numbers, object? key)
    {
        if (key is null)
            return null;
        if (!numbers.TryGetValue(key, out int number))
            numbers.Add(key, number = numbers.Count);
        return number;
    }

    private static List<(int Left, int Right)> Refine(
        IReadOnlyList<(int Left, int Right)> pairs,
        int?[] left,
        int?[] right,
        CancellationToken cancellation
    )
    {
        var refined = new List<(int Left, int Right)>();
        int leftBegin = 0,
            rightBegin = 0;
        foreach (var (leftEnd, rightEnd) in pairs.Append((left.Length, right.Length)))
        {
            refined.AddRange(Between(left, leftBegin, leftEnd, right, rightBegin, rightEnd, cancellation));
            if (leftEnd < left.Length)
                refined.Add((leftEnd, rightEnd));
            (leftBegin, rightBegin) = (leftEnd + 1, rightEnd + 1);
        }

        return refined;
    }

    private static IEnumerable<(int Left, int Right)> Between(
        int?[] left,
        int leftBegin,
        int leftEnd,
        int?[] right,
        int rightBegin,
        int rightEnd,
        CancellationToken cancellation
    )
    {
        if (leftBegin >= leftEnd || rightBegin >= rightEnd)
            return [];
        // What the other side does not have cannot be common: it would only cost time.
        var leftKeys = new HashSet<int?>(left.Skip(leftBegin).Take(leftEnd - leftBegin));
        leftKeys.IntersectWith(right.Skip(rightBegin).Take(rightEnd - rightBegin));
        leftKeys.Remove(null);
        int[] leftRows = Kept(left, leftBegin, leftEnd, leftKeys),
            rightRows = Kept(right, rightBegin, rightEnd, leftKeys);
        return CommonSubsequence
            .Of(
                Array.ConvertAll(leftRows, row => left[row]!.Value),
                Array.ConvertAll(rightRows, row => right[row]!.Value),
                cancellation
            )
            .Select(pair => (leftRows[pair.Left], rightRows[pair.Right]));
    }

    private static int[] Kept(int?[] keys, int begin, int end, HashSet<int?> wanted) =>
        [.. Enumerable.Range(begin, end - begin).Where(row => wanted.Contains(keys[row]))];
}
