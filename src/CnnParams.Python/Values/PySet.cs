using CnnParams.Python.Running;
using CnnParams.Python.Syntax;

namespace CnnParams.Python.Values;

/// <summary>A set, in the order in which its elements came.</summary>
internal sealed class PySet(PyDict items, bool isFrozen = false) : PyObject
{
    /// <summary>The elements, as the keys of a dictionary.</summary>
    internal PyDict Items { get; } = items;

    internal bool IsFrozen { get; } = isFrozen;

    public override PyType Type => IsFrozen ? BuiltinTypes.FrozenSet : BuiltinTypes.Set;

    internal static PySet From(Interpreter interpreter, object items, bool isFrozen = false)
    {
        var set = new PySet(new PyDict(), isFrozen);
        set.AddAll(interpreter, items);
        return set;
    }

    internal void Add(object item) => Items.Set(item, None.Instance);

    internal void AddAll(Interpreter interpreter, object items)
    {
        var iterator = interpreter.Iterate(items);
        while (interpreter.Next(iterator, out object item))
        {
            interpreter.Allocate(1);
            Add(item);
        }
    }

    public override bool IsTrue(Interpreter interpreter) => Items.Count > 0;

    public override object Length(Interpreter interpreter) => Boxed.Of(Items.Count);

    public override PyIterator Iterate(Interpreter interpreter) => Items.Iterate(interpreter);

    internal override bool? Contains(Interpreter interpreter, object item) => Items.Has(item);

    public override object? Operate(Interpreter interpreter, BinaryOp op, object other, bool isRight)
    {
        if (other is not PySet set || isRight)
            return null;
        interpreter.Allocate(Items.Count + set.Items.Count);
        return op switch
        {
            BinaryOp.Or => Of(Items.Keys().Concat(set.Items.Keys())),
            BinaryOp.And => Of(Items.Keys().Where(set.Items.Has)),
            BinaryOp.Subtract => Of(Items.Keys().Where(item => !set.Items.Has(item))),
            BinaryOp.Xor => Of(
                Items
                    .Keys()
                    .Where(item => !set.Items.Has(item))
                    .Concat(set.Items.Keys().Where(item => !Items.Has(item)))
            ),
            _ => null,
        };
    }

    public override object? Compare(Interpreter interpreter, CompareOp op, object other)
    {
        if (other is not PySet set)
            return null;
        bool isSubset = Items.Count <= set.Items.Count && Array.TrueForAll(Items.Keys(), set.Items.Has);
        bool isSuperset = Items.Count >= set.Items.Count && Array.TrueForAll(set.Items.Keys(), Items.Has);
        return op switch
        {
            CompareOp.Equal => Boxed.Of(isSubset && isSuperset),
            CompareOp.NotEqual => Boxed.Of(!(isSubset && isSuperset)),
            CompareOp.LessOrEqual => Boxed.Of(isSubset),
            CompareOp.GreaterOrEqual => Boxed.Of(isSuperset),
            CompareOp.Less => Boxed.Of(isSubset && !isSuperset),
            CompareOp.Greater => Boxed.Of(isSuperset && !isSubset),
            _ => null,
        };
    }

    public override string Represent(Interpreter interpreter)
    {
        string items = Items.Count == 0 ? "" : Representing.Items(interpreter, "{", Items.Keys(), "}");
        return IsFrozen ? $"frozenset({items})"
            : items.Length == 0 ? "set()"
            : items;
    }

    public override bool EqualsKey(object other) =>
        other is PySet set && set.Items.Count == Items.Count && Array.TrueForAll(Items.Keys(), set.Items.Has);

    public override int HashKey() =>
        IsFrozen
            ? Items.Keys().Aggregate(0, (hash, item) => hash ^ KeyComparer.Hash(item))
            : throw Errors.Type("unhashable type: 'set'");

    private PySet Of(IEnumerable<object> items)
    {
        var result = new PySet(new PyDict(), IsFrozen);
        foreach (object item in items)
            result.Add(item);
        return result;
    }
}
