using System.Numerics;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>Arithmetic on whole and real numbers.</summary>
public static class Numbers
{
    internal static bool IsInteger(object value) => value is long or bool or BigInteger;

    /// <summary>Whether a value is a whole number, a real one or a Boolean.</summary>
    public static bool IsNumber(object value) => value is long or double or bool or BigInteger;

    internal static BigInteger ToBig(object value) =>
        value switch
        {
            long number => number,
            bool flag => flag ? 1 : 0,
            _ => (BigInteger)value,
        };

    /// <summary>A number as a real one; only for what <see cref="IsNumber"/>.</summary>
    public static double ToReal(object value) =>
        value switch
        {
            double real => real,
            long number => number,
            bool flag => flag ? 1 : 0,
            _ => (double)(BigInteger)value is var large && double.IsInfinity(large)
                ? throw Errors.Of(BuiltinTypes.OverflowError, "int too large to convert to float")
                : large,
        };

    /// <summary>A real number, of a value that is one or stands for one.</summary>
    public static double ToReal(Interpreter interpreter, object value)
    {
        if (IsNumber(value))
            return ToReal(value);
        return value is PyObject other && other.ToReal(interpreter) is { } real && IsNumber(real)
            ? ToReal(real)
            : throw Errors.Type($"must be real number, not {BuiltinTypes.Of(value).Name}");
    }

    internal static bool AreEqual(object left, object right)
    {
        if (!IsNumber(left) || !IsNumber(right))
            return false;
        if (left is double || right is double)
            return ToReal(left) == ToReal(right);
        return ToBig(left) == ToBig(right);
    }

    internal static int Compare(object left, object right) =>
        left is double || right is double ? ToReal(left).CompareTo(ToReal(right)) : ToBig(left).CompareTo(ToBig(right));

    /// <summary>The result of an operator on two numbers; null where it has none for them.</summary>
    internal static object? Operate(Interpreter interpreter, BinaryOp op, object left, object right)
    {
        if (left is double || right is double || (op == BinaryOp.Divide && IsNumber(left) && IsNumber(right)))
            return IsNumber(left) && IsNumber(right) ? Reals(op, ToReal(left), ToReal(right)) : null;
        if (!IsInteger(left) || !IsInteger(right))
            return null;
        if (left is bool && right is bool && op is BinaryOp.And or BinaryOp.Or or BinaryOp.Xor)
            return Boxed.Of(
                op == BinaryOp.And ? (bool)left & (bool)right
                : op == BinaryOp.Or ? (bool)left | (bool)right
                : (bool)left ^ (bool)right
            );
        return left is BigInteger || right is BigInteger
            ? Bigs(interpreter, op, ToBig(left), ToBig(right))
            : Longs(
                interpreter,
                op,
                left is long l ? l
                    : (bool)left ? 1
                    : 0,
                right is long r ? r
                    : (bool)right ? 1
                    : 0
            );
    }

    private static object? Longs(Interpreter interpreter, BinaryOp op, long left, long right)
    {
        switch (op)
        {
            case BinaryOp.Add:
                long sum = unchecked(left + right);
                return ((left ^ sum) & (right ^ sum)) < 0 ? (BigInteger)left + right : Boxed.Of(sum);
            case BinaryOp.Subtract:
                long difference = unchecked(left - right);
                return ((left ^ right) & (left ^ difference)) < 0 ? (BigInteger)left - right : Boxed.Of(difference);
            case BinaryOp.Multiply
                when left is > int.MinValue and < int.MaxValue && right is > int.MinValue and < int.MaxValue:
                return Boxed.Of(left * right);
            case BinaryOp.FloorDivide or BinaryOp.Modulo when right == 0:
                throw Errors.ZeroDivision();
            case BinaryOp.FloorDivide when right != -1:
                return Boxed.Of((left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0));
            case BinaryOp.Modulo when right != -1:
                long remainder = left % right;
                return Boxed.Of(remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder);
            case BinaryOp.And:
                return Boxed.Of(left & right);
            case BinaryOp.Or:
                return Boxed.Of(left | right);
            case BinaryOp.Xor:
                return Boxed.Of(left ^ right);
            case BinaryOp.RightShift when right is >= 0 and < 64:
                return Boxed.Of(left >> (int)right);
            default:
                return Bigs(interpreter, op, left, right);
        }
    }

    private static object? Bigs(Interpreter interpreter, BinaryOp op, BigInteger left, BigInteger right)
    {
        switch (op)
        {
            case BinaryOp.Add:
                return Boxed.Of(left + right);
            case BinaryOp.Subtract:
                return Boxed.Of(left - right);
            case BinaryOp.Multiply:
                CheckBits(interpreter, Bits(left) + Bits(right));
                return Boxed.Of(left * right);
            case BinaryOp.FloorDivide or BinaryOp.Modulo:
                if (right.IsZero)
                    throw Errors.ZeroDivision();
                var quotient = BigInteger.DivRem(left, right, out var remainder);
                bool isRounded = !remainder.IsZero && (remainder.Sign < 0) != (right.Sign < 0);
                return op == BinaryOp.FloorDivide
                    ? Boxed.Of(isRounded ? quotient - 1 : quotient)
                    : Boxed.Of(isRounded ? remainder + right : remainder);
            case BinaryOp.Power:
                return Power(interpreter, left, right);
            case BinaryOp.LeftShift or BinaryOp.RightShift:
                if (right.Sign < 0)
                    throw Errors.Value("negative shift count");
                if (op == BinaryOp.RightShift)
                    return Boxed.Of(right > int.MaxValue ? (left.Sign < 0 ? -1 : 0) : left >> (int)right);
                CheckBits(interpreter, Bits(left) + right);
                return Boxed.Of(left << (int)right);
            case BinaryOp.And:
                return Boxed.Of(left & right);
            case BinaryOp.Or:
                return Boxed.Of(left | right);
            case BinaryOp.Xor:
                return Boxed.Of(left ^ right);
            default:
                return null;
        }
    }

    private static object Power(Interpreter interpreter, BigInteger left, BigInteger right)
    {
        if (right.Sign < 0)
            return left.IsZero
                ? throw Errors.Of(BuiltinTypes.ZeroDivisionError, "0.0 cannot be raised to a negative power")
                : Reals(BinaryOp.Power, (double)left, (double)right)!;
        if (left.IsOne || left.IsZero)
            return Boxed.Of(right.IsZero ? 1 : left);
        CheckBits(interpreter, (Bits(left) - 1) * right);
        return Boxed.Of(BigInteger.Pow(left, (int)right));
    }

    private static object? Reals(BinaryOp op, double left, double right)
    {
        switch (op)
        {
            case BinaryOp.Add:
                return left + right;
            case BinaryOp.Subtract:
                return left - right;
            case BinaryOp.Multiply:
                return left * right;
            case BinaryOp.Divide:
                return right == 0 ? throw Errors.ZeroDivision() : left / right;
            case BinaryOp.FloorDivide:
                return DivideReals(left, right).Quotient;
            case BinaryOp.Modulo:
                return DivideReals(left, right).Remainder;
            case BinaryOp.Power:
                if (left == 0 && right < 0)
                    throw Errors.ZeroDivision();
                if (left < 0 && !double.IsInfinity(left) && right != Math.Floor(right))
                    throw Errors.NotImplemented("complex numbers are not computed here");
                double power = Math.Pow(left, right);
                return double.IsInfinity(power) && !double.IsInfinity(left) && !double.IsInfinity(right)
                    ? throw Errors.Of(BuiltinTypes.OverflowError, "the power is too large for a real number")
                    : power;
            default:
                return null;
        }
    }

    // What is left over decides, and not the rounded quotient: 1.0 // 0.1 is 9.
    private static (double Quotient, double Remainder) DivideReals(double left, double right)
    {
        if (right == 0)
            throw Errors.ZeroDivision();
        double rest = left % right;
        double quotient = (left - rest) / right;
        if (rest != 0 && (rest < 0) != (right < 0))
            (quotient, rest) = (quotient - 1, rest + right);
        double whole = Math.Floor(quotient);
        return (quotient - whole > 0.5 ? whole + 1 : whole, rest);
    }

    private static BigInteger Bits(BigInteger value) => value.ToByteArray().Length * 8L;

    private static void CheckBits(Interpreter interpreter, BigInteger bits)
    {
        if (bits > interpreter.Limits.IntegerBits)
            throw new EvaluationLimitException(
                $"this whole number has more than {interpreter.Limits.IntegerBits:N0} bits"
            );
    }
}
