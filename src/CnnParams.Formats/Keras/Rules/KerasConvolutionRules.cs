namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: convolutions, also under the names of Keras 1.</summary>
internal sealed class KerasConvolutionRules : KerasRules
{
    private const string Window =
        "KernelSize=kernel_size|filter_length Stride=strides|subsample Dilation=dilation_rate|atrous_rate "
        + "UseBias=use_bias|bias";

    public KerasConvolutionRules()
    {
        for (int rank = 1; rank <= 3; rank++)
            MapRank(rank);
        Map("Deconvolution2D", call => Transposed(call, 2));
        Map("Deconvolution3D", call => Transposed(call, 3));
    }

    private void MapRank(int rank)
    {
        Map(
            $"Conv{rank}D Convolution{rank}D",
            call =>
                Filter(call, $"Conv{rank}D", rank, "kernel", -2)
                    .Copy(call.Config, "Filters=filters|nb_filter Groups=groups")
        );
        Map($"Conv{rank}DTranspose Convolution{rank}DTranspose", call => Transposed(call, rank));
        Map(
            $"DepthwiseConv{rank}D DepthwiseConvolution{rank}D",
            call =>
                Filter(call, $"DepthwiseConv{rank}D", rank, "depthwise_kernel", -2)
                    .Copy(call.Config, "DepthMultiplier=depth_multiplier")
        );
        Map(
            $"SeparableConv{rank}D SeparableConvolution{rank}D",
            call =>
                Filter(call, $"SeparableConv{rank}D", rank, "depthwise_kernel", -2)
                    .Copy(call.Config, "Filters=filters|nb_filter")
                    .With("DepthMultiplier", DepthMultiplier(call))
        );
        Map(
            $"LocallyConnected{rank}D",
            call => Filter(call, $"LocallyConnected{rank}D", rank, "", 0).Copy(call.Config, "Filters=filters|nb_filter")
        );
    }

    private static KerasDraft Transposed(KerasCall call, int rank) =>
        Filter(call, $"TransposedConv{rank}D", rank, "kernel", -1)
            .Copy(call.Config, "Filters=filters|nb_filter OutputPadding=output_padding");

    private static KerasDraft Filter(KerasCall call, string type, int rank, string weight, int axisFromEnd) =>
        new KerasDraft(type) { Depth = weight.Length > 0 ? ("InputChannels", weight, axisFromEnd) : null }
            .Copy(call.Config, Window)
            .With("KernelSize", RowsAndColumns(call.Config))
            .With("Padding", KerasPadding.Of(call, rank));

    // TensorFlow.js leaves it out of what it writes of this layer; the last axis of the weights has it too.
    private static object? DepthMultiplier(KerasCall call)
    {
        if (call.Config.Value("depth_multiplier") is { } written)
            return written;
        if (call.Weights.FirstOrDefault(weight => weight.OwnName == "depthwise_kernel") is { Shape.Count: > 0 } kernel)
            return kernel.Shape[kernel.Shape.Count - 1];
        if (call.IsTensorFlowJs)
            call.Warn("TensorFlow.js does not write its depth multiplier; 1 is assumed");
        return null;
    }

    // Keras 1 had a setting for each side of a filter.
    private static object? RowsAndColumns(KerasConfig config) =>
        config.Value("nb_row") is { } rows && config.Value("nb_col") is { } columns ? new[] { rows, columns } : null;
}
