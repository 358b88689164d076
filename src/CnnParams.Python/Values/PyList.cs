using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A list; of a class that derives from it, with attributes of its own.</summary>
public class PyList : PyObject
{
    private readonly PyType? _type;
    private PyDict? _attributes;

    /// <summary>A list of these very elements, of a class that derives from list where one is given.</summary>
    public PyList(List<object> items, PyType? type = null)
    {
        Items = items;
        _type = type;
    }

    /// <summary>The attributes of an object of a class that derives from list.</summary>
    internal PyDict? Attached
    {
        get => _attributes;
        set => _attributes = value;
    }

    /// <summary>The elements.</summary>
    public List<object> Items { get; }

    /// <inheritdoc/>
    public override PyType Type => _type ?? BuiltinTypes.List;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value) =>
        Attributes.TryGetFromInstance(interpreter, this, _attributes, name, out value);

    /// <inheritdoc/>
    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (_type is null)
            base.SetAttribute(interpreter, name, value);
        else if (!Attributes.TrySetByMethod(interpreter, this, name, value))
            SetOwn(interpreter, name, value);
    }

    /// <summary>Sets an attribute as object.__setattr__ does.</summary>
    internal void SetOwn(Interpreter interpreter, string name, object? value) =>
        Attributes.SetOnInstance(interpreter, this, _attributes ??= new PyDict(), name, value);

    /// <inheritdoc/>
    public override bool IsTrue(Interpreter interpreter) => Items.Count > 0;

    /// <inheritdoc/>
    public override object Length(Interpreter interpreter) => Boxed.Of(Items.Count);

    /// <inheritdoc/>
    public override object GetItem(Interpreter interpreter, object index) =>
        index is PySlice slice
            ? new PyList([.. slice.Take(interpreter, Items)])
            : Items[Indexing.Position(interpreter, index, Items.Count, "list")];

    /// <inheritdoc/>
    public override bool SetItem(Interpreter interpreter, object index, object? value)
    {
        if (index is PySlice slice)
            slice.Put(interpreter, Items, value);
        else if (value is null)
            Items.RemoveAt(Indexing.Position(interpreter, index, Items.Count, "list"));
        else
            Items[Indexing.Position(interpreter, index, Items.Count, "list")] = value;
        return true;
    }

    /// <inheritdoc/>
    public override PyIterator Iterate(Interpreter interpreter) => new ListIterator(Items);

    /// <inheritdoc/>
    public override object? Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight)
    {
        if (op == Syntax.BinaryOp.Add && !isRight && other is PyList list)
        {
            interpreter.Allocate(Items.Count + list.Items.Count);
            var joined = new List<object>(Items.Count + list.Items.Count);
            joined.AddRange(Items);
            joined.AddRange(list.Items);
            return new PyList(joined);
        }

        return op == Syntax.BinaryOp.Multiply && Integers.TryIndex(other, out long times)
            ? new PyList([.. Sequences.Repeat(interpreter, Items, Items.Count, times)])
            : null;
    }

    /// <inheritdoc/>
    public override object? Compare(Interpreter interpreter, Syntax.CompareOp op, object other) =>
        other is PyList list ? Sequences.Compare(interpreter, op, Items, list.Items) : null;

    internal override bool? Contains(Interpreter interpreter, object item) =>
        Sequences.IndexOf(interpreter, Items, Items.Count, item) >= 0;

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => Representing.Items(interpreter, "[", Items, "]");

    /// <inheritdoc/>
    public override int HashKey() => throw Errors.Type("unhashable type: 'list'");
}
