using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>What happens when a module is called.</summary>
internal static class ModuleCalls
{
    internal static object Call(Interpreter interpreter, ModuleInstance module, in Arguments arguments)
    {
        var trace = Trace.Of(interpreter);
        if (trace.Graph is null && trace.Calls.Count == 0)
            return CallRoot(interpreter, trace, module, arguments);
        return Forward(interpreter, trace, module, arguments);
    }

    internal static object Forward(Interpreter interpreter, Trace trace, ModuleInstance module, in Arguments arguments)
    {
        object forward = interpreter.GetAttribute(module, "forward");
        // A module of the vocabulary is one row, under its own name.
        module.IsLeafOfVocabulary =
            module.Modules.Count == 0
            && forward is BoundMethod { Function: PyFunction { Code.Source.IsLibrary: true } };
        trace.Calls.Push(module);
        int before = trace.Graph?.Layers.Count ?? 0;
        try
        {
            object result = interpreter.Call(forward, arguments);
            return result is TorchTensor tensor && arguments.Count > 0 && ReferenceEquals(result, arguments[0])
                ? Kept(trace, module, tensor)
                : Named(trace, module, result, before);
        }
        finally
        {
            trace.Called.Add(trace.Calls.Pop());
        }
    }

    // A module that holds no others and does one thing is that row.
    private static object Named(Trace trace, ModuleInstance module, object result, int before)
    {
        bool isOne =
            trace.Graph is { } graph
            && graph.Layers.Count == before + 1
            && module.Modules.Count == 0
            && module.Path is { Length: > 0 };
        if (
            isOne
            && result is TorchTensor tensor
            && tensor.Layer == trace.Graph!.Layers[before].Name
            && tensor.Layer != module.Path
            && trace.Graph.RenameLast(module.Path!)
        )
            tensor.Layer = module.Path;
        return result;
    }

    // A branch that is left out in training is a row, as dropout is, though nothing is done where the network is used.
    private static TorchTensor Kept(Trace trace, ModuleInstance module, TorchTensor tensor)
    {
        if (tensor.IsConstant || module.Type.Name is not ("StochasticDepth" or "DropPath"))
            return tensor;
        module.IsLeafOfVocabulary = true;
        return trace.Emit("drop_path", new Dropout { Kind = DropoutKind.DropPath, Rate = 0 }, [tensor], tensor.Shape);
    }

    // The source tries its model: with which shapes is worth knowing, and the output is found without layers.
    private static object CallRoot(Interpreter interpreter, Trace trace, ModuleInstance module, in Arguments arguments)
    {
        if (
            TorchArguments.In(arguments).ToArray() is { Length: > 0 } tensors
            && Array.TrueForAll(tensors, tensor => tensor.Shape is not null)
            && !IsWithinInitializer(interpreter)
        )
        {
            trace.RootCalls.Add((module, arguments));
            TriedModels.Add(interpreter, module);
        }

        return Forward(interpreter, trace, module, arguments);
    }

    // A module that tries one of its parts while it is made is what the source is about, and not the part.
    private static bool IsWithinInitializer(Interpreter interpreter) =>
        interpreter.Frames.Exists(frame =>
            frame.Function.Name == "__init__"
            && frame.Values.FirstOrDefault() is ModuleInstance or Cell { Value: ModuleInstance }
        );
}
