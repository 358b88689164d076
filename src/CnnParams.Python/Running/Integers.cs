using System.Numerics;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>Whole numbers that say where, how often or how many.</summary>
public static class Integers
{
    /// <summary>A whole number of 64 bits, of a value that is one or stands for one.</summary>
    public static long Index(Interpreter interpreter, object value)
    {
        if (value is PyObject other)
        {
            object? integer = other.ToInteger(interpreter);
            // A size that is no number says so itself.
            if (integer is PyObject open)
                open.ToReal(interpreter);
            value = integer is null or double or string or PyObject ? throw NotInteger(value) : integer;
        }

        return value switch
        {
            long number => number,
            bool flag => flag ? 1 : 0,
            BigInteger => throw Errors.Of(BuiltinTypes.OverflowError, "Python int too large to convert to C ssize_t"),
            _ => throw NotInteger(value),
        };
    }

    internal static bool TryIndex(object value, out long index)
    {
        index = value switch
        {
            long number => number,
            bool flag => flag ? 1 : 0,
            _ => 0,
        };
        return value is long or bool;
    }

    /// <summary>What <c>int</c> makes of a number or of a text.</summary>
    public static object Convert(Interpreter interpreter, object value, int radix = 10)
    {
        switch (value)
        {
            case long or BigInteger:
                return value;
            case bool flag:
                return Boxed.Of(flag ? 1 : 0);
            case double real:
                if (double.IsNaN(real))
                    throw Errors.Value("cannot convert float NaN to integer");
                if (double.IsInfinity(real))
                    throw Errors.Of(BuiltinTypes.OverflowError, "cannot convert float infinity to integer");
                return Math.Abs(real) < 9e18 ? Boxed.Of((long)real) : Boxed.Of(new BigInteger(real));
            case string text:
                return Parse(text, radix);
            case PyInstance instance when instance.Type.TryFind("__int__", out object method):
                return interpreter.Call(Attributes.Bind(interpreter, method, instance, instance.Type));
            case PyObject other when other.ToInteger(interpreter) is { } integer:
                return integer is string or double ? Convert(interpreter, integer) : integer;
            default:
                throw Errors.Type($"int() argument must be a string or a number, not '{BuiltinTypes.Of(value).Name}'");
        }
    }

    private static object Parse(string text, int radix)
    {
        string digits = text.Trim().Replace("_", "").ToLowerInvariant();
        bool isNegative = digits.StartsWith("-", StringComparison.Ordinal);
        if (isNegative || digits.StartsWith("+", StringComparison.Ordinal))
            digits = digits.Substring(1);
        foreach (var (prefix, value) in new[] { ("0x", 16), ("0o", 8), ("0b", 2) })
        {
            if (
                digits.StartsWith(prefix, StringComparison.Ordinal) && radix == value
                || (radix == 0 && digits.StartsWith(prefix, StringComparison.Ordinal))
            )
                (digits, radix) = (digits.Substring(2), value);
        }

        radix = radix == 0 ? 10 : radix;
        BigInteger number = 0;
        if (digits.Length is 0 or > 4000)
            throw Errors.Value(
                $"invalid literal for int() with base {radix}: '{(text.Length > 40 ? text.Substring(0, 40) : text)}'"
            );
        foreach (char c in digits)
        {
            int digit =
                c is >= '0' and <= '9' ? c - '0'
                : c is >= 'a' and <= 'z' ? c - 'a' + 10
                : 99;
            if (digit >= radix)
                throw Errors.Value($"invalid literal for int() with base {radix}: '{text}'");
            number = (number * radix) + digit;
        }

        return Boxed.Of(isNegative ? -number : number);
    }

    private static RaisedException NotInteger(object value) =>
        Errors.Type($"'{BuiltinTypes.Of(value).Name}' object cannot be interpreted as an integer");
}
