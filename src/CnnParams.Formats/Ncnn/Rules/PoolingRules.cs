using CnnParams.Formats.GraphFiles;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>Pooling, padding, cropping and other sizes (src/layer/pooling.cpp, padding.cpp, crop.cpp, interp.cpp).</summary>
internal sealed class PoolingRules : OperatorRules<NcnnLayer>
{
    public PoolingRules()
    {
        Map("Pooling", Pool);
        Map("Padding", Pad);
        Map("Crop", Crop);
        Map("Interp", Interpolate);
        Map("Reorg", layer => layer.Add(place => new PixelUnshuffle { Name = place.Name, Inputs = place.Inputs, Factor = layer.Whole(0, 1) }));
        Map("PixelShuffle", layer => layer.Add(place => new PixelShuffle { Name = place.Name, Inputs = place.Inputs, Factor = layer.Whole(0, 1) }));
        Map("ShuffleChannel", layer => layer.Add(place => new ChannelShuffle { Name = place.Name, Inputs = place.Inputs, Groups = layer.Whole(0, 1) }));
    }

    private static void Pool(NcnnLayer layer)
    {
        bool isMax = layer.Whole(0, 0) == 0;
        if (layer.Whole(4, 0) != 0)
        {
            layer.Add(place => isMax
                ? new GlobalMaxPooling(2) { Name = place.Name, Inputs = place.Inputs }
                : new GlobalAveragePooling(2) { Name = place.Name, Inputs = place.Inputs });
            return;
        }

        if (layer.Whole(7, 0) != 0)
        {
            var wanted = new Extent(layer.Whole(18, layer.Whole(8, 0)), layer.Whole(8, 0));
            layer.Add(place => isMax
                ? new AdaptiveMaxPooling(2) { Name = place.Name, Inputs = place.Inputs, OutputSize = wanted }
                : new AdaptiveAveragePooling(2) { Name = place.Name, Inputs = place.Inputs, OutputSize = wanted });
            return;
        }

        var size = new Extent(layer.Whole(11, layer.Whole(1, 0)), layer.Whole(1, 0));
        var stride = new Extent(layer.Whole(12, layer.Whole(2, 1)), layer.Whole(2, 1));
        var (padding, rounding) = Pads(layer, size, stride);
        layer.Add(place => isMax
            ? new MaxPooling(2) { Name = place.Name, Inputs = place.Inputs, PoolSize = size, Stride = stride, Padding = padding, CeilMode = rounding }
            : new AveragePooling(2) { Name = place.Name, Inputs = place.Inputs, PoolSize = size, Stride = stride, Padding = padding, CeilMode = rounding });
    }

    // In its first mode it is rounded up, and never clipped.
    private static (Padding Padding, WindowRounding Rounding) Pads(NcnnLayer layer, Extent size, Extent stride)
    {
        long left = layer.Whole(3, 0), right = layer.Whole(14, left), top = layer.Whole(13, left), bottom = layer.Whole(15, top);
        long mode = layer.Whole(5, 0);
        if (mode is 2 or 3)
            return (mode == 2 ? Padding.Same : Padding.SameLower, WindowRounding.Floor);
        if (mode != 0)
            return (Padding.Sides((top, bottom), (left, right)), WindowRounding.Floor);
        return UnclippedCeil.Of(layer.Shape, size, stride, (top, bottom), (left, right));
    }

    private static void Pad(NcnnLayer layer)
    {
        layer.Add(place => new ZeroPadding(2)
        {
            Name = place.Name,
            Inputs = place.Inputs,
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
        if (starts.Count == 0 || starts.Count != ends.Count)
        {
            layer.AddOperation(WorkKind.DataMovement, layer.Hint);
            return;
        }

        for (int i = 0; i < starts.Count; i++)
        {
            long from = starts[i], to = ends[i];
            int axis = NcnnLayer.Axis(i < axes.Count ? axes[i] : i);
            layer.Add(
                place => new Slice
                {
                    Name = place.Name, Inputs = place.Inputs, Axis = axis, Start = from, End = to is -233 or int.MaxValue ? null : to,
                },
                FormattableString.Invariant($"axis{axis}"));
        }
    }

    private static void Interpolate(NcnnLayer layer)
    {
        var way = layer.Whole(0, 0) switch { 2 => Interpolation.Bilinear, 3 => Interpolation.Bicubic, _ => Interpolation.Nearest };
        if (layer.Whole(3, 0) is > 0 and var height && layer.Whole(4, 0) is > 0 and var width)
        {
            layer.AddToFirst(place => new Resize(2) { Name = place.Name, Inputs = place.Inputs, OutputSize = new Extent(height, width), Interpolation = way });
            return;
        }

        if (layer.InputCount > 1 || layer.Line.Has(9))
        {
            // As large as the second input, or as a formula says.
            layer.AddOperation(WorkKind.ElementWise, layer.Hint);
            return;
        }

        layer.Add(place => new UpSampling(2)
        {
            Name = place.Name, Inputs = place.Inputs, ScaleFactor = [layer.Line.Real(1) ?? 1, layer.Line.Real(2) ?? 1], Interpolation = way,
        });
    }
}
