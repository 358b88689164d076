using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A call of a provided function: its arguments, as the signature binds them.</summary>
public readonly struct HostCall(Interpreter interpreter, Signature signature, object?[] values)
{
    /// <summary>The evaluation in which it is called.</summary>
    public Interpreter Interpreter { get; } = interpreter;

    /// <summary>
    /// The values of the parameters, in order; null where an optional one without a default is not given.
    /// </summary>
    public object?[] Values { get; } = values;

    /// <summary>The value of a parameter by its place in the signature.</summary>
    public object this[int index] => Values[index]!;

    /// <summary>The value of a parameter, which the signature must have.</summary>
    public object this[string name] => Values[signature.IndexOf(name)]!;

    /// <summary>The value of a parameter that not every function has.</summary>
    public object? Find(string name) => Array.IndexOf(signature.Names, name) is >= 0 and var at ? Values[at] : null;

    /// <summary>The object whose method is called.</summary>
    public object Self => Values[0]!;

    /// <summary>Whether a parameter is None.</summary>
    public bool IsNone(string name) => this[name] is None;

    /// <summary>A parameter that must be a text. Raises TypeError where it is none.</summary>
    public string Text(string name) => this[name] as string ?? throw Wrong(name, "a text");

    /// <summary>
    /// A parameter that must be a text, or of a class that derives from str. Raises TypeError where it is neither.
    /// </summary>
    public string Text(int index) =>
        Values[index] as string
        ?? (Values[index] is PyInstance { Plain: string text } ? text : throw Wrong(signature.Names[index], "a text"));

    /// <summary>
    /// A parameter that must be a whole number of 64 bits, or stand for one. Raises TypeError where it does not.
    /// </summary>
    public long Integer(string name) => Integers.Index(Interpreter, this[name]);

    /// <summary>
    /// A parameter that must be a whole number of 64 bits, or stand for one. Raises TypeError where it does not.
    /// </summary>
    public long Integer(int index) => Integers.Index(Interpreter, this[index]);

    /// <summary>A parameter that must be a number, or stand for one. Raises TypeError where it does not.</summary>
    public double Real(string name) => Numbers.ToReal(Interpreter, this[name]);

    /// <summary>A parameter that must be a number, or stand for one. Raises TypeError where it does not.</summary>
    public double Real(int index) => Numbers.ToReal(Interpreter, this[index]);

    /// <summary>Whether a parameter counts as true.</summary>
    public bool Flag(string name) => Interpreter.IsTrue(this[name]);

    /// <summary>What stands after *, as a tuple.</summary>
    public object[] Rest(string name) => ((PyTuple)this[name]).Items;

    /// <summary>What stands after **, as a dictionary.</summary>
    public PyDict Named(string name) => (PyDict)this[name];

    private RaisedException Wrong(string name, string wanted) =>
        Errors.Type($"'{name}' must be {wanted}, not {BuiltinTypes.Of(this[name]).Name}");
}
