using System.Runtime.CompilerServices;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>What lists and tuples have in common.</summary>
internal static class Sequences
{
    internal static object[] Join(Interpreter interpreter, object[] first, object[] second)
    {
        interpreter.Allocate(first.Length + second.Length);
        return [.. first, .. second];
    }

    internal static object[] Repeat(Interpreter interpreter, IReadOnlyList<object> items, int count, long times)
    {
        times = Math.Max(0, times);
        if (count > 0 && times > interpreter.Limits.Elements / count)
            interpreter.Allocate(interpreter.Limits.Elements + 1);
        interpreter.Allocate(count * times);
        object[] result = new object[count * times];
        for (int i = 0; i < result.Length; i++)
            result[i] = items[i % count];
        return result;
    }

    internal static object? Compare(
        Interpreter interpreter,
        CompareOp op,
        IReadOnlyList<object> left,
        IReadOnlyList<object> right
    )
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (op is CompareOp.Equal or CompareOp.NotEqual && left.Count != right.Count)
            return Boxed.Of(op == CompareOp.NotEqual);
        int shared = Math.Min(left.Count, right.Count);
        for (int i = 0; i < shared; i++)
        {
            interpreter.Step();
            if (!Comparing.AreEqual(interpreter, left[i], right[i]))
                return op is CompareOp.Equal or CompareOp.NotEqual
                    ? Boxed.Of(op == CompareOp.NotEqual)
                    : Comparing.Compare(interpreter, op, left[i], right[i]);
        }

        return Comparing.Decide(op, left.Count.CompareTo(right.Count));
    }

    internal static int IndexOf(Interpreter interpreter, IReadOnlyList<object> items, int count, object item)
    {
        for (int i = 0; i < count && i < items.Count; i++)
        {
            interpreter.Step();
            if (Comparing.AreEqual(interpreter, items[i], item))
                return i;
        }

        return -1;
    }

    /// <summary>Sorts as Python does: what is equal keeps its order, and only &lt; is asked for.</summary>
    internal static List<object> Sort(Interpreter interpreter, IEnumerable<object> items, object? key, bool isReversed)
    {
        object[] all = [.. items];
        object[] keys = key is null ? all : Array.ConvertAll(all, item => interpreter.Call(key, item));
        int[] order = [.. Enumerable.Range(0, all.Length)];
        Merge(interpreter, keys, order, new int[order.Length], 0, order.Length, isReversed);
        return [.. order.Select(index => all[index])];
    }

    private static void Merge(
        Interpreter interpreter,
        object[] keys,
        int[] order,
        int[] buffer,
        int start,
        int end,
        bool isReversed
    )
    {
        if (end - start < 2)
            return;
        int middle = (start + end) / 2;
        Merge(interpreter, keys, order, buffer, start, middle, isReversed);
        Merge(interpreter, keys, order, buffer, middle, end, isReversed);
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++)
        {
            interpreter.Step();
            bool takesRight =
                left >= middle
                || (
                    right < end
                    && (
                        isReversed
                            ? Comparing.IsLess(interpreter, keys[order[left]], keys[order[right]])
                            : Comparing.IsLess(interpreter, keys[order[right]], keys[order[left]])
                    )
                );
            buffer[i] = takesRight ? order[right++] : order[left++];
        }

        Array.Copy(buffer, start, order, start, end - start);
    }
}

/// <summary>Positions within collections.</summary>
public static class Indexing
{
    /// <summary>
    /// The position that an index means, from the end where it is negative. Raises IndexError where there is none, and
    /// TypeError for what is no whole number; both say of what.
    /// </summary>
    public static int Position(Interpreter interpreter, object index, int length, string what) =>
        (int)LongPosition(interpreter, index, length, what);

    internal static long LongPosition(Interpreter interpreter, object index, long length, string what)
    {
        if (!Integers.TryIndex(index, out long position))
        {
            if (index is string or double or None or PyTuple or PyList)
                throw Errors.Type($"{what} indices must be integers or slices, not {BuiltinTypes.Of(index).Name}");
            position = Integers.Index(interpreter, index);
        }

        if (position < -length || position >= length)
            throw Errors.Index($"{what} index out of range");
        return position < 0 ? position + length : position;
    }
}

/// <summary>Dictionaries, and what can be made one.</summary>
internal static class Mappings
{
    /// <summary>Adds the entries of a mapping, or of pairs.</summary>
    internal static void Merge(Interpreter interpreter, PyDict into, object source, bool isStrict)
    {
        if (source is PyDict dict)
        {
            interpreter.Allocate(dict.Count);
            foreach (var pair in dict.Pairs().ToArray())
                Put(into, pair.Key, pair.Value, isStrict);
        }
        else if (source is not (PyList or PyTuple) && interpreter.TryGetAttribute(source, "keys", out object keys))
        {
            foreach (object key in interpreter.ToArray(interpreter.Call(keys)))
                Put(into, key, interpreter.GetItem(source, key), isStrict);
        }
        else if (isStrict)
        {
            throw source is Unknown unknown
                ? unknown.Error()
                : Errors.Type($"argument after ** must be a mapping, not {BuiltinTypes.Of(source).Name}");
        }
        else
        {
            foreach (object pair in interpreter.ToArray(source))
            {
                object[] parts = interpreter.ToArray(pair);
                if (parts.Length != 2)
                    throw Errors.Value($"dictionary update sequence element has length {parts.Length}; 2 is required");
                Put(into, parts[0], parts[1], isStrict);
            }
        }
    }

    private static void Put(PyDict into, object key, object value, bool isStrict)
    {
        if (isStrict && into.Has(key))
            throw Errors.Type($"got multiple values for keyword argument '{key}'");
        into.Set(key, value);
    }
}
