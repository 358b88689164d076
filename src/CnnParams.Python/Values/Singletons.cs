using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>None.</summary>
internal sealed class None : PyObject
{
    internal static readonly None Instance = new();

    private None() { }

    internal override PyType Type => BuiltinTypes.None;

    internal override bool IsTrue(Interpreter interpreter) => false;

    internal override string Represent(Interpreter interpreter) => "None";
}

/// <summary>The three dots.</summary>
internal sealed class Ellipsis : PyObject
{
    internal static readonly Ellipsis Instance = new();

    private Ellipsis() { }

    internal override PyType Type => BuiltinTypes.Ellipsis;

    internal override string Represent(Interpreter interpreter) => "Ellipsis";
}

/// <summary>What a special method gives that does not know the other operand.</summary>
internal sealed class NotImplemented : PyObject
{
    internal static readonly NotImplemented Instance = new();

    private NotImplemented() { }

    internal override PyType Type => BuiltinTypes.NotImplemented;

    internal override string Represent(Interpreter interpreter) => "NotImplemented";
}

/// <summary>Bytes, a character of a text each.</summary>
internal sealed class Bytes(string text) : PyObject
{
    internal string Text { get; } = text;

    internal override PyType Type => BuiltinTypes.Bytes;

    internal override bool IsTrue(Interpreter interpreter) => Text.Length > 0;

    internal override object Length(Interpreter interpreter) => Boxed.Of(Text.Length);

    internal override string Represent(Interpreter interpreter) => "b" + Representing.Quote(Text);

    internal override bool EqualsKey(object other) => other is Bytes bytes && bytes.Text == Text;

    internal override int HashKey() => StringComparer.Ordinal.GetHashCode(Text);
}

/// <summary>An imaginary number: it can be written down, and nothing of a network is computed with it.</summary>
internal sealed class Imaginary(double value) : PyObject
{
    internal double Value { get; } = value;

    internal override PyType Type => BuiltinTypes.Complex;

    internal override string Represent(Interpreter interpreter) => Representing.Real(Value) + "j";
}

/// <summary>A variable that inner functions share.</summary>
internal sealed class Cell
{
    internal object? Value { get; set; }
}
