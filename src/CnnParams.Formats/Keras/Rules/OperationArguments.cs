using System.Text.Json;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.Keras;

/// <summary>
/// The arguments of a function that are no tensors: with its settings (Keras 3), or with its call (tf.keras).
/// </summary>
internal static class OperationArguments
{
    /// <summary>Whole numbers, under the first of the names that is there.</summary>
    internal static long[]? Wholes(KerasCall call, params string[] names) =>
        First(call, names, (config, name) => config.Wholes(name));

    /// <summary>A truth, under the first of the names that is there.</summary>
    internal static bool? Truth(KerasCall call, params string[] names) =>
        First(call, names, (config, name) => (object?)config.Truth(name)) as bool?;

    /// <summary>The one axis that is named; null for none or several.</summary>
    internal static int? Axis(KerasCall call) =>
        First(call, ["axis"], (config, name) => (object?)config.Axis(name)) as int?;

    private static T? First<T>(KerasCall call, string[] names, Func<KerasConfig, string, T?> read)
        where T : class => Sources(call).SelectMany(_ => names, read).FirstOrDefault(value => value is not null);

    // ["x", 0, 0, {"axis": -1}], bare or in a list of its own; or {"args": [...], "kwargs": {"axis": -1}}.
    private static IEnumerable<KerasConfig> Sources(KerasCall call)
    {
        yield return call.Config;
        if (call.Written is null)
            yield break;
        var json = call.Written.Json;
        while (
            json.ValueKind == JsonValueKind.Array
            && json.GetArrayLength() > 0
            && json[0].ValueKind == JsonValueKind.Array
        )
            json = json[0];
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 3)
            yield return new KerasConfig(json[3]);
        else
            yield return new KerasConfig(json.Member("kwargs"));
    }
}
