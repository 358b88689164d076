using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Shapes;

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
        var stride = FilterWindow.Each(call, "strides", rank);
        var (dilation, padding) = SpaceInBatch.Window(
            call,
            FilterWindow.Each(call, "dilations", rank),
            FilterWindow.Padding(call, rank)
        );
        var (channels, groups) = FilterWindow.Channels(call, kernel[rank]);
        return new GraphLayer(bias => new Convolution(rank)
        {
            Filters = kernel[rank + 1],
            KernelSize = new Extent([.. kernel.Take(rank)]),
            Stride = stride,
            Dilation = dilation,
            Padding = padding,
            InputChannels = channels,
            Groups = groups,
            UseBias = bias,
        })
        {
            Outward = kernel[rank + 1],
        }.Weight("kernel", call.Constant(1));
    }

    // Filters are height, width, channels, filters for each channel.
    private static GraphLayer Depthwise(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 4);
        var stride = FilterWindow.Each(call, "strides", 2);
        var (dilation, padding) = SpaceInBatch.Window(
            call,
            FilterWindow.Each(call, "dilations", 2),
            FilterWindow.Padding(call, 2)
        );
        return new GraphLayer(bias => new DepthwiseConvolution(2)
        {
            KernelSize = new Extent(kernel[0], kernel[1]),
            DepthMultiplier = kernel[3],
            InputChannels = kernel[2],
            Stride = stride,
            Dilation = dilation,
            Padding = padding,
            UseBias = bias,
        })
        {
            Outward = checked(kernel[2] * kernel[3]),
        }.Weight("kernel", call.Constant(1));
    }

    // The gradient of a convolution, which is the transposed one: sizes, filters (height, width, output, input),
    // values.
    private static GraphLayer Transposed(OperatorCall call, int rank)
    {
        long[] kernel = call.Sizes(1, rank + 2);
        var values = call.Required(2);
        long[] window = [.. kernel.Take(rank)],
            stride = FilterWindow.Spatial(call, "strides", rank) ?? [.. Enumerable.Repeat(1L, rank)];
        var added = FilterWindow.OutputPadding(call, values, call.Input(0)?.ValuesAsSizes, window, stride);
        var padding = FilterWindow.PaddingByRule(call);
        return new GraphLayer(bias => new TransposedConvolution(rank)
        {
            Filters = kernel[rank],
            InputChannels = kernel[rank + 1],
            KernelSize = new Extent(window),
            Stride = new Extent(stride),
            Padding = padding,
            OutputPadding = added,
            UseBias = bias,
        })
        {
            Reads = [values],
            Outward = kernel[rank],
        }.Weight("kernel", call.Constant(1));
    }
}
