using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>The same elements in the same order under other axes.</summary>
internal sealed class ReshapeRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Reshape"];

    protected override Value Output(OnnxCall call)
    {
        var target = call.Node.Numbers("shape")?.Select(size => (Size)size).ToArray() ?? call.Input(1).Sizes;
        return call.Like(target is null ? OfListedRank(call.Input(1)) : Reshaped(call, target), call.First.Elements);
    }

    // What is computed of data has no known elements, but a list of four makes four axes all the same.
    private static Shape? OfListedRank(Value list) =>
        list.Shape is { Rank: 1 } shape && shape[0].Value is >= 0 and <= Shape.MostAxes and var rank
            ? Shape.OfRank((int)rank)
            : null;

    private static Shape Reshaped(OnnxCall call, IReadOnlyList<Size> target)
    {
        var axes = target.ToArray();
        bool keepsZero = call.Node.Number("allowzero", 0) == 1;
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i].IsNumber && axes[i].Factor == 0 && !keepsZero)
                axes[i] = call.Shape is { } shape && i < shape.Rank ? shape[i] : Size.Unknown;
        }

        if (call.Shape is { } input)
            BatchPlace.Keep(input, axes);
        int open = Array.FindIndex(axes, IsOpen);
        if (open >= 0)
        {
            var given = Shape.Product(axes.Where((_, i) => i != open));
            axes[open] = call.Shape?.Count.DividedBy(given) ?? Size.Unknown;
        }

        return new Shape(call.Shape is { } from ? BatchPlace.Ordered(from, axes) : axes);
    }

    internal static bool IsOpen(Size size) => size.IsNumber && size.Factor == -1;
}

/// <summary>Axes merged to two: those before an axis, and those from it on.</summary>
internal sealed class FlattenRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Flatten"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Shape is not { } shape)
            return call.Like(Shape.OfRank(2));
        long axis = call.Node.Number("axis", 1);
        int at = (int)Math.Min(Math.Max(axis < 0 ? axis + shape.Rank : axis, 0), shape.Rank);
        return call.Like(
            new Shape(Shape.Product(shape.Axes.Take(at)), Shape.Product(shape.Axes.Skip(at))),
            call.First.Elements
        );
    }
}

/// <summary>Axes of one position removed and added.</summary>
internal sealed class SqueezeRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Squeeze", "Unsqueeze"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Shape is not { } shape)
            return Value.Unknown;
        long[]? axes = call.Numbers("axes", 1);
        var output =
            call.Operator == "Unsqueeze"
                ? Unsqueezed(shape, axes)
                : Squeezed(shape, axes, isGiven: call.Has(1) || call.Node.Has("axes"));
        return call.Like(output, call.First.Elements);
    }

    private static Shape? Squeezed(Shape shape, long[]? axes, bool isGiven)
    {
        if (axes is null)
            return isGiven ? null : Shape.Of(shape.Axes.Where(size => size.Value != 1));
        var removed = new HashSet<int>(axes.Select(axis => shape.Index(axis) ?? -1));
        return Shape.Of(shape.Axes.Where((_, index) => !removed.Contains(index)));
    }

    private static Shape? Unsqueezed(Shape shape, long[]? axes)
    {
        if (axes is null || axes.Length > Shape.MostAxes - shape.Rank)
            return null;
        int rank = shape.Rank + axes.Length;
        var added = new HashSet<long>(axes.Select(axis => axis < 0 ? axis + rank : axis));
        if (added.Count != axes.Length || added.Any(axis => axis < 0 || axis >= rank))
            return null;
        var rest = new Queue<Size>(shape.Axes);
        return Shape.Of(Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue()));
    }
}

/// <summary>Axes in another order.</summary>
internal sealed class TransposeRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Transpose"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Shape is not { } shape || Order(call, shape.Rank) is not { } order)
            return call.Like(null);
        var output = Shape.Of(order.Select(axis => shape[(int)axis]));
        return call.Like(
            output,
            OnnxBroadcasting.Gather(
                call.First,
                output,
                place =>
                {
                    var source = new long[place.Length];
                    for (int i = 0; i < place.Length; i++)
                        source[order[i]] = place[i];
                    return source;
                }
            )
        );
    }

    /// <summary>The axes in their new order; null where they are not those of the tensor.</summary>
    internal static long[]? Order(OnnxCall call, int rank)
    {
        long[] order = call.Node.Numbers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        return order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis))
            ? order
            : null;
    }
}
