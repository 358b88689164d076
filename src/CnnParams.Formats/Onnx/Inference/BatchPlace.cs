using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// Finds the batch again in a new shape. Elements keep their order, so it lies where as many positions are before it as
/// were; where an export wrote its size as a number, that is the only proof, since other axes can be of the same size.
/// </summary>
internal static class BatchPlace
{
    /// <summary>
    /// Puts the batch of <paramref name="input"/> where it lies among the numbers of <paramref name="target"/>.
    /// </summary>
    internal static void Keep(Shape input, Size[] target)
    {
        int at = Axis(input);
        if (at < 0)
            return;
        var batch = input[at].Symbols.First(symbol => symbol.IsBatch);
        if (batch.Value == 1)
            KeepOnlySample(input, at, batch, target);
        else if (batch.Value is { } samples)
            KeepSamples(input, at, batch, samples, target);
    }

    /// <summary>The axes of a new shape, each knowing what of it lies before the batch.</summary>
    internal static Size[] Ordered(Shape input, Size[] target)
    {
        int from = Axis(input),
            to = Axis(new Shape(target));
        if (from < 0 || to < 0 || target[to].IsBatch)
            return target;
        long? before =
            Before(input, from) is { } all && Number(target.Take(to)) is > 0 and var passed && all % passed == 0
                ? all / passed
                : null;
        var ordered = (Size[])target.Clone();
        ordered[to] = target[to].WithBatchBehind(before);
        return ordered;
    }

    // The only axis with the batch in it; -1 where none is, or several.
    private static int Axis(Shape shape)
    {
        int first = shape.Axes.ToList().FindIndex(size => size.HasBatch);
        return first >= 0 && shape.Axes.Skip(first + 1).Any(size => size.HasBatch) ? -1 : first;
    }

    private static long? Before(Shape shape, int axis) => Number(shape.Axes.Take(axis)) * shape[axis].BeforeBatch;

    private static long? Number(IEnumerable<Size> sizes) => Shape.Product(sizes).Value;

    private static void KeepSamples(Shape input, int at, Symbol batch, long samples, Size[] target)
    {
        if (Before(input, at) is not { } before || Numbers(input, target) is not { } sizes)
            return;
        long passed = 1;
        for (int i = 0; i < sizes.Length && sizes[i] > 0; i++)
        {
            long end = checked(passed * sizes[i]);
            bool isWithin = passed <= before && end >= checked(before * samples);
            bool isWhole = isWithin && before % passed == 0 && end % (before * samples) == 0;
            // An axis that holds a part of the samples, or parts of several: they cannot be told apart any more.
            target[i] = isWhole ? (Size)(before / passed) * new Size(batch) * (end / (before * samples)) : sizes[i];
            passed = end;
        }
    }

    // All sizes as numbers, the open one computed of the others; null where one is not known.
    private static long[]? Numbers(Shape input, Size[] target)
    {
        int open = Array.FindIndex(target, ReshapeRule.IsOpen);
        if (input.Count.Value is not { } count || Number(target.Where((_, i) => i != open)) is not { } given)
            return null;
        if (open >= 0 && (given <= 0 || count % given != 0))
            return null;
        return [.. target.Select((size, i) => i == open ? count / given : size.Value!.Value)];
    }

    // One sample is a position of its own, or merged with what is before it or after it.
    private static void KeepOnlySample(Shape input, int at, Symbol batch, Size[] target)
    {
        if (
            Array.Exists(target, size => size.HasBatch)
            || Number(input.Axes.Take(at)) is not { } before
            || input[at].Value is not { } size
        )
            return;
        if (Numbers(input, target) is { } sizes)
            sizes.Select(number => (Size)number).ToArray().CopyTo(target, 0);
        int found = Before(input, at) is { } exact ? OnlySample(exact, 1, target) : -1;
        found = found >= 0 ? found : OnlySample(before, size, target);
        // The last axis are the features, where they were after the sample before: even if there is only one.
        if (found > 0 && found == target.Length - 1 && at < input.Rank - 1)
            found--;
        found = found >= 0 ? found : FirstAfter(before, target);
        if (found >= 0)
            target[found] = target[found].Value!.Value * new Size(batch);
    }

    // An axis of one position where the batch began, or where what it was merged with ends.
    private static int OnlySample(long before, long size, Size[] target)
    {
        long passed = 1;
        for (int i = 0; i < target.Length && target[i].Value is > 0 and var axis; i++)
        {
            if (axis == 1 && passed >= before && passed <= before * size)
                return i;
            passed *= axis;
        }

        return -1;
    }

    private static int FirstAfter(long before, Size[] target)
    {
        long passed = 1;
        for (int i = 0; i < target.Length; i++)
        {
            // Merged with what is before it or after it: not with the features, which are the last axis.
            if (i > 0 && i == target.Length - 1 && passed == before)
                return i - 1;
            if (target[i].Value is not ({ } axis and > 0))
                return -1;
            if (passed == before || passed > before / axis)
                return i;
            passed *= axis;
        }

        return -1;
    }
}
