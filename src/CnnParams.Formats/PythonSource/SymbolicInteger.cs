using System.Numerics;
using CnnParams.Formats.Folding;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// A whole number of a source that is not known, but of which more is known than nothing: the size of the batch, or a
/// multiple of it. It can be multiplied, divided and compared as far as that has an answer whatever the batch is.
/// </summary>
internal sealed class SymbolicInteger(Size size) : PyObject
{
    internal Size Size { get; } = size;

    public override PyType Type => BuiltinTypes.Int;

    /// <summary>A size as a value of the source: a plain number where it is one.</summary>
    internal static object Of(Size size) => size.IsNumber ? Boxed.Of(size.Factor) : new SymbolicInteger(size);

    /// <summary>A value of the source as a size; null where it is no whole number.</summary>
    internal static Size? ToSize(Interpreter interpreter, object value) =>
        value switch
        {
            SymbolicInteger symbolic => symbolic.Size,
            long number => number,
            PyObject other when other.ToInteger(interpreter) is { } integer and not PyObject => ToSize(
                interpreter,
                integer
            ),
            PyObject other when other.ToInteger(interpreter) is SymbolicInteger integer => integer.Size,
            double real when Math.Floor(real) == real && Math.Abs(real) < 1e15 => (long)real,
            _ => null,
        };

    public override object? Operate(Interpreter interpreter, BinaryOp op, object other, bool isRight)
    {
        if (other is double scale && !isRight && Scaled(op, scale) is { } scaled)
            return Of(scaled);
        if (ToSize(interpreter, other) is not { } size || other is double)
            return
                op is BinaryOp.Divide or BinaryOp.Multiply or BinaryOp.Power or BinaryOp.Add or BinaryOp.Subtract
                && other is double
                ? new Unknown($"a value of {Size}", Open())
                : null;
        var (left, right) = isRight ? (size, Size) : (Size, size);
        switch (op)
        {
            case BinaryOp.Multiply:
                return Of(left * right);
            case BinaryOp.Add:
                return Of(left + right);
            case BinaryOp.Subtract:
                return left.Equals(right) ? Boxed.Of(0) : Of(left - right);
            case BinaryOp.FloorDivide or BinaryOp.Divide:
                return left.DividedBy(right) is { } quotient ? Of(quotient) : Of(Size.Unknown);
            case BinaryOp.Modulo:
                return left.DividedBy(right) is not null ? Boxed.Of(0) : Of(Size.Unknown);
            default:
                return null;
        }
    }

    // A real number that takes a whole number of times as many, or a whole part: windows / (height * width / 49).
    private Size? Scaled(BinaryOp op, double scale)
    {
        double times =
            op == BinaryOp.Multiply ? scale
            : op is BinaryOp.Divide or BinaryOp.FloorDivide && scale != 0 ? 1 / scale
            : 0;
        double parts = op == BinaryOp.Multiply && scale != 0 ? 1 / scale : scale;
        if (times >= 1 && times == Math.Floor(times) && times < int.MaxValue)
            return Size * (long)times;
        return times > 0 && parts == Math.Floor(parts) && parts < int.MaxValue ? Size.DividedBy((long)parts) : null;
    }

    public override object? Operate(Interpreter interpreter, UnaryOp op) =>
        op switch
        {
            UnaryOp.Negative => Of(Size * -1),
            UnaryOp.Positive => this,
            _ => null,
        };

    public override object? Compare(Interpreter interpreter, CompareOp op, object other)
    {
        if (ToSize(interpreter, other) is not { } size)
            return op == CompareOp.Equal ? Boxed.False
                : op == CompareOp.NotEqual ? Boxed.True
                : null;
        if (Size.Equals(size))
            return Python.Running.Comparing.Decide(op, 0);
        // A batch has at least one sample.
        if (Size.HasBatch && !Size.IsUnnamed && size.IsNumber && size.Factor < Size.Factor)
            return Python.Running.Comparing.Decide(op, 1);
        throw Open();
    }

    public override bool IsTrue(Interpreter interpreter) => Size.HasBatch && Size.Factor != 0 ? true : throw Open();

    public override object ToInteger(Interpreter interpreter) => this;

    public override object ToReal(Interpreter interpreter) => throw Open();

    public override string Represent(Interpreter interpreter) => Size.ToString();

    public override bool EqualsKey(object other) => other is SymbolicInteger symbolic && symbolic.Size.Equals(Size);

    public override int HashKey() => Size.GetHashCode();

    private RaisedException Open() =>
        Errors.Of(
            BuiltinTypes.UnknownValueError,
            Size.HasBatch
                ? $"the number of samples ({Size}) decides here what is computed; shapes are those of one sample, "
                    + "whatever the batch is"
                : "a size that is not known decides here what is computed"
        );
}
