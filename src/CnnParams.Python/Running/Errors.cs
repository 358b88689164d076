using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>An exception of Python on its way through the evaluator.</summary>
public sealed class RaisedException(PyInstance error) : Exception
{
    /// <summary>The exception as the source sees it.</summary>
    internal PyInstance Error { get; } = error;

    /// <summary>Where it went through, the innermost place first.</summary>
    public List<Place> Trace { get; } = [];

    /// <summary>Where the statement of a script begins that was passed over for it.</summary>
    public Place? Statement { get; internal set; }

    /// <summary>The value that was asked for and has none; null for any other failure.</summary>
    public Unknown? Asked { get; internal set; }

    /// <summary>What failed first: it, or what left the value without one that was asked for.</summary>
    public RaisedException First => Asked?.Cause is RaisedException cause ? cause.First : this;

    /// <summary>The functions of sources that it has ended, the innermost first.</summary>
    internal List<Frame> Ended { get; } = [];

    /// <summary>What it says: the arguments of the exception.</summary>
    public override string Message =>
        Error.Own.Get("args") is PyTuple { Items: [var first, ..] }
            ? first as string ?? Error.Type.Name
            : Error.Type.Name;

    /// <summary>What it says, with its class where that tells more.</summary>
    public string Describe() =>
        Error.Type.Name is "RefusedError" or "UnknownValueError" ? Message : $"{Error.Type.Name}: {Message}";

    internal bool Is(PyType type) => Error.Type.IsSubclassOf(type);
}

/// <summary>
/// A bound of the evaluator was met: steps, depth, memory or the size of a text. No source can catch it.
/// </summary>
public sealed class EvaluationLimitException(string message) : Exception(message)
{
    /// <summary>Where the source was.</summary>
    public List<Place> Trace { get; } = [];
}

/// <summary>The exceptions that Python raises by itself.</summary>
public static class Errors
{
    /// <summary>A TypeError.</summary>
    public static RaisedException Type(string message) => Of(BuiltinTypes.TypeError, message);

    /// <summary>A ValueError.</summary>
    public static RaisedException Value(string message) => Of(BuiltinTypes.ValueError, message);

    /// <summary>An AttributeError.</summary>
    public static RaisedException Attribute(string message) => Of(BuiltinTypes.AttributeError, message);

    /// <summary>An IndexError.</summary>
    public static RaisedException Index(string message) => Of(BuiltinTypes.IndexError, message);

    internal static RaisedException Name(string message) => Of(BuiltinTypes.NameError, message);

    /// <summary>A RuntimeError.</summary>
    public static RaisedException Runtime(string message) => Of(BuiltinTypes.RuntimeError, message);

    internal static RaisedException ZeroDivision() => Of(BuiltinTypes.ZeroDivisionError, "division by zero");

    /// <summary>A NotImplementedError.</summary>
    public static RaisedException NotImplemented(string message) => Of(BuiltinTypes.NotImplementedError, message);

    /// <summary>What reaches outside of the source, which is refused.</summary>
    public static RaisedException Refused(string message) => Of(BuiltinTypes.RefusedError, message);

    internal static RaisedException Key(object key) => new(Classes.MakeError(BuiltinTypes.KeyError, key));

    internal static RaisedException Stop(object value) => new(Classes.MakeError(BuiltinTypes.StopIteration, value));

    /// <summary>An exception of a provided class, with a message as its only argument.</summary>
    public static RaisedException Of(PyType type, string message) => new(Classes.MakeError(type, message));
}
