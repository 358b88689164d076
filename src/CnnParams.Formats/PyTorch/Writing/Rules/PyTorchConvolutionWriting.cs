using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch.nn: convolutions.</summary>
internal sealed class PyTorchConvolutionWriting : LayerRules<PyTorchOutline>
{
    public PyTorchConvolutionWriting()
    {
        For<Convolution>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(
                    conv.Connections is null,
                    "PyTorch connects every input channel with every filter"
                );
                Filter(
                    conv,
                    layer,
                    outline,
                    (arguments, channels) =>
                        PyTorchCalls.Call(
                            $"nn.Conv{conv.SpatialRank}d",
                            [
                                $"{channels}",
                                $"{conv.Filters}",
                                .. arguments,
                                PyTorchCalls.Named("groups", [conv.Groups], 1),
                                Bias(conv),
                            ]
                        )
                );
            }
        );
        For<StandardizedConvolution>(
            (conv, layer, outline) =>
                Filter(
                    conv,
                    layer,
                    outline,
                    (arguments, channels) =>
                        PyTorchCalls.Call(
                            outline.Parts.StandardizedConvolution(),
                            [
                                $"{channels}",
                                $"{conv.Filters}",
                                .. arguments,
                                PyTorchCalls.Named("groups", [conv.Groups], 1),
                                Bias(conv),
                                PyTorchCalls.Named("scale", conv.Scale, byDefault: false),
                            ]
                        )
                )
        );
        For<DepthwiseConvolution>(
            (conv, layer, outline) =>
                Filter(
                    conv,
                    layer,
                    outline,
                    (arguments, channels) =>
                        PyTorchCalls.Call(
                            $"nn.Conv{conv.SpatialRank}d",
                            [
                                $"{channels}",
                                $"{checked(channels * conv.DepthMultiplier)}",
                                .. arguments,
                                $"groups={channels}",
                                Bias(conv),
                            ]
                        )
                )
        );
        For<SeparableConvolution>(
            (conv, layer, outline) =>
                Filter(
                    conv,
                    layer,
                    outline,
                    (arguments, channels) =>
                    {
                        string type = $"nn.Conv{conv.SpatialRank}d";
                        long between = checked(channels * conv.DepthMultiplier);
                        string depthwise = PyTorchCalls.Call(
                            type,
                            [$"{channels}", $"{between}", .. arguments, $"groups={channels}", "bias=False"]
                        );
                        string pointwise = PyTorchCalls.Call(type, $"{between}", $"{conv.Filters}", "1", Bias(conv));
                        return PyTorchCalls.Call("nn.Sequential", depthwise, pointwise);
                    }
                )
        );
        For<DeformableConvolution>(Deformable);
        For<TransposedConvolution>(Transposed);
    }

    private static string? Bias(FilterLayer conv) => PyTorchCalls.Named("bias", conv.UseBias, byDefault: true);

    // Padding that differs at the two ends is put on before.
    private static void Filter(
        FilterLayer conv,
        WritableLayer layer,
        PyTorchOutline outline,
        Func<string?[], long, string> module
    )
    {
        var window = WindowNumbers.Of(conv, layer);
        string image = outline.Image(layer);
        string?[] arguments =
        [
            PythonNames.Tuple(window.Size),
            PyTorchCalls.Named("stride", window.Stride, 1),
            window.IsSymmetric ? PyTorchCalls.Named("padding", window.Begin, 0) : null,
            PyTorchCalls.Named("dilation", window.Dilation, 1),
        ];
        string access = outline.Module(layer, module(arguments, PyTorchCalls.Channels(layer, conv.InputChannels)));
        outline.SetImage(
            layer,
            $"{access}({(window.IsSymmetric ? image : PyTorchCalls.Pad(image, window.Begin, window.End))})"
        );
    }

    private static void Deformable(DeformableConvolution conv, WritableLayer layer, PyTorchOutline outline)
    {
        var window = WindowNumbers.Of(conv, layer);
        InexpressibleException.Unless(window.IsSymmetric, "torchvision pads both ends alike");
        string access = outline.Module(
            layer,
            PyTorchCalls.Call(
                outline.Parts.Torchvision("DeformConv2d"),
                $"{PyTorchCalls.Channels(layer, conv.InputChannels)}",
                $"{conv.Filters}",
                PythonNames.Tuple(window.Size),
                PyTorchCalls.Named("stride", window.Stride, 1),
                PyTorchCalls.Named("padding", window.Begin, 0),
                PyTorchCalls.Named("dilation", window.Dilation, 1),
                PyTorchCalls.Named("groups", [conv.Groups], 1),
                Bias(conv)
            )
        );
        outline.SetImage(
            layer,
            $"{access}({string.Join(", ", layer.Reads.Select((_, i) => outline.Image(layer, i)))})"
        );
    }

    // Where the padding is Keras's, or differs at the two ends, all positions leave, and then some are cut off.
    private static void Transposed(TransposedConvolution conv, WritableLayer layer, PyTorchOutline outline)
    {
        int rank = conv.SpatialRank;
        long[] size = WindowNumbers.PerAxis(conv.KernelSize, rank),
            stride = WindowNumbers.PerAxis(conv.Stride, rank),
            dilation = WindowNumbers.PerAxis(conv.Dilation, rank);
        var axes = Enumerable.Range(0, rank).ToArray();
        bool isPyTorchs =
            conv.Padding.Mode == PaddingMode.Explicit
            && axes.All(axis => conv.Padding[axis].Begin == conv.Padding[axis].End);
        string image = outline.Image(layer);
        string access = outline.Module(
            layer,
            PyTorchCalls.Call(
                $"nn.ConvTranspose{rank}d",
                $"{PyTorchCalls.Channels(layer, conv.InputChannels)}",
                $"{conv.Filters}",
                PythonNames.Tuple(size),
                PyTorchCalls.Named("stride", stride, 1),
                isPyTorchs
                    ? PyTorchCalls.Named("padding", [.. axes.Select(axis => conv.Padding[axis].Begin)], 0)
                    : null,
                isPyTorchs && conv.OutputPadding is { } added
                    ? PyTorchCalls.Named("output_padding", WindowNumbers.PerAxis(added, rank), 0)
                    : null,
                PyTorchCalls.Named("groups", [conv.Groups], 1),
                Bias(conv),
                PyTorchCalls.Named("dilation", dilation, 1)
            )
        );
        if (isPyTorchs)
        {
            outline.SetImage(layer, $"{access}({image})");
            return;
        }

        long[] begin = new long[rank],
            end = new long[rank];
        foreach (int axis in axes)
        {
            if (
                layer.InputShape.Spatial(axis).Size is not { } incoming
                || layer.OutputShape.Spatial(axis).Size is not { } outgoing
            )
                throw new InexpressibleException("what is cut off depends on the size of the image, which is open");
            long reach = checked((dilation[axis] * (size[axis] - 1)) + 1);
            begin[axis] = -new TransposedWindow(
                size[axis],
                stride[axis],
                dilation[axis],
                conv.Padding,
                axis,
                conv.OutputPadding?[axis]
            ).Begin;
            end[axis] = checked(outgoing - ((incoming - 1) * stride[axis]) - reach - begin[axis]);
        }

        outline.SetImage(layer, PyTorchCalls.Pad($"{access}({image})", begin, end));
    }
}
