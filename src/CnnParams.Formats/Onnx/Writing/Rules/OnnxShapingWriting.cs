using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Writing.Rules;

/// <summary>
/// Other shapes of the same values, parts of them, borders and sizes of images, and several tensors made one.
/// </summary>
internal sealed class OnnxShapingWriting : LayerRules<OnnxOutline>
{
    public OnnxShapingWriting()
    {
        For<Flatten>(
            (flatten, layer, outline) =>
            {
                if (layer.OutputShape.Rank == 1)
                    outline.SetPlain(layer, "Flatten", [outline.Plain(layer)], OnnxAttribute.Of("axis", 1));
                else
                    Reshape(layer, [.. layer.OutputShape.Dimensions.Select(axis => axis.Size ?? -1)], outline);
            }
        );
        For<Reshape>((reshape, layer, outline) => Reshape(layer, [.. reshape.TargetShape], outline));
        For<Permute>(
            (permute, layer, outline) =>
                outline.SetPlain(
                    layer,
                    "Transpose",
                    [outline.Plain(layer)],
                    OnnxAttribute.Of("perm", permute.Order.Prepend(0))
                )
        );
        For<Slice>(
            (slice, layer, outline) =>
                outline.SetPlain(
                    layer,
                    "Slice",
                    [
                        outline.Plain(layer),
                        outline.Numbers(layer, "starts", slice.Start),
                        outline.Numbers(layer, "ends", slice.End ?? long.MaxValue),
                        outline.Numbers(layer, "axes", Axis.Index(slice.Axis, layer.InputShape, "Axis") + 1),
                        outline.Numbers(layer, "steps", slice.Step),
                    ]
                )
        );
        For<Split>(
            (split, layer, outline) =>
            {
                int axis = split.Axis is { } given
                    ? Axis.Index(given, layer.InputShape, "Axis")
                    : layer.InputShape.GetChannelAxis();
                bool isImage = outline.Any(layer).IsTurned && axis == layer.InputShape.GetChannelAxis();
                long[] sizes =
                [
                    .. layer.OutputShapes.Select(shape =>
                        shape.Dimensions[axis].Size ?? throw new InexpressibleException("the size of its parts is open")
                    ),
                ];
                outline.SetParts(
                    layer,
                    isImage,
                    "Split",
                    [isImage ? outline.Image(layer) : outline.Plain(layer), outline.Numbers(layer, "sizes", sizes)],
                    OnnxAttribute.Of("axis", isImage ? 1 : axis + 1)
                );
            }
        );
        For<ChannelShuffle>(
            (shuffle, layer, outline) =>
            {
                var (channels, image) = Sizes(layer);
                long[] parts = [shuffle.Groups, channels / shuffle.Groups, .. image];
                Rearrange(layer, parts, [1, 0, .. image.Select((_, i) => i + 2L)], [channels, .. image], outline);
            }
        );
        For<PixelUnshuffle>(
            (shuffle, layer, outline) =>
            {
                var (channels, image) = Sizes(layer);
                long[] parts = [channels, .. image.SelectMany(size => new[] { size / shuffle.Factor, shuffle.Factor })];
                var axes = Enumerable.Range(0, image.Length).ToArray();
                long[] order = [0, .. axes.Select(axis => 2L + (2 * axis)), .. axes.Select(axis => 1L + (2 * axis))];
                Rearrange(
                    layer,
                    parts,
                    order,
                    [
                        checked(
                            channels
                            * parts.Where((_, i) => i > 0 && i % 2 == 0).Aggregate(1L, (all, size) => all * size)
                        ),
                        .. image.Select(size => size / shuffle.Factor),
                    ],
                    outline
                );
            }
        );
        For<PixelShuffle>(
            (shuffle, layer, outline) =>
                outline.SetImage(
                    layer,
                    "DepthToSpace",
                    [outline.Image(layer)],
                    OnnxAttribute.Of("blocksize", shuffle.Factor),
                    OnnxAttribute.Of("mode", "CRD")
                )
        );
        For<ZeroPadding>(
            (pad, layer, outline) =>
            {
                string mode = pad.Mode switch
                {
                    PaddingValues.Constant => "constant",
                    PaddingValues.Reflect => "reflect",
                    PaddingValues.Replicate => "edge",
                    _ => throw new InexpressibleException($"ONNX does not pad by {pad.Mode}"),
                };
                Pad(pad.Padding, pad.SpatialRank, 1, mode, layer, outline);
            }
        );
        For<CroppingLayer>(
            (crop, layer, outline) => Pad(crop.Cropping, crop.SpatialRank, -1, "constant", layer, outline)
        );
        For<UpSampling>((up, layer, outline) => Resize(up, layer, outline));
        For<Resize>((resize, layer, outline) => Resize(resize, layer, outline));
    }

    // 0 takes over the input size: that of the batch.
    private static void Reshape(WritableLayer layer, long[] axes, OnnxOutline outline) =>
        outline.SetPlain(layer, "Reshape", [outline.Plain(layer), outline.Numbers(layer, "shape", [0, .. axes])]);

    private static (long Channels, long[] Image) Sizes(WritableLayer layer) =>
        (
            layer.InputShape.GetChannels().Size ?? throw new InexpressibleException("the input channels are not known"),
            [
                .. layer
                    .InputShape.GetSpatial()
                    .Select(axis => axis.Size ?? throw new InexpressibleException("the size of the image is open")),
            ]
        );

    // Axes are cut into parts, those are exchanged, and joined again. The batch stays in front.
    private static void Rearrange(WritableLayer layer, long[] parts, long[] order, long[] whole, OnnxOutline outline)
    {
        string cut = outline.Step(
            layer,
            "cut",
            "Reshape",
            [outline.Image(layer), outline.Numbers(layer, "parts", [0, .. parts])]
        );
        string exchanged = outline.Step(
            layer,
            "exchanged",
            "Transpose",
            [cut],
            OnnxAttribute.Of("perm", order.Select(axis => axis + 1).Prepend(0))
        );
        outline.SetImage(layer, "Reshape", [exchanged, outline.Numbers(layer, "whole", [0, .. whole])]);
    }

    private static void Pad(Padding padding, int rank, int sign, string mode, WritableLayer layer, OnnxOutline outline)
    {
        var begin = Enumerable.Range(0, rank).Select(axis => sign * padding[axis].Begin);
        var end = Enumerable.Range(0, rank).Select(axis => sign * padding[axis].End);
        outline.SetImage(
            layer,
            "Pad",
            [outline.Image(layer), outline.Numbers(layer, "pads", [0, 0, .. begin, 0, 0, .. end])],
            OnnxAttribute.Of("mode", mode)
        );
    }

    private static void Resize(ResamplingLayer resample, WritableLayer layer, OnnxOutline outline)
    {
        string mode = resample.Interpolation switch
        {
            Interpolation.Nearest or Interpolation.NearestExact => "nearest",
            Interpolation.Linear or Interpolation.Bilinear or Interpolation.Trilinear => "linear",
            Interpolation.Cubic or Interpolation.Bicubic => "cubic",
            _ => throw new InexpressibleException($"ONNX does not interpolate by {resample.Interpolation}"),
        };
        float[] scales = [1, 1, .. Enumerable.Range(0, resample.SpatialRank).Select(axis => Scale(layer, axis))];
        bool isNearest = resample.Interpolation == Interpolation.Nearest;
        OnnxAttribute[] attributes =
        [
            OnnxAttribute.Of("mode", mode),
            OnnxAttribute.Of("coordinate_transformation_mode", isNearest ? "asymmetric" : "half_pixel"),
        ];
        outline.SetImage(
            layer,
            "Resize",
            [outline.Image(layer), "", outline.Reals(layer, "scales", scales)],
            isNearest ? [.. attributes, OnnxAttribute.Of("nearest_mode", "floor")] : attributes
        );
    }

    // The size is rounded down: where the quotient of the sizes would come out below, half a position more does no
    // harm.
    private static float Scale(WritableLayer layer, int axis)
    {
        if (
            layer.InputShape.Spatial(axis).Size is not { } incoming
            || layer.OutputShape.Spatial(axis).Size is not { } outgoing
        )
            throw new InexpressibleException("the size of the image is open");
        float scale = (float)outgoing / incoming;
        return (long)Math.Floor(incoming * scale) == outgoing ? scale : (float)((outgoing + 0.5) / incoming);
    }
}
