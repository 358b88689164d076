using System.Text.Json;
using System.Text.Json.Nodes;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>What is called, as Keras would write it: a layer of the vocabulary, or an operation on tensors.</summary>
/// <param name="Name">Its own name, without those of the layers around it.</param>
/// <param name="ClassName">The class, as rules of Formats/Keras know it.</param>
/// <param name="Module">The module of the class; null for that of layers.</param>
/// <param name="Config">Its settings.</param>
/// <param name="Layer">The layer of the source; null for an operation.</param>
internal sealed record Definition(
    string Name,
    string ClassName,
    string? Module,
    JsonObject Config,
    LayerInstance? Layer
)
{
    /// <summary>The layer as Keras writes it, under a name.</summary>
    internal JsonObject ToJson(string name)
    {
        var config = (JsonObject)Config.DeepClone();
        config["name"] = name;
        var json = new JsonObject
        {
            ["class_name"] = ClassName,
            ["name"] = name,
            ["config"] = config,
        };
        if (Module is not null)
            json["module"] = Module;
        return json;
    }

    internal JsonElement ToElement() => JsonSerializer.SerializeToElement(ToJson(Name));
}

/// <summary>One row that a call makes: what is called, what it reads and what it gives.</summary>
internal sealed class SourceCall(Definition definition, Arguments arguments, Composite[] scopes, int number)
{
    /// <summary>Its place among all calls.</summary>
    internal int Number { get; } = number;

    internal Definition Definition { get; set; } = definition;

    internal Arguments Arguments { get; } = arguments;

    /// <summary>The calls that it is within, the outermost first; the last is its own.</summary>
    internal Composite[] Scopes { get; } = scopes;

    /// <summary>The tensors that it reads.</summary>
    internal IReadOnlyList<SourceTensor> Reads { get; } = [.. SourceTensors.In(arguments)];

    internal SourceTensor[] Outputs { get; set; } = [];

    /// <summary>What it is instead where a weight that it reads is read by such calls alone.</summary>
    internal Definition? WithOwnWeight { get; init; }

    /// <summary>The weight of <see cref="WithOwnWeight"/>.</summary>
    internal SourceTensor? OwnWeight { get; init; }

    /// <summary>Its name in a model, with those of the layers around it.</summary>
    internal string NameBelow(int depth, string name) =>
        string.Join(
            "/",
            Scopes
                .Skip(depth)
                .Where(scope => scope.Prefix is not null && !ReferenceEquals(scope.Layer, Definition.Layer))
                .Select(scope => scope.Prefix)
                .Append(name)
        );
}

/// <summary>Tensors within the values of a source.</summary>
internal static class SourceTensors
{
    private const int Deepest = 20;

    /// <summary>All tensors in arguments, those by position first.</summary>
    internal static IEnumerable<SourceTensor> In(Arguments arguments) =>
        arguments.Values.SelectMany(value => In(value));

    /// <summary>All tensors in a value, in lists and dictionaries too.</summary>
    internal static IEnumerable<SourceTensor> In(object value, int depth = 0) =>
        value switch
        {
            SourceTensor tensor => [tensor],
            PyTuple tuple when depth < Deepest => tuple.Items.SelectMany(item => In(item, depth + 1)),
            PyList list when depth < Deepest => list.Items.ToArray().SelectMany(item => In(item, depth + 1)),
            PyDict dict when depth < Deepest => dict.Pairs().ToArray().SelectMany(pair => In(pair.Value, depth + 1)),
            PySlice slice => In(slice.Start, depth + 1)
                .Concat(In(slice.Stop, depth + 1))
                .Concat(In(slice.Step, depth + 1)),
            _ => [],
        };

    /// <summary>A value with other tensors in the place of those in it.</summary>
    internal static object Map(object value, Func<SourceTensor, object> map, int depth = 0) =>
        value switch
        {
            SourceTensor tensor => map(tensor),
            PyTuple tuple when depth < Deepest && In(tuple).Any() => new PyTuple([
                .. tuple.Items.Select(item => Map(item, map, depth + 1)),
            ]),
            PyList list when depth < Deepest && In(list).Any() => new PyList([
                .. list.Items.Select(item => Map(item, map, depth + 1)),
            ]),
            PyDict dict when depth < Deepest && In(dict).Any() => MapDict(dict, map, depth),
            _ => value,
        };

    internal static Arguments Map(Arguments arguments, Func<SourceTensor, object> map) =>
        new([.. arguments.Values.Select(value => Map(value, map))], arguments.Names);

    private static PyDict MapDict(PyDict dict, Func<SourceTensor, object> map, int depth)
    {
        var mapped = new PyDict();
        foreach (var pair in dict.Pairs())
            mapped.Set(pair.Key, Map(pair.Value, map, depth + 1));
        return mapped;
    }
}
