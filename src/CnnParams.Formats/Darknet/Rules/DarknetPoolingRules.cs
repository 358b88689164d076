using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>
/// Pooling and what else has no weights. A pool is padded by size - 1 in all and not on each side, so that size 2 with
/// stride 1 keeps 13 x 13 (make_maxpool_layer).
/// </summary>
internal sealed class DarknetPoolingRules : OperatorRules<DarknetLayer>
{
    public DarknetPoolingRules()
    {
        Map("maxpool max", Max);
        Map(
            "local_avgpool local_avg",
            layer =>
                layer.Add(
                    "avg",
                    new AveragePooling(2)
                    {
                        PoolSize = Size(layer),
                        Stride = Stride(layer),
                        Padding = Pads(layer),
                    }
                )
        );
        Map("avgpool avg", layer => layer.Add("avg", new GlobalAveragePooling(2) { KeepDims = true }));
        Map("dropout", layer => layer.Add("dropout", new Dropout()));
        Map(
            "lrn normalization",
            layer => layer.Add("lrn", new LocalResponseNormalization { Size = layer.Section.Whole("size", 5) })
        );
        Map("l2norm", layer => layer.AddOperation("l2norm", WorkKind.ElementWise, layer.Shape));
        Map("crop", Crop);
    }

    private static void Max(DarknetLayer layer)
    {
        if (layer.Section.Is("maxpool_depth"))
        {
            // The largest of each group of channels: as many are left as there are groups.
            var shape = layer.Shape;
            long channels = layer.Section.Whole("out_channels", 1);
            layer.AddOperation(
                "max",
                WorkKind.ElementWise,
                shape.Rank == 3
                    ? new TensorShape([channels, .. shape.Dimensions.Skip(1)], shape.Layout)
                    : TensorShape.Unknown
            );
            return;
        }

        layer.Add(
            "max",
            new MaxPooling(2)
            {
                PoolSize = Size(layer),
                Stride = Stride(layer),
                Padding = Pads(layer),
            }
        );
    }

    private static long Size(DarknetLayer layer) => layer.Section.Whole("size", layer.Section.Whole("stride", 1));

    private static Extent Stride(DarknetLayer layer)
    {
        long stride = layer.Section.Whole("stride", 1);
        return new Extent(layer.Section.Whole("stride_y", stride), layer.Section.Whole("stride_x", stride));
    }

    private static Padding Pads(DarknetLayer layer)
    {
        long total = layer.Section.Whole("padding", Size(layer) - 1);
        return Padding.Sides((total / 2, total - (total / 2)));
    }

    // What is cut off where is chosen by chance in training; in use the middle is kept.
    private static void Crop(DarknetLayer layer)
    {
        if (layer.Shape is not { Rank: 3, IsKnown: true } image)
            throw layer.Wrong("needs an image");
        var (height, width) = (layer.Section.Whole("crop_height", 1), layer.Section.Whole("crop_width", 1));
        layer.Add(
            "crop",
            new CroppingLayer(2)
            {
                Cropping = Padding.Sides(Ends(image.Sizes[1]!.Value - height), Ends(image.Sizes[2]!.Value - width)),
            }
        );
    }

    private static (long Begin, long End) Ends(long total) => (total / 2, total - (total / 2));
}
