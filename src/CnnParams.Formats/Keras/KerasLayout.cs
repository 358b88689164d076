using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>
/// Where the images of a model have their channels: Keras says it layer by layer; the input is shown as most need it.
/// </summary>
internal static class KerasLayout
{
    internal static ShapeLayout Of(KerasModel model) =>
        Formats(model).Any()
            ? Formats(model).Contains("channels_first")
                ? ShapeLayout.ChannelsFirst
                : ShapeLayout.ChannelsLast
            : NormalizesFirst(model)
                ? ShapeLayout.ChannelsFirst
                : ShapeLayout.ChannelsLast;

    /// <summary>Where a layer has the channels of its images; null where it does not say.</summary>
    internal static ShapeLayout? Of(KerasLayer layer) =>
        layer.Config.Text("data_format") switch
        {
            "channels_first" => ShapeLayout.ChannelsFirst,
            "channels_last" => ShapeLayout.ChannelsLast,
            _ => null,
        };

    // Where no layer has a format, groups of channels say by their axis where those are.
    private static bool NormalizesFirst(KerasModel model) =>
        model.Layers.Any(layer =>
            KerasModel.Of(layer.Json) is { } nested
                ? NormalizesFirst(nested)
                : layer.ClassName == "GroupNormalization" && layer.Config.Whole("axis") == 1
        );

    // A flattening or a global pooling of a vector has a format that says nothing; windows and borders depend on it.
    private static IEnumerable<string> Formats(KerasModel model) =>
        model.Layers.SelectMany(layer =>
            KerasModel.Of(layer.Json) is { } nested ? Formats(nested)
            : layer.ClassName != "Flatten" && layer.Config.Text("data_format") is { } format ? [format]
            : []
        );
}
