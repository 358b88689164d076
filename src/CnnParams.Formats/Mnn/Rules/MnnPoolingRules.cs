using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Pooling and other sizes (source/shape/ShapePool.cpp, ShapePool3D.cpp, ShapeInterp.cpp, ShapeReduction.cpp).
/// </summary>
internal sealed class MnnPoolingRules : OperatorRules<MnnOperator>
{
    private const byte Average = 1,
        Valid = 1,
        Same = 2,
        ExcludesPadding = 2;

    // By ReductionType of the schema.
    private const byte Mean = 3,
        Largest = 4;

    public MnnPoolingRules()
    {
        Map("Pooling", Pool);
        Map("QuantizedMaxPool", layer => PoolBytes(layer, layer.Settings("QuantizedMaxPool"), isMax: true));
        Map("QuantizedAvgPool", layer => PoolBytes(layer, layer.Settings("QuantizedAvgPool"), isMax: false));
        Map("Pooling3D", PoolVolume);
        Map("Interp Interp3D", Interpolate);
        Map(
            "Resize",
            layer =>
            {
                var settings = layer.Settings("Resize");
                layer.AddToFirst(
                    new UpSampling(2)
                    {
                        ScaleFactor = [settings.Real(1, "the factor"), settings.Real(0, "the factor")],
                        Interpolation = Interpolation.Bilinear,
                    }
                );
            }
        );
        Map(
            "DepthToSpace",
            layer => layer.Add(new PixelShuffle { Factor = layer.Settings("DepthSpaceParam").Int(0, "the factor") })
        );
        Map(
            "SpaceToDepth",
            layer => layer.Add(new PixelUnshuffle { Factor = layer.Settings("DepthSpaceParam").Int(0, "the factor") })
        );
        Map("Reduction", Reduce);
        Map("ROIPooling ROIAlign CropAndResize GridSample", layer => layer.AddAsWritten(WorkKind.ElementWise));
    }

    private static void Pool(MnnOperator layer)
    {
        var settings = layer.Settings("Pool");
        bool isMax = settings.Choice(7, "the kind") != Average;
        if (settings.Is(2, "whether it is over all"))
        {
            PoolAll(layer, 2, isMax, keeps: true);
            return;
        }

        long width = settings.Int(0, "the padding"),
            height = settings.Int(1, "the padding");
        // Top, left, bottom, right; or top and bottom.
        (long Begin, long End)[] sides = settings.Wholes(11, "the padding") switch
        {
            { Length: >= 4 } all => [(all[0], all[2]), (all[1], all[3])],
            { Length: 2 } upright => [(upright[0], upright[1]), (0, 0)],
            _ => [(height, height), (width, width)],
        };
        var image = layer.Image;
        Extent size = new(
            Clipped(settings.Int(4, "the window"), image, sides, 0),
            Clipped(settings.Int(3, "the window"), image, sides, 1)
        );
        Extent stride = new(settings.Int(6, "the stride"), settings.Int(5, "the stride"));
        var (padding, rounding) = settings.Choice(8, "the padding") switch
        {
            Valid => (Padding.Valid, WindowRounding.Floor),
            Same => (Padding.Same, WindowRounding.Floor),
            // Rounded up without a condition, unlike Caffe.
            _ when settings.Is(10, "the rounding", otherwise: true) => UnclippedCeil.Of(image, size, stride, sides),
            _ => (Padding.Sides(sides), WindowRounding.Floor),
        };
        bool countsPadding = settings.Choice(12, "the counting") != ExcludesPadding;
        layer.Add(PoolingLayers.Of(isMax, 2, size, stride, padding, rounding, countsPadding));
    }

    // Of TensorFlow Lite's older models, whose padding is by a rule.
    private static void PoolBytes(MnnOperator layer, MnnTable settings, bool isMax)
    {
        Extent size = new(settings.Int(1, "the window"), settings.Int(0, "the window")),
            stride = new(settings.Int(9, "the stride"), settings.Int(8, "the stride"));
        var padding = settings.Choice(5, "the padding") == Same ? Padding.Same : Padding.Valid;
        layer.Add(PoolingLayers.Of(isMax, 2, size, stride, padding));
    }

    // A window is never larger than what it slides over.
    private static long Clipped(long size, TensorShape image, (long Begin, long End)[] sides, int axis) =>
        image.Rank == 3 && image.Sizes[axis + 1] is { } positions
            ? Math.Min(size, checked(positions + sides[axis].Begin + sides[axis].End))
            : size;

    private static void PoolVolume(MnnOperator layer)
    {
        var settings = layer.Settings("Pool3D");
        bool isMax = settings.Choice(3, "the kind") != Average;
        if (settings.Is(5, "whether it is over all"))
        {
            PoolAll(layer, 3, isMax, keeps: true);
            return;
        }

        if (settings.Wholes(1, "the window") is not { Length: >= 1 and <= 3 } window)
            throw layer.Wrong("needs a window");
        int rank = window.Length;
        Extent stride =
            settings.Wholes(0, "the stride") is { } steps && steps.Length == rank ? new Extent(steps) : Extent.One;
        var padding = MnnWindow.PaddingOf(
            settings.Choice(4, "the padding"),
            settings.Wholes(2, "the padding") is { } pads && pads.Length == rank
                ? [.. pads.Select(pad => (pad, pad))]
                : [.. window.Select(_ => (0L, 0L))]
        );
        layer.Add(PoolingLayers.Of(isMax, rank, new Extent(window), stride, padding));
    }

    private static void PoolAll(MnnOperator layer, int rank, bool isMax, bool keeps) =>
        layer.AddToFirst(PoolingLayers.OfAll(isMax, rank, keepDims: keeps));

    private static void Interpolate(MnnOperator layer)
    {
        var settings = layer.Settings("Interp");
        var way = settings.Int(4, "the way") switch
        {
            1 or 4 => Interpolation.Nearest,
            3 => Interpolation.Bicubic,
            _ => Interpolation.Bilinear,
        };
        int rank = layer.Shape.Rank == 4 ? 3 : 2;
        // A second input has the size of each axis, or the factors; TensorFlow's has height and width alone.
        if (layer.Op.Inputs.Length > 1)
        {
            if (layer.Known(1) is not { } given || Sizes(layer, given, rank) is not { } wanted)
            {
                layer.AddAsWritten(WorkKind.ElementWise);
                return;
            }

            layer.TakeAsSetting(given);
            Resize(layer, wanted, way);
            return;
        }

        long height = settings.Int(3, "the height"),
            width = settings.Int(2, "the width"),
            depth = settings.Int(12, "the depth");
        if (height > 0 && width > 0 && (rank == 2 || depth > 0))
        {
            Resize(layer, rank == 2 ? [height, width] : [depth, height, width], way);
            return;
        }

        double[] factors =
        [
            settings.Real(11, "the factor"),
            settings.Real(1, "the factor"),
            settings.Real(0, "the factor"),
        ];
        layer.AddToFirst(new UpSampling(rank) { ScaleFactor = [.. factors.Skip(3 - rank)], Interpolation = way });
    }

    private static void Resize(MnnOperator layer, long[] size, Interpolation way) =>
        layer.AddToFirst(Layers.Resize.OfFile(new Extent(size), size.Length, way));

    private static long[]? Sizes(MnnOperator layer, MnnKnown given, int rank)
    {
        if (given.Numbers is not { } numbers || !layer.Image.HasRank)
            return null;
        int first =
            numbers.Count == rank ? 0
            : numbers.Count == rank + 2 && layer.Shape.Layout == ShapeLayout.ChannelsLast ? 1
            : numbers.Count == rank + 2 ? 2
            : -1;
        if (first < 0)
            return null;
        bool isFactor = given.IsReal && numbers.Count == rank + 2;
        long?[] sizes =
        [
            .. Enumerable
                .Range(0, rank)
                .Select(axis => numbers[first + axis].Value * (isFactor ? layer.Image.Sizes[axis + 1] : 1))
                .Select(size => size is >= 1 and <= int.MaxValue and var known ? (long?)known : null),
        ];
        return Array.TrueForAll(sizes, size => size is not null) ? Array.ConvertAll(sizes, size => size!.Value) : null;
    }

    // The mean over all positions of an image is what else is called pooling.
    private static void Reduce(MnnOperator layer)
    {
        var settings = layer.Settings("ReductionParam");
        byte operation = settings.Choice(0, "the operation");
        bool keeps = settings.Is(3, "whether axes stay");
        var kind = operation == Mean ? WorkKind.Mean : WorkKind.ElementWise;
        var incoming = layer.Shape;
        int?[]? axes = (settings.Wholes(1, "the axes") ?? layer.Known(1)?.Wholes)?.Select(layer.Index).ToArray();
        if (axes is null || !incoming.HasRank || axes.Length == 0 || Array.Exists(axes, axis => axis is null))
        {
            layer.AddAsWritten(kind);
            return;
        }

        int channels = incoming.Layout == ShapeLayout.ChannelsLast ? incoming.Rank - 1 : 0;
        bool isOverAll =
            incoming.Rank is 3 or 4 && axes.Distinct().Count() == incoming.Rank - 1 && !axes.Contains(channels);
        if (isOverAll && (operation == Mean || operation == Largest))
        {
            PoolAll(layer, incoming.Rank - 1, operation == Largest, keeps);
            return;
        }

        layer.AddOperation(
            kind,
            layer.Shaped(
                incoming
                    .Dimensions.Select(
                        (size, axis) =>
                            (Size: axes.Contains(axis) ? Dimension.Of(1) : size, Goes: axes.Contains(axis) && !keeps)
                    )
                    .Where(pair => !pair.Goes)
                    .Select(pair => pair.Size)
            )
        );
    }
}
