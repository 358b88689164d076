using CnnParams.Layers;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>
/// Functions that are not known: on tensors of a model they are an operation whose shape is not known either.
/// </summary>
internal static class Unfamiliar
{
    internal static object? Find(string module, string name) =>
        name.StartsWith("__", StringComparison.Ordinal)
            ? null
            : new HostFunction(
                $"{name}(*args, **kwargs)",
                call =>
                {
                    SourceTensor[] tensors =
                    [
                        .. call.Rest("args")
                            .Concat(call.Named("kwargs").Pairs().Select(pair => pair.Value))
                            .SelectMany(value => SourceTensors.In(value))
                            .Where(tensor => !tensor.IsConstant),
                    ];
                    if (tensors.Length == 0)
                        // As a decorator it leaves what it decorates.
                        return call.Rest("args") is [PyFunction or PyType] and [var decorated]
                            ? decorated
                            : new Unknown($"{module}.{name}()");
                    return ModelCalls.CallFunction(
                        call.Interpreter,
                        new Arguments([new PyList([.. tensors])]),
                        (CnnParams.Python.Running.Interpreter interpreter, in Arguments given) =>
                            LayerRows.Add(interpreter, name, [.. SourceTensors.In(given)], null, WorkKind.Unknown)
                    );
                }
            );
}
