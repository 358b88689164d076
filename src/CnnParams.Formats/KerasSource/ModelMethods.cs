using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>The methods of keras.Model and keras.Sequential.</summary>
internal static class ModelMethods
{
    // What shows or trains a model: it is the one that the source is about.
    private static readonly string[] Trying =
    [
        "compile",
        "fit",
        "fit_generator",
        "evaluate",
        "evaluate_generator",
        "predict",
        "predict_generator",
        "predict_on_batch",
        "train_on_batch",
        "test_on_batch",
        "summary",
    ];

    private static readonly string[] WithoutEffect =
    [
        "save",
        "save_weights",
        "load_weights",
        "export",
        "to_json",
        "to_yaml",
        "get_metrics_result",
        "reset_metrics",
        "make_train_function",
        "make_test_function",
        "make_predict_function",
        "stop_training",
        "train_step",
        "test_step",
        "predict_step",
        "compute_loss",
        "compute_metrics",
        "get_compile_config",
        "symbolic_call",
    ];

    internal static void Define()
    {
        foreach (var type in new[] { KerasTypes.Model, KerasTypes.Functional, KerasTypes.Sequential })
            type.Make = (Interpreter interpreter, PyType made, in Arguments arguments) =>
                new ModelInstance(made) { IsSequential = made.IsSubclassOf(KerasTypes.Sequential) };
        KerasTypes
            .Model.Method("__init__(self, *args, **kwargs)", call => Initialize(call))
            .Method("get_layer(self, name=None, index=None)", GetLayer)
            .Method("build(self, input_shape=None)", Build);
        foreach (string name in Trying)
            KerasTypes.Model.Method($"{name}(self, *args, **kwargs)", call => Try(call, name));
        foreach (string name in WithoutEffect)
            KerasTypes.Model.Method($"{name}(self, *args, **kwargs)", _ => new Unknown($"model.{name}()"));
        KerasTypes
            .Sequential.Method("__init__(self, layers=None, trainable=True, name=None)", InitializeChain)
            .Method("add(self, layer, rebuild=True)", call => AddTo(Self(call), call[1]))
            .Method("pop(self, rebuild=True)", call => Pop(Self(call)))
            .Method("__iter__(self, /)", call => call.Interpreter.Iterate(new PyList([.. Self(call).Items])));
    }

    private static ModelInstance Self(HostCall call) =>
        call.Self as ModelInstance ?? throw Errors.Type("this is a method of a model");

    private static object? Initialize(HostCall call)
    {
        var model = Self(call);
        object[] values = call.Rest("args");
        var named = call.Named("kwargs");
        object? inputs = named.Get("inputs") ?? named.Get("input") ?? values.ElementAtOrDefault(0),
            outputs = named.Get("outputs") ?? named.Get("output") ?? values.ElementAtOrDefault(1);
        foreach (string taken in new[] { "inputs", "input", "outputs", "output" })
            named.Remove(taken);
        if (values.ElementAtOrDefault(2) is string name)
            named.Set("name", name);
        if (
            inputs is not null
            && outputs is not null
            && (SourceTensors.In(inputs).Any() || SourceTensors.In(outputs).Any())
        )
            model.SetGraph(new KerasGraph(call.Interpreter, inputs, outputs));
        else if (
            inputs is not null
            && (outputs as Unknown ?? (outputs is null ? null : inputs as Unknown)) is { } unknown
        )
            throw unknown.Error();
        if (!named.Has("name") && ReferenceEquals(model.Type, KerasTypes.Model))
            model.Name = KerasState.Of(call.Interpreter).AutoName("functional");
        KerasTypes.SetCommon(call.Interpreter, model, named, "inputs, outputs, name and trainable");
        return null;
    }

    private static object? InitializeChain(HostCall call)
    {
        var model = Self(call);
        model.Name = call["name"] as string;
        model.NameIn(KerasState.Of(call.Interpreter));
        if (call["layers"] is Unknown { Cause: not null } unknown)
            throw unknown.Error();
        foreach (
            object layer in call.IsNone("layers") ? []
            : call["layers"] is LayerInstance only ? [only]
            : call.Interpreter.ToArray(call["layers"])
        )
            AddTo(model, layer);
        return null;
    }

    private static object? AddTo(ModelInstance model, object layer)
    {
        switch (layer)
        {
            case Unknown unknown:
                throw unknown.Error();
            case PyList or PyTuple:
                throw Errors.Type("only layers can be added to a Sequential model, and no list of them");
            case PyType type:
                throw Errors.Type(
                    $"only layers can be added to a Sequential model, and no class; {type.Name}(...) makes one"
                );
            case not (LayerInstance or SourceTensor)
                when layer is not PyObject { Type: var other } || !other.TryFind("__call__", out _):
                throw Errors.Type(
                    $"only layers can be added to a Sequential model, and no {BuiltinTypes.Of(layer).Name}"
                );
        }

        model.Items.Add(layer);
        return null;
    }

    private static object? Pop(ModelInstance model)
    {
        if (model.Items.Count == 0)
            throw Errors.Type("there are no layers in the model");
        object last = model.Items[model.Items.Count - 1];
        model.Items.RemoveAt(model.Items.Count - 1);
        return last;
    }

    private static object GetLayer(HostCall call)
    {
        var state = KerasState.Of(call.Interpreter);
        LayerInstance[] layers = [.. Self(call).Layers(call.Interpreter)];
        if (call["name"] is string name)
        {
            var found =
                Array.Find(layers, layer => layer.NameIn(state) == name)
                ?? throw Errors.Value(
                    $"the model '{Self(call).NameIn(state)}' has no layer "
                        + $"'{name}'{SimilarNames.Find(name, layers.Select(layer => layer.NameIn(state)))}; it has "
                        + $"{string.Join(", ", layers.Take(8).Select(layer => layer.NameIn(state)))}{(layers.Length > 8 ? " ..." : "")}"
                );
            found.ListedIn?.NotePick($"get_layer('{name}')");
            return found;
        }

        long index = call.IsNone("index") ? call.Integer("name") : call.Integer("index");
        if (index is not (0 or -1))
            BackboneLayers.Of(layers)?.NotePlace(FormattableString.Invariant($"get_layer(index={index})"));
        long at = index < 0 ? index + layers.Length : index;
        return at >= 0 && at < layers.Length
            ? layers[at]
            : throw Errors.Value($"the model has {layers.Length} layers, and none at {index}");
    }

    private static object? Build(HostCall call)
    {
        var model = Self(call);
        if (!call.IsNone("input_shape"))
        {
            object[] items = call["input_shape"] is PyDict dict
                ? [.. dict.Pairs().Select(pair => pair.Value)]
                : call.Interpreter.ToArray(call["input_shape"]);
            bool isList = items.Length > 0 && Array.TrueForAll(items, item => item is PyTuple or PyList);
            model.TriedShapes = isList
                ? [.. items.Select(item => SourceShape.OfBatch(call.Interpreter, item))]
                : [SourceShape.OfBatch(call.Interpreter, new PyTuple(items))];
        }

        TriedModels.Add(call.Interpreter, model);
        return null;
    }

    // Keras up to 2.6 makes a column of samples that are single numbers, and later ones refuse them.
    private static Shape OfSamples(Shape data) =>
        data.Rank == 1 ? new Shape(Batched.Batch, 1) : data.With(0, Batched.Batch);

    private static object Try(HostCall call, string name)
    {
        var model = Self(call);
        TriedModels.Add(call.Interpreter, model);
        // Training says the shape of the input, if nothing else does.
        object? data = call.Rest("args").FirstOrDefault() ?? call.Named("kwargs").Get("x");
        if (
            model.TriedShapes is null
            && name is not ("compile" or "summary")
            && data is not null
            && SourceTensors.In(data).ToArray() is { Length: > 0 } tensors
            && Array.TrueForAll(tensors, tensor => tensor.Shape is { Rank: > 0 })
        )
            model.TriedShapes = [.. tensors.Select(tensor => OfSamples(tensor.Known))];
        return name is "compile" or "summary" ? None.Instance : new Unknown($"model.{name}()");
    }
}
