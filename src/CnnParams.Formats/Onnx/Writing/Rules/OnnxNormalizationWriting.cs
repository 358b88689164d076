using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Writing.Rules;

/// <summary>BatchNormalization, InstanceNormalization, LayerNormalization and LRN.</summary>
internal sealed class OnnxNormalizationWriting : LayerRules<OnnxOutline>
{
    public OnnxNormalizationWriting()
    {
        For<BatchNormalization>(
            (norm, layer, outline) =>
            {
                InexpressibleException.Unless(norm.TrackStatistics, "ONNX normalises by running statistics");
                InexpressibleException.Unless(
                    norm.Axis is not { } axis
                        || Shapes.Axis.Index(axis, layer.InputShape, "Axis") == layer.InputShape.GetChannelAxis(),
                    "ONNX normalises the channels"
                );
                long channels = Channels(norm, layer);
                outline.SetImage(
                    layer,
                    "BatchNormalization",
                    [
                        outline.Image(layer),
                        .. Learned(norm, channels, layer, outline),
                        outline.Weight(layer, "running_mean", channels),
                        outline.Weight(layer, "running_var", channels),
                    ]
                );
            }
        );
        For<InstanceNormalization>(
            (norm, layer, outline) =>
            {
                InexpressibleException.Unless(!norm.TrackStatistics, "ONNX keeps no running statistics there");
                outline.SetImage(
                    layer,
                    "InstanceNormalization",
                    [outline.Image(layer), .. Learned(norm, Channels(norm, layer), layer, outline)]
                );
            }
        );
        For<LayerNormalization>(Normalize);
        For<LocalResponseNormalization>(
            (norm, layer, outline) =>
                outline.SetImage(layer, "LRN", [outline.Image(layer)], OnnxAttribute.Of("size", norm.Size))
        );
    }

    private static long Channels(ChannelNormalization norm, WritableLayer layer) =>
        norm.InputChannels
        ?? layer.InputShape.GetChannels().Size
        ?? throw new InexpressibleException("the input channels are not known");

    // What is not learned is 1 or 0.
    private static string[] Learned(NormalizationLayer norm, long channels, WritableLayer layer, OnnxOutline outline) =>
        [
            norm.Scale ? outline.Weight(layer, "weight", channels) : outline.Ones(layer, "ones", channels),
            norm.Center ? outline.Weight(layer, "bias", channels) : outline.Zeros(layer, "zeros", channels),
        ];

    private static void Normalize(LayerNormalization norm, WritableLayer layer, OnnxOutline outline)
    {
        InexpressibleException.Unless(!norm.IsRootMeanSquare, "ONNX has it from version 23 of its operators on");
        InexpressibleException.Unless(norm.Scale, "ONNX always has a factor");
        var shape = layer.InputShape;
        int[] axes =
            norm.NormalizedShape.Count > 0
                ? [.. Enumerable.Range(shape.Rank - norm.NormalizedShape.Count, norm.NormalizedShape.Count)]
                :
                [
                    .. (norm.Axis.Count > 0 ? norm.Axis : [-1])
                        .Select(axis => Shapes.Axis.Index(checked((int)axis), shape, "Axis"))
                        .Distinct()
                        .OrderBy(axis => axis),
                ];
        bool areLast = axes.SequenceEqual(Enumerable.Range(shape.Rank - axes.Length, axes.Length));
        InexpressibleException.Unless(areLast || axes.Length == 1, "ONNX normalises the last axes");
        long[] sizes =
        [
            .. axes.Select(axis =>
                shape.Dimensions[axis].Size ?? throw new InexpressibleException("the input values are not known")
            ),
        ];
        string[] weights =
        [
            outline.Weight(layer, "weight", sizes),
            .. norm.Center ? new[] { outline.Weight(layer, "bias", sizes) } : [],
        ];
        var attribute = OnnxAttribute.Of("axis", -axes.Length);
        string x = outline.Plain(layer);
        if (areLast)
        {
            outline.SetPlain(layer, "LayerNormalization", [x, .. weights], attribute);
            return;
        }

        // The axis goes to the end, and back.
        long at = axes[0] + 1;
        var others = Enumerable.Range(0, shape.Rank + 1).Select(axis => (long)axis).Where(axis => axis != at).ToArray();
        string turned = outline.Step(layer, "turned", "Transpose", [x], OnnxAttribute.Of("perm", others.Append(at)));
        string normalized = outline.Named(layer, "LayerNormalization", [turned, .. weights], attribute);
        outline.Finish(
            layer,
            "turned_back",
            "Transpose",
            [normalized],
            OnnxAttribute.Of(
                "perm",
                [.. others.Take((int)at), shape.Rank, .. others.Skip((int)at).Select(axis => axis - 1)]
            )
        );
    }
}
