using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A slice: where it begins, where it ends, and its step; None where one is left open.</summary>
public sealed class PySlice(object start, object stop, object step) : PyObject
{
    /// <summary>Where it begins, or None.</summary>
    public object Start { get; } = start;

    /// <summary>Where it ends, or None.</summary>
    public object Stop { get; } = stop;

    /// <summary>Its step, or None.</summary>
    public object Step { get; } = step;

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.Slice;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = name switch
        {
            "start" => Start,
            "stop" => Stop,
            "step" => Step,
            _ => null!,
        };
        return value is not null || base.TryGetAttribute(interpreter, name, out value);
    }

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) =>
        $"slice({interpreter.Represent(Start)}, {interpreter.Represent(Stop)}, {interpreter.Represent(Step)})";

    /// <inheritdoc/>
    public override bool EqualsKey(object other) =>
        other is PySlice slice
        && KeyComparer.AreEqual(Start, slice.Start)
        && KeyComparer.AreEqual(Stop, slice.Stop)
        && KeyComparer.AreEqual(Step, slice.Step);

    /// <summary>The first position, the step and the number of elements that it takes of so many.</summary>
    public (long First, long Step, long Count) Over(Interpreter interpreter, long length)
    {
        var (first, step, count, _) = Bounds(interpreter, length);
        return (first, step, count);
    }

    /// <summary>The same, with the position that it stops at.</summary>
    internal (long First, long Step, long Count, long Last) Bounds(Interpreter interpreter, long length)
    {
        long step = Step is None ? 1 : Integers.Index(interpreter, Step);
        if (step == 0)
            throw Errors.Value("slice step cannot be zero");
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? length : length - 1;
        long first = Start is None ? (step > 0 ? low : high) : Clamp(Integers.Index(interpreter, Start));
        long last = Stop is None ? (step > 0 ? high : low) : Clamp(Integers.Index(interpreter, Stop));
        long span = step > 0 ? last - first : first - last;
        long count = span <= 0 ? 0 : ((span - 1) / (step == long.MinValue ? long.MaxValue : Math.Abs(step))) + 1;
        return (first, step, count, last);

        long Clamp(long position) =>
            Math.Min(high, Math.Max(low, position < 0 ? Math.Max(position, -length - 1) + length : position));
    }

    /// <summary>The elements that it takes; each counts.</summary>
    public object[] Take(Interpreter interpreter, IReadOnlyList<object> items)
    {
        var (first, step, count) = Over(interpreter, items.Count);
        interpreter.Allocate(count);
        object[] taken = new object[count];
        for (long i = 0; i < count; i++)
            taken[i] = items[(int)(first + (i * step))];
        return taken;
    }

    /// <summary>Puts elements in the place of those that it takes; none where the value is null.</summary>
    internal void Put(Interpreter interpreter, List<object> items, object? value)
    {
        var (first, step, count) = Over(interpreter, items.Count);
        object[] put = value is null ? [] : interpreter.ToArray(value);
        if (step == 1)
        {
            items.RemoveRange((int)first, (int)count);
            items.InsertRange((int)first, put);
        }
        else if (value is null)
        {
            foreach (
                long index in Enumerable
                    .Range(0, (int)count)
                    .Select(i => first + (i * step))
                    .OrderByDescending(index => index)
            )
                items.RemoveAt((int)index);
        }
        else
        {
            if (put.Length != count)
                throw Errors.Value(
                    $"attempt to assign sequence of size {put.Length} to extended slice of size {count}"
                );
            for (int i = 0; i < count; i++)
                items[(int)(first + (i * step))] = put[i];
        }
    }
}
