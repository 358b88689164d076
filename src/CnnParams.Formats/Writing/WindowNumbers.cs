using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Writing;

/// <summary>The window of a layer, axis by axis, with its padding in numbers.</summary>
/// <param name="Size">The positions of the window.</param>
/// <param name="Stride">Positions from one window to the next.</param>
/// <param name="Dilation">Positions from one value of the window to the next.</param>
/// <param name="Begin">Zeros at the beginning of each axis.</param>
/// <param name="End">Zeros at the end of each axis.</param>
internal sealed record WindowNumbers(long[] Size, long[] Stride, long[] Dilation, long[] Begin, long[] End)
{
    /// <summary>Whether both ends of every axis have the same padding.</summary>
    internal bool IsSymmetric => Begin.SequenceEqual(End);

    /// <summary>Whether there is no padding.</summary>
    internal bool IsUnpadded => Begin.Concat(End).All(size => size == 0);

    /// <summary>Positions from the first to the last of a window.</summary>
    internal long Reach(int axis) => checked((Dilation[axis] * (Size[axis] - 1)) + 1);

    /// <summary>The sizes of the axes that a size stands for.</summary>
    internal static long[] PerAxis(Extent extent, int rank) =>
        [.. Enumerable.Range(0, rank).Select(axis => extent[axis])];

    /// <summary>The window of a filter, its padding left at zero.</summary>
    internal static WindowNumbers Unpadded(FilterLayer layer) =>
        Unpadded(layer.SpatialRank, layer.KernelSize, layer.Stride, layer.Dilation);

    /// <summary>The window of a filter.</summary>
    /// <exception cref="InexpressibleException">The padding follows from sizes that are open.</exception>
    internal static WindowNumbers Of(FilterLayer layer, WritableLayer written) =>
        Of(
            layer.SpatialRank,
            layer.KernelSize,
            layer.Stride,
            layer.Dilation,
            layer.Padding,
            WindowRounding.Floor,
            written
        );

    /// <summary>
    /// The window of a pooling. A rounding upward becomes as much padding at the end as it takes, if that is wanted.
    /// </summary>
    /// <exception cref="InexpressibleException">The padding follows from sizes that are open.</exception>
    internal static WindowNumbers Of(Pooling layer, WritableLayer written, bool roundsDown) =>
        Of(
            layer.SpatialRank,
            layer.PoolSize,
            layer.Stride ?? layer.PoolSize,
            layer is MaxPooling max ? max.Dilation : Extent.One,
            layer.Padding,
            roundsDown ? layer.CeilMode : WindowRounding.Floor,
            written
        );

    /// <summary>
    /// The sizes of the windows that fit a wanted output size: all alike where it divides that of the input.
    /// </summary>
    /// <exception cref="InexpressibleException">They are not, or it is open whether they are.</exception>
    internal static long[] ToFit(AdaptivePooling layer, WritableLayer written) =>
        [
            .. Enumerable
                .Range(0, layer.SpatialRank)
                .Select(axis =>
                {
                    long? incoming = written.InputShape.Spatial(axis).Size,
                        outgoing = written.OutputShape.Spatial(axis).Size;
                    return incoming is not null && outgoing is not null && incoming % outgoing == 0
                        ? incoming.Value / outgoing.Value
                        : throw new InexpressibleException(
                            $"its windows are not all of one size: {written.InputShape} to {written.OutputShape}"
                        );
                }),
        ];

    private static WindowNumbers Unpadded(int rank, Extent size, Extent stride, Extent dilation) =>
        new(PerAxis(size, rank), PerAxis(stride, rank), PerAxis(dilation, rank), new long[rank], new long[rank]);

    private static WindowNumbers Of(
        int rank,
        Extent size,
        Extent stride,
        Extent dilation,
        Padding padding,
        WindowRounding rounding,
        WritableLayer written
    )
    {
        var numbers = Unpadded(rank, size, stride, dilation);
        if (padding.Mode == PaddingMode.Valid && rounding == WindowRounding.Floor)
            return numbers;
        for (int axis = 0; axis < rank; axis++)
        {
            var incoming = written.InputShape.HasRank ? written.InputShape.Spatial(axis).Size : null;
            if (padding.Mode is not (PaddingMode.Explicit or PaddingMode.Valid) && stride[axis] == 1)
            {
                // Without a stride, the padding does not depend on the size.
                incoming ??= numbers.Reach(axis);
            }

            InexpressibleException.Unless(
                incoming is not null || (rounding == WindowRounding.Floor && padding.Mode == PaddingMode.Explicit),
                "its padding depends on the size of the image, which is open"
            );
            var window = new SlidingWindow(size[axis], stride[axis], dilation[axis], padding, axis, rounding);
            (numbers.Begin[axis], numbers.End[axis]) = window.Pads(incoming ?? 0);
            if (rounding != WindowRounding.Floor)
            {
                long output = window.Output(incoming!.Value).Value;
                long needed = checked(
                    ((output - 1) * stride[axis]) + numbers.Reach(axis) - incoming.Value - numbers.Begin[axis]
                );
                // What is left over is less than a stride, and rounding down leaves it out.
                numbers.End[axis] = Math.Max(numbers.End[axis], needed);
                InexpressibleException.Unless(
                    (incoming.Value + numbers.Begin[axis] + numbers.End[axis] - numbers.Reach(axis)) / stride[axis]
                        == output - 1,
                    "a window is left out that its padding has room for"
                );
            }
        }

        return numbers;
    }
}
