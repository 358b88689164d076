using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: convolutions, also under the names of Keras 1.</summary>
internal sealed class KerasConvolutionRules : KerasRules
{
    public KerasConvolutionRules()
    {
        for (int rank = 1; rank <= 3; rank++)
            MapRank(rank);
        Map("Deconvolution2D", call => Transposed(call, 2));
        Map("Deconvolution3D", call => Transposed(call, 3));
    }

    private void MapRank(int rank)
    {
        Map($"Conv{rank}D Convolution{rank}D", call => Convolution(call, rank));
        Map($"Conv{rank}DTranspose Convolution{rank}DTranspose", call => Transposed(call, rank));
        Map($"DepthwiseConv{rank}D DepthwiseConvolution{rank}D", call => Depthwise(call, rank));
        if (rank == 3)
            return;
        Map($"SeparableConv{rank}D SeparableConvolution{rank}D", call => Separable(call, rank));
        Map($"LocallyConnected{rank}D", call => LocallyConnected(call, rank));
    }

    private static KerasDraft Convolution(KerasCall call, int rank) =>
        new(
            new Convolution(rank)
            {
                Filters = Filters(call),
                KernelSize = Kernel(call),
                Stride = Stride(call),
                Dilation = Dilation(call),
                Padding = KerasPadding.Of(call, rank),
                Groups = call.Config.Given<long?>("groups") ?? 1,
                UseBias = UseBias(call),
            }
        )
        {
            Depth = InputChannels("kernel"),
        };

    private static KerasDraft Transposed(KerasCall call, int rank) =>
        new(
            new TransposedConvolution(rank)
            {
                Filters = Filters(call),
                KernelSize = Kernel(call),
                Stride = Stride(call),
                Dilation = Dilation(call),
                Padding = KerasPadding.Of(call, rank),
                OutputPadding = call.Config.Given<Extent>("output_padding"),
                UseBias = UseBias(call),
            }
        )
        {
            Depth = InputChannels("kernel", -1),
        };

    private static KerasDraft Depthwise(KerasCall call, int rank) =>
        new(
            new DepthwiseConvolution(rank)
            {
                KernelSize = Kernel(call),
                Stride = Stride(call),
                Dilation = Dilation(call),
                Padding = KerasPadding.Of(call, rank),
                DepthMultiplier = call.Config.Given<long?>("depth_multiplier") ?? 1,
                UseBias = UseBias(call),
            }
        )
        {
            Depth = InputChannels("depthwise_kernel"),
        };

    private static KerasDraft Separable(KerasCall call, int rank) =>
        new(
            new SeparableConvolution(rank)
            {
                Filters = Filters(call),
                KernelSize = Kernel(call),
                Stride = Stride(call),
                Dilation = Dilation(call),
                Padding = KerasPadding.Of(call, rank),
                DepthMultiplier = DepthMultiplier(call),
                UseBias = UseBias(call),
            }
        )
        {
            Depth = InputChannels("depthwise_kernel"),
        };

    private static LocallyConnected LocallyConnected(KerasCall call, int rank) =>
        new(rank)
        {
            Filters = Filters(call),
            KernelSize = Kernel(call),
            Stride = Stride(call),
            Dilation = Dilation(call),
            Padding = KerasPadding.Of(call, rank),
            UseBias = UseBias(call),
        };

    private static (string Setting, string Weight, int AxisFromEnd) InputChannels(string weight, int axis = -2) =>
        (nameof(FilterLayer.InputChannels), weight, axis);

    private static long Filters(KerasCall call) => call.Config.Needed<long>("filters", "nb_filter");

    // Keras 1 had a setting for each side of a filter.
    private static Extent Kernel(KerasCall call) =>
        call.Config.Given<long?>("nb_row") is { } rows && call.Config.Given<long?>("nb_col") is { } columns
            ? new Extent(rows, columns)
            : call.Config.Needed<Extent>("kernel_size", "filter_length");

    private static Extent Stride(KerasCall call) => call.Config.Given<Extent>("strides", "subsample") ?? Extent.One;

    private static Extent Dilation(KerasCall call) =>
        call.Config.Given<Extent>("dilation_rate", "atrous_rate") ?? Extent.One;

    private static bool UseBias(KerasCall call) => call.Config.Given<bool?>("use_bias", "bias") ?? true;

    // TensorFlow.js leaves it out of what it writes of this layer; the last axis of the weights has it too.
    private static long DepthMultiplier(KerasCall call)
    {
        if (call.Config.Given<long?>("depth_multiplier") is { } written)
            return written;
        if (call.Weights.FirstOrDefault(weight => weight.OwnName == "depthwise_kernel") is { Shape.Count: > 0 } kernel)
            return kernel.Shape[kernel.Shape.Count - 1];
        if (call.IsTensorFlowJs)
            call.Warn("TensorFlow.js does not write its depth multiplier; 1 is assumed");
        return 1;
    }
}
