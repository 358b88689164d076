using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>
/// keras.layers: activations. The names are those that Keras 2, Keras 3 and TensorFlow.js have in common, as far as
/// they go.
/// </summary>
internal sealed class KerasActivationWriting : LayerRules<KerasOutline>
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["silu"] = "swish",
        ["hard_swish"] = "hard_silu",
    };

    private static readonly HashSet<string> Unknown = new(["softmin", "threshold", "rrelu"], StringComparer.Ordinal);

    // The first version of keras.activations that has a function; Keras 2 knows those that are not listed.
    private static readonly Dictionary<string, string> Since = new(StringComparer.Ordinal)
    {
        ["log_softmax"] = "3.0.0",
        ["hard_silu"] = "3.2.0",
        ["celu"] = "3.7.0",
        ["glu"] = "3.7.0",
        ["hard_tanh"] = "3.7.0",
        ["hard_shrink"] = "3.7.0",
        ["soft_shrink"] = "3.7.0",
        ["tanh_shrink"] = "3.7.0",
        ["log_sigmoid"] = "3.7.0",
    };

    public KerasActivationWriting()
    {
        For<Activation>(Write);
        For<PReLU>(
            (prelu, layer, outline) =>
                outline.Add(layer, "PReLU", new JsonObject { ["shared_axes"] = Shared(prelu, layer) })
        );
    }

    private static void Write(Activation activation, WritableLayer layer, KerasOutline outline)
    {
        string function = activation.Function;
        InexpressibleException.Unless(!Unknown.Contains(function), $"Keras has no function {function}");
        bool isSoftmax = function == "softmax";
        InexpressibleException.Unless(
            isSoftmax || function == "glu" || activation.Axis is null,
            $"Keras's {function} has no axis"
        );
        InexpressibleException.Unless(
            function != "glu" || activation.Axis is null or -1,
            "Keras's glu halves the last axis"
        );
        if (function == "relu6")
            outline.Add(layer, "ReLU", new JsonObject { ["max_value"] = 6.0 });
        else if (function == "leaky_relu")
            outline.Add(layer, "LeakyReLU", []);
        else if (isSoftmax && activation.Axis is { } axis)
            outline.Add(layer, "Softmax", new JsonObject { ["axis"] = axis });
        else
            Write(Names.TryGetValue(function, out string? other) ? other : function, layer, outline);
    }

    private static void Write(string function, WritableLayer layer, KerasOutline outline)
    {
        if (Since.TryGetValue(function, out string? version))
            outline.Need(version);
        outline.Add(layer, "Activation", new JsonObject { ["activation"] = function });
    }

    private static JsonNode? Shared(PReLU prelu, WritableLayer layer)
    {
        var shape = layer.InputShape;
        if (prelu.ParameterCount is null)
            return prelu.SharedAxes.Count == 0
                ? null
                : KerasConfigs.List(prelu.SharedAxes.Select(axis => axis < 0 ? axis + shape.Rank + 1 : axis));
        var axes = Enumerable
            .Range(1, shape.Rank)
            .Where(axis => prelu.ParameterCount == 1 || axis != shape.GetChannelAxis() + 1);
        return KerasConfigs.List(axes.Select(axis => (long)axis));
    }
}
