using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>Pooling, padding, cropping and other sizes (src/layer/pooling.cpp, padding.cpp, crop.cpp, interp.cpp).</summary>
internal sealed class NcnnPoolingRules : OperatorRules<NcnnLayer>
{
    public NcnnPoolingRules()
    {
        Map("Pooling", layer => Pool(layer, 2));
        Map("Pooling1D", layer => Pool(layer, 1));
        Map("Padding", Pad);
        Map("Crop", Crop);
        Map("Interp", Interpolate);
        Map("Reorg", layer => layer.Add(new PixelUnshuffle { Factor = layer.Whole(0, 1) }));
        Map("PixelShuffle", layer => layer.Add(new PixelShuffle { Factor = layer.Whole(0, 1) }));
        Map("ShuffleChannel", layer => layer.Add(new ChannelShuffle { Groups = layer.Whole(0, 1) }));
    }

    private static void Pool(NcnnLayer layer, int rank)
    {
        bool isMax = layer.Whole(0, 0) == 0;
        if (layer.Whole(4, 0) != 0)
        {
            layer.Add(isMax
                ? new GlobalMaxPooling(rank)
                : new GlobalAveragePooling(rank));
            return;
        }

        if (layer.Whole(7, 0) != 0)
        {
            var wanted = Wanted(layer, rank);
            layer.Add(isMax
                ? new AdaptiveMaxPooling(rank) { OutputSize = wanted }
                : new AdaptiveAveragePooling(rank) { OutputSize = wanted });
            return;
        }

        var size = new Extent([.. new[] { layer.Whole(11, layer.Whole(1, 0)), layer.Whole(1, 0) }.Skip(2 - rank)]);
        var stride = new Extent([.. new[] { layer.Whole(12, layer.Whole(2, 1)), layer.Whole(2, 1) }.Skip(2 - rank)]);
        var (padding, rounding) = Pads(layer, rank, size, stride);
        layer.Add(isMax
            ? new MaxPooling(rank) { PoolSize = size, Stride = stride, Padding = padding, CeilMode = rounding }
            : new AveragePooling(rank) { PoolSize = size, Stride = stride, Padding = padding, CeilMode = rounding });
    }

    // -233 leaves an axis as it is.
    private static Extent Wanted(NcnnLayer layer, int rank)
    {
        long width = layer.Whole(8, 0);
        var arriving = layer.Shape;
        return new Extent([.. new[] { layer.Whole(18, width), width }.Skip(2 - rank)
            .Select((size, axis) => size == -233 && arriving.Rank == rank + 1 ? arriving.Sizes[axis + 1] ?? size : size)]);
    }

    // In its first mode it is rounded up, and never clipped.
    private static (Padding Padding, WindowRounding Rounding) Pads(NcnnLayer layer, int rank, Extent size, Extent stride)
    {
        long left = layer.Whole(3, 0), right = layer.Whole(14, left), top = layer.Whole(13, left), bottom = layer.Whole(15, top);
        (long, long)[] sides = [.. new[] { (top, bottom), (left, right) }.Skip(2 - rank)];
        long mode = layer.Whole(5, 0);
        if (mode is 2 or 3)
            return (mode == 2 ? Padding.Same : Padding.SameLower, WindowRounding.Floor);
        if (mode != 0)
            return (Padding.Sides(sides), WindowRounding.Floor);
        return UnclippedCeil.Of(layer.Shape, size, stride, sides);
    }

    private static void Pad(NcnnLayer layer)
    {
        if (layer.Shape is { Rank: 1 or 2 } matrix)
        {
            // Of a matrix the rows are padded as the height is, of a vector its values as the width.
            long[] sums = [.. new[] { checked(layer.Whole(0, 0) + layer.Whole(1, 0)), checked(layer.Whole(2, 0) + layer.Whole(3, 0)) }.Skip(2 - matrix.Rank)];
            layer.AddOperation(WorkKind.DataMovement, new TensorShape(
                matrix.Sizes.Select((size, axis) => size is { } known ? Dimension.Of(checked(known + sums[axis])) : Dimension.Unknown), matrix.Layout));
            return;
        }

        layer.Add(new ZeroPadding(2)
        {
            Padding = Padding.Sides((layer.Whole(0, 0), layer.Whole(1, 0)), (layer.Whole(2, 0), layer.Whole(3, 0))),
        });
        if (checked(layer.Whole(7, 0) + layer.Whole(8, 0)) is not 0 and var more && layer.Shape is { Rank: 3 } image)
        {
            // Channels too.
            var channels = image.Sizes[0] is { } count ? Dimension.Of(checked(count + more)) : Dimension.Unknown;
            layer.AddOperation(WorkKind.DataMovement, new TensorShape([channels, .. image.Dimensions.Skip(1)], image.Layout));
        }
    }

    private static void Crop(NcnnLayer layer)
    {
        var starts = layer.Line.Wholes(9);
        var ends = layer.Line.Wholes(10);
        var axes = layer.Line.Wholes(11);
        if (starts.Count == 0 && layer.InputCount == 1 && layer.Shape.Rank is 1 or 2 or 3 && !layer.Line.Has(19))
        {
            CropSides(layer, layer.Shape.Rank);
            return;
        }

        if (starts.Count == 0 || starts.Count != ends.Count)
        {
            layer.AddOperation(WorkKind.DataMovement, layer.Leaving);
            return;
        }

        for (int i = 0; i < starts.Count; i++)
        {
            long from = starts[i], to = ends[i];
            int axis = NcnnLayer.Axis(i < axes.Count ? axes[i] : i);
            layer.Add(
                new Slice
                {
                    Axis = axis, Start = from, End = to is -233 or int.MaxValue ? null : to,
                },
                FormattableString.Invariant($"axis{axis}"));
        }
    }

    // In the older form: where it begins, how much is left, and else how much is cut off at the end; of width, height, channels.
    private static void CropSides(NcnnLayer layer, int rank)
    {
        for (int axis = 1; axis <= rank; axis++)
        {
            int number = rank - axis;
            long from = layer.Whole(number, 0), size = layer.Whole(number + 3, 0), end = layer.Whole(number + 6, 0);
            int at = axis;
            layer.Add(
                new Slice { Axis = at, Start = from, End = size > 0 ? checked(from + size) : end > 0 ? -end : null },
                FormattableString.Invariant($"axis{axis}"));
        }
    }

    private static void Interpolate(NcnnLayer layer)
    {
        var way = layer.Whole(0, 0) switch { 2 => Interpolation.Bilinear, 3 => Interpolation.Bicubic, _ => Interpolation.Nearest };
        if (layer.Shape is { Rank: 1 or 2 } flat && layer.InputCount == 1 && !layer.Line.Has(9))
        {
            InterpolateFlat(layer, flat);
            return;
        }

        if (layer.Whole(3, 0) is > 0 and var height && layer.Whole(4, 0) is > 0 and var width)
        {
            layer.AddToFirst(new Resize(2) { OutputSize = new Extent(height, width), Interpolation = way });
            return;
        }

        if (layer.InputCount > 1 || layer.Line.Has(9))
        {
            // As large as the second input, or as a formula says.
            layer.AddOperation(WorkKind.ElementWise, layer.Leaving);
            return;
        }

        layer.Add(new UpSampling(2)
        {
            ScaleFactor = [layer.Line.Real(1) ?? 1, layer.Line.Real(2) ?? 1], Interpolation = way,
        });
    }

    // Each value of a vector becomes an image; a matrix is stretched along its rows.
    private static void InterpolateFlat(NcnnLayer layer, TensorShape flat)
    {
        long height = layer.Whole(3, 0), width = layer.Whole(4, 0);
        if (height <= 0 || width <= 0)
        {
            long? columns = flat.Rank == 1 ? 1 : flat.Sizes[1];
            (height, width) = (Scaled(1, layer.Line.Real(1)), columns is { } known ? Scaled(known, layer.Line.Real(2)) : 0);
        }

        Dimension across = width > 0 ? Dimension.Of(width) : Dimension.Unknown, down = height > 0 ? Dimension.Of(height) : Dimension.Unknown;
        layer.AddOperation(WorkKind.ElementWise, new TensorShape(flat.Rank == 1 ? [flat.Dimensions[0], down, across] : [flat.Dimensions[0], across], flat.Layout));
    }

    private static long Scaled(long size, double? factor) => (long)Math.Max(0, Math.Min(size * (factor ?? 1), 1L << 52));
}
