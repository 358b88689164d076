using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>What goes through elements one by one. Its end is a result and not an error.</summary>
public abstract class PyIterator : PyObject
{
    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.Iterator;

    /// <summary>The next element; false at the end.</summary>
    internal abstract bool MoveNext(Interpreter interpreter, out object value);

    /// <inheritdoc/>
    public override PyIterator Iterate(Interpreter interpreter) => this;
}

/// <summary>Goes through what a function of .NET gives.</summary>
public sealed class EnumerableIterator(IEnumerable<object> items) : PyIterator
{
    private readonly IEnumerator<object> _items = items.GetEnumerator();

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        bool hasNext = _items.MoveNext();
        value = hasNext ? _items.Current : null!;
        return hasNext;
    }
}

internal sealed class ArrayIterator(object[] items, int count) : PyIterator
{
    private int _next;

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        bool hasNext = _next < count;
        value = hasNext ? items[_next++] : null!;
        return hasNext;
    }
}

internal sealed class ListIterator(List<object> items) : PyIterator
{
    private int _next;

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        bool hasNext = _next < items.Count;
        value = hasNext ? items[_next++] : null!;
        return hasNext;
    }
}

internal sealed class TextIterator(string text) : PyIterator
{
    private int _next;

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        value = null!;
        if (_next >= text.Length)
            return false;
        int length = char.IsSurrogatePair(text, _next) ? 2 : 1;
        value = text.Substring(_next, length);
        _next += length;
        return true;
    }
}

internal sealed class RangeIterator(PyRange range) : PyIterator
{
    private long _done;

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        bool hasNext = _done < range.Count;
        value = hasNext ? Boxed.Of(range.Start + (_done++ * range.Step)) : null!;
        return hasNext;
    }
}

internal enum DictPart
{
    Keys,
    Values,
    Items,
}

internal sealed class DictIterator(PyDict dict, DictPart part) : PyIterator
{
    private readonly int _version = dict.Version;
    private int _position;

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        if (dict.Version != _version)
            throw Errors.Runtime("dictionary changed size during iteration");
        bool hasNext = dict.Next(ref _position, out object key, out object found);
        value =
            !hasNext ? null!
            : part == DictPart.Keys ? key
            : part == DictPart.Values ? found
            : PyTuple.Of(key, found);
        return hasNext;
    }
}

/// <summary>The keys, the values or the pairs of a dictionary, as they are when they are looked at.</summary>
internal sealed class DictView(PyDict dict, DictPart part) : PyObject
{
    public override PyType Type =>
        part == DictPart.Keys ? BuiltinTypes.DictKeys
        : part == DictPart.Values ? BuiltinTypes.DictValues
        : BuiltinTypes.DictItems;

    public override bool IsTrue(Interpreter interpreter) => dict.Count > 0;

    public override object Length(Interpreter interpreter) => Boxed.Of(dict.Count);

    public override PyIterator Iterate(Interpreter interpreter) => new DictIterator(dict, part);

    internal override bool? Contains(Interpreter interpreter, object item) =>
        part == DictPart.Keys ? dict.Has(item) : null;

    public override object? Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight) =>
        isRight
            ? null
            : PySet.From(interpreter, this).Operate(interpreter, op, PySet.From(interpreter, other), isRight: false);

    public override object? Compare(Interpreter interpreter, Syntax.CompareOp op, object other) =>
        other is DictView or PySet
            ? PySet.From(interpreter, this).Compare(interpreter, op, PySet.From(interpreter, other))
            : null;

    public override string Represent(Interpreter interpreter) =>
        Type.Name + "(" + Representing.Items(interpreter, "[", interpreter.ToArray(this), "]") + ")";
}
