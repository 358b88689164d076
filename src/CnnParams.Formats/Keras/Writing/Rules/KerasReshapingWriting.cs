using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>keras.layers: other shapes of the same values, borders and sizes of images.</summary>
internal sealed class KerasReshapingWriting : LayerRules<KerasOutline>
{
    public KerasReshapingWriting()
    {
        For<Flatten>(
            (flatten, layer, outline) =>
            {
                if (layer.OutputShape.Rank == 1)
                    outline.Add(layer, "Flatten", []);
                else
                    outline.Add(layer, "Reshape", To(layer.OutputShape));
            }
        );
        For<Reshape>(
            (reshape, layer, outline) =>
                outline.Add(
                    layer,
                    "Reshape",
                    layer.OutputShape.IsKnown
                        ? To(layer.OutputShape)
                        : new JsonObject { ["target_shape"] = KerasConfigs.List(reshape.TargetShape) }
                )
        );
        For<Permute>(
            (permute, layer, outline) =>
                outline.Add(layer, "Permute", new JsonObject { ["dims"] = KerasConfigs.List(permute.Order) })
        );
        For<RepeatVector>(
            (repeat, layer, outline) => outline.Add(layer, "RepeatVector", new JsonObject { ["n"] = repeat.Times })
        );
        For<ZeroPadding>(Pad);
        For<CroppingLayer>(
            (crop, layer, outline) =>
                outline.Add(
                    layer,
                    $"Cropping{crop.SpatialRank}D",
                    KerasConfigs.Border(
                        "cropping",
                        Sides(crop.Cropping, crop.SpatialRank, begin: true),
                        Sides(crop.Cropping, crop.SpatialRank, begin: false),
                        layer
                    )
                )
        );
        For<UpSampling>(Enlarge);
        For<Resize>(Fit);
    }

    /// <summary>The settings of a layer that gives its values a shape.</summary>
    internal static JsonObject To(TensorShape shape) =>
        shape.IsKnown
            ? new JsonObject { ["target_shape"] = KerasConfigs.List(shape.Dimensions.Select(axis => axis.Value)) }
            : throw new InexpressibleException($"the shape {shape} has open axes");

    private static void Pad(ZeroPadding pad, WritableLayer layer, KerasOutline outline)
    {
        InexpressibleException.Unless(pad.Mode == PaddingValues.Constant, $"Keras adds zeros, and not {pad.Mode}");
        long[] begin = Sides(pad.Padding, pad.SpatialRank, begin: true),
            end = Sides(pad.Padding, pad.SpatialRank, begin: false);
        if (begin.Concat(end).All(size => size >= 0))
        {
            outline.Add(layer, $"ZeroPadding{pad.SpatialRank}D", KerasConfigs.Border("padding", begin, end, layer));
            return;
        }

        InexpressibleException.Unless(
            begin.Concat(end).All(size => size <= 0),
            "Keras adds positions or cuts them off, and not both"
        );
        outline.Add(
            layer,
            $"Cropping{pad.SpatialRank}D",
            KerasConfigs.Border("cropping", [.. begin.Select(size => -size)], [.. end.Select(size => -size)], layer)
        );
    }

    private static void Enlarge(UpSampling up, WritableLayer layer, KerasOutline outline)
    {
        int rank = up.SpatialRank;
        long[] sizes = WindowNumbers.PerAxis(up.Size ?? 2, rank);
        for (int axis = 0; axis < rank && up.ScaleFactor.Count > 0; axis++)
        {
            double factor = up.ScaleFactor[up.ScaleFactor.Count == 1 ? 0 : axis];
            InexpressibleException.Unless(factor % 1 == 0 && factor >= 1, "Keras enlarges by whole numbers");
            sizes[axis] = (long)factor;
        }

        bool isNearest = up.Interpolation == Interpolation.Nearest;
        InexpressibleException.Unless(
            isNearest || rank == 2,
            "Keras repeats positions outside of images, and does not interpolate"
        );
        var config = new JsonObject { ["size"] = rank == 1 ? JsonValue.Create(sizes[0]) : KerasConfigs.List(sizes) };
        if (rank > 1)
            config["data_format"] = KerasOutline.DataFormat(layer);
        else
            InexpressibleException.Unless(
                KerasOutline.DataFormat(layer) == "channels_last",
                "Keras's sequences have channels last here"
            );
        if (!isNearest)
            config["interpolation"] = up.Interpolation.ToString().ToLowerInvariant();
        outline.Add(layer, $"UpSampling{rank}D", config);
    }

    // To a multiple of its size, an image is enlarged: TensorFlow.js does not resize.
    private static void Fit(Resize resize, WritableLayer layer, KerasOutline outline)
    {
        InexpressibleException.Unless(resize.SpatialRank == 2, "Keras resizes images alone");
        string interpolation = resize.Interpolation.ToString().ToLowerInvariant(),
            format = KerasOutline.DataFormat(layer);
        long[] factors =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(axis =>
                    layer.InputShape.Spatial(axis).Size is { } size && resize.OutputSize[axis] % size == 0
                        ? resize.OutputSize[axis] / size
                        : 0
                ),
        ];
        if (
            factors.All(factor => factor > 0)
            && (resize.Interpolation is Interpolation.Nearest or Interpolation.Bilinear)
        )
        {
            outline.Add(
                layer,
                "UpSampling2D",
                new JsonObject
                {
                    ["size"] = KerasConfigs.List(factors),
                    ["data_format"] = format,
                    ["interpolation"] = interpolation,
                }
            );
            return;
        }

        outline.Add(
            layer,
            "Resizing",
            new JsonObject
            {
                ["height"] = resize.OutputSize[0],
                ["width"] = resize.OutputSize[1],
                ["interpolation"] = interpolation,
                ["data_format"] = format,
            }
        );
    }

    private static long[] Sides(Padding padding, int rank, bool begin) =>
        [.. Enumerable.Range(0, rank).Select(axis => begin ? padding[axis].Begin : padding[axis].End)];
}
