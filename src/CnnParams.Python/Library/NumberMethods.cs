using System.Globalization;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What whole and real numbers have.</summary>
internal static class NumberMethods
{
    internal static void Define()
    {
        BuiltinTypes.Int.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
        {
            object value =
                arguments.Values.Length == 0
                    ? Boxed.Of(0)
                    : Integers.Convert(
                        interpreter,
                        arguments[0] is PyInstance { Plain: { } plain } ? plain : arguments[0],
                        arguments.Values.Length > 1 ? (int)Integers.Index(interpreter, arguments[1]) : 10
                    );
            return Wrap(type, BuiltinTypes.Int, value);
        };
        BuiltinTypes.Bool.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            Boxed.Of(arguments.Values.Length > 0 && interpreter.IsTrue(arguments[0]));
        BuiltinTypes.Float.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            Wrap(type, BuiltinTypes.Float, arguments.Values.Length == 0 ? 0.0 : ToFloat(interpreter, arguments[0]));
        BuiltinTypes
            .Int.Method("bit_length(self, /)", call => BitLength(call))
            .Method("is_integer(self, /)", _ => Boxed.True)
            .Method("conjugate(self, /)", call => call.Self)
            .Method(
                "bit_count(self, /)",
                call => Boxed.Of(Formatting.Apply(call.Interpreter, Plain(call.Self), "b").Count(c => c == '1'))
            )
            .Method("__index__(self, /)", call => Plain(call.Self));
        BuiltinTypes
            .Float.Method("as_integer_ratio(self, /)", Ratio)
            .Method(
                "is_integer(self, /)",
                call => Boxed.Of(call.Real(0) is var value && value == Math.Floor(value) && !double.IsInfinity(value))
            )
            .Member(
                "fromhex",
                new StaticMethod(
                    new HostFunction(
                        "fromhex(text, /)",
                        _ => throw Errors.NotImplemented("float.fromhex is not known here")
                    )
                )
            );
        foreach (var type in new[] { BuiltinTypes.Int, BuiltinTypes.Float })
        {
            type.Property("real", call => Plain(call.Self))
                .Property("imag", call => type == BuiltinTypes.Int ? Boxed.Of(0) : 0.0)
                .Method("__int__(self, /)", call => Integers.Convert(call.Interpreter, Plain(call.Self)))
                .Method("__float__(self, /)", call => Numbers.ToReal(Plain(call.Self)))
                .Method("__hash__(self, /)", call => Boxed.Of(KeyComparer.Hash(Plain(call.Self))))
                .Method("__bool__(self, /)", call => Boxed.Of(call.Interpreter.IsTrue(Plain(call.Self))));
            for (var op = Syntax.BinaryOp.Add; op <= Syntax.BinaryOp.Xor; op++)
                DefineOperator(type, op);
        }
    }

    /// <summary>A plain value, or an object of a derived class that stands for one.</summary>
    internal static object Wrap(PyType type, PyType plain, object value) =>
        ReferenceEquals(type, plain) ? value : new PyInstance(type) { Plain = value };

    private static void DefineOperator(PyType type, Syntax.BinaryOp op)
    {
        type.Method(
            $"{SpecialNames.Of(op)}(self, other, /)",
            call =>
                Operators.TryBinary(call.Interpreter, op, Plain(call.Self), Plain(call[1])) ?? NotImplemented.Instance
        );
        type.Method(
            $"{SpecialNames.Reflected(op)}(self, other, /)",
            call =>
                Operators.TryBinary(call.Interpreter, op, Plain(call[1]), Plain(call.Self)) ?? NotImplemented.Instance
        );
    }

    private static object Plain(object value) => value is PyInstance { Plain: { } plain } ? plain : value;

    private static PyTuple Ratio(HostCall call)
    {
        double value = call.Real(0);
        if (double.IsNaN(value) || double.IsInfinity(value))
            throw Errors.Value("this has no ratio of whole numbers");
        var (numerator, exponent) = Decimals.Parts(Math.Abs(value));
        numerator *= value < 0 ? -1 : 1;
        var denominator = System.Numerics.BigInteger.One;
        if (exponent >= 0)
            numerator <<= exponent;
        else
            denominator <<= -exponent;
        var shared = System.Numerics.BigInteger.GreatestCommonDivisor(numerator, denominator);
        return PyTuple.Of(Boxed.Of(numerator / shared), Boxed.Of(denominator / shared));
    }

    private static object BitLength(HostCall call)
    {
        var value = System.Numerics.BigInteger.Abs(Numbers.ToBig(Plain(call.Self)));
        int bits = 0;
        for (; !value.IsZero; value >>= 1)
            bits++;
        return Boxed.Of(bits);
    }

    private static object ToFloat(Interpreter interpreter, object value)
    {
        if ((value as string ?? (value as PyInstance)?.Plain as string) is not { } text)
            return Numbers.ToReal(interpreter, value);
        string plain = text.Trim().Replace("_", "").ToLowerInvariant();
        return plain.TrimStart('+', '-') switch
        {
            "inf" or "infinity" => plain[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            "nan" => double.NaN,
            _ => double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
                ? real
                : throw Errors.Value($"could not convert string to float: '{text}'"),
        };
    }
}
