namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Tensors joined along an axis.</summary>
internal sealed class ConcatRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Concat"];

    protected override Value Output(OperatorCall call)
    {
        var inputs = call.Inputs;
        var known = inputs.FirstOrDefault(input => input.Shape is not null)?.Shape;
        if (known is null || known.Index(call.Node.Number("axis", 1)) is not { } axis)
            return call.Like(null);
        if (inputs.Any(input => input.Shape is not null && input.Shape.Rank != known.Rank))
            return call.Like(null);

        var axes = known.Axes.ToArray();
        for (int i = 0; i < axes.Length; i++)
            axes[i] = i == axis ? Sum(inputs, i) : inputs.Where(input => input.Shape is not null).Select(input => input.Shape![i]).Aggregate(Shape.Meet);
        var elements = axes.Length == 1 && inputs.All(input => input.Elements is not null) ? inputs.SelectMany(input => input.Elements!).ToArray() : null;
        return call.Like(new Shape(axes), elements);
    }

    private static Size Sum(IReadOnlyList<Value> inputs, int axis)
    {
        Size sum = 0;
        foreach (var input in inputs)
        {
            if (input.Shape is null)
                return Size.Unknown;
            sum += input.Shape[axis];
        }

        return sum;
    }
}

/// <summary>A tensor cut into parts along an axis.</summary>
internal sealed class SplitRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Split"];

    internal override IReadOnlyList<Value> Outputs(OperatorCall call)
    {
        int count = call.Node.Outputs.Count;
        if (call.Shape is not { } shape || shape.Index(call.Node.Number("axis", 0)) is not { } axis)
            return [.. Enumerable.Range(0, count).Select(_ => call.Like(null))];

        long[]? sizes = call.Numbers("split", 1) ?? (call.Has(1) ? null : Equal(shape[axis].Value, call.Node.Number("num_outputs", count)));
        long from = 0;
        var outputs = new Value[count];
        for (int i = 0; i < count; i++)
        {
            Size? size = sizes is not null && i < sizes.Length ? sizes[i] : !call.Has(1) ? shape[axis].DividedBy(count) : null;
            long start = from;
            var part = shape.With(axis, size ?? Size.Unknown);
            outputs[i] = call.Like(part, Broadcasting.Gather(call.First, part, place => Shifted(place, axis, start)));
            from += size?.Value ?? 0;
        }

        return outputs;
    }

    // Where it does not divide, the last part is smaller (opset 18).
    private static long[]? Equal(long? size, long count)
    {
        if (size is not { } all || count is < 1 or > int.MaxValue)
            return null;
        long part = ((all - 1) / count) + 1;
        return [.. Enumerable.Range(0, (int)Math.Min(count, Value.MostElements)).Select(i => Math.Max(Math.Min(part, all - (i * part)), 0))];
    }

    private static long[] Shifted(long[] place, int axis, long by)
    {
        place[axis] += by;
        return place;
    }
}

/// <summary>Parts of axes: <c>x[start:end:step]</c>.</summary>
internal sealed class SliceRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Slice"];

    protected override Value Output(OperatorCall call)
    {
        if (call.Shape is not { } shape)
            return call.Like(null);
        if (Cuts(call) is not { } cuts)
            return call.Like(Open(call, shape));

        var output = shape;
        foreach (var cut in cuts)
            output = output.With(cut.Axis, Left(shape[cut.Axis], cut));
        return call.Like(output, Broadcasting.Gather(call.First, output, place => Source(place, shape, cuts)));
    }

    /// <summary>What is cut of which axis; null where it is computed of data.</summary>
    internal static IReadOnlyList<Cut>? Cuts(OperatorCall call)
    {
        var starts = Sizes(call, "starts", 1);
        var ends = Sizes(call, "ends", 2);
        if (call.Shape is not { } shape || starts is null || ends is null || starts.Count != ends.Count)
            return null;
        long[]? axes = call.Numbers("axes", 3) ?? (call.Has(3) ? null : [.. Enumerable.Range(0, starts.Count).Select(axis => (long)axis)]);
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

    private static IReadOnlyList<Size>? Sizes(OperatorCall call, string attribute, int input) =>
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
            long from = Range(shape[cut.Axis].Value!.Value, cut.Start.Value ?? 0, cut.End.Value ?? long.MaxValue, cut.Step).From;
            place[cut.Axis] = from + (place[cut.Axis] * cut.Step);
        }

        return place;
    }

    // The axes that are named are open, the others stay; without names all are.
    private static Shape Open(OperatorCall call, Shape shape)
    {
        long[]? axes = call.Numbers("axes", 3);
        var cut = axes?.Select(axis => shape.Index(axis) ?? -1).ToArray();
        return Shape.Of(shape.Axes.Select((size, axis) => cut is null || cut.Contains(axis) ? Size.Unknown : size));
    }

    /// <summary>What is cut of one axis.</summary>
    internal readonly record struct Cut(int Axis, Size Start, Size End, long Step);
}

/// <summary>Positions added at the ends of axes.</summary>
internal sealed class PadRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Pad"];

    protected override Value Output(OperatorCall call)
    {
        if (call.Shape is not { } shape)
            return call.Like(null);
        if (Pads(call) is not { } pads)
            return call.Like(Shape.OfRank(shape.Rank));
        return call.Like(Shape.Of(shape.Axes.Select((size, axis) => size + pads[axis].Begin + pads[axis].End)));
    }

    /// <summary>The positions added to each axis; null where they are computed of data.</summary>
    internal static (Size Begin, Size End)[]? Pads(OperatorCall call)
    {
        var pads = (call.Node.Numbers("pads") ?? call.Node.Numbers("paddings"))?.Select(number => (Size)number).ToArray() ?? call.Input(1).Sizes;
        if (pads is null || call.Shape is not { } shape)
            return null;
        long[]? axes = call.Has(3) ? call.Input(3).Whole : [.. Enumerable.Range(0, shape.Rank).Select(axis => (long)axis)];
        if (axes is null || pads.Count != 2 * axes.Length)
            return null;

        var all = Enumerable.Repeat(((Size)0, (Size)0), shape.Rank).ToArray();
        for (int i = 0; i < axes.Length; i++)
        {
            if (shape.Index(axes[i]) is not { } axis)
                return null;
            all[axis] = (pads[i], pads[axes.Length + i]);
        }

        return all;
    }
}

/// <summary>Axes repeated.</summary>
internal sealed class RepeatRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Expand", "Tile"];

    protected override Value Output(OperatorCall call)
    {
        var output = call.Operator == "Tile" ? Tiled(call) : Expanded(call);
        var elements = output is null ? null : call.Operator == "Expand" ? Broadcasting.Elements(call.First, output) : TiledElements(call.First, output);
        return call.Like(output, elements);
    }

    private static Shape? Expanded(OperatorCall call)
    {
        if (call.Input(1).Sizes is { } sizes)
            return Shape.Broadcast(call.Shape, Shape.Of(sizes.Select(size => ReshapeRule.IsOpen(size) ? 1 : size)));
        return call.Input(1).Shape is { Rank: 1 } list && list[0].Value is >= 0 and <= Shape.MostAxes and var rank
            ? Shape.OfRank(Math.Max((int)rank, call.Shape?.Rank ?? 0))
            : null;
    }

    private static Shape? Tiled(OperatorCall call)
    {
        if (call.Shape is not { } shape)
            return null;
        // Version 1 repeats one axis.
        if (call.Input(1).Elements is [var tiles] && call.Input(2).Whole is [var only] && shape.Index(only) is { } axis)
            return shape.With(axis, shape[axis] * tiles.Size);
        return call.Input(1).Sizes is { } repeats && repeats.Count == shape.Rank
            ? Shape.Of(shape.Axes.Zip(repeats, (size, times) => size * times))
            : Shape.OfRank(shape.Rank);
    }

    private static IReadOnlyList<Number>? TiledElements(Value from, Shape output) => Broadcasting.Numbers(from.Shape) is { } sizes
        ? Broadcasting.Gather(from, output, place => [.. place.Select((position, axis) => sizes[axis] == 0 ? -1 : position % sizes[axis])])
        : null;
}

/// <summary>Channels spread over positions, and positions gathered in channels.</summary>
internal sealed class BlockRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["DepthToSpace", "SpaceToDepth"];

    protected override Value Output(OperatorCall call)
    {
        if (call.Shape is not { Rank: 4 } shape)
            return call.Like(null);
        long block = call.Node.Number("blocksize", 1);
        Size area = (Size)block * block;
        return call.Operator == "DepthToSpace"
            ? call.Like(new Shape(shape[0], Divided(shape[1], area), shape[2] * block, shape[3] * block))
            : call.Like(new Shape(shape[0], shape[1] * area, Divided(shape[2], block), Divided(shape[3], block)));
    }

    private static Size Divided(Size size, Size by) => size.DividedBy(by) ?? Size.Unknown;
}
