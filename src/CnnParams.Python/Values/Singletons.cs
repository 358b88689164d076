using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>None.</summary>
public sealed class None : PyObject
{
    /// <summary>The only one.</summary>
    public static readonly None Instance = new();

    private None() { }

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.None;

    /// <inheritdoc/>
    public override bool IsTrue(Interpreter interpreter) => false;

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => "None";
}

/// <summary>The three dots.</summary>
public sealed class Ellipsis : PyObject
{
    internal static readonly Ellipsis Instance = new();

    private Ellipsis() { }

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.Ellipsis;

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => "Ellipsis";
}

/// <summary>What a special method gives that does not know the other operand.</summary>
internal sealed class NotImplemented : PyObject
{
    internal static readonly NotImplemented Instance = new();

    private NotImplemented() { }

    public override PyType Type => BuiltinTypes.NotImplemented;

    public override string Represent(Interpreter interpreter) => "NotImplemented";
}

/// <summary>Bytes, a character of a text each.</summary>
internal sealed class Bytes(string text) : PyObject
{
    internal string Text { get; } = text;

    public override PyType Type => BuiltinTypes.Bytes;

    public override bool IsTrue(Interpreter interpreter) => Text.Length > 0;

    public override object Length(Interpreter interpreter) => Boxed.Of(Text.Length);

    public override object GetItem(Interpreter interpreter, object index)
    {
        string part = (string)Texts.Item(interpreter, Text, index);
        return index is PySlice ? new Bytes(part) : Boxed.Of((int)part[0]);
    }

    public override PyIterator Iterate(Interpreter interpreter) =>
        new EnumerableIterator(Text.Select(one => Boxed.Of((int)one)));

    public override object? Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight)
    {
        if (op != Syntax.BinaryOp.Add || isRight || other is not Bytes bytes)
            return null;
        interpreter.Allocate(Text.Length + bytes.Text.Length);
        return new Bytes(Text + bytes.Text);
    }

    public override object? Compare(Interpreter interpreter, Syntax.CompareOp op, object other) =>
        other is Bytes bytes ? Comparing.Decide(op, string.CompareOrdinal(Text, bytes.Text)) : null;

    public override string Represent(Interpreter interpreter) => "b" + Representing.Plain(Representing.Quote(Text));

    public override bool EqualsKey(object other) => other is Bytes bytes && bytes.Text == Text;

    public override int HashKey() => StringComparer.Ordinal.GetHashCode(Text);
}

/// <summary>An imaginary number: it can be written down, and nothing of a network is computed with it.</summary>
internal sealed class Imaginary(double value) : PyObject
{
    internal double Value { get; } = value;

    public override PyType Type => BuiltinTypes.Complex;

    public override string Represent(Interpreter interpreter) => Representing.Real(Value) + "j";
}

/// <summary>A variable that inner functions share.</summary>
public sealed class Cell
{
    /// <summary>Its value; null as long as it has none.</summary>
    public object? Value { get; set; }
}
