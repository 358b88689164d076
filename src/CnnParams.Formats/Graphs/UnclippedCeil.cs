using CnnParams.Shapes;

namespace CnnParams.Formats.Graphs;

/// <summary>
/// Pooling that is rounded up and never clipped, as ncnn and MXNet have it: as if more were padded at the end, until
/// the last window is whole.
/// </summary>
internal static class UnclippedCeil
{
    /// <summary>
    /// The padding that makes the last window whole; where the size is not known, Caffe's rule, which comes nearest.
    /// </summary>
    internal static (Padding Padding, WindowRounding Rounding) Of(
        TensorShape image,
        Extent size,
        Extent stride,
        params (long Begin, long End)[] sides
    )
    {
        bool isKnown = image.IsKnown && image.Rank == sides.Length + 1;
        if (!isKnown || size.Sizes.Concat(stride.Sizes).Any(axis => axis < 1))
            return (Padding.Sides(sides), WindowRounding.CeilCaffe);
        return (
            Padding.Sides([
                .. sides.Select(
                    (side, axis) =>
                        (
                            side.Begin,
                            checked(side.End + Missing(image.Sizes[axis + 1]!.Value, size, stride, side, axis))
                        )
                ),
            ]),
            WindowRounding.Floor
        );
    }

    private static long Missing(long positions, Extent size, Extent stride, (long Begin, long End) side, int axis)
    {
        long step = At(stride, axis);
        long room = checked(positions + side.Begin + side.End - At(size, axis));
        return room > 0 && room % step > 0 ? step - (room % step) : 0;
    }

    private static long At(Extent extent, int axis) => extent.Sizes[extent.Sizes.Count == 1 ? 0 : axis];
}
