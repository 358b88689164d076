using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Places of elements in tensors of known size, and elements repeated by the numpy rule.</summary>
internal static class OnnxBroadcasting
{
    /// <summary>
    /// The elements that stand at each place of a larger shape; null where they are not known or too many.
    /// </summary>
    internal static IReadOnlyList<Number>? Elements(Value value, Shape shape)
    {
        if (
            value.Elements is not { } elements
            || value.Shape is null
            || Numbers(shape) is not { } to
            || Numbers(value.Shape) is not { } from
        )
            return null;
        if (from.SequenceEqual(to))
            return elements;
        if (Count(to) is not (<= Value.MostElements and var count))
            return null;

        var repeated = new Number[count];
        for (int i = 0; i < count; i++)
        {
            long[] place = Place(i, to).Skip(to.Length - from.Length).ToArray();
            for (int axis = 0; axis < from.Length; axis++)
                place[axis] = from[axis] == 1 ? 0 : place[axis];
            repeated[i] = elements[Offset(place, from)];
        }

        return repeated;
    }

    /// <summary>The sizes of a shape where all are known.</summary>
    internal static long[]? Numbers(Shape? shape) =>
        shape is not null && shape.Axes.All(axis => axis.Value is >= 0)
            ? shape.Axes.Select(axis => axis.Value!.Value).ToArray()
            : null;

    /// <summary>The number of elements; null where there are more than are followed.</summary>
    internal static int? Count(IEnumerable<long> sizes)
    {
        long count = 1;
        foreach (long size in sizes)
        {
            if (size > Value.MostElements)
                return null;
            count *= size;
            if (count > Value.MostElements)
                return null;
        }

        return (int)count;
    }

    internal static long[] Place(long offset, long[] sizes)
    {
        var place = new long[sizes.Length];
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            place[axis] = offset % sizes[axis];
            offset /= sizes[axis];
        }

        return place;
    }

    internal static int Offset(IReadOnlyList<long> place, long[] sizes)
    {
        long offset = 0;
        for (int axis = 0; axis < sizes.Length; axis++)
            offset = (offset * sizes[axis]) + place[axis];
        return (int)offset;
    }

    /// <summary>
    /// The elements of a tensor whose places are computed from those of another; null where one is not known.
    /// </summary>
    internal static IReadOnlyList<Number>? Gather(Value from, Shape? to, Func<long[], long[]> source)
    {
        if (
            from.Elements is not { } elements
            || Numbers(from.Shape) is not { } sizes
            || Numbers(to) is not { } target
            || Count(target) is not { } count
        )
            return null;
        var gathered = new Number[count];
        for (int i = 0; i < count; i++)
        {
            long[] place = source(Place(i, target));
            if (place.Where((position, axis) => position < 0 || position >= sizes[axis]).Any())
                return null;
            gathered[i] = elements[Offset(place, sizes)];
        }

        return gathered;
    }
}
