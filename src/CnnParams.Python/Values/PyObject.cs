using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>
/// A value that is not a plain number, text or Boolean of .NET. What it can do is said here, member by member, so that
/// a vocabulary joins by deriving a class. Members do what Python says of an object that defines nothing.
/// </summary>
public abstract class PyObject
{
    /// <summary>Its type, as <c>type(value)</c> gives it.</summary>
    public abstract PyType Type { get; }

    /// <summary>Looks an attribute up; no error where there is none.</summary>
    public virtual bool TryGetAttribute(Interpreter interpreter, string name, out object value) =>
        Attributes.TryGetFromType(interpreter, this, Type, name, out value);

    /// <summary>Sets an attribute, or deletes it where the value is null.</summary>
    public virtual void SetAttribute(Interpreter interpreter, string name, object? value) =>
        throw Errors.Attribute($"'{Type.Name}' object has no attribute '{name}' that can be set");

    /// <summary>
    /// The result of an operator, with this value on the left, or else on the right; null where it does not know the
    /// other.
    /// </summary>
    public virtual object? Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight) => null;

    /// <summary>The result of an operator with one operand; null where there is none.</summary>
    public virtual object? Operate(Interpreter interpreter, Syntax.UnaryOp op) => null;

    /// <summary>
    /// The result of a comparison, with this value on the left; null where it does not know the other.
    /// </summary>
    public virtual object? Compare(Interpreter interpreter, Syntax.CompareOp op, object other) => null;

    /// <summary>Whether it counts as true.</summary>
    public virtual bool IsTrue(Interpreter interpreter) => true;

    /// <summary>What <c>len</c> gives; null where it has no length.</summary>
    public virtual object? Length(Interpreter interpreter) => null;

    /// <summary>An element; null where it has none at all.</summary>
    public virtual object? GetItem(Interpreter interpreter, object index) => null;

    /// <summary>Sets an element, or deletes it where the value is null; false where it has none at all.</summary>
    public virtual bool SetItem(Interpreter interpreter, object index, object? value) => false;

    /// <summary>Goes through its elements; null where it has none at all.</summary>
    public virtual PyIterator? Iterate(Interpreter interpreter) => null;

    /// <summary>Whether a value is in it; null where that is asked of its elements one by one.</summary>
    internal virtual bool? Contains(Interpreter interpreter, object item) => null;

    /// <summary>Calls it; null where it cannot be called.</summary>
    public virtual object? Call(Interpreter interpreter, in Arguments arguments) => null;

    /// <summary>What <c>repr</c> gives.</summary>
    public virtual string Represent(Interpreter interpreter) => $"<{Type.Name} object>";

    /// <summary>What <c>str</c> gives.</summary>
    internal virtual string ToText(Interpreter interpreter) => Represent(interpreter);

    /// <summary>
    /// A whole number that it stands for, as <c>int</c> and <c>range</c> ask; null where it stands for none.
    /// </summary>
    public virtual object? ToInteger(Interpreter interpreter) => null;

    /// <summary>A real number that it stands for, as <c>float</c> asks; null where it stands for none.</summary>
    public virtual object? ToReal(Interpreter interpreter) => null;

    /// <summary>Whether it equals another as a key of a dictionary; by identity unless it says otherwise.</summary>
    public virtual bool EqualsKey(object other) => ReferenceEquals(this, other);

    /// <summary>The hash that goes with <see cref="EqualsKey"/>.</summary>
    public virtual int HashKey() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
