using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>The settings that Keras has written of one object, in Keras's names.</summary>
/// <param name="json">The object's <c>config</c>.</param>
internal sealed class KerasConfig(JsonElement? json)
{
    /// <summary>The settings as they are written.</summary>
    internal JsonElement? Json { get; } = json;

    /// <summary>One setting as it is written; null where there is none.</summary>
    internal JsonElement? this[string key] => Json?.Member(key);

    /// <summary>Whether a setting is written as null, which is not the same as not written.</summary>
    internal bool IsNull(string key) =>
        Json is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.Null;

    /// <summary>A text.</summary>
    internal string? Text(string key) => this[key]?.Text();

    /// <summary>A whole number.</summary>
    internal long? Whole(string key) => this[key]?.Whole();

    /// <summary>A truth.</summary>
    internal bool? Truth(string key) => this[key]?.Truth();

    /// <summary>A list of whole numbers, or a single one; null for anything else.</summary>
    internal long[]? Wholes(string key)
    {
        object? value = Value(key);
        return value switch
        {
            long number => [number],
            object?[] list when Array.TrueForAll(list, item => item is long) => Array.ConvertAll(
                list,
                item => (long)item!
            ),
            _ => null,
        };
    }

    /// <summary>A number, truth, text, or list of these, as settings of layers take them.</summary>
    internal object? Value(string key) => this[key] is { } value ? Plain(value) : null;

    /// <summary>A single axis; null for none or several.</summary>
    /// <exception cref="LayerException">It is larger than an axis can be.</exception>
    internal int? Axis(string key) =>
        Wholes(key) is [var axis] ? (int)SettingValue.Convert(axis, typeof(int), key) : null;

    /// <summary>A setting of a layer, under the first of its names that is there; null where none is.</summary>
    /// <exception cref="LayerException">It is not of that type.</exception>
    internal T? Given<T>(params string[] names)
    {
        string? name = Array.Find(names, name => Value(name) is not null);
        return name is null
            ? default
            : (T)SettingValue.Convert(Value(name)!, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), name);
    }

    /// <summary>A setting that the layer cannot be without.</summary>
    /// <exception cref="LayerException">There is none, or it is not of that type.</exception>
    internal T Needed<T>(params string[] names)
        where T : notnull =>
        Array.Exists(names, name => Value(name) is not null)
            ? Given<T>(names)!
            : throw new LayerException(ErrorId.MissingSetting, $"it needs {names[0]}");

    /// <summary>
    /// The name of something that Keras writes as a name, or as an object: a function, an initializer, a type policy.
    /// </summary>
    internal string? NameOf(string key)
    {
        if (this[key] is not { } value)
            return null;
        return value.Text()
            ?? value.Member("config") switch
            {
                { ValueKind: JsonValueKind.String } name => name.Text(),
                { ValueKind: JsonValueKind.Object } config when config.Member("name") is { } name => name.Text(),
                _ => value.Member("class_name")?.Text(),
            };
    }

    /// <summary>A shape whose first axis is the batch, which is left out; null where none is written.</summary>
    internal TensorShape? BatchShape(string key) =>
        Value(key) is object?[] { Length: > 0 } axes ? Shape(axes.Skip(1)) : null;

    /// <summary>A shape without a batch.</summary>
    internal TensorShape? SampleShape(string key) => Value(key) is object?[] axes ? Shape(axes) : null;

    // -1 and null both leave an axis open.
    private static TensorShape? Shape(IEnumerable<object?> axes)
    {
        var sizes = axes.ToArray();
        return Array.TrueForAll(sizes, size => size is null or long)
            ? new TensorShape(
                sizes.Select(size => size is long known && known >= 0 ? Dimension.Of(known) : Dimension.Unknown)
            )
            : null;
    }

    // A tuple within a tuple is written as an object with items, as a shape is.
    private static object? Plain(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out long whole) ? (object)whole : value.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToArray(),
            JsonValueKind.Object when value.Member("items") is { } items => Plain(items),
            _ => null,
        };
}
