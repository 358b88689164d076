using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>A model of Keras that is being written: its layers, and their output tensors.</summary>
internal sealed class KerasOutline : ILayerLayouts
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<JsonObject> _layers = [];
    private readonly Dictionary<string, JsonObject> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<WritableLayer, KerasReference> _tensors = [];
    private readonly Dictionary<string, JsonObject> _owners = new(StringComparer.Ordinal);
    private readonly WritableNetwork? _network;

    // The form of Keras 2, which Keras 3 and TensorFlow.js read too.
    private Version _version = new(2, 15, 0);

    // Where the network has its channels; null where each tensor tells.
    private readonly ShapeLayout? _layout;

    internal KerasOutline(WritableNetwork network)
        : this(network.Network.Layout) => _network = network;

    private KerasOutline(ShapeLayout? layout) => _layout = layout;

    /// <summary>The setting <c>data_format</c> of a layer that works on images.</summary>
    internal static string DataFormat(WritableLayer layer) =>
        layer.InputShape.Layout == ShapeLayout.ChannelsFirst ? "channels_first" : "channels_last";

    /// <summary>Adds the layer that a layer is, which reads what that reads.</summary>
    internal void Add(WritableLayer layer, string className, JsonObject config) =>
        Add(layer, className, config, [.. layer.Reads.Select(TensorOf)], layer.Layer is not Input, null);

    /// <summary>
    /// Adds the layer that a layer is, which is passed the first tensor that that reads by place, and others by name.
    /// </summary>
    internal void AddQuery(WritableLayer layer, string className, JsonObject config, JsonObject arguments) =>
        Add(layer, className, config, [TensorOf(layer.Reads[0])], true, arguments);

    /// <summary>Adds a layer in front of one, and gives its output.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="suffix">What is put after its name.</param>
    /// <param name="className">The class of the layer in front.</param>
    /// <param name="config">The settings of the layer in front.</param>
    internal KerasReference AddBefore(WritableLayer layer, string suffix, string className, JsonObject config) =>
        Place(NameOf(layer.Name + suffix), className, config, [.. layer.Reads.Take(1).Select(TensorOf)], null);

    /// <summary>Adds the layer that a layer is, which reads something else.</summary>
    internal void AddBehind(KerasReference read, WritableLayer layer, string className, JsonObject config) =>
        Add(layer, className, config, [read], true, null);

    /// <summary>Leaves out a layer that is a part of the one that it reads.</summary>
    internal void Leave(WritableLayer layer) => _tensors[layer] = TensorOf(layer.Reads[0]);

    /// <summary>Adds a layer after the one that a layer is; whoever reads that reads this instead.</summary>
    internal void AddAfter(WritableLayer layer, string suffix, string className, JsonObject config) =>
        _tensors[layer] = Place(NameOf(layer.Name + suffix), className, config, [_tensors[layer]], null);

    /// <summary>The class and settings of a layer alone, as a wrapper holds it.</summary>
    /// <exception cref="InexpressibleException">It is none, or takes several layers of Keras.</exception>
    internal JsonObject Wrapped(Layer inner, TensorShape reads)
    {
        var incoming = inner.Seen(new LayerInputs(reads), _layout).First;
        var source = new WritableLayer(
            "input",
            new Input { Shape = incoming, Layout = incoming.Layout },
            [],
            [incoming],
            null,
            _layout
        );
        var outline = new KerasOutline(_layout);
        outline._tensors[source] = new KerasReference("input", 0);
        var read = new LayerTensor(source, 0);
        var output = inner.OutputShapes(new LayerInputs(incoming));
        outline._version = _version;
        LayerRules<KerasOutline>.Write(
            new WritableLayer(
                inner.Name.Length > 0 ? inner.Name : inner.Type.ToLowerInvariant(),
                inner,
                [read],
                output,
                null,
                _layout
            ),
            outline
        );
        InexpressibleException.Unless(
            outline._layers.Count == 1,
            $"{inner.Type} within it takes several layers of Keras"
        );
        _version = outline._version;
        var only = outline._layers[0];
        return new JsonObject
        {
            ["class_name"] = only["class_name"]!.DeepClone(),
            ["config"] = only["config"]!.DeepClone(),
        };
    }

    /// <summary>Notes that what has been written is known from a version of Keras on.</summary>
    internal void Need(string version)
    {
        var needed = new Version(version);
        if (needed > _version)
            _version = needed;
    }

    /// <summary>The text of the model: a line for each layer.</summary>
    internal string Print()
    {
        var network = _network!;
        string name = JsonValue.Create(network.Name)!.ToJsonString(Compact);
        string layers = string.Join(",\n", _layers.Select(layer => "    " + layer.ToJsonString(Compact)));
        var inputs = network.Layers.Where(layer => layer.Layer is Input).Select(layer => _tensors[layer].ToJson());
        var outputs = network.Outputs.Select(layer => _tensors[layer].ToJson());
        return "{\"class_name\": \"Functional\", \"keras_version\": \""
            + _version
            + "\", \"backend\": \"tensorflow\", \"config\": {\"name\": "
            + name
            + ", \"layers\": [\n"
            + layers
            + "\n], \"input_layers\": "
            + new JsonArray([.. inputs]).ToJsonString(Compact)
            + ", \"output_layers\": "
            + new JsonArray([.. outputs]).ToJsonString(Compact)
            + "}}\n";
    }

    /// <summary>The tensor that is read.</summary>
    internal KerasReference TensorOf(LayerTensor read)
    {
        InexpressibleException.Unless(
            read.Output == 0,
            $"it reads an output of {read.Layer.Name} other than the first"
        );
        // What could not be expressed is reported already; its readers are looked at all the same.
        return _tensors.TryGetValue(read.Layer, out var tensor)
            ? tensor
            : new KerasReference(NameOf(read.Layer.Name), 0);
    }

    private void Add(
        WritableLayer layer,
        string className,
        JsonObject config,
        KerasReference[] reads,
        bool hasTrainable,
        JsonObject? arguments
    )
    {
        if (hasTrainable && !layer.Layer.Trainable)
            config["trainable"] = false;
        if (layer.WeightsFrom is { } owner && _owners.TryGetValue(owner, out var shared))
        {
            InexpressibleException.Unless(
                (string?)shared["class_name"] == className
                    && WithoutName(shared["config"]!.AsObject()) == WithoutName(config),
                $"it shares the weights of {owner}, whose settings are others"
            );
            var nodes = shared["inbound_nodes"]!.AsArray();
            nodes.Add(Node(reads, arguments));
            _tensors[layer] = new KerasReference((string)shared["name"]!, nodes.Count - 1);
            return;
        }

        _tensors[layer] = Place(NameOf(layer.Name), className, config, reads, arguments);
        _owners[layer.Name] = _layers[_layers.Count - 1];
    }

    private KerasReference Place(
        string name,
        string className,
        JsonObject config,
        KerasReference[] reads,
        JsonObject? arguments
    )
    {
        var named = new JsonObject { ["name"] = name };
        foreach (var pair in config.ToArray())
        {
            config.Remove(pair.Key);
            named[pair.Key] = pair.Value;
        }

        var layer = new JsonObject
        {
            ["class_name"] = className,
            ["name"] = name,
            ["config"] = named,
            ["inbound_nodes"] = reads.Length == 0 ? new JsonArray() : new JsonArray(Node(reads, arguments)),
        };
        _layers.Add(layer);
        _byName[name] = layer;
        return new KerasReference(name, 0);
    }

    private static JsonArray Node(KerasReference[] reads, JsonObject? arguments) =>
        new([
            .. reads.Select(
                (read, i) =>
                    (JsonNode)
                        new JsonArray(
                            read.Layer,
                            read.Call,
                            0,
                            i == 0 && arguments is not null ? arguments : new JsonObject()
                        )
            ),
        ]);

    private static string WithoutName(JsonObject config) =>
        string.Join(
            ",",
            config.Where(pair => pair.Key != "name").Select(pair => $"{pair.Key}={pair.Value?.ToJsonString()}")
        );

    // Keras takes a slash for the border between a scope and what is in it.
    private string NameOf(string name)
    {
        string clean = name.Replace('/', '.'),
            free = clean;
        for (int i = 2; _byName.ContainsKey(free); i++)
            free = FormattableString.Invariant($"{clean}_{i}");
        return free;
    }
}

/// <summary>The output of a call of a layer of Keras.</summary>
internal sealed record KerasReference(string Layer, int Call)
{
    internal JsonArray ToJson() => new(Layer, Call, 0);
}
