using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>An exception of Python on its way through the evaluator.</summary>
internal sealed class PythonRaise(PyInstance error) : Exception
{
    /// <summary>The exception as the source sees it.</summary>
    internal PyInstance Error { get; } = error;

    /// <summary>Where it went through, the innermost place first.</summary>
    internal List<Place> Trace { get; } = [];

    /// <summary>What it says: the arguments of the exception.</summary>
    public override string Message =>
        Error.Own.Get("args") is PyTuple { Items: [var first, ..] }
            ? first as string ?? Error.Type.Name
            : Error.Type.Name;

    /// <summary>What it says, with its class where that tells more.</summary>
    internal string Describe() =>
        Error.Type.Name is "RefusedError" or "UnknownValueError" ? Message : $"{Error.Type.Name}: {Message}";

    internal bool Is(PyType type) => Error.Type.IsSubclassOf(type);
}

/// <summary>
/// A bound of the evaluator was met: steps, depth, memory or the size of a text. No source can catch it.
/// </summary>
internal sealed class EvaluationLimitException(string message) : Exception(message)
{
    /// <summary>Where the source was.</summary>
    internal List<Place> Trace { get; } = [];
}

/// <summary>The exceptions that Python raises by itself.</summary>
internal static class Errors
{
    internal static PythonRaise Type(string message) => Of(BuiltinTypes.TypeError, message);

    internal static PythonRaise Value(string message) => Of(BuiltinTypes.ValueError, message);

    internal static PythonRaise Attribute(string message) => Of(BuiltinTypes.AttributeError, message);

    internal static PythonRaise Index(string message) => Of(BuiltinTypes.IndexError, message);

    internal static PythonRaise Name(string message) => Of(BuiltinTypes.NameError, message);

    internal static PythonRaise Runtime(string message) => Of(BuiltinTypes.RuntimeError, message);

    internal static PythonRaise ZeroDivision() => Of(BuiltinTypes.ZeroDivisionError, "division by zero");

    internal static PythonRaise NotImplemented(string message) => Of(BuiltinTypes.NotImplementedError, message);

    /// <summary>What reaches outside of the source, which is refused.</summary>
    internal static PythonRaise Refused(string message) => Of(BuiltinTypes.RefusedError, message);

    internal static PythonRaise Key(object key) => new(Classes.MakeError(BuiltinTypes.KeyError, key));

    internal static PythonRaise Stop(object value) => new(Classes.MakeError(BuiltinTypes.StopIteration, value));

    internal static PythonRaise Of(PyType type, string message) => new(Classes.MakeError(type, message));
}
