using CnnParams.Words;

namespace CnnParams.Formulas;

/// <summary>A part of a parsed formula.</summary>
internal abstract class FormulaNode
{
    /// <exception cref="OverflowException">A step is larger than 2^63-1.</exception>
    internal abstract long Evaluate(long[] values);
}

internal sealed class NumberNode(long number) : FormulaNode
{
    internal override long Evaluate(long[] values) => number;
}

internal sealed class SymbolNode(int slot) : FormulaNode
{
    internal override long Evaluate(long[] values) => values[slot];
}

internal sealed class OperationNode(FormulaNode left, FormulaNode right, Func<long, long, long> operation) : FormulaNode
{
    internal override long Evaluate(long[] values) => operation(left.Evaluate(values), right.Evaluate(values));
}

/// <summary>How a quotient becomes a whole number.</summary>
internal enum Rounding
{
    /// <summary>It must be one already.</summary>
    Exact,
    Down,
    Up,
}

internal sealed class QuotientNode(FormulaNode dividend, FormulaNode divisor) : FormulaNode
{
    internal Rounding Rounding { get; set; }

    internal override long Evaluate(long[] values)
    {
        long left = dividend.Evaluate(values);
        long right = divisor.Evaluate(values);
        long quotient = left / right;
        if (quotient * right == left)
            return quotient;

        bool belowZero = (left < 0) != (right < 0);
        return Rounding switch
        {
            Rounding.Down => belowZero ? quotient - 1 : quotient,
            Rounding.Up => belowZero ? quotient : quotient + 1,
            _ => throw new ArithmeticException($"{left} is not divisible by {right}."),
        };
    }
}
