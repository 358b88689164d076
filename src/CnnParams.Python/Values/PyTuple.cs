using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A tuple.</summary>
public class PyTuple : PyObject
{
    internal static readonly PyTuple Empty = new([]);

    private readonly PyType? _type;

    /// <summary>A tuple of these very elements, of a class that derives from tuple where one is given.</summary>
    public PyTuple(object[] items, PyType? type = null)
    {
        Items = items;
        _type = type;
    }

    /// <summary>The elements, which nobody may change.</summary>
    public object[] Items { get; }

    /// <inheritdoc/>
    public override PyType Type => _type ?? BuiltinTypes.Tuple;

    /// <summary>A plain tuple.</summary>
    public static PyTuple Of(params object[] items) => items.Length == 0 ? Empty : new(items);

    /// <inheritdoc/>
    public override bool IsTrue(Interpreter interpreter) => Items.Length > 0;

    /// <inheritdoc/>
    public override object Length(Interpreter interpreter) => Boxed.Of(Items.Length);

    /// <inheritdoc/>
    public override object GetItem(Interpreter interpreter, object index) =>
        index is PySlice slice
            ? new PyTuple(slice.Take(interpreter, Items))
            : Items[Indexing.Position(interpreter, index, Items.Length, "tuple")];

    /// <inheritdoc/>
    public override PyIterator Iterate(Interpreter interpreter) => new ArrayIterator(Items, Items.Length);

    /// <inheritdoc/>
    public override object? Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight)
    {
        if (op == Syntax.BinaryOp.Add && !isRight && other is PyTuple tuple)
            return new PyTuple(Sequences.Join(interpreter, Items, tuple.Items));
        return op == Syntax.BinaryOp.Multiply && Integers.TryIndex(other, out long times)
            ? new PyTuple(Sequences.Repeat(interpreter, Items, Items.Length, times))
            : null;
    }

    /// <inheritdoc/>
    public override object? Compare(Interpreter interpreter, Syntax.CompareOp op, object other) =>
        other is PyTuple tuple ? Sequences.Compare(interpreter, op, Items, tuple.Items) : null;

    internal override bool? Contains(Interpreter interpreter, object item) =>
        Sequences.IndexOf(interpreter, Items, Items.Length, item) >= 0;

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) =>
        Representing.Items(interpreter, "(", Items, Items.Length == 1 ? ",)" : ")");

    /// <inheritdoc/>
    public override bool EqualsKey(object other)
    {
        if (other is not PyTuple tuple || tuple.Items.Length != Items.Length)
            return false;
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        for (int i = 0; i < Items.Length; i++)
        {
            if (!KeyComparer.AreEqual(Items[i], tuple.Items[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override int HashKey()
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        int hash = 17;
        foreach (object item in Items)
            hash = unchecked((hash * 31) + KeyComparer.Hash(item));
        return hash;
    }
}
