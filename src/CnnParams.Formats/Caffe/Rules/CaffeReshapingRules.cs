using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe;

/// <summary>Layers that give the input other axes, sizes or an other order.</summary>
internal sealed class CaffeReshapingRules : OperatorRules<CaffeLayer>
{
    public CaffeReshapingRules()
    {
        Map(
            "FLATTEN",
            layer =>
            {
                var settings = layer.Proto.FlattenParam ?? new Schema.Flattening();
                // With the batch among them, what follows is not of one sample.
                if (settings.Axis == 0 && settings.EndAxis != 0)
                    layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
                else
                    layer.Add(new Flatten { StartAxis = Math.Max(settings.Axis, 1), EndAxis = settings.EndAxis });
            }
        );
        Map("RESHAPE", Reshape);
        Map(
            "PERMUTE",
            layer =>
            {
                // The first axis is the batch; where it moves, shapes of one sample do not say what follows. Axes that
                // are not named follow in their own order (permute_layer.cpp of SSD).
                var named = layer.Proto.PermuteParam?.Order.Select(axis => (long)axis).ToArray() ?? [];
                long[] order =
                [
                    .. named,
                    .. Enumerable.Range(0, layer.Shape.Rank + 1).Select(i => (long)i).Except(named),
                ];
                if (order.Length > 1 && order[0] == 0)
                    layer.Add(new Permute { Order = [.. order.Skip(1)] });
                else
                    layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
            }
        );
        Map("CROP", Crop);
        Map(
            "SHUFFLECHANNEL",
            layer => layer.Add(new ChannelShuffle { Groups = layer.Proto.ShuffleChannelParam?.Group ?? 1 })
        );
        Map("UPSAMPLE", Upsample);
        Map("INTERP", Interpolate);
        Map(
            "TILE",
            layer =>
            {
                var settings = layer.Proto.TileParam ?? new Schema.Tiling();
                if (Index(layer, settings.Axis) is not { } index)
                {
                    layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
                    return;
                }

                layer.AddOperation(
                    WorkKind.DataMovement,
                    With(layer.Shape, index, size => checked(size * settings.Tiles))
                );
                if (index < 0)
                    layer.MixSamples();
            }
        );
        Map(
            "REDUCTION",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    Index(layer, layer.Proto.ReductionParam?.Axis ?? 0) is { } index
                        ? Shape(layer.Shape.Dimensions.Take(Math.Max(index, 0)))
                        : TensorShape.Unknown
                )
        );
        Map("ARGMAX", ArgMax);
    }

    // Where an axis of Caffe's is in the shape of a sample: -1 is the batch; null where its rank leaves that open.
    private static int? Index(CaffeLayer layer, int axis) =>
        axis >= 0 ? axis - 1
        : layer.Shape.HasRank ? layer.Shape.Rank + axis
        : null;

    private static TensorShape Shape(IEnumerable<Dimension> axes) => new(axes, ShapeLayout.ChannelsFirst);

    private static TensorShape With(TensorShape shape, int index, Func<long, long> change) =>
        index < 0
            ? shape
            : new TensorShape(
                shape.Dimensions.Select(
                    (axis, i) => i == index && axis.Size is { } size ? Dimension.Of(change(size)) : axis
                ),
                shape.Layout
            );

    // 0 takes over the size of the axis in its place; with the batch in front (reshape_layer.cpp).
    private static void Reshape(CaffeLayer layer)
    {
        var settings = layer.Proto.ReshapeParam ?? new Schema.Reshaping();
        long?[] incoming = [null, .. layer.Shape.Sizes];
        int from = settings.Axis < 0 ? incoming.Length + 1 + settings.Axis : settings.Axis;
        int to = settings.NumAxes < 0 ? incoming.Length : from + settings.NumAxes;
        if (!layer.Shape.HasRank || from < 0 || from > incoming.Length || to > incoming.Length)
        {
            layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
            return;
        }

        var written =
            settings.Shape?.Dim.Select((size, i) => size == 0 && from + i < incoming.Length ? incoming[from + i] : size)
            ?? [];
        long?[] outgoing = [.. incoming.Take(from), .. written, .. incoming.Skip(to)];
        // Where one of the others follows from the rest, a size in front is the batch only if it is as large.
        bool isOpen = outgoing.Skip(1).Contains(-1) && outgoing[0] is not null && outgoing[0] != layer.Samples;
        if (outgoing.Length < 2 || isOpen || outgoing.Skip(1).Any(size => size is null))
            layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
        else
            layer.Add(new Reshape { TargetShape = [.. outgoing.Skip(1).Select(size => size!.Value)] });
    }

    // From an axis on as large as the second input (crop_layer.cpp), which is read for its size alone.
    private static void Crop(CaffeLayer layer)
    {
        var settings = layer.Proto.CropParam ?? new Schema.Cropping();
        var (image, wanted) = (layer.Shape, layer.ShapeOf(1));
        int from = (settings.Axis < 0 ? image.Rank + 1 + settings.Axis : settings.Axis) - 1;
        if (!image.IsKnown || !wanted.IsKnown || image.Rank != wanted.Rank || from != 1)
        {
            layer.AddOperation(
                WorkKind.DataMovement,
                image.HasRank && image.Rank == wanted.Rank && from >= 0
                    ? Shape(image.Dimensions.Take(from).Concat(wanted.Dimensions.Skip(from)))
                    : TensorShape.Unknown
            );
            return;
        }

        var sides = Enumerable
            .Range(1, image.Rank - 1)
            .Select(axis =>
            {
                long begin =
                    settings.Offset.Count == 1 ? settings.Offset[0]
                    : axis - 1 < settings.Offset.Count ? settings.Offset[axis - 1]
                    : 0;
                return (begin, image.Sizes[axis]!.Value - wanted.Sizes[axis]!.Value - begin);
            });
        layer.AddToFirst(new CroppingLayer(image.Rank - 1) { Cropping = Padding.Sides([.. sides]) });
    }

    private static void Upsample(CaffeLayer layer)
    {
        var settings = layer.Proto.UpsampleParam ?? new Schema.Upsampling();
        layer.AddToFirst(
            settings.HasUpsampleH && settings.HasUpsampleW
                ? new Resize(2) { OutputSize = new Extent(settings.UpsampleH, settings.UpsampleW) }
                : new UpSampling(2)
                {
                    Size =
                        settings.HasScaleH && settings.HasScaleW
                            ? new Extent(settings.ScaleH, settings.ScaleW)
                            : new Extent(settings.Scale),
                }
        );
    }

    // Smaller first, larger then, or to a size (interp_layer.cpp of DeepLab).
    private static void Interpolate(CaffeLayer layer)
    {
        var settings = layer.Proto.InterpParam ?? new Schema.Interpolation();
        if (settings.HasHeight && settings.HasWidth)
        {
            layer.AddToFirst(
                new Resize(2)
                {
                    OutputSize = new Extent(settings.Height, settings.Width),
                    Interpolation = Interpolation.Bilinear,
                }
            );
            return;
        }

        // To the height and width of a second input (use_blob_size).
        if (layer.InputCount > 1)
        {
            if (layer.ShapeOf(1) is { Rank: 3, IsKnown: true } wanted)
                layer.AddToFirst(
                    Resize.OfFile(
                        new Extent([.. wanted.Sizes.Skip(1).Select(size => size!.Value)]),
                        2,
                        Interpolation.Bilinear
                    )
                );
            else
                layer.AddUnknown();
            return;
        }

        var image = layer.Shape;
        if (image.Rank != 3 || !image.IsKnown || settings.ShrinkFactor < 1)
        {
            layer.AddUnknown();
            return;
        }

        long[] sizes =
        [
            .. image
                .Sizes.Skip(1)
                .Select(size => checked(size!.Value + settings.PadBeg + settings.PadEnd))
                .Select(size => Zoomed(((size - 1) / settings.ShrinkFactor) + 1, settings.ZoomFactor)),
        ];
        layer.AddToFirst(Resize.OfFile(new Extent(sizes), 2, Interpolation.Bilinear));
    }

    private static long Zoomed(long size, long factor) => checked(size + ((size - 1) * (factor - 1)));

    // Places, and the values with out_max_val, of the largest along an axis, or over all of a sample.
    private static void ArgMax(CaffeLayer layer)
    {
        var settings = layer.Proto.ArgmaxParam ?? new Schema.ArgMax();
        if (!layer.Shape.HasRank)
        {
            layer.AddOperation(WorkKind.ElementWise, TensorShape.Unknown);
            return;
        }

        int? index = settings.HasAxis ? Index(layer, settings.Axis) : null;
        layer.AddOperation(
            WorkKind.ElementWise,
            index is { } along
                ? With(layer.Shape, along, _ => settings.TopK)
                : Shape([
                    settings.OutMaxVal ? 2 : 1,
                    Dimension.Of(settings.TopK),
                    .. layer.Shape.Dimensions.Skip(2).Select(_ => Dimension.Of(1)),
                ])
        );
        if (index < 0)
            layer.MixSamples();
    }
}
