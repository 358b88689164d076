using System.Text.Json.Nodes;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// A model of a source as Keras writes models: what reads the files of Keras reads it. Layers within layers have the
/// names of both; a weight that is read as a tensor, and a constant, is a layer that reads nothing.
/// </summary>
internal sealed class ModelWriter
{
    private readonly KerasGraph _graph;
    private readonly List<JsonObject> _layers = [];
    private readonly Dictionary<object, JsonObject> _byKey = [];
    private readonly UniqueNames _names = new(first: 1);
    private readonly Dictionary<SourceTensor, (string Layer, int Call, int Output)> _tensors = [];
    private readonly HashSet<SourceTensor> _owned;

    private ModelWriter(KerasGraph graph)
    {
        _graph = graph;
        // A weight that is read by products alone is the weight of a layer, and not a tensor.
        var reads = graph
            .Items.SelectMany(item => item.Rows)
            .SelectMany(row =>
                row.Reads.Where(read => read.IsWeight)
                    .Select(read =>
                        (Read: read, IsOwn: ReferenceEquals(row.OwnWeight, read) && row.WithOwnWeight is not null)
                    )
            );
        _owned =
        [
            .. reads.GroupBy(read => read.Read).Where(uses => uses.All(use => use.IsOwn)).Select(uses => uses.Key),
        ];
    }

    /// <summary>The model, under a name.</summary>
    /// <param name="graph">The calls of the model.</param>
    /// <param name="name">The name.</param>
    /// <param name="made">Takes the layers of the source, by the names that they have in the model.</param>
    internal static JsonObject Write(KerasGraph graph, string name, IDictionary<string, LayerInstance>? made = null)
    {
        var writer = new ModelWriter(graph);
        foreach (var input in graph.Inputs)
            writer.AddInput(input);
        foreach (var row in graph.Items.SelectMany(item => item.Rows))
            writer.Add(row);
        writer.AddUnused();
        foreach (var pair in writer._byKey.Where(pair => made is not null && pair.Key is LayerInstance))
            made![(string)pair.Value["name"]!] = (LayerInstance)pair.Key;
        return new JsonObject
        {
            ["class_name"] = "Functional",
            ["config"] = new JsonObject
            {
                ["name"] = name,
                ["layers"] = new JsonArray([.. writer._layers]),
                ["input_layers"] = new JsonArray([.. graph.Inputs.Select(writer.Reference)]),
                ["output_layers"] = new JsonArray([.. graph.Outputs.Select(writer.Reference)]),
            },
        };
    }

    // An input of a model can be any tensor; the model begins with it.
    private void AddInput(SourceTensor input)
    {
        string name = Free(
            input.Producer is { Definition.ClassName: "InputLayer" } call
                ? call.Definition.Name
                : $"{input.Producer?.Definition.Name ?? "input"}_input"
        );
        var config = new JsonObject { ["name"] = name };
        if (input.Shape is { } shape)
            config["batch_shape"] = new JsonArray([
                null,
                .. shape.Axes.Skip(1).Select(axis => axis.Value is { } size ? JsonValue.Create(size) : null),
            ]);
        _layers.Add(
            new JsonObject
            {
                ["class_name"] = "InputLayer",
                ["name"] = name,
                ["config"] = config,
                ["inbound_nodes"] = new JsonArray(),
            }
        );
        _tensors[input] = (name, 0, 0);
    }

    private void Add(SourceCall row)
    {
        bool isOwn = row.WithOwnWeight is not null && _owned.Contains(row.OwnWeight!);
        var definition = isOwn ? row.WithOwnWeight! : row.Definition;
        var arguments = isOwn ? new Arguments([row.Reads[0]]) : row.Arguments;
        foreach (var read in SourceTensors.In(arguments).Where(read => !_tensors.ContainsKey(read)))
            AddSource(row, read);
        var layer = Find(row, definition, isOwn);
        var nodes = layer["inbound_nodes"]!.AsArray();
        foreach (var output in row.Outputs)
            _tensors[output] = ((string)layer["name"]!, nodes.Count, output.Output);
        nodes.Add(Node(arguments));
    }

    // Layers are found by what they are in the source; operations that a shared layer repeats by their name.
    private JsonObject Find(SourceCall row, Definition definition, bool isOwn)
    {
        string name = NameOf(row, definition, isOwn);
        object key = isOwn
            ? row.OwnWeight!
            : (object?)definition.Layer ?? $"{name}|{definition.ClassName}|{definition.Config.ToJsonString()}";
        if (_byKey.TryGetValue(key, out var known))
            return known;
        var layer = definition.ToJson(Free(name));
        bool isTrainable =
            (definition.Layer?.IsTrainable ?? true)
            && (!isOwn || row.OwnWeight!.IsTrainable)
            && row.Scopes.All(scope => scope.Layer?.IsTrainable ?? true);
        if (!isTrainable)
            layer["config"]!["trainable"] = false;
        layer["inbound_nodes"] = new JsonArray();
        _byKey[key] = layer;
        _layers.Add(layer);
        return layer;
    }

    // A layer of the source that is one product, or one operation, has the row for itself.
    private string NameOf(SourceCall row, Definition definition, bool isOwn)
    {
        if (
            definition.Layer is null
            && row.Scopes.Length > _graph.Depth + 1
            && row.Scopes[_graph.Depth] is { Prefix: { } prefix } scope
            && !isOwn
            && IsAlone(scope)
        )
            return prefix;
        return row.NameBelow(_graph.Depth, definition.Name);
    }

    private bool IsAlone(Composite scope) =>
        scope.Layer is { Weights.Count: 0 } layer
        && !layer.Children.Any()
        && _graph.Items.First(item => ReferenceEquals(item.Call, scope)).Rows.Length == 1;

    // What nobody computes: a weight under the name of its layer, a constant under that of its reader.
    private void AddSource(SourceCall row, SourceTensor tensor)
    {
        if (tensor.Producer is not null)
            throw SourceTensor.Unknown($"what '{row.Definition.Name}' reads is made outside of the model");
        string name = tensor.IsWeight ? WeightPath(row, tensor) : row.NameBelow(_graph.Depth, "constant");
        AddWithoutReads(
            tensor,
            name,
            tensor.IsWeight ? SourceRules.Weight : SourceRules.Operation,
            tensor.IsWeight
                ? SourceRules.WeightConfig(tensor)
                : SourceRules.OperationConfig(
                    "constant",
                    CnnParams.Layers.WorkKind.DataMovement,
                    tensor.Shape is { Rank: > 1 } shape && shape[0].Value == 1 ? shape.Without(0) : tensor.Shape
                )
        );
    }

    private void AddWithoutReads(SourceTensor tensor, string name, string className, JsonObject config)
    {
        string free = Free(name);
        config["name"] = free;
        if (tensor.IsWeight && (!tensor.IsTrainable || tensor.Owner is { IsTrainable: false }))
            config["trainable"] = false;
        _layers.Add(
            new JsonObject
            {
                ["class_name"] = className,
                ["name"] = free,
                ["config"] = config,
                ["inbound_nodes"] = new JsonArray(new JsonArray()),
            }
        );
        _tensors[tensor] = (free, 0, 0);
    }

    private string WeightPath(SourceCall row, SourceTensor weight)
    {
        int at = Array.FindLastIndex(
            row.Scopes,
            scope => ReferenceEquals(scope.Layer, weight.Owner) && scope.Prefix is not null
        );
        var prefixes = row
            .Scopes.Take(at + 1)
            .Skip(_graph.Depth)
            .Where(scope => scope.Prefix is not null)
            .Select(scope => scope.Prefix!);
        return string.Join(
                "/",
                at < _graph.Depth ? [weight.Owner?.Name, weight.WeightName] : prefixes.Append(weight.WeightName)
            )
            .TrimStart('/');
    }

    // Weights that the layers of the model have, and nothing reads: they count all the same.
    private void AddUnused()
    {
        var layers = _graph
            .Items.SelectMany(item => item.Rows)
            .SelectMany(row => row.Scopes.Skip(_graph.Depth))
            .Select(scope => scope.Layer)
            .OfType<LayerInstance>()
            .Distinct()
            .ToArray();
        foreach (
            var weight in layers
                .SelectMany(layer => layer.Weights)
                .Where(weight => !_tensors.ContainsKey(weight) && !_owned.Contains(weight))
        )
            AddWithoutReads(
                weight,
                $"{weight.Owner?.Name}/{weight.WeightName}",
                SourceRules.Weight,
                SourceRules.WeightConfig(weight)
            );
    }

    private JsonObject Node(Arguments arguments)
    {
        var named = new JsonObject();
        for (int i = arguments.Count; i < arguments.Values.Length; i++)
            named[arguments.Names![i - arguments.Count]] = Argument(arguments.Values[i]);
        return new JsonObject
        {
            ["args"] = new JsonArray([.. arguments.Values.Take(arguments.Count).Select(Argument)]),
            ["kwargs"] = named,
        };
    }

    private JsonNode? Argument(object value) =>
        value switch
        {
            SourceTensor tensor => new JsonObject
            {
                ["class_name"] = "__keras_tensor__",
                ["config"] = new JsonObject { ["keras_history"] = Reference(tensor) },
            },
            _ => SourceTensors.In(value).ToArray() is { Length: > 0 } tensors
                ? new JsonArray([.. tensors.Select(Argument)])
                : null,
        };

    private JsonNode Reference(SourceTensor tensor)
    {
        if (!_tensors.TryGetValue(tensor, out var at))
            throw SourceTensor.Unknown("an output of the model is no tensor that one of its layers makes");
        return new JsonArray(at.Layer, at.Call, at.Output);
    }

    // A colon would be an output of another layer, and a number sign a second call.
    private string Free(string name) => _names.Take(name.Replace(':', '_').Replace('#', '_'));
}
