using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlow;

/// <summary>
/// Parts of several axes at once, in the notation of NumPy: from, to, step, and masks of axes that are taken whole,
/// added or dropped.
/// </summary>
internal static class StridedSlices
{
    internal static OperatorResult Cut(OperatorCall call)
    {
        if (
            call.First.Sizes is not { } sizes
            || call.Wholes(1) is not { } begins
            || call.Wholes(2) is not { } ends
            || begins.Length != ends.Length
            || begins.Length > 32
            || Mask(call, "ellipsis_mask") != 0
        )
        {
            return new MovedTensors([null]);
        }

        long[] steps =
            call.Wholes(3) is { } given && given.Length == begins.Length
                ? given
                : [.. Enumerable.Repeat(1L, begins.Length)];
        var left = new List<long?>();
        int axis = 0;
        for (int i = 0; i < begins.Length; i++)
        {
            if (Has(call, "new_axis_mask", i))
            {
                left.Add(1);
                continue;
            }

            if (axis >= sizes.Count)
                throw new UnknownOperatorException(
                    $"it cuts {begins.Length} axes; the input has the sizes {OperatorCall.Text(sizes)}"
                );
            long? size = sizes[axis++];
            if (!Has(call, "shrink_axis_mask", i))
                left.Add(
                    Length(
                        size,
                        Has(call, "begin_mask", i) ? null : begins[i],
                        Has(call, "end_mask", i) ? null : ends[i],
                        steps[i]
                    )
                );
        }

        left.AddRange(sizes.Skip(axis));
        return new MovedTensors([left]);
    }

    private static long? Length(long? size, long? begin, long? end, long step)
    {
        if (begin is null && end is null && step == 1)
            return size;
        if (size is not { } positions || step == 0)
            return null;
        long from =
            begin is { } first ? Inside(first, positions, step)
            : step > 0 ? 0
            : positions - 1;
        long to =
            end is { } last ? Inside(last, positions, step)
            : step > 0 ? positions
            : -1;
        long distance = step > 0 ? to - from : from - to;
        return distance <= 0 ? 0 : ((distance - 1) / Math.Abs(step)) + 1;
    }

    private static long Inside(long position, long positions, long step)
    {
        long at = position < 0 ? position + positions : position;
        return step > 0 ? Math.Min(Math.Max(at, 0), positions) : Math.Min(Math.Max(at, -1), positions - 1);
    }

    private static long Mask(OperatorCall call, string name) => call.Whole(name) ?? 0;

    private static bool Has(OperatorCall call, string name, int bit) => ((Mask(call, name) >> bit) & 1) == 1;
}
