using System.Text.Json;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.Keras;

/// <summary>One output of one call of a layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Call">Which call of the layer, from 0.</param>
/// <param name="Output">Which output of the call, from 0.</param>
/// <param name="Argument">The name under which the reader passes it; null where its place says what it is.</param>
internal sealed record KerasTensor(string Layer, int Call, int Output, string? Argument)
{
    /// <summary>
    /// All references to tensors in what Keras writes of a call or of a model's ends, in any form that it has had:
    /// <c>["conv", 0, 0]</c>, <c>["conv", 0, 0, {"mask": ["in", 0, 0]}]</c>, and
    /// <c>{"class_name": "__keras_tensor__", "config": {"keras_history": ["conv", 0, 0]}}</c>.
    /// </summary>
    internal static IReadOnlyList<KerasTensor> In(JsonElement? written)
    {
        var found = new List<KerasTensor>();
        if (written is { } json)
            Collect(json, null, found);
        return found;
    }

    private static void Collect(JsonElement json, string? argument, List<KerasTensor> found)
    {
        if (json.ValueKind == JsonValueKind.Array)
            CollectList(json, argument, found);
        else if (json.ValueKind == JsonValueKind.Object)
            CollectObject(json, argument, found);
    }

    private static void CollectList(JsonElement list, string? argument, List<KerasTensor> found)
    {
        if (Reference(list, argument) is not { } tensor)
        {
            foreach (var item in list.EnumerateArray())
                Collect(item, argument, found);
            return;
        }

        // A negative call marks a constant, with its value where the output would be.
        if (tensor.Call >= 0)
            found.Add(tensor);
        if (list.GetArrayLength() > 3)
            Collect(list[3], argument, found);
    }

    private static void CollectObject(JsonElement json, string? argument, List<KerasTensor> found)
    {
        if (json.Member("config")?.Member("keras_history") is { } history)
        {
            Collect(history, argument, found);
            return;
        }

        // The arguments of a call have names; args and kwargs are only where they stand.
        foreach (var member in json.EnumerateObject())
            Collect(member.Value, member.Name is "args" or "kwargs" ? argument : member.Name, found);
    }

    private static KerasTensor? Reference(JsonElement list, string? argument)
    {
        if (list.GetArrayLength() < 3 || list[0].Text() is not { } layer || list[1].ValueKind != JsonValueKind.Number)
            return null;
        if (list[1].Whole() is < 0)
            return new KerasTensor(layer, -1, 0, argument);
        return
            list[1].Whole() is <= int.MaxValue and { } call
            && list[2].Whole() is >= 0 and <= int.MaxValue and { } output
            ? new KerasTensor(layer, (int)call, (int)output, argument)
            : null;
    }
}
