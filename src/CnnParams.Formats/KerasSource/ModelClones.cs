using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>keras.models.clone_model: the same layers anew, with weights of their own.</summary>
internal sealed class ModelClones
{
    private const int Deepest = 20;

    private readonly Interpreter _interpreter;
    private readonly object? _function;
    private readonly Dictionary<PyObject, PyObject> _made = [];

    private ModelClones(Interpreter interpreter, object? function) =>
        (_interpreter, _function) = (interpreter, function);

    /// <summary>The function, as sources call it.</summary>
    internal static HostFunction Function { get; } =
        new(
            "clone_model(model, input_tensors=None, clone_function=None, *args, **kwargs)",
            call =>
            {
                var model =
                    call[0] as ModelInstance
                    ?? throw (
                        call[0] is Unknown unknown
                            ? unknown.Error()
                            : Errors.Type($"clone_model needs a model, and no {BuiltinTypes.Of(call[0]).Name}")
                    );
                SourceTensor[] inputs = call.IsNone("input_tensors")
                    ? []
                    : [.. SourceTensors.In(call["input_tensors"])];
                return new ModelClones(
                    call.Interpreter,
                    call.IsNone("clone_function") ? null : call["clone_function"]
                ).Model(model, inputs);
            }
        );

    /// <summary>A layer anew.</summary>
    internal static LayerInstance Copy(Interpreter interpreter, LayerInstance layer) =>
        new ModelClones(interpreter, null).Copy(layer);

    private ModelInstance Model(ModelInstance model, SourceTensor[] given)
    {
        var copy = new ModelInstance(model.Type)
        {
            Name = model.Name,
            IsSequential = model.IsSequential,
            TriedShapes = model.TriedShapes,
        };
        _made[model] = copy;
        if (model.IsFunctional)
        {
            var graph = model.Graph(_interpreter)!;
            SourceTensor[] inputs = given.Length > 0 ? given : [.. graph.Inputs.Select(Input)];
            var places = graph
                .Inputs.Zip(inputs, (before, now) => (before, now))
                .ToDictionary(pair => pair.before, pair => pair.now);
            object outputs = graph.Replay(_interpreter, inputs, Layer);
            object structure = SourceTensors.Map(graph.InputStructure, tensor => places[tensor]);
            copy.SetGraph(new KerasGraph(_interpreter, structure, outputs));
        }

        copy.Items.AddRange(model.Items.Select(item => item is SourceTensor input ? Input(input) : Value(item, 0)));
        Fill(model, copy);
        return copy;
    }

    private SourceTensor Input(SourceTensor input) =>
        ModelCalls.Input(_interpreter, input.Shape, input.ElementType, input.Producer?.Definition.Name);

    // The layers of the model are given to the function, where there is one; those within them are not.
    private LayerInstance Layer(LayerInstance layer)
    {
        if (_made.TryGetValue(layer, out var known))
            return (LayerInstance)known;
        if (_function is null)
            return Copy(layer);
        object result = _interpreter.Call(_function, layer);
        if (result is Unknown unknown)
            throw unknown.Error();
        var made =
            result as LayerInstance
            ?? throw Errors.Type($"clone_function must give a layer, and no {BuiltinTypes.Of(result).Name}");
        _made[layer] = made;
        return made;
    }

    private LayerInstance Copy(LayerInstance layer)
    {
        if (_made.TryGetValue(layer, out var known))
            return (LayerInstance)known;
        if (layer is ModelInstance model)
            return new ModelClones(_interpreter, null).Model(model, []);
        var copy = new LayerInstance(layer.Type)
        {
            Name = layer.Name,
            ClassName = layer.ClassName,
            Written = layer.Written,
            GivenShape = layer.GivenShape,
            ListedIn = layer.ListedIn,
        };
        _made[layer] = copy;
        Fill(layer, copy);
        return copy;
    }

    // What the layer holds: its settings, and for a class of the source its attributes and weights.
    private void Fill(LayerInstance layer, LayerInstance copy)
    {
        foreach (var weight in layer.Weights)
            copy.Weights.Add((SourceTensor)Value(weight, 0));
        foreach (var pair in layer.Settings.Pairs())
            copy.Settings.Set(pair.Key, Value(pair.Value, 0));
        foreach (var pair in layer.Own.Pairs())
            copy.Own.Set(pair.Key, Value(pair.Value, 0));
        copy.IsBuilt = layer.IsBuilt;
        if (!layer.IsTrainable)
            copy.IsTrainable = false;
    }

    private object Value(object value, int depth) =>
        value switch
        {
            LayerInstance layer => Copy(layer),
            SourceTensor { IsWeight: true } weight => Weight(weight),
            PyList list when depth < Deepest => new PyList([
                .. list.Items.ToArray().Select(item => Value(item, depth + 1)),
            ]),
            PyTuple tuple when depth < Deepest && ReferenceEquals(tuple.Type, BuiltinTypes.Tuple) => new PyTuple([
                .. tuple.Items.Select(item => Value(item, depth + 1)),
            ]),
            PyDict dict when depth < Deepest => Dictionary(dict, depth),
            _ => value,
        };

    private SourceTensor Weight(SourceTensor weight)
    {
        if (_made.TryGetValue(weight, out var known))
            return (SourceTensor)known;
        var copy = new SourceTensor(weight.Shape, weight.ElementType)
        {
            Owner = weight.Owner is { } owner ? Copy(owner) : null,
            WeightName = weight.WeightName,
            IsTrainable = weight.IsTrainable,
            Values = weight.Values,
        };
        _made[weight] = copy;
        return copy;
    }

    private PyDict Dictionary(PyDict dict, int depth)
    {
        var copy = new PyDict();
        foreach (var pair in dict.Pairs().ToArray())
            copy.Set(pair.Key, Value(pair.Value, depth + 1));
        return copy;
    }
}
