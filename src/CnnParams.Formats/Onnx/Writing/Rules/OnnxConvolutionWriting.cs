using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Writing.Rules;

/// <summary>Conv and ConvTranspose.</summary>
internal sealed class OnnxConvolutionWriting : LayerRules<OnnxOutline>
{
    public OnnxConvolutionWriting()
    {
        For<Convolution>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(
                    conv.Connections is null,
                    "ONNX connects every input channel with every filter"
                );
                var window = WindowNumbers.Of(conv, layer);
                long channels = Channels(conv, layer);
                outline.SetImage(
                    layer,
                    "Conv",
                    [
                        outline.Image(layer),
                        outline.Weight(layer, "weight", [conv.Filters, channels / conv.Groups, .. window.Size]),
                        .. Bias(conv, conv.Filters, layer, outline),
                    ],
                    Attributes(window, conv.Groups)
                );
            }
        );
        For<DepthwiseConvolution>(
            (conv, layer, outline) =>
            {
                var window = WindowNumbers.Of(conv, layer);
                long channels = Channels(conv, layer),
                    filters = checked(channels * conv.DepthMultiplier);
                outline.SetImage(
                    layer,
                    "Conv",
                    [
                        outline.Image(layer),
                        outline.Weight(layer, "weight", [filters, 1, .. window.Size]),
                        .. Bias(conv, filters, layer, outline),
                    ],
                    Attributes(window, channels)
                );
            }
        );
        For<SeparableConvolution>(
            (conv, layer, outline) =>
            {
                var window = WindowNumbers.Of(conv, layer);
                long channels = Channels(conv, layer),
                    between = checked(channels * conv.DepthMultiplier);
                string depthwise = outline.Step(
                    layer,
                    "depthwise",
                    "Conv",
                    [outline.Image(layer), outline.Weight(layer, "depthwise.weight", [between, 1, .. window.Size])],
                    Attributes(window, channels)
                );
                long[] one = [.. window.Size.Select(_ => 1L)];
                outline.SetImage(
                    layer,
                    "Conv",
                    [
                        depthwise,
                        outline.Weight(layer, "pointwise.weight", [conv.Filters, between, .. one]),
                        .. Bias(conv, conv.Filters, layer, outline),
                    ],
                    OnnxAttribute.Of("kernel_shape", one)
                );
            }
        );
        For<TransposedConvolution>(Transposed);
    }

    private static long Channels(FilterLayer conv, WritableLayer layer) =>
        conv.InputChannels
        ?? layer.InputShape.GetChannels().Size
        ?? throw new InexpressibleException("the input channels are not known");

    private static string[] Bias(FilterLayer conv, long filters, WritableLayer layer, OnnxOutline outline) =>
        conv.UseBias ? [outline.Weight(layer, "bias", filters)] : [];

    private static OnnxAttribute[] Attributes(WindowNumbers window, long groups) =>
        [
            OnnxAttribute.Of("kernel_shape", window.Size),
            OnnxAttribute.Of("strides", window.Stride),
            OnnxAttribute.Of("dilations", window.Dilation),
            OnnxAttribute.Of("pads", window.Begin.Concat(window.End)),
            OnnxAttribute.Of("group", groups),
        ];

    private static void Transposed(TransposedConvolution conv, WritableLayer layer, OnnxOutline outline)
    {
        int rank = conv.SpatialRank;
        var window = WindowNumbers.Unpadded(conv);
        long[] added = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            if (conv.Padding.Mode == PaddingMode.Explicit)
            {
                (window.Begin[axis], window.End[axis]) = conv.Padding[axis];
                added[axis] = conv.OutputPadding?[axis] ?? 0;
                continue;
            }

            if (
                layer.InputShape.Spatial(axis).Size is not { } incoming
                || layer.OutputShape.Spatial(axis).Size is not { } outgoing
            )
                throw new InexpressibleException("its padding depends on the size of the image, which is open");
            window.Begin[axis] = new TransposedWindow(
                window.Size[axis],
                window.Stride[axis],
                window.Dilation[axis],
                conv.Padding,
                axis,
                conv.OutputPadding?[axis]
            ).Begin;
            long end = checked(
                ((incoming - 1) * window.Stride[axis]) + window.Reach(axis) - window.Begin[axis] - outgoing
            );
            (window.End[axis], added[axis]) = (Math.Max(end, 0), Math.Max(-end, 0));
        }

        long channels = Channels(conv, layer);
        outline.SetImage(
            layer,
            "ConvTranspose",
            [
                outline.Image(layer),
                outline.Weight(layer, "weight", [channels, conv.Filters / conv.Groups, .. window.Size]),
                .. Bias(conv, conv.Filters, layer, outline),
            ],
            [.. Attributes(window, conv.Groups), OnnxAttribute.Of("output_padding", added)]
        );
    }
}
