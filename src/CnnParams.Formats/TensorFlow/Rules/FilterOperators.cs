using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Filters: convolutions, with what grappler fuses into them.</summary>
internal sealed class FilterOperators : TensorFlowRules
{
    public FilterOperators()
    {
        Map("Conv2D", call => Convolution(call, 2));
        Map("Conv3D", call => Convolution(call, 3));
        Map("_FusedConv2D", call => Fusion.Of(call, Convolution(call, 2)));
        Map("DepthwiseConv2dNative", call => Depthwise(call));
        Map("FusedDepthwiseConv2dNative _FusedDepthwiseConv2dNative", call => Fusion.Of(call, Depthwise(call)));
        Map("Conv2DBackpropInput", call => Transposed(call, 2));
        Map("Conv3DBackpropInputV2", call => Transposed(call, 3));
    }

    // Filters are height, width, input channels of a group, filters.
    private static GraphLayer Convolution(OperatorCall call, int rank)
    {
        long[] kernel = call.Sizes(1, rank + 2);
        var filters = new GraphLayer($"Conv{rank}D") { Outward = kernel[rank + 1] }
            .With("Filters", kernel[rank + 1])
            .With("KernelSize", kernel.Take(rank).ToArray())
            .With("Stride", FilterWindow.Spatial(call, "strides", rank))
            .With("Dilation", FilterWindow.Spatial(call, "dilations", rank))
            .With("Padding", FilterWindow.Padding(call, rank))
            .With("UseBias", false)
            .Weight("kernel", call.Constant(1));
        return FilterWindow.WithChannels(SpaceInBatch.Dilated(filters, call), call, kernel[rank]);
    }

    // Filters are height, width, channels, filters for each channel.
    private static GraphLayer Depthwise(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 4);
        var filters = new GraphLayer("DepthwiseConv2D") { Outward = checked(kernel[2] * kernel[3]) }
            .With("KernelSize", kernel.Take(2).ToArray())
            .With("DepthMultiplier", kernel[3])
            .With("InputChannels", kernel[2])
            .With("Stride", FilterWindow.Spatial(call, "strides", 2))
            .With("Dilation", FilterWindow.Spatial(call, "dilations", 2))
            .With("Padding", FilterWindow.Padding(call, 2))
            .With("UseBias", false)
            .Weight("kernel", call.Constant(1));
        return SpaceInBatch.Dilated(filters, call);
    }

    // The gradient of a convolution, which is the transposed one: sizes, filters (height, width, output, input), values.
    private static GraphLayer Transposed(OperatorCall call, int rank)
    {
        long[] kernel = call.Sizes(1, rank + 2);
        var values = call.Required(2);
        long[] window = [.. kernel.Take(rank)], stride = FilterWindow.Spatial(call, "strides", rank) ?? [.. Enumerable.Repeat(1L, rank)];
        return new GraphLayer($"TransposedConv{rank}D") { Reads = [values], Outward = kernel[rank] }
            .With("Filters", kernel[rank])
            .With("InputChannels", kernel[rank + 1])
            .With("KernelSize", window)
            .With("Stride", stride)
            .With("Padding", call.Text("padding")?.ToLowerInvariant())
            .With("OutputPadding", FilterWindow.OutputPadding(call, values, call.Input(0)?.Values, window, stride))
            .With("UseBias", false)
            .Weight("kernel", call.Constant(1));
    }
}
