using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Parts of axes: <c>x[start:end:step]</c>.</summary>
internal sealed class SliceRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Slice"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Shape is not { } shape)
            return call.Like(null);
        if (Cuts(call) is not { } cuts)
            return call.Like(Open(call, shape));

        var output = shape;
        foreach (var cut in cuts)
            output = output.With(cut.Axis, Left(shape[cut.Axis], cut));
        return call.Like(output, OnnxBroadcasting.Gather(call.First, output, place => Source(place, shape, cuts)));
    }

    /// <summary>What is cut of which axis; null where it is computed of data.</summary>
    internal static IReadOnlyList<Cut>? Cuts(OnnxCall call)
    {
        var starts = Sizes(call, "starts", 1);
        var ends = Sizes(call, "ends", 2);
        if (call.Shape is not { } shape || starts is null || ends is null || starts.Count != ends.Count)
            return null;
        long[]? axes =
            call.Numbers("axes", 3)
            ?? (call.Has(3) ? null : [.. Enumerable.Range(0, starts.Count).Select(axis => (long)axis)]);
        long[]? steps = call.Has(4) ? call.Input(4).Whole : [.. starts.Select(_ => 1L)];
        if (axes is null || steps is null || axes.Length != starts.Count || steps.Length != starts.Count)
            return null;

        var cuts = new List<Cut>();
        for (int i = 0; i < axes.Length; i++)
        {
            if (shape.Index(axes[i]) is not { } axis || steps[i] is 0 or long.MinValue)
                return null;
            cuts.Add(new Cut(axis, starts[i], ends[i], steps[i]));
        }

        return cuts;
    }

    private static IReadOnlyList<Size>? Sizes(OnnxCall call, string attribute, int input) =>
        call.Node.Numbers(attribute)?.Select(number => (Size)number).ToArray() ?? call.Input(input).Sizes;

    private static Size Left(Size size, Cut cut)
    {
        bool fromStart = cut.Start.Value == 0 && cut.Step == 1;
        // The end is the axis itself, or the largest number there is.
        if (fromStart && (cut.End.Same(size) == true || cut.End.Value >= int.MaxValue))
            return size;
        if (fromStart && size.Value is null && cut.End.Value is null && !cut.End.IsUnnamed)
            return cut.End;
        if (size.Value is not { } all || cut.Start.Value is not { } start || cut.End.Value is not { } end)
            return Size.Unknown;

        var (from, to) = Range(all, start, end, cut.Step);
        long span = cut.Step > 0 ? to - from : from - to;
        long step = Math.Abs(cut.Step);
        return span <= 0 ? 0 : ((span - 1) / step) + 1;
    }

    private static (long From, long To) Range(long size, long start, long end, long step)
    {
        long from = start < 0 ? Math.Max(start, -size) + size : start;
        long to = end < 0 ? Math.Max(end, -size - 1) + size : end;
        return step > 0
            ? (Math.Min(from, size), Math.Min(Math.Max(to, 0), size))
            : (Math.Min(from, size - 1), Math.Min(end < 0 && to < 0 ? -1 : to, size - 1));
    }

    private static long[] Source(long[] place, Shape shape, IReadOnlyList<Cut> cuts)
    {
        foreach (var cut in cuts)
        {
            long from = Range(
                shape[cut.Axis].Value!.Value,
                cut.Start.Value ?? 0,
                cut.End.Value ?? long.MaxValue,
                cut.Step
            ).From;
            place[cut.Axis] = from + (place[cut.Axis] * cut.Step);
        }

        return place;
    }

    // The axes that are named are open, the others stay; without names all are.
    private static Shape Open(OnnxCall call, Shape shape)
    {
        long[]? axes = call.Numbers("axes", 3);
        var cut = axes?.Select(axis => shape.Index(axis) ?? -1).ToArray();
        return Shape.Of(shape.Axes.Select((size, axis) => cut is null || cut.Contains(axis) ? Size.Unknown : size));
    }

    /// <summary>What is cut of one axis.</summary>
    internal readonly record struct Cut(int Axis, Size Start, Size End, long Step);
}
