using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// Pooling, padding, cropping and other sizes (src/layer/pooling.cpp, padding.cpp, crop.cpp, interp.cpp).
/// </summary>
internal sealed class NcnnPoolingRules : OperatorRules<NcnnLayer>
{
    public NcnnPoolingRules()
    {
        Map("Pooling", layer => Pool(layer, 2));
        Map("Pooling1D", layer => Pool(layer, 1));
        Map("Padding", Pad);
        Map("Crop", Crop);
        Map("Interp", Interpolate);
        Map("Reorg", layer => layer.Add(new PixelUnshuffle { Factor = layer.Whole(NcnnJoin.Factor, 1) }));
        Map("PixelShuffle", layer => layer.Add(new PixelShuffle { Factor = layer.Whole(NcnnJoin.Factor, 1) }));
        Map("ShuffleChannel", layer => layer.Add(new ChannelShuffle { Groups = layer.Whole(NcnnJoin.Groups, 1) }));
    }

    private static void Pool(NcnnLayer layer, int rank)
    {
        bool isMax = layer.Whole(NcnnPool.Kind, 0) == 0;
        if (layer.Whole(NcnnPool.IsGlobal, 0) != 0)
        {
            layer.Add(PoolingLayers.OfAll(isMax, rank, keepDims: false));
            return;
        }

        if (layer.Whole(NcnnPool.IsAdaptive, 0) != 0)
        {
            var wanted = Wanted(layer, rank);
            layer.Add(PoolingLayers.ToSize(isMax, rank, wanted));
            return;
        }

        var size = new Extent([
            .. new[]
            {
                layer.Whole(NcnnPool.KernelHeight, layer.Whole(NcnnPool.Kernel, 0)),
                layer.Whole(NcnnPool.Kernel, 0),
            }.Skip(2 - rank),
        ]);
        var stride = new Extent([
            .. new[]
            {
                layer.Whole(NcnnPool.StrideHeight, layer.Whole(NcnnPool.Stride, 1)),
                layer.Whole(NcnnPool.Stride, 1),
            }.Skip(2 - rank),
        ]);
        var (padding, rounding) = Pads(layer, rank, size, stride);
        layer.Add(PoolingLayers.Of(isMax, rank, size, stride, padding, rounding));
    }

    // -233 leaves an axis as it is.
    private static Extent Wanted(NcnnLayer layer, int rank)
    {
        long width = layer.Whole(NcnnPool.OutputWidth, 0);
        var incoming = layer.Shape;
        return new Extent([
            .. new[] { layer.Whole(NcnnPool.OutputHeight, width), width }
                .Skip(2 - rank)
                .Select(
                    (size, axis) => size == -233 && incoming.Rank == rank + 1 ? incoming.Sizes[axis + 1] ?? size : size
                ),
        ]);
    }

    // In its first mode it is rounded up, and never clipped.
    private static (Padding Padding, WindowRounding Rounding) Pads(
        NcnnLayer layer,
        int rank,
        Extent size,
        Extent stride
    )
    {
        long left = layer.Whole(NcnnPool.Left, 0),
            right = layer.Whole(NcnnPool.Right, left),
            top = layer.Whole(NcnnPool.Top, left),
            bottom = layer.Whole(NcnnPool.Bottom, top);
        (long, long)[] sides = [.. new[] { (top, bottom), (left, right) }.Skip(2 - rank)];
        long mode = layer.Whole(NcnnPool.Mode, 0);
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
            long[] sums =
            [
                .. new[]
                {
                    checked(layer.Whole(NcnnPad.Top, 0) + layer.Whole(NcnnPad.Bottom, 0)),
                    checked(layer.Whole(NcnnPad.Left, 0) + layer.Whole(NcnnPad.Right, 0)),
                }.Skip(2 - matrix.Rank),
            ];
            layer.AddOperation(
                WorkKind.DataMovement,
                new TensorShape(
                    matrix.Sizes.Select(
                        (size, axis) =>
                            size is { } known ? Dimension.Of(checked(known + sums[axis])) : Dimension.Unknown
                    ),
                    matrix.Layout
                )
            );
            return;
        }

        layer.Add(
            new ZeroPadding(2)
            {
                Padding = Padding.Sides(
                    (layer.Whole(NcnnPad.Top, 0), layer.Whole(NcnnPad.Bottom, 0)),
                    (layer.Whole(NcnnPad.Left, 0), layer.Whole(NcnnPad.Right, 0))
                ),
            }
        );
        if (
            checked(layer.Whole(NcnnPad.Front, 0) + layer.Whole(NcnnPad.After, 0)) is not 0 and var more
            && layer.Shape is { Rank: 3 } image
        )
        {
            // Channels too.
            var channels = image.Sizes[0] is { } count ? Dimension.Of(checked(count + more)) : Dimension.Unknown;
            layer.AddOperation(
                WorkKind.DataMovement,
                new TensorShape([channels, .. image.Dimensions.Skip(1)], image.Layout)
            );
        }
    }

    private static void Crop(NcnnLayer layer)
    {
        var starts = layer.Line.Wholes(NcnnCrop.Starts);
        var ends = layer.Line.Wholes(NcnnCrop.Ends);
        var axes = layer.Line.Wholes(NcnnCrop.Axes);
        if (
            starts.Count == 0
            && layer.InputCount == 1
            && layer.Shape.Rank is 1 or 2 or 3
            && !layer.Line.Has(NcnnCrop.Formula)
        )
        {
            CropSides(layer, layer.Shape.Rank);
            return;
        }

        if (starts.Count == 0 || starts.Count != ends.Count)
        {
            layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput);
            return;
        }

        for (int i = 0; i < starts.Count; i++)
        {
            long from = starts[i],
                to = ends[i];
            int axis = NcnnLayer.Axis(i < axes.Count ? axes[i] : i);
            layer.Add(
                new Slice
                {
                    Axis = axis,
                    Start = from,
                    End = to is -233 or int.MaxValue ? null : to,
                },
                FormattableString.Invariant($"axis{axis}")
            );
        }
    }

    // In the older form: where it begins, how much is left, and else how much is cut off at the end; of width, height,
    // channels.
    private static void CropSides(NcnnLayer layer, int rank)
    {
        for (int axis = 1; axis <= rank; axis++)
        {
            int number = rank - axis;
            long from = layer.Whole(NcnnCrop.Start + number, 0),
                size = layer.Whole(NcnnCrop.Size + number, 0),
                end = layer.Whole(NcnnCrop.End + number, 0);
            int at = axis;
            layer.Add(
                new Slice
                {
                    Axis = at,
                    Start = from,
                    End =
                        size > 0 ? checked(from + size)
                        : end > 0 ? -end
                        : null,
                },
                FormattableString.Invariant($"axis{axis}")
            );
        }
    }

    private static void Interpolate(NcnnLayer layer)
    {
        var way = layer.Whole(NcnnResize.Way, 0) switch
        {
            2 => Interpolation.Bilinear,
            3 => Interpolation.Bicubic,
            _ => Interpolation.Nearest,
        };
        if (layer.Shape is { Rank: 1 or 2 } flat && layer.InputCount == 1 && !layer.Line.Has(NcnnResize.Formula))
        {
            InterpolateFlat(layer, flat);
            return;
        }

        if (
            layer.Whole(NcnnResize.Height, 0) is > 0 and var height
            && layer.Whole(NcnnResize.Width, 0) is > 0 and var width
        )
        {
            layer.AddToFirst(Resize.OfFile(new Extent(height, width), 2, way));
            return;
        }

        if (layer.InputCount > 1 || layer.Line.Has(NcnnResize.Formula))
        {
            // As large as the second input, or as a formula says.
            layer.AddOperation(WorkKind.ElementWise, layer.StatedOutput);
            return;
        }

        layer.Add(
            new UpSampling(2)
            {
                ScaleFactor =
                [
                    layer.Line.Real(NcnnResize.HeightFactor) ?? 1,
                    layer.Line.Real(NcnnResize.WidthFactor) ?? 1,
                ],
                Interpolation = way,
            }
        );
    }

    // Each value of a vector becomes an image; a matrix is stretched along its rows.
    private static void InterpolateFlat(NcnnLayer layer, TensorShape flat)
    {
        long height = layer.Whole(NcnnResize.Height, 0),
            width = layer.Whole(NcnnResize.Width, 0);
        if (height <= 0 || width <= 0)
        {
            long? columns = flat.Rank == 1 ? 1 : flat.Sizes[1];
            (height, width) = (
                Scaled(1, layer.Line.Real(NcnnResize.HeightFactor)),
                columns is { } known ? Scaled(known, layer.Line.Real(NcnnResize.WidthFactor)) : 0
            );
        }

        Dimension across = width > 0 ? Dimension.Of(width) : Dimension.Unknown,
            down = height > 0 ? Dimension.Of(height) : Dimension.Unknown;
        layer.AddOperation(
            WorkKind.ElementWise,
            new TensorShape(
                flat.Rank == 1 ? [flat.Dimensions[0], down, across] : [flat.Dimensions[0], across],
                flat.Layout
            )
        );
    }

    private static long Scaled(long size, double? factor) =>
        (long)Math.Max(0, Math.Min(size * (factor ?? 1), 1L << 52));
}
