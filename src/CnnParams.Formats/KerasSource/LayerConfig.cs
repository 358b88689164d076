using System.Text.Json.Nodes;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// The settings of a layer of a source as Keras writes them, so that the rules of Formats/Keras read them.
/// </summary>
internal static class LayerConfig
{
    private const int Deepest = 20;

    internal static JsonObject Of(KerasState state, LayerInstance layer)
    {
        var config = new JsonObject();
        foreach (var pair in layer.Settings.Pairs())
        {
            if (
                pair.Key is string name
                && name is not ("weights" or "vocabulary" or "function" or "mean" or "variance")
            )
                config[name] = ToJson(state, pair.Value, 0);
        }

        if (config.ContainsKey("data_format") && config["data_format"] is null)
            config["data_format"] = state.DataFormat;
        // Means that are given are no weights.
        if (layer.Settings.Get("mean") is not (null or None))
            config["mean"] = 0;
        if (layer.Settings.Get("vocabulary") is PyList { Items.Count: var words })
            config["vocabulary_size"] = words + 1;
        if (config["dtype"] is null && state.Policy is { } policy)
            config["dtype"] = policy;
        return config;
    }

    /// <summary>A value as JSON; what has no effect on the numbers is null.</summary>
    internal static JsonNode? ToJson(KerasState state, object value, int depth) =>
        value switch
        {
            bool flag => JsonValue.Create(flag),
            long number => JsonValue.Create(number),
            double real => double.IsNaN(real) || double.IsInfinity(real) ? null : JsonValue.Create(real),
            string text => JsonValue.Create(text),
            LayerInstance { ClassName: not null } layer => Wrapped(state, layer),
            PyList list when depth < Deepest => new JsonArray([
                .. list.Items.Select(item => ToJson(state, item, depth + 1)),
            ]),
            PyTuple tuple when depth < Deepest => new JsonArray([
                .. tuple.Items.Select(item => ToJson(state, item, depth + 1)),
            ]),
            SourceTensor { Values: [var only] } => ToNumber(only),
            SourceTensor { Values: { Length: <= 16 } values } => new JsonArray([.. values.Select(ToNumber)]),
            HostFunction function => JsonValue.Create(function.Name),
            PyFunction function => JsonValue.Create(function.Name),
            PyType type => JsonValue.Create(KerasState.ToSnakeCase(type.Name)),
            PyObject other when other.Type.Name == "DTypePolicy" && other is PyInstance policy => ToJson(
                state,
                policy.Own.Get("name") ?? None.Instance,
                depth + 1
            ),
            _ => null,
        };

    private static JsonObject Wrapped(KerasState state, LayerInstance layer)
    {
        var definition = layer.Define(state);
        var json = definition.ToJson(definition.Name);
        json.Remove("name");
        return json;
    }

    private static JsonValue ToNumber(double value) =>
        Math.Floor(value) == value && Math.Abs(value) < 1e15 ? JsonValue.Create((long)value) : JsonValue.Create(value);
}
