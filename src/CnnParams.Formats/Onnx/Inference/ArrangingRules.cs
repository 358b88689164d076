using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Tensors joined along an axis.</summary>
internal sealed class ConcatRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Concat"];

    protected override Value Output(OnnxCall call)
    {
        var inputs = call.Inputs;
        var known = inputs.FirstOrDefault(input => input.Shape is not null)?.Shape;
        if (known is null || known.Index(call.Node.Number("axis", 1)) is not { } axis)
            return call.Like(null);
        if (inputs.Any(input => input.Shape is not null && input.Shape.Rank != known.Rank))
            return call.Like(null);

        var axes = known.Axes.ToArray();
        for (int i = 0; i < axes.Length; i++)
            axes[i] =
                i == axis
                    ? Sum(inputs, i)
                    : inputs
                        .Where(input => input.Shape is not null)
                        .Select(input => input.Shape![i])
                        .Aggregate(Shape.Meet);
        var elements =
            axes.Length == 1 && inputs.All(input => input.Elements is not null)
                ? inputs.SelectMany(input => input.Elements!).ToArray()
                : null;
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

    internal override IReadOnlyList<Value> Outputs(OnnxCall call)
    {
        int count = call.Node.Outputs.Count;
        if (call.Shape is not { } shape || shape.Index(call.Node.Number("axis", 0)) is not { } axis)
            return [.. Enumerable.Range(0, count).Select(_ => call.Like(null))];

        long[]? sizes =
            call.Numbers("split", 1)
            ?? (call.Has(1) ? null : Equal(shape[axis].Value, call.Node.Number("num_outputs", count)));
        long from = 0;
        var outputs = new Value[count];
        for (int i = 0; i < count; i++)
        {
            Size? size =
                sizes is not null && i < sizes.Length ? sizes[i]
                : !call.Has(1) ? shape[axis].DividedBy(count)
                : null;
            long start = from;
            var part = shape.With(axis, size ?? Size.Unknown);
            outputs[i] = call.Like(
                part,
                OnnxBroadcasting.Gather(call.First, part, place => Shifted(place, axis, start))
            );
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
        return
        [
            .. Enumerable
                .Range(0, (int)Math.Min(count, Value.MostElements))
                .Select(i => Math.Max(Math.Min(part, all - (i * part)), 0)),
        ];
    }

    private static long[] Shifted(long[] place, int axis, long by)
    {
        place[axis] += by;
        return place;
    }
}

/// <summary>Positions added at the ends of axes.</summary>
internal sealed class PadRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Pad"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Shape is not { } shape)
            return call.Like(null);
        if (Pads(call) is not { } pads)
            return call.Like(Shape.OfRank(shape.Rank));
        return call.Like(Shape.Of(shape.Axes.Select((size, axis) => size + pads[axis].Begin + pads[axis].End)));
    }

    /// <summary>The positions added to each axis; null where they are computed of data.</summary>
    internal static (Size Begin, Size End)[]? Pads(OnnxCall call)
    {
        var pads =
            (call.Node.Numbers("pads") ?? call.Node.Numbers("paddings"))?.Select(number => (Size)number).ToArray()
            ?? call.Input(1).Sizes;
        if (pads is null || call.Shape is not { } shape)
            return null;
        long[]? axes = call.Has(3)
            ? call.Input(3).Whole
            : [.. Enumerable.Range(0, shape.Rank).Select(axis => (long)axis)];
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

    protected override Value Output(OnnxCall call)
    {
        var output = call.Operator == "Tile" ? Tiled(call) : Expanded(call);
        var elements =
            output is null ? null
            : call.Operator == "Expand" ? OnnxBroadcasting.Elements(call.First, output)
            : TiledElements(call.First, output);
        return call.Like(output, elements);
    }

    private static Shape? Expanded(OnnxCall call)
    {
        if (call.Input(1).Sizes is { } sizes)
            return Shape.Broadcast(call.Shape, Shape.Of(sizes.Select(size => ReshapeRule.IsOpen(size) ? 1 : size)));
        return call.Input(1).Shape is { Rank: 1 } list && list[0].Value is >= 0 and <= Shape.MostAxes and var rank
            ? Shape.OfRank(Math.Max((int)rank, call.Shape?.Rank ?? 0))
            : null;
    }

    private static Shape? Tiled(OnnxCall call)
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

    private static IReadOnlyList<Number>? TiledElements(Value from, Shape output) =>
        OnnxBroadcasting.Numbers(from.Shape) is { } sizes
            ? OnnxBroadcasting.Gather(
                from,
                output,
                place => [.. place.Select((position, axis) => sizes[axis] == 0 ? -1 : position % sizes[axis])]
            )
            : null;
}

/// <summary>Channels spread over positions, and positions gathered in channels.</summary>
internal sealed class BlockRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["DepthToSpace", "SpaceToDepth"];

    protected override Value Output(OnnxCall call)
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
