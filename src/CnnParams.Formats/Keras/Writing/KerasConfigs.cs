using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>Settings as Keras writes them.</summary>
internal static class KerasConfigs
{
    internal static JsonArray List(IEnumerable<long> numbers) =>
        new([.. numbers.Select(number => JsonValue.Create(number))]);

    /// <summary>Pairs of numbers, one for each axis; for one axis, the pair itself.</summary>
    internal static JsonArray Pairs(long[] begin, long[] end) =>
        begin.Length == 1
            ? new JsonArray(begin[0], end[0])
            : new JsonArray([.. begin.Select((size, axis) => new JsonArray(size, end[axis]))]);

    /// <summary>
    /// The padding of a window in Keras's words. What those do not have is put in front as a layer of zeros.
    /// </summary>
    /// <returns>The word, and what the layer reads then; null where it reads what it reads.</returns>
    internal static (string Padding, KerasReference? Read) Padding(
        WindowNumbers window,
        Padding padding,
        WritableLayer layer,
        KerasOutline outline
    )
    {
        if (window.IsUnpadded)
            return (padding.Mode == PaddingMode.Same ? "same" : "valid", null);
        if (padding.Mode == PaddingMode.Same || IsSame(window, layer))
            return ("same", null);
        return (
            "valid",
            outline.AddBefore(
                layer,
                "_pad",
                $"ZeroPadding{window.Size.Length}D",
                Border("padding", window.Begin, window.End, layer)
            )
        );
    }

    /// <summary>The settings of a layer that adds or cuts off positions.</summary>
    internal static JsonObject Border(string setting, long[] begin, long[] end, WritableLayer layer)
    {
        var config = new JsonObject { [setting] = Pairs(begin, end) };
        string format = KerasOutline.DataFormat(layer);
        if (begin.Length > 1)
            config["data_format"] = format;
        else
            InexpressibleException.Unless(
                format == "channels_last",
                "Keras's borders of a sequence have channels last"
            );
        return config;
    }

    // Whether the word same gives these numbers, for any input or for the input here.
    private static bool IsSame(WindowNumbers window, WritableLayer layer) =>
        Enumerable
            .Range(0, window.Size.Length)
            .All(axis =>
            {
                var incoming = layer.InputShape.HasRank ? layer.InputShape.Spatial(axis).Size : null;
                if (incoming is null && window.Stride[axis] > 1)
                    return false;
                var same = new SlidingWindow(
                    window.Size[axis],
                    window.Stride[axis],
                    window.Dilation[axis],
                    Shapes.Padding.Same,
                    axis
                );
                return same.Pads(incoming ?? window.Reach(axis)) == (window.Begin[axis], window.End[axis]);
            });
}
