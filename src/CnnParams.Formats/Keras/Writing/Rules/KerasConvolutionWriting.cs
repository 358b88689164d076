using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>keras.layers: convolutions.</summary>
internal sealed class KerasConvolutionWriting : LayerRules<KerasOutline>
{
    public KerasConvolutionWriting()
    {
        For<Convolution>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(
                    conv.Connections is null,
                    "Keras connects every input channel with every filter"
                );
                var config = new JsonObject { ["filters"] = conv.Filters };
                if (conv.Groups > 1)
                    config["groups"] = conv.Groups;
                Filter(conv, $"Conv{conv.SpatialRank}D", config, layer, outline);
            }
        );
        For<DepthwiseConvolution>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(conv.SpatialRank < 3, "Keras has no depthwise convolution of volumes");
                Filter(
                    conv,
                    $"DepthwiseConv{conv.SpatialRank}D",
                    new JsonObject { ["depth_multiplier"] = conv.DepthMultiplier },
                    layer,
                    outline
                );
            }
        );
        For<SeparableConvolution>(
            (conv, layer, outline) =>
                Filter(
                    conv,
                    $"SeparableConv{conv.SpatialRank}D",
                    new JsonObject { ["filters"] = conv.Filters, ["depth_multiplier"] = conv.DepthMultiplier },
                    layer,
                    outline
                )
        );
        For<LocallyConnected>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(
                    conv.SpatialRank < 3 && conv.Dilation.IsAll(1),
                    "Keras has it for one and two axes, without dilation"
                );
                Filter(
                    conv,
                    $"LocallyConnected{conv.SpatialRank}D",
                    new JsonObject { ["filters"] = conv.Filters },
                    layer,
                    outline
                );
            }
        );
        For<ConvolutionalLSTM>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(
                    conv.Padding.Mode != PaddingMode.Explicit,
                    "its padding in numbers is none that Keras has within a recurrent layer"
                );
                int rank = conv.SpatialRank;
                outline.Add(
                    layer,
                    $"ConvLSTM{rank}D",
                    new JsonObject
                    {
                        ["filters"] = conv.Filters,
                        ["kernel_size"] = KerasConfigs.List(WindowNumbers.PerAxis(conv.KernelSize, rank)),
                        ["strides"] = KerasConfigs.List(WindowNumbers.PerAxis(conv.Stride, rank)),
                        ["padding"] = conv.Padding.ToString(),
                        ["data_format"] = KerasOutline.DataFormat(layer),
                        ["dilation_rate"] = KerasConfigs.List(WindowNumbers.PerAxis(conv.Dilation, rank)),
                        ["use_bias"] = conv.UseBias,
                        ["return_sequences"] = conv.ReturnSequences,
                    }
                );
            }
        );
        For<TransposedConvolution>(Transposed);
    }

    private static void Filter(
        FilterLayer conv,
        string className,
        JsonObject config,
        WritableLayer layer,
        KerasOutline outline
    )
    {
        InexpressibleException.Unless(
            conv.Stride.IsAll(1) || conv.Dilation.IsAll(1),
            "Keras takes a stride or a dilation, and not both"
        );
        var window = WindowNumbers.Of(conv, layer);
        var (padding, read) = KerasConfigs.Padding(window, conv.Padding, layer, outline);
        Windowed(config, window, padding, conv.UseBias, layer);
        if (read is null)
            outline.Add(layer, className, config);
        else
            outline.AddBehind(read, layer, className, config);
    }

    private static void Windowed(
        JsonObject config,
        WindowNumbers window,
        string padding,
        bool useBias,
        WritableLayer layer
    )
    {
        config["kernel_size"] = KerasConfigs.List(window.Size);
        config["strides"] = KerasConfigs.List(window.Stride);
        config["padding"] = padding;
        config["data_format"] = KerasOutline.DataFormat(layer);
        config["dilation_rate"] = KerasConfigs.List(window.Dilation);
        config["use_bias"] = useBias;
        config["activation"] = "linear";
    }

    // PyTorch's padding cuts positions off the output; Keras has no number for it, but a layer that cuts.
    private static void Transposed(TransposedConvolution conv, WritableLayer layer, KerasOutline outline)
    {
        InexpressibleException.Unless(conv.Groups == 1, "Keras has no groups in a transposed convolution");
        InexpressibleException.Unless(
            conv.Stride.IsAll(1) || conv.Dilation.IsAll(1),
            "Keras takes a stride or a dilation, and not both"
        );
        int rank = conv.SpatialRank;
        string className = $"Conv{rank}DTranspose";
        var window = WindowNumbers.Unpadded(conv);
        var config = new JsonObject { ["filters"] = conv.Filters };
        if (conv.Padding.Mode != PaddingMode.Explicit)
        {
            Windowed(config, window, conv.Padding.Mode == PaddingMode.Valid ? "valid" : "same", conv.UseBias, layer);
            if (conv.OutputPadding is { } added)
                config["output_padding"] = KerasConfigs.List(WindowNumbers.PerAxis(added, rank));
            outline.Add(layer, className, config);
            return;
        }

        var cut = Enumerable.Range(0, rank).Select(axis => Cut(conv, window, layer, axis)).ToArray();
        bool isSame = Enumerable.Range(0, rank).All(axis => IsSame(conv, window, layer, axis));
        Windowed(config, window, isSame ? "same" : "valid", conv.UseBias, layer);
        outline.Add(layer, className, config);
        if (isSame || cut.All(ends => ends is (0, 0)))
            return;
        long[] begin = [.. cut.Select(ends => ends.Begin)];
        if (cut.Any(ends => ends.End > 0) || begin.Any(size => size > 0))
            outline.AddAfter(
                layer,
                "_crop",
                $"Cropping{rank}D",
                KerasConfigs.Border("cropping", begin, [.. cut.Select(ends => Math.Max(ends.End, 0))], layer)
            );
        if (cut.Any(ends => ends.End < 0))
            outline.AddAfter(
                layer,
                "_pad",
                $"ZeroPadding{rank}D",
                KerasConfigs.Border("padding", new long[rank], [.. cut.Select(ends => Math.Max(-ends.End, 0))], layer)
            );
    }

    private static (long Begin, long End) Cut(
        TransposedConvolution conv,
        WindowNumbers window,
        WritableLayer layer,
        int axis
    )
    {
        if (
            layer.InputShape.Spatial(axis).Size is not { } incoming
            || layer.OutputShape.Spatial(axis).Size is not { } outgoing
        )
            throw new InexpressibleException("what is cut off depends on the size of the image, which is open");
        long whole = checked(
            ((incoming - 1) * window.Stride[axis]) + Math.Max(window.Reach(axis), window.Stride[axis])
        );
        long begin = conv.Padding[axis].Begin;
        return (begin, whole - begin - outgoing);
    }

    private static bool IsSame(TransposedConvolution conv, WindowNumbers window, WritableLayer layer, int axis) =>
        layer.OutputShape.Spatial(axis).Size == layer.InputShape.Spatial(axis).Size * window.Stride[axis]
        && conv.Padding[axis].Begin == Math.Max(window.Reach(axis) - window.Stride[axis], 0) / 2;
}
