using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>How TensorFlow Lite states a window: an option for each axis.</summary>
internal static class LiteWindow
{
    /// <summary>The padding by its rule.</summary>
    internal static string? Padding(OperatorCall call) => call.Text("padding")?.ToLowerInvariant();

    /// <summary>The options of the axes <c>h</c>, <c>w</c> and <c>d</c>, in that order.</summary>
    internal static long[] PerAxis(OperatorCall call, string option, string axes) => [.. axes.Select(axis => call.Whole(option + axis) ?? 1)];

    /// <summary>Filters that see all channels, or those of a group: how many follow from what arrives.</summary>
    internal static GraphLayer WithChannels(GraphLayer filters, OperatorCall call, long depth)
    {
        if (call.First.Sizes is not { Count: > 1 } sizes || sizes[sizes.Count - 1] is not { } arriving)
            return filters.With("InputChannels", depth);
        if (arriving % depth != 0)
            throw new UnknownOperatorException($"its filters see {depth} channels, but {arriving} arrive");
        return filters.With("Groups", arriving == depth ? null : arriving / depth);
    }

    /// <summary>A transposed convolution, which makes an image of the size that its first input states.</summary>
    internal static GraphLayer Transposed(OperatorCall call, string type, long[] window, string axes)
    {
        var values = call.Required(2);
        long[] stride = PerAxis(call, "stride_", axes);
        return new GraphLayer(type) { Reads = [values] }
            .With("KernelSize", window)
            .With("Stride", stride)
            .With("Padding", Padding(call))
            .With("OutputPadding", TensorFlow.FilterWindow.OutputPadding(call, values, call.Input(0)?.Values ?? call.Outputs[0].Sizes, window, stride));
    }
}
