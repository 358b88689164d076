using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>The padding of a window, as Keras names it.</summary>
internal static class KerasPadding
{
    /// <summary>The padding; none where none is written.</summary>
    internal static Padding Of(KerasCall call, int rank)
    {
        string padding = call.Config.Text("padding") ?? call.Config.Text("border_mode") ?? "valid";
        if (padding != "causal")
            return (Padding)SettingValue.Convert(padding, typeof(Padding), nameof(padding));
        if (!call.IsTensorFlowJs)
            return Causal(call.Config, rank);

        call.Warn(
            "its causal padding is measured as valid, since that is the shape that TensorFlow.js gives; Keras gives "
                + "that of same"
        );
        return Padding.Valid;
    }

    // All zeros come before the first step, so that no output sees a later one.
    private static Padding Causal(KerasConfig config, int rank)
    {
        long reach = Single(config, "dilation_rate", 1) * (Single(config, "kernel_size", 1) - 1);
        return Padding.Sides([.. Enumerable.Repeat((reach, 0L), rank)]);
    }

    private static long Single(KerasConfig config, string key, long otherwise) =>
        config.Wholes(key) is { Length: > 0 } sizes ? sizes[0] : otherwise;
}
