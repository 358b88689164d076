using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A range of whole numbers.</summary>
internal sealed class PyRange(long start, long stop, long step) : PyObject
{
    internal long Start { get; } = start;

    internal long Step { get; } = step;

    internal long Count { get; } = CountOf(start, stop, step);

    public override PyType Type => BuiltinTypes.Range;

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = name switch
        {
            "start" => Boxed.Of(Start),
            "stop" => Boxed.Of(stop),
            "step" => Boxed.Of(Step),
            _ => null!,
        };
        return value is not null || base.TryGetAttribute(interpreter, name, out value);
    }

    public override bool IsTrue(Interpreter interpreter) => Count > 0;

    public override object Length(Interpreter interpreter) => Boxed.Of(Count);

    public override object GetItem(Interpreter interpreter, object index)
    {
        if (index is not PySlice slice)
            return Boxed.Of(Start + (Indexing.LongPosition(interpreter, index, Count, "range object") * Step));
        var (first, step, count) = slice.Over(interpreter, Count);
        long begin = Start + (first * Step);
        return new PyRange(begin, begin + (count * step * Step), step * Step);
    }

    public override PyIterator Iterate(Interpreter interpreter) => new RangeIterator(this);

    internal override bool? Contains(Interpreter interpreter, object item) => IndexOf(item) >= 0;

    /// <summary>The place of a number; -1 where it is not in it.</summary>
    internal long IndexOf(object item)
    {
        if (item is double real && real == Math.Floor(real) && Math.Abs(real) < 9e18)
            item = (long)real;
        if (!Integers.TryIndex(item, out long value))
            return -1;
        decimal offset = (decimal)value - Start;
        return offset % Step == 0 && offset / Step >= 0 && offset / Step < Count ? (long)(offset / Step) : -1;
    }

    public override object? Compare(Interpreter interpreter, Syntax.CompareOp op, object other) =>
        op is Syntax.CompareOp.Equal or Syntax.CompareOp.NotEqual && other is PyRange
            ? Boxed.Of(EqualsKey(other) == (op == Syntax.CompareOp.Equal))
            : null;

    public override bool EqualsKey(object other) =>
        other is PyRange range
        && range.Count == Count
        && (Count == 0 || range.Start == Start)
        && (Count <= 1 || range.Step == Step);

    public override int HashKey() => Count.GetHashCode();

    public override string Represent(Interpreter interpreter) =>
        Step == 1
            ? FormattableString.Invariant($"range({Start}, {stop})")
            : FormattableString.Invariant($"range({Start}, {stop}, {Step})");

    private static long CountOf(long start, long stop, long step)
    {
        if (step > 0 ? start >= stop : start <= stop)
            return 0;
        decimal span = step > 0 ? (decimal)stop - start : (decimal)start - stop;
        return (long)Math.Min(long.MaxValue, decimal.Floor((span - 1) / Math.Abs((decimal)step)) + 1);
    }
}
