using System.Runtime.CompilerServices;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>Copies of values; deep ones share nothing that can be changed with what they are copies of.</summary>
public static class Copying
{
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="value">What is copied.</param>
    /// <param name="memo">What has been copied so far, for a deep copy; null for one that is not.</param>
    public static object Copy(Interpreter interpreter, object value, PyDict? memo)
    {
        interpreter.Step();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value is not (PyList or PyDict or PyTuple or PySet or PyInstance))
            return value;
        object key = new Identity(value);
        if (memo is not null && memo.TryGet(key, out object known))
            return known;
        if (Overrides.TryFind(value, memo is null ? "__copy__" : "__deepcopy__", out object own))
            return memo is null ? interpreter.Call(own, value) : interpreter.Call(own, value, memo);
        switch (value)
        {
            case PyList list:
                interpreter.Allocate(list.Items.Count);
                var items = new PyList(new List<object>(list.Items.Count), list.Type.IsProvided ? null : list.Type);
                memo?.Set(key, items);
                items.Items.AddRange(
                    memo is null ? list.Items : list.Items.ConvertAll(item => Copy(interpreter, item, memo))
                );
                items.Attached = CopyAttached(interpreter, list.Attached, memo);
                return items;
            case PyTuple tuple:
                if (memo is null)
                    return tuple;
                object[] parts = Array.ConvertAll(tuple.Items, item => Copy(interpreter, item, memo));
                return parts.SequenceEqual(tuple.Items)
                    ? tuple
                    : new PyTuple(parts, tuple.Type.IsProvided ? null : tuple.Type);
            case PyDict dict:
                var copied = new PyDict(dict.Type.IsProvided ? null : dict.Type);
                memo?.Set(key, copied);
                Fill(interpreter, dict, copied, memo);
                copied.Attached = CopyAttached(interpreter, dict.Attached, memo);
                return copied;
            case PySet set:
                return PySet.From(interpreter, set, set.IsFrozen);
            case PyInstance instance:
                return CopyInstance(interpreter, instance, memo, key);
            default:
                return value;
        }
    }

    private static object CopyInstance(Interpreter interpreter, PyInstance instance, PyDict? memo, object key)
    {
        string special = memo is null ? "__copy__" : "__deepcopy__";
        if (instance.Type.TryFind(special, out object method))
            return memo is null ? interpreter.Call(method, instance) : interpreter.Call(method, instance, memo);
        if (instance.Plain is not null || instance.Type.TryFind("_member_names_", out _))
            return instance;
        if (instance.Type.Make(interpreter, instance.Type, Arguments.None) is not PyInstance copy)
            return instance;
        memo?.Set(key, copy);
        Fill(interpreter, instance.Own, copy.Own, memo);
        return copy;
    }

    private static PyDict? CopyAttached(Interpreter interpreter, PyDict? attached, PyDict? memo)
    {
        if (attached is null)
            return null;
        var copy = new PyDict();
        Fill(interpreter, attached, copy, memo);
        return copy;
    }

    private static void Fill(Interpreter interpreter, PyDict from, PyDict into, PyDict? memo)
    {
        interpreter.Allocate(from.Count);
        foreach (var pair in from.Pairs().ToArray())
            into.Set(pair.Key, memo is null ? pair.Value : Copy(interpreter, pair.Value, memo));
    }

    /// <summary>A value as a key by which object it is, and not by what it equals.</summary>
    private sealed class Identity(object value) : PyObject
    {
        private readonly object _value = value;

        public override PyType Type => BuiltinTypes.Object;

        public override bool EqualsKey(object other) =>
            other is Identity identity && ReferenceEquals(identity._value, _value);

        public override int HashKey() => RuntimeHelpers.GetHashCode(_value);
    }
}
