using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A call of a provided function: its arguments, as the signature binds them.</summary>
internal readonly struct HostCall(Interpreter interpreter, Signature signature, object?[] values)
{
    internal Interpreter Interpreter { get; } = interpreter;

    /// <summary>
    /// The values of the parameters, in order; null where an optional one without a default is not given.
    /// </summary>
    internal object?[] Values { get; } = values;

    internal object this[int index] => Values[index]!;

    internal object this[string name] => Values[signature.IndexOf(name)]!;

    /// <summary>The value of a parameter that not every function has.</summary>
    internal object? Find(string name) => Array.IndexOf(signature.Names, name) is >= 0 and var at ? Values[at] : null;

    /// <summary>The object whose method is called.</summary>
    internal object Self => Values[0]!;

    internal bool IsNone(string name) => this[name] is None;

    internal string Text(string name) => this[name] as string ?? throw Wrong(name, "a text");

    internal string Text(int index) =>
        Values[index] as string
        ?? (Values[index] is PyInstance { Plain: string text } ? text : throw Wrong(signature.Names[index], "a text"));

    internal long Integer(string name) => Integers.Index(Interpreter, this[name]);

    internal long Integer(int index) => Integers.Index(Interpreter, this[index]);

    internal double Real(string name) => Numbers.ToReal(Interpreter, this[name]);

    internal double Real(int index) => Numbers.ToReal(Interpreter, this[index]);

    internal bool Flag(string name) => Interpreter.IsTrue(this[name]);

    /// <summary>What stands after *, as a tuple.</summary>
    internal object[] Rest(string name) => ((PyTuple)this[name]).Items;

    /// <summary>What stands after **, as a dictionary.</summary>
    internal PyDict Named(string name) => (PyDict)this[name];

    private PythonRaise Wrong(string name, string wanted) =>
        Errors.Type($"'{name}' must be {wanted}, not {BuiltinTypes.Of(this[name]).Name}");
}
