using CnnParams.Formats.TensorFlow.Operators;

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
        var filters = Filter("Conv2D", call, [kernel[1], kernel[2]], "hw").With("Filters", kernel[0]).Bias(call.Input(2));
        return LiteWindow.WithChannels(SpaceInBatch.Dilated(filters, call), call, kernel[3]);
    }

    // One row of filters: as many as channels leave.
    private static GraphLayer Depthwise(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 4);
        long channels = call.First.Sizes is { Count: 4 } sizes && sizes[3] is { } known
            ? known
            : call.Whole("depth_multiplier") is > 0 and { } stated ? kernel[3] / stated : kernel[3];
        if (channels < 1 || kernel[3] % channels != 0)
            throw new UnknownOperatorException($"it has {kernel[3]} filters for {channels} channels");
        var filters = Filter("DepthwiseConv2D", call, [kernel[1], kernel[2]], "hw")
            .With("DepthMultiplier", kernel[3] / channels)
            .With("InputChannels", channels)
            .Bias(call.Input(2));
        return SpaceInBatch.Dilated(filters, call);
    }

    // The sizes that leave, filters (output, height, width, input), values, and a bias.
    private static GraphLayer Transposed(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 4);
        return LiteWindow.Transposed(call, "TransposedConv2D", [kernel[1], kernel[2]], "hw")
            .With("Filters", kernel[0])
            .With("InputChannels", kernel[3])
            .Weight("kernel", call.Constant(1))
            .Bias(call.Input(3));
    }

    // Filters are depth, height, width, input, output here, as TensorFlow's.
    private static GraphLayer Volume(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 5);
        var filters = Filter("Conv3D", call, [kernel[0], kernel[1], kernel[2]], "dhw").With("Filters", kernel[4]).Bias(call.Input(2));
        return LiteWindow.WithChannels(filters, call, kernel[3]);
    }

    private static GraphLayer TransposedVolume(OperatorCall call)
    {
        long[] kernel = call.Sizes(1, 5);
        return LiteWindow.Transposed(call, "TransposedConv3D", [kernel[0], kernel[1], kernel[2]], "dhw")
            .With("Filters", kernel[3])
            .With("InputChannels", kernel[4])
            .Weight("kernel", call.Constant(1))
            .Bias(call.Input(3));
    }

    private static GraphLayer Filter(string type, OperatorCall call, long[] window, string axes) => new GraphLayer(type) { Reads = [call.First] }
        .With("KernelSize", window)
        .With("Stride", LiteWindow.PerAxis(call, "stride_", axes))
        .With("Dilation", LiteWindow.PerAxis(call, "dilation_", axes))
        .With("Padding", LiteWindow.Padding(call))
        .Weight("kernel", call.Constant(1));
}
