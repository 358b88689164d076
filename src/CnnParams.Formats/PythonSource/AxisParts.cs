using CnnParams.Formats.Folding;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>Parts of one axis of a tensor, as Python's brackets take them: <c>x[1:]</c>, <c>x[-1]</c>.</summary>
internal static class AxisParts
{
    /// <summary>The size of a slice of an axis whose size is known; what it cuts off is noted.</summary>
    internal static Size Sliced(
        Interpreter interpreter,
        Size size,
        PySlice slice,
        int axis,
        List<(int Axis, long Start, long? End, long Step)> cuts
    )
    {
        long length = size.Value!.Value;
        var (first, step, count) = slice.Over(interpreter, length);
        if (first == 0 && step == 1 && count == length)
            return size;
        long end = first + (count * step);
        cuts.Add((axis, first, end < 0 || end >= length ? null : end, step));
        return count;
    }

    /// <summary>Makes sure that an axis has the place that an index names, where both are known.</summary>
    /// <param name="interpreter">The interpreter.</param>
    /// <param name="size">The size of the axis.</param>
    /// <param name="index">The index.</param>
    /// <param name="outside">What the framework says of an index that is outside of so many places.</param>
    internal static void Check(Interpreter interpreter, Size size, object index, Func<long, long, string> outside)
    {
        if (index is SymbolicInteger)
            return;
        long place = Python.Running.Integers.Index(interpreter, index);
        if (size.Value is { } length && (place >= length || place < -length))
            throw Errors.Index(outside(place, length));
    }
}
