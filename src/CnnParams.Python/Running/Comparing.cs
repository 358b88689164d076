using System.Runtime.CompilerServices;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>Comparisons of values.</summary>
public static class Comparing
{
    internal static object Compare(Interpreter interpreter, CompareOp op, object left, object right)
    {
        switch (op)
        {
            case CompareOp.Is:
                return Boxed.Of(IsSame(left, right));
            case CompareOp.IsNot:
                return Boxed.Of(!IsSame(left, right));
            case CompareOp.In:
                return Boxed.Of(interpreter.Contains(right, left));
            case CompareOp.NotIn:
                return Boxed.Of(!interpreter.Contains(right, left));
        }

        return TryCompare(interpreter, op, left, right)
            ?? op switch
            {
                CompareOp.Equal => Boxed.Of(IsSame(left, right)),
                CompareOp.NotEqual => Boxed.Of(!IsSame(left, right)),
                _ => throw Errors.Type(
                    $"'{SpecialNames.Symbol(op)}' not supported between instances of '{BuiltinTypes.Of(left).Name}' "
                        + $"and '{BuiltinTypes.Of(right).Name}'"
                ),
            };
    }

    internal static bool AreEqual(Interpreter interpreter, object left, object right) =>
        ReferenceEquals(left, right) || interpreter.IsTrue(Compare(interpreter, CompareOp.Equal, left, right));

    internal static bool IsLess(Interpreter interpreter, object left, object right) =>
        interpreter.IsTrue(Compare(interpreter, CompareOp.Less, left, right));

    /// <summary>The result of a comparison by value; null where neither side knows the other.</summary>
    internal static object? TryCompare(Interpreter interpreter, CompareOp op, object left, object right)
    {
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
        {
            if (op == CompareOp.Equal)
                return Boxed.Of(Numbers.AreEqual(left, right));
            if (op == CompareOp.NotEqual)
                return Boxed.Of(!Numbers.AreEqual(left, right));
            bool isUnordered = (left is double l && double.IsNaN(l)) || (right is double r && double.IsNaN(r));
            return isUnordered ? Boxed.False : Decide(op, Numbers.Compare(left, right));
        }

        if (left is string text && right is string other)
            return Decide(op, string.CompareOrdinal(text, other));
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return CompareTo(interpreter, op, left, right) ?? CompareTo(interpreter, Mirror(op), right, left);
    }

    private static object? CompareTo(Interpreter interpreter, CompareOp op, object left, object right)
    {
        if (!Overrides.TryFind(left, SpecialNames.Of(op), out object method))
            return (left as PyObject)?.Compare(interpreter, op, right);
        object result = interpreter.Call(method, left, right);
        return result is NotImplemented ? null : result;
    }

    /// <summary>
    /// What a comparison gives where the order of its sides is known: below zero where the left one is less.
    /// </summary>
    public static object Decide(CompareOp op, int order) =>
        Boxed.Of(
            op switch
            {
                CompareOp.Equal => order == 0,
                CompareOp.NotEqual => order != 0,
                CompareOp.Less => order < 0,
                CompareOp.LessOrEqual => order <= 0,
                CompareOp.Greater => order > 0,
                _ => order >= 0,
            }
        );

    internal static bool IsSame(object left, object right) =>
        ReferenceEquals(left, right)
        || (left, right) switch
        {
            // Boxes of .NET, which are not objects to the source.
            (long a, long b) => a == b,
            (bool a, bool b) => a == b,
            (string a, string b) => a == b,
            (BoundMethod a, BoundMethod b) => a.EqualsKey(b),
            _ => false,
        };

    private static CompareOp Mirror(CompareOp op) =>
        op switch
        {
            CompareOp.Less => CompareOp.Greater,
            CompareOp.LessOrEqual => CompareOp.GreaterOrEqual,
            CompareOp.Greater => CompareOp.Less,
            CompareOp.GreaterOrEqual => CompareOp.LessOrEqual,
            _ => op,
        };
}
