using System.Numerics;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>What operators do: with numbers and texts here, with other values as these say.</summary>
public static class Operators
{
    /// <summary>The result of an operator with two operands. Raises TypeError where neither knows the other.</summary>
    public static object Binary(Interpreter interpreter, BinaryOp op, object left, object right)
    {
        if (left is long a && right is long b)
        {
            if (op == BinaryOp.Add && unchecked(a + b) is var sum && ((a ^ sum) & (b ^ sum)) >= 0)
                return Boxed.Of(sum);
            return Numbers.Operate(interpreter, op, left, right) ?? throw Unsupported(op, left, right);
        }

        return TryBinary(interpreter, op, left, right) ?? throw Unsupported(op, left, right);
    }

    /// <summary>The result of an operator; null where neither operand knows the other.</summary>
    internal static object? TryBinary(Interpreter interpreter, BinaryOp op, object left, object right)
    {
        bool isFirstRight =
            right is PyInstance
            && left is PyInstance
            && !ReferenceEquals(BuiltinTypes.Of(left), BuiltinTypes.Of(right))
            && BuiltinTypes.Of(right).IsSubclassOf(BuiltinTypes.Of(left));
        if (isFirstRight && ((PyObject)right).Operate(interpreter, op, left, isRight: true) is { } reflected)
            return reflected;
        object? result = left switch
        {
            _ when Overrides.TryFind(left, SpecialNames.Of(op), out object method) => Known(
                interpreter.Call(method, left, right)
            ),
            PyObject value => value.Operate(interpreter, op, right, isRight: false),
            string text => Texts.Operate(interpreter, op, text, right),
            _ => Numbers.Operate(interpreter, op, left, right),
        };
        if (result is null && Overrides.TryFind(right, SpecialNames.Reflected(op), out object reflecting))
            result = Known(interpreter.Call(reflecting, right, left));
        else if (result is null && right is PyObject other)
            result = other.Operate(interpreter, op, left, isRight: true);
        else if (result is null && right is string word && op == BinaryOp.Multiply)
            result = Texts.Operate(interpreter, op, word, left);
        return result;
    }

    private static object? Known(object result) => result is NotImplemented ? null : result;

    internal static object InPlace(Interpreter interpreter, BinaryOp op, object left, object right)
    {
        if (Overrides.TryFind(left, SpecialNames.InPlace(op), out object own))
            return Known(interpreter.Call(own, left, right)) ?? Binary(interpreter, op, left, right);
        switch (left)
        {
            case PyList list when op == BinaryOp.Add:
                list.Items.AddRange(interpreter.ToArray(right));
                return list;
            case PyDict dict when op == BinaryOp.Or:
                Mappings.Merge(interpreter, dict, right, isStrict: false);
                return dict;
            case PySet { IsFrozen: false } set when op == BinaryOp.Or && right is PySet:
                set.AddAll(interpreter, right);
                return set;
            case PyInstance instance when instance.Type.TryFind(SpecialNames.InPlace(op), out object method):
                object result = interpreter.Call(method, left, right);
                if (result is not NotImplemented)
                    return result;
                break;
        }

        return Binary(interpreter, op, left, right);
    }

    internal static object Unary(Interpreter interpreter, UnaryOp op, object value)
    {
        if (op == UnaryOp.Not)
            return Boxed.Of(!interpreter.IsTrue(value));
        object? result = value switch
        {
            _ when Overrides.TryFind(value, SpecialNames.Of(op), out object method) => interpreter.Call(method, value),
            PyObject other => other.Operate(interpreter, op),
            double real => op switch
            {
                UnaryOp.Negative => -real,
                UnaryOp.Positive => real,
                _ => null,
            },
            long or bool or BigInteger => OfInteger(op, Numbers.ToBig(value)),
            _ => null,
        };
        string symbol = op switch
        {
            UnaryOp.Negative => "-",
            UnaryOp.Positive => "+",
            _ => "~",
        };
        return result ?? throw Errors.Type($"bad operand type for unary {symbol}: '{BuiltinTypes.Of(value).Name}'");
    }

    private static object OfInteger(UnaryOp op, BigInteger value) =>
        Boxed.Of(
            op switch
            {
                UnaryOp.Negative => -value,
                UnaryOp.Positive => value,
                _ => -value - 1,
            }
        );

    private static RaisedException Unsupported(BinaryOp op, object left, object right) =>
        Errors.Type(
            $"unsupported operand type(s) for {SpecialNames.Symbol(op)}: '{BuiltinTypes.Of(left).Name}' and "
                + $"'{BuiltinTypes.Of(right).Name}'"
        );
}
