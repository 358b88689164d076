using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>Where the images of a model have their channels: Keras says it layer by layer, we once at the input.</summary>
internal static class KerasLayout
{
    internal static ShapeLayout Of(KerasModel model, Action<string> warn)
    {
        var formats = new HashSet<string>(Formats(model));
        if (!formats.Contains("channels_first"))
            return ShapeLayout.ChannelsLast;
        if (formats.Contains("channels_last"))
            warn("some layers have channels first and some have them last; all are measured with channels first");
        return ShapeLayout.ChannelsFirst;
    }

    // A flattening or a global pooling of a vector has a format that says nothing; windows and borders depend on it.
    private static IEnumerable<string> Formats(KerasModel model) => model.Layers.SelectMany(
        layer => KerasModel.Of(layer.Json) is { } nested
            ? Formats(nested)
            : layer.ClassName != "Flatten" && layer.Config.Text("data_format") is { } format ? [format] : []);
}
