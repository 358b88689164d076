using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>Built-in functions that go through collections.</summary>
internal static class Collections
{
    internal static void Define(Action<string, HostBody> add)
    {
        add("sum(iterable, /, start=0)", Sum);
        add("min(*args, key=None, default=...)", call => Extreme(call, isLeast: true));
        add("max(*args, key=None, default=...)", call => Extreme(call, isLeast: false));
        add("all(iterable, /)", call => Boxed.Of(Find(call, wanted: false) is false));
        add("any(iterable, /)", call => Boxed.Of(Find(call, wanted: true)));
        add(
            "sorted(iterable, /, *, key=None, reverse=False)",
            call => new PyList(
                Sequences.Sort(
                    call.Interpreter,
                    call.Interpreter.ToArray(call[0]),
                    call["key"] is None ? null : call["key"],
                    call.Flag("reverse")
                )
            )
        );
        add("reversed(sequence, /)", Reversed);
        add(
            "enumerate(iterable, start=0)",
            call => new EnumerateIterator(call.Interpreter.Iterate(call[0]), call.Integer(1))
        );
        add(
            "zip(*iterables, strict=False)",
            call => new ZipIterator([.. call.Rest("iterables").Select(call.Interpreter.Iterate)], call.Flag("strict"))
        );
        add(
            "map(function, *iterables)",
            call => new MapIterator(call[0], [.. call.Rest("iterables").Select(call.Interpreter.Iterate)])
        );
        add("filter(function, iterable, /)", call => new FilterIterator(call[0], call.Interpreter.Iterate(call[1])));
    }

    private static object Sum(HostCall call)
    {
        object total = call[1] is not string
            ? call[1]
            : throw Errors.Type("sum() can't sum strings [use ''.join(seq) instead]");
        var iterator = call.Interpreter.Iterate(call[0]);
        while (call.Interpreter.Next(iterator, out object item))
            total = Operators.Binary(call.Interpreter, BinaryOp.Add, total, item);
        return total;
    }

    private static object Extreme(HostCall call, bool isLeast)
    {
        object[] given = call.Rest("args");
        if (given.Length == 0)
            throw Errors.Type($"{(isLeast ? "min" : "max")} expected at least 1 argument, got 0");
        object[] items = given.Length == 1 ? call.Interpreter.ToArray(given[0]) : given;
        if (items.Length == 0)
            return call["default"] is Ellipsis
                ? throw Errors.Value($"{(isLeast ? "min" : "max")}() iterable argument is empty")
                : call["default"];
        object? best = null;
        object? bestKey = null;
        foreach (object item in items)
        {
            call.Interpreter.Step();
            object key = call["key"] is None ? item : call.Interpreter.Call(call["key"], item);
            if (
                best is null
                || call.Interpreter.IsTrue(
                    Comparing.Compare(call.Interpreter, isLeast ? CompareOp.Less : CompareOp.Greater, key, bestKey!)
                )
            )
                (best, bestKey) = (item, key);
        }

        return best!;
    }

    private static bool Find(HostCall call, bool wanted)
    {
        var iterator = call.Interpreter.Iterate(call[0]);
        while (call.Interpreter.Next(iterator, out object item))
        {
            if (call.Interpreter.IsTrue(item) == wanted)
                return true;
        }

        return false;
    }

    private static object Reversed(HostCall call)
    {
        if (call[0] is PyInstance instance && instance.Type.TryFind("__reversed__", out object method))
            return call.Interpreter.Call(method, call[0]);
        object[] items = call.Interpreter.ToArray(call[0]);
        return new EnumerableIterator(Enumerable.Reverse(items));
    }
}

internal sealed class EnumerateIterator(PyIterator items, long start) : PyIterator
{
    private long _next = start;

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        bool hasNext = interpreter.Next(items, out value);
        if (hasNext)
            value = PyTuple.Of(Boxed.Of(_next++), value);
        return hasNext;
    }
}

internal sealed class ZipIterator(PyIterator[] parts, bool isStrict) : PyIterator
{
    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        value = null!;
        object[] items = new object[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (interpreter.Next(parts[i], out items[i]))
                continue;
            if (isStrict)
                CheckLengths(interpreter, i);
            return false;
        }

        value = PyTuple.Of(items);
        return parts.Length > 0;
    }

    // One is at its end: the first, if the others are too.
    private void CheckLengths(Interpreter interpreter, int ended)
    {
        int longer = ended == 0 ? Array.FindIndex(parts, 1, part => interpreter.Next(part, out _)) : ended;
        if (longer < 0)
            return;
        string others = longer == 1 ? "argument 1" : $"arguments 1-{longer}";
        throw Errors.Value($"zip() argument {longer + 1} is {(ended == 0 ? "longer" : "shorter")} than {others}");
    }
}

internal sealed class MapIterator(object function, PyIterator[] parts) : PyIterator
{
    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        value = null!;
        object[] items = new object[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!interpreter.Next(parts[i], out items[i]))
                return false;
        }

        value = interpreter.Call(function, items);
        return true;
    }
}

internal sealed class FilterIterator(object function, PyIterator items) : PyIterator
{
    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        while (interpreter.Next(items, out value))
        {
            if (interpreter.IsTrue(function is None ? value : interpreter.Call(function, value)))
                return true;
        }

        return false;
    }
}

internal sealed class SentinelIterator(object function, object sentinel) : PyIterator
{
    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        value = interpreter.Call(function);
        return !Comparing.AreEqual(interpreter, value, sentinel);
    }
}
