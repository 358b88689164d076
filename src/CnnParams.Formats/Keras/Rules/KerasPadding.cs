namespace CnnParams.Formats.Keras;

/// <summary>The padding of a window, as Keras names it.</summary>
internal static class KerasPadding
{
    /// <summary>The padding in the words of our layers; null where none is written.</summary>
    internal static object? Of(KerasCall call, int rank)
    {
        string? padding = call.Config.Text("padding") ?? call.Config.Text("border_mode");
        if (padding != "causal")
            return padding;
        if (!call.IsTensorFlowJs)
            return Causal(call.Config, rank);

        call.Warn(
            "its causal padding is measured as valid, since that is the shape that TensorFlow.js gives; Keras gives "
                + "that of same"
        );
        return "valid";
    }

    // All zeros come before the first step, so that no output sees a later one.
    private static string Causal(KerasConfig config, int rank)
    {
        long reach = Single(config, "dilation_rate", 1) * (Single(config, "kernel_size", 1) - 1);
        return string.Join(",", Enumerable.Repeat(FormattableString.Invariant($"{reach}:0"), rank));
    }

    private static long Single(KerasConfig config, string key, long otherwise) =>
        config.Wholes(key) is { Length: > 0 } sizes ? sizes[0] : otherwise;
}
