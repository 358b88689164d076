using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>What happens when a layer or a model is called.</summary>
internal static class ModelCalls
{
    /// <summary>Calls a layer of the source.</summary>
    internal static object Call(Interpreter interpreter, LayerInstance layer, in Arguments arguments) =>
        Enter(interpreter, KerasState.Of(interpreter), layer, arguments, null);

    /// <summary>Makes a call again on other tensors.</summary>
    internal static object Repeat(Interpreter interpreter, KerasState state, Composite before, in Arguments arguments)
    {
        if (before.Layer is { } layer)
            return Enter(interpreter, state, layer, arguments, before);
        var composite = new Composite(null, null, arguments, before.Again) { Before = before };
        return Within(interpreter, state, composite, arguments);
    }

    /// <summary>Calls a function of the vocabulary, whose rows belong together.</summary>
    internal static object CallFunction(Interpreter interpreter, Arguments arguments, CallAgain again)
    {
        var state = KerasState.Of(interpreter);
        return Within(interpreter, state, new Composite(null, null, arguments, again), arguments);
    }

    /// <summary>What a model does, without it standing around its layers.</summary>
    internal static object Run(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        if (layer.Type.TryFind("call", out object member) && member is PyFunction function)
            return interpreter.Call(new BoundMethod(member, layer), Fitting(function, arguments));
        return RunProvided(interpreter, layer, arguments);
    }

    /// <summary>What a class of the vocabulary does when it is called, whatever the source has in its place.</summary>
    internal static object RunProvided(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        if (layer is ModelInstance { IsFunctional: true } functional)
            return functional
                .Graph(interpreter)!
                .Replay(interpreter, InputsOf(functional.Graph(interpreter)!, arguments));
        if (layer is ModelInstance { IsSequential: true } chain)
            return RunChain(interpreter, chain, arguments);
        if (layer.ClassName == "Lambda")
            return LayerFunctions.CallLambda(interpreter, layer, arguments);
        if (RecurrentCells.Has(layer))
            return RecurrentCells.Call(interpreter, layer, arguments);
        throw Errors.NotImplemented($"the class {layer.Type.Name} has no method 'call', which says what it computes");
    }

    /// <summary>An input, as keras.Input makes it.</summary>
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="shape">The shape with the batch; null for one that is not known.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="name">Its name; given by Keras's rule where it has none.</param>
    internal static SourceTensor Input(Interpreter interpreter, Shape? shape, string type, string? name)
    {
        var layer = new LayerInstance(KerasTypes.InputLayer)
        {
            ClassName = "InputLayer",
            Name = name,
            IsBuilt = true,
        };
        var state = KerasState.Of(interpreter);
        var composite = new Composite(layer, null, Arguments.None, (Interpreter _, in Arguments _) => None.Instance);
        var config = new System.Text.Json.Nodes.JsonObject();
        if (shape is not null)
            config["batch_shape"] = new System.Text.Json.Nodes.JsonArray([
                null,
                .. shape
                    .Axes.Skip(1)
                    .Select(axis => axis.Value is { } size ? System.Text.Json.Nodes.JsonValue.Create(size) : null),
            ]);
        config["dtype"] = type;
        layer.Redefine(new Definition(layer.NameIn(state), "InputLayer", null, config, layer));
        var call = new SourceCall(
            layer.Define(state),
            Arguments.None,
            [.. state.Scopes, composite],
            state.NextNumber()
        );
        var tensor = new SourceTensor(shape, type) { Producer = call };
        call.Outputs = [tensor];
        composite.Result = tensor;
        layer.Calls.Add(composite);
        return tensor;
    }

    private static object Enter(
        Interpreter interpreter,
        KerasState state,
        LayerInstance layer,
        in Arguments given,
        Composite? before
    )
    {
        var arguments = given;
        if (state.Scopes.Count == 0 && layer is ModelInstance model)
            arguments = Symbolic(interpreter, model, arguments);
        Build(interpreter, layer, arguments);
        string name = layer.NameIn(state);
        bool isOwn = layer.Type.TryFind("call", out object member) && member is PyFunction;
        bool hasRows =
            !isOwn && layer.ClassName is not null && layer.ClassName != "Lambda" && !RecurrentCells.Has(layer);
        CallAgain again = hasRows
            ? (Interpreter running, in Arguments values) => LayerRows.Call(running, layer, values)
            : (Interpreter running, in Arguments values) => Run(running, layer, values);
        var composite = new Composite(layer, hasRows ? null : name, arguments, again) { Before = before };
        object result = Within(interpreter, state, composite, arguments);
        layer.Calls.Add(composite);
        return result;
    }

    private static object Within(Interpreter interpreter, KerasState state, Composite composite, in Arguments arguments)
    {
        state.Scopes.Add(composite);
        try
        {
            composite.Result = composite.Again(interpreter, arguments) ?? None.Instance;
            return composite.Result;
        }
        finally
        {
            state.Scopes.RemoveAt(state.Scopes.Count - 1);
        }
    }

    // A class of the source makes its weights when it knows the shape of its input.
    private static void Build(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        if (layer.IsBuilt)
            return;
        layer.IsBuilt = true;
        if (layer.Type.TryFind("build", out object member) && member is PyFunction && arguments.Values.Length > 0)
            interpreter.Call(
                new BoundMethod(member, layer),
                new Arguments([LayerAttributes.ShapeOf(arguments.Values[0])])
            );
    }

    // A model that is called with data is tried: for any number of samples it is the same.
    private static Arguments Symbolic(Interpreter interpreter, ModelInstance model, Arguments arguments)
    {
        SourceTensor[] tensors = [.. SourceTensors.In(arguments)];
        if (
            tensors.Length == 0
            || Array.Exists(tensors, tensor => !tensor.IsConstant)
            || !Array.TrueForAll(tensors, tensor => tensor.Shape is { Rank: > 0 })
        )
            return arguments;
        model.TriedShapes ??= [.. tensors.Select(tensor => tensor.Known.With(0, Batched.Batch))];
        TriedModels.Add(interpreter, model);
        return SourceTensors.Map(
            arguments,
            tensor =>
                Input(interpreter, tensor.Known.With(0, Batched.Batch), tensor.ElementType, ModelInstance.InputName(0))
        );
    }

    private static object RunChain(Interpreter interpreter, ModelInstance chain, in Arguments arguments)
    {
        if (arguments.Values.Length == 0)
            throw Errors.Type($"the model '{chain.NameIn(KerasState.Of(interpreter))}' is called without an input");
        object flowing = arguments.Values[0];
        foreach (object item in chain.Items.ToArray())
        {
            if (item is not SourceTensor && item is not LayerInstance { ClassName: "InputLayer" })
                flowing = interpreter.Call(item, flowing);
        }

        return flowing;
    }

    private static SourceTensor[] InputsOf(KerasGraph graph, Arguments arguments)
    {
        object given = arguments.Values.Length > 0 ? arguments.Values[0] : None.Instance;
        // Inputs that are passed as a dictionary are found by their names.
        if (given is PyDict dict)
        {
            return
            [
                .. graph.Inputs.Select(input =>
                    dict.Get(input.Producer!.Definition.Name) as SourceTensor
                    ?? throw Errors.Value(
                        $"the model needs the input '{input.Producer.Definition.Name}', which it is not called with"
                    )
                ),
            ];
        }

        SourceTensor[] tensors = [.. SourceTensors.In(given)];
        if (tensors.Length == 0 && given is Unknown unknown)
            throw unknown.Error();
        return tensors;
    }

    // Keras passes training and mask to those alone that take them.
    private static Arguments Fitting(PyFunction function, Arguments arguments)
    {
        var signature = function.Code.Signature;
        if (arguments.Names is not { } names || signature.HasDoubleStar)
            return arguments;
        int[] kept =
        [
            .. Enumerable
                .Range(0, names.Length)
                .Where(i => names[i] is not ("training" or "mask") || signature.IndexOf(names[i]) >= 0),
        ];
        return kept.Length == names.Length
            ? arguments
            : new Arguments(
                [.. arguments.Values.Take(arguments.Count), .. kept.Select(i => arguments.Values[arguments.Count + i])],
                [.. kept.Select(i => names[i])]
            );
    }
}
