using System.Text.Json;
using CnnParams.Catalogue;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Keras;
using CnnParams.Formats.Keras.Writing;
using CnnParams.Formats.PythonSource;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// keras.applications: networks of the catalogue, as Keras builds them, written and read as Keras writes models.
/// </summary>
internal static class Applications
{
    private const string Signature =
        "include_top=True, weights='imagenet', input_tensor=None, input_shape=None, pooling=None, classes=1000, "
        + "classifier_activation='softmax', name=None, **kwargs";

    // These have their width and more before the rest.
    private const string MobileSignature =
        "input_shape=None, alpha=1.0, depth_multiplier=1, dropout=0.001, include_top=True, weights='imagenet', "
        + "input_tensor=None, pooling=None, classes=1000, classifier_activation='softmax', name=None, **kwargs";

    private const string MobileV2Signature =
        "input_shape=None, alpha=1.0, include_top=True, weights='imagenet', input_tensor=None, pooling=None, "
        + "classes=1000, classifier_activation='softmax', name=None, **kwargs";

    private const string NasSignature =
        "input_shape=None, include_top=True, weights='imagenet', input_tensor=None, pooling=None, classes=1000, "
        + "classifier_activation='softmax', name=None, **kwargs";

    /// <summary>The function of a network; null where the catalogue has none of the name that Keras has.</summary>
    internal static HostFunction? Find(string name)
    {
        if (
            name.Length == 0
            || !char.IsUpper(name[0])
            || Architectures.Find(name) is not { } architecture
            || architecture.Variants.FirstOrDefault(one => one.Name == "Keras") is not { } variant
        )
            return null;
        string signature = name switch
        {
            "MobileNet" => MobileSignature,
            "MobileNetV2" => MobileV2Signature,
            _ when name.StartsWith("NASNet", StringComparison.Ordinal) => NasSignature,
            _ => Signature,
        };
        return new HostFunction($"{name}({signature})", call => Make(call, name, variant));
    }

    private static ModelInstance Make(HostCall call, string name, ArchitectureVariant variant)
    {
        bool hasTop = call.Flag("include_top");
        var input = call["input_tensor"] as SourceTensor;
        Size[] axes =
            call["input_shape"] is not None ? [.. SourceShape.Axes(call.Interpreter, call["input_shape"])]
            : input is not null ? [.. input.Known.Axes.Skip(1)]
            : [];
        if (axes.Length is not (0 or 3))
            throw Errors.Value($"input_shape of {name} is a height, a width and channels, and not {axes.Length} sizes");
        var options = new ArchitectureOptions
        {
            IncludeTop = hasTop,
            Classes = hasTop ? call.Integer("classes") : null,
            Resolution = axes is [{ Value: { } height }, { Value: { } width }, _]
                ? height == width
                    ? height
                    : new Extent(height, width)
                : null,
            Channels = axes is [_, _, { Value: { } channels }] && channels != variant.Channels ? channels : null,
            Width = variant.HasWidth && WidthOf(call) is { } alpha and not 1 ? alpha : null,
        };
        try
        {
            var model = Load(call.Interpreter, Written(variant.Build(name, options)));
            model.Name =
                call["name"] as string ?? NameOf(name, options.Width ?? 1, options.Resolution ?? variant.Resolution);
            var graph = model.Graph(call.Interpreter)!;
            bool isOpen = axes.Length == 3 ? Array.Exists(axes, axis => axis.Value is null) : !hasTop;
            var read =
                input
                ?? (
                    isOpen
                        ? ModelCalls.Input(
                            call.Interpreter,
                            new Shape(Batched.Batch, Size.Unknown, Size.Unknown, options.Channels ?? variant.Channels),
                            "float32",
                            null
                        )
                        : null
                );
            object begin = graph.InputStructure,
                end = graph.OutputStructure;
            if (read is not null)
                (begin, end) = (read, graph.Replay(call.Interpreter, [read]));
            if (!hasTop && call["pooling"] is string pooling)
                end = ModelCalls.Call(
                    call.Interpreter,
                    Pooling(pooling),
                    new Arguments([SourceTensors.In(end).First()])
                );
            model.SetGraph(new KerasGraph(call.Interpreter, begin, end));
            // What comes before an input that another layer has made is listed too in Keras.
            bool isWhole = input is null or { Producer.Definition.ClassName: "InputLayer" };
            if (!isWhole || !BackboneLayers.AreNamed(name, hasTop))
            {
                bool isOrdered = isWhole && BackboneLayers.AreOrdered(name, hasTop);
                KerasState
                    .Of(call.Interpreter)
                    .Backbones.Add(new BackboneLayers(name, isOrdered, model.Layers(call.Interpreter)));
            }

            return model;
        }
        catch (Exception exception) when (exception is LayerException or InexpressibleException)
        {
            throw Errors.Value($"{name}: {exception.Message}");
        }
    }

    // What Keras calls its models.
    private static string NameOf(string name, double width, Extent? size) =>
        name switch
        {
            "MobileNet" => FormattableString.Invariant($"mobilenet_{width:0.00}_{size?[0]}"),
            "MobileNetV2" => FormattableString.Invariant($"mobilenetv2_{width:0.00}_{size?[0]}"),
            "InceptionV3" => "inception_v3",
            "InceptionResNetV2" => "inception_resnet_v2",
            "MobileNetV3Large" or "MobileNetV3Small" => name,
            _ when name.StartsWith("NASNet", StringComparison.Ordinal) => "NASNet",
            _ when name.StartsWith("ConvNeXt", StringComparison.Ordinal) => name.ToLowerInvariant()
                .Replace("convnext", "convnext_"),
            _ when name.StartsWith("EfficientNetV2", StringComparison.Ordinal) => name.ToLowerInvariant()
                .Replace("netv2", "netv2-"),
            _ => name.ToLowerInvariant(),
        };

    private static double? WidthOf(HostCall call) =>
        call.Named("kwargs").Get("alpha") is { } alpha ? Numbers.ToReal(call.Interpreter, alpha)
        : Array.Exists(call.Values, value => value is double and not 1.0) ? call.Values.OfType<double>().First()
        : null;

    private static LayerInstance Pooling(string kind)
    {
        string className = kind == "max" ? "GlobalMaxPooling2D" : "GlobalAveragePooling2D";
        return new LayerInstance(KerasTypes.FindLayer(className)!)
        {
            ClassName = className,
            Name = kind == "max" ? "max_pool" : "avg_pool",
        };
    }

    // Keras says some activations with the layer, and others as a layer of their own.
    private static bool IsWithin(string name, Layer read) =>
        read switch
        {
            Dense or FullyConnected => true,
            Convolution => name.StartsWith("VGG", StringComparison.Ordinal)
                || name.StartsWith("EfficientNet", StringComparison.Ordinal),
            _ => false,
        };

    private static JsonElement Written(Networks.Network network)
    {
        var writable = new WritableNetwork(Measurer.Measure(network));
        var outline = new KerasOutline(writable);
        foreach (var layer in writable.Layers)
        {
            // Keras has a class for it within its file of the network, which no file of a model can name.
            if (layer.Layer is Scale)
                outline.Add(layer, SourceRules.Scale, []);
            else if (layer.Layer is Activation && IsWithin(network.Name, layer.Reads[0].Layer.Layer))
                outline.Leave(layer);
            else
                LayerRules<KerasOutline>.Write(layer, outline);
        }

        using var document = JsonDocument.Parse(outline.Print());
        return document.RootElement.Clone();
    }

    /// <summary>A model that Keras has written, with the layers as objects of the source.</summary>
    internal static ModelInstance Load(Interpreter interpreter, JsonElement json)
    {
        var file = new ModelFile("code");
        var written = KerasModel.Of(json) ?? throw Errors.Value("it is no model that Keras has written");
        var schedule = new KerasSchedule(written, file);
        var tensors = new Dictionary<(string, int), SourceTensor[]>();
        var layers = new Dictionary<string, LayerInstance>(StringComparer.Ordinal);
        foreach (var layer in written.Layers.Where(layer => layer.ClassName == "InputLayer"))
            tensors[(layer.Name, 0)] =
            [
                ModelCalls.Input(
                    interpreter,
                    layer.BuildShape is { } shape ? Batched.Of(shape) : null,
                    "float32",
                    layer.Name
                ),
            ];
        foreach (var (layer, number) in schedule.Calls())
        {
            if (!layers.TryGetValue(layer.Name, out var instance))
                layers[layer.Name] = instance = Instance(layer);
            object[] reads = [.. layer.Calls[number].Reads.Select(read => (object)Find(read))];
            bool isNamed = layer.Calls[number].Reads.Any(read => read.Argument is not null);
            var arguments = isNamed
                ? new Arguments(
                    reads,
                    [
                        .. layer
                            .Calls[number]
                            .Reads.Where(read => read.Argument is not null)
                            .Select(read => read.Argument!),
                    ]
                )
                : new Arguments(reads.Length == 1 ? reads : [new PyList([.. reads])]);
            tensors[(layer.Name, number)] = [.. SourceTensors.In(ModelCalls.Call(interpreter, instance, arguments))];
        }

        var model = new ModelInstance(KerasTypes.Functional) { Name = KerasState.ToSnakeCase(written.Name) };
        object outputs =
            written.Outputs.Count == 1 ? Find(written.Outputs[0]) : new PyList([.. written.Outputs.Select(Find)]);
        model.SetGraph(
            new KerasGraph(
                interpreter,
                written.Inputs.Count == 1 ? Find(written.Inputs[0]) : new PyList([.. written.Inputs.Select(Find)]),
                outputs
            )
        );
        return model;

        SourceTensor Find(KerasTensor tensor) => tensors[schedule.Target(tensor)][tensor.Output];
    }

    private static LayerInstance Instance(KerasLayer layer)
    {
        var config = System.Text.Json.Nodes.JsonObject.Create(layer.Json.GetProperty("config"))!;
        config.Remove("name");
        return new LayerInstance(KerasTypes.FindLayer(layer.ClassName) ?? KerasTypes.Layer)
        {
            ClassName = layer.ClassName,
            Name = layer.Name,
            Written = config,
            IsBuilt = true,
        };
    }
}
