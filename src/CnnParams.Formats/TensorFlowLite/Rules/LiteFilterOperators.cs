using CnnParams.Formats.TensorFlow;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>Filters, whose weights TensorFlow Lite keeps in an order of its own: filters first.</summary>
internal sealed class LiteFilterOperators : TensorFlowRules
{
    public LiteFilterOperators()
    {
        Map("CONV_2D", call => Convolution(call));
        Map("DEPTHWISE_CONV_2D", call => Depthwise(call));
        Map("TRANSPOSE_CONV", call => Transposed(call));
        Map("CONV_3D", call => Volume(call));
        Map("CONV_3D_TRANSPOSE", call => TransposedVolume(call));
    }

    private static GraphLayer Convolution(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 4);
        return Convolution(call, kernel[0], kernel[3], [kernel[1], kernel[2]], "hw");
    }

    // Filters are depth, height, width, input, output here, as TensorFlow's.
    private static GraphLayer Volume(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 5);
        return Convolution(call, kernel[4], kernel[3], [kernel[0], kernel[1], kernel[2]], "dhw");
    }

    private static GraphLayer Convolution(OperatorCall call, long count, long depth, long[] window, string axes)
    {
        var (dilation, padding) = Window(call, axes);
        var (channels, groups) = FilterWindow.Channels(call, depth);
        return new GraphLayer(bias => new Convolution(window.Length)
        {
            Filters = count,
            KernelSize = new Extent(window),
            Stride = LiteWindow.PerAxis(call, "stride_", axes),
            Dilation = dilation,
            Padding = padding,
            InputChannels = channels,
            Groups = groups,
            UseBias = bias,
        })
        {
            Reads = [call.First],
        }
            .Weight("kernel", call.Constant(1))
            .Bias(call.Input(2));
    }

    // One row of filters: as many as channels leave.
    private static GraphLayer Depthwise(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 4);
        long channels =
            call.First.Sizes is { Count: 4 } sizes && sizes[3] is { } known ? known
            : call.Whole("depth_multiplier") is > 0 and { } stated ? kernel[3] / stated
            : kernel[3];
        if (channels < 1 || kernel[3] % channels != 0)
            throw new UnknownOperatorException($"it has {kernel[3]} filters for {channels} channels");
        var (dilation, padding) = Window(call, "hw");
        return new GraphLayer(bias => new DepthwiseConvolution(2)
        {
            KernelSize = new Extent(kernel[1], kernel[2]),
            Stride = LiteWindow.PerAxis(call, "stride_", "hw"),
            Dilation = dilation,
            Padding = padding,
            DepthMultiplier = kernel[3] / channels,
            InputChannels = channels,
            UseBias = bias,
        })
        {
            Reads = [call.First],
        }
            .Weight("kernel", call.Constant(1))
            .Bias(call.Input(2));
    }

    // The output sizes, filters (output, height, width, input), values, and a bias.
    private static GraphLayer Transposed(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 4);
        return Transposed(call, kernel[0], kernel[3], [kernel[1], kernel[2]], "hw");
    }

    private static GraphLayer TransposedVolume(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 5);
        return Transposed(call, kernel[3], kernel[4], [kernel[0], kernel[1], kernel[2]], "dhw");
    }

    // It makes an image of the size that its first input states.
    private static GraphLayer Transposed(OperatorCall call, long count, long depth, long[] window, string axes)
    {
        var values = call.Required(2);
        var stride = LiteWindow.PerAxis(call, "stride_", axes);
        var padding = FilterWindow.PaddingByRule(call);
        var added = FilterWindow.OutputPadding(
            call,
            values,
            call.Input(0)?.ValuesAsSizes ?? call.Outputs[0].Sizes,
            window,
            [.. stride.Sizes]
        );
        return new GraphLayer(bias => new TransposedConvolution(window.Length)
        {
            Filters = count,
            InputChannels = depth,
            KernelSize = new Extent(window),
            Stride = stride,
            Padding = padding,
            OutputPadding = added,
            UseBias = bias,
        })
        {
            Reads = [values],
        }
            .Weight("kernel", call.Constant(1))
            .Bias(call.Input(3));
    }

    private static (Extent Dilation, Padding Padding) Window(OperatorCall call, string axes) =>
        SpaceInBatch.Window(call, LiteWindow.PerAxis(call, "dilation_", axes), FilterWindow.PaddingByRule(call));
}
