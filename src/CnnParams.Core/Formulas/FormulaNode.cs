using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace CnnParams.Formulas;

/// <summary>
/// A part of a formula: it is evaluated, written, and made into another formula by exchanging parts of it. Parentheses
/// are parts of their own, so that a formula is written as it was read.
/// </summary>
internal abstract class FormulaNode
{
    // The forms that code names, each read once.
    private static readonly ConcurrentDictionary<string, FormulaNode> Forms = new(StringComparer.Ordinal);

    /// <summary>The form that a text of our own code has: <c>d * k</c>.</summary>
    internal static FormulaNode Of(string form) => Forms.GetOrAdd(form, text => new FormulaParser(text).Parse());

    internal static FormulaNode Of(long number) => new NumberNode(number);

    /// <summary>The value, with the number of each symbol.</summary>
    /// <exception cref="OverflowException">A step is larger than 2^63-1.</exception>
    /// <exception cref="ArithmeticException">A division has a remainder.</exception>
    internal abstract long Evaluate(Func<SymbolNode, long> number);

    /// <summary>Writes it, with a text for each symbol.</summary>
    internal abstract void Write(StringBuilder text, Func<SymbolNode, string> symbol);

    /// <summary>The same with other parts.</summary>
    private protected abstract FormulaNode WithParts(Func<FormulaNode, FormulaNode> other);

    /// <summary>As text, with a text for each symbol.</summary>
    internal string Text(Func<SymbolNode, string> symbol)
    {
        var text = new StringBuilder();
        Write(text, symbol);
        return text.ToString();
    }

    /// <summary>
    /// The formula in which whatever the rule has something else for is exchanged, the innermost parts first; this one
    /// itself where there is nothing to exchange.
    /// </summary>
    internal FormulaNode With(Func<FormulaNode, FormulaNode?> rule)
    {
        var node = WithParts(part => part.With(rule));
        return rule(node) ?? node;
    }

    /// <summary>The formula with something in place of a symbol.</summary>
    internal FormulaNode With(string symbol, FormulaNode instead) =>
        With(node => node is SymbolNode { Name: var name } && name == symbol ? instead.InParentheses : null);

    /// <summary>Whether some part of it is such a one.</summary>
    internal bool Has(Func<FormulaNode, bool> such)
    {
        bool found = false;
        With(node =>
        {
            found = found || such(node);
            return null;
        });
        return found;
    }

    /// <summary>Whether it has a symbol.</summary>
    internal bool Has(string symbol) => Has(node => node.Is(symbol));

    internal bool Is(string symbol) => this is SymbolNode node && node.Name == symbol;

    /// <summary>As a part of another formula: in parentheses, unless it is of one piece.</summary>
    internal FormulaNode InParentheses =>
        this is SumNode or ProductNode or DifferenceNode or QuotientNode or NegatedNode ? new GroupNode(this) : this;

    /// <summary>What its parentheses hold; itself where there are none.</summary>
    internal FormulaNode Inner => this is GroupNode group ? group.Content : this;

    /// <inheritdoc/>
    public override string ToString() => Text(symbol => symbol.Name);

    private protected static void WriteAll(
        IReadOnlyList<FormulaNode> parts,
        string between,
        StringBuilder text,
        Func<SymbolNode, string> symbol
    )
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                text.Append(between);
            parts[i].Write(text, symbol);
        }
    }

    private protected static FormulaNode[] Others(
        IReadOnlyList<FormulaNode> parts,
        Func<FormulaNode, FormulaNode> other,
        out bool same
    )
    {
        var others = new FormulaNode[parts.Count];
        same = true;
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = other(parts[i]);
            same &= ReferenceEquals(others[i], parts[i]);
        }

        return others;
    }
}

internal sealed class NumberNode(long number) : FormulaNode
{
    internal long Number => number;

    internal override long Evaluate(Func<SymbolNode, long> _) => number;

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol) =>
        text.Append(number.ToString(CultureInfo.InvariantCulture));

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other) => this;
}

/// <summary>A symbol, and its place among the symbols of the formula that it was read in.</summary>
internal sealed class SymbolNode(string name, int slot) : FormulaNode
{
    internal string Name => name;

    internal int Slot => slot;

    internal override long Evaluate(Func<SymbolNode, long> number) => number(this);

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol) => text.Append(symbol(this));

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other) => this;
}

/// <summary>Parentheses.</summary>
internal sealed class GroupNode(FormulaNode content) : FormulaNode
{
    internal FormulaNode Content => content;

    internal override long Evaluate(Func<SymbolNode, long> number) => content.Evaluate(number);

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol)
    {
        text.Append('(');
        content.Write(text, symbol);
        text.Append(')');
    }

    // What is of one piece by now needs none.
    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other)
    {
        var inner = other(content);
        return ReferenceEquals(inner, content) ? this : inner.InParentheses;
    }
}

internal sealed class NegatedNode(FormulaNode content) : FormulaNode
{
    internal override long Evaluate(Func<SymbolNode, long> number) => checked(-content.Evaluate(number));

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol)
    {
        text.Append('-');
        content.Write(text, symbol);
    }

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other)
    {
        var inner = other(content);
        return ReferenceEquals(inner, content) ? this : new NegatedNode(inner.InParentheses);
    }
}

internal sealed class SumNode(IReadOnlyList<FormulaNode> terms) : FormulaNode
{
    internal IReadOnlyList<FormulaNode> Terms => terms;

    /// <summary>The sum of other terms; of one the term itself, of none 0.</summary>
    internal static FormulaNode Of(IReadOnlyList<FormulaNode> terms) =>
        terms.Count switch
        {
            0 => new NumberNode(0),
            1 => terms[0],
            _ => new SumNode(terms),
        };

    internal override long Evaluate(Func<SymbolNode, long> number)
    {
        long sum = terms[0].Evaluate(number);
        for (int i = 1; i < terms.Count; i++)
            sum = checked(sum + terms[i].Evaluate(number));
        return sum;
    }

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol) =>
        WriteAll(terms, " + ", text, symbol);

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other)
    {
        var others = Others(terms, other, out bool same);
        return same ? this : new SumNode(others);
    }
}

internal sealed class DifferenceNode(FormulaNode left, FormulaNode right) : FormulaNode
{
    internal override long Evaluate(Func<SymbolNode, long> number) =>
        checked(left.Evaluate(number) - right.Evaluate(number));

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol) =>
        WriteAll([left, right], " - ", text, symbol);

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other)
    {
        var others = Others([left, right], other, out bool same);
        return same
            ? this
            : new DifferenceNode(
                others[0],
                others[1] is SumNode or DifferenceNode ? others[1].InParentheses : others[1]
            );
    }
}

internal sealed class ProductNode(IReadOnlyList<FormulaNode> factors) : FormulaNode
{
    internal IReadOnlyList<FormulaNode> Factors => factors;

    /// <summary>The product of other factors; of one the factor itself, of none 1.</summary>
    internal static FormulaNode Of(IReadOnlyList<FormulaNode> factors) =>
        factors.Count switch
        {
            0 => new NumberNode(1),
            1 => factors[0],
            _ => new ProductNode([.. factors.Select(factor => factor is ProductNode ? factor : factor.InParentheses)]),
        };

    /// <summary>The product of factors between which a text has nothing but the signs.</summary>
    internal static FormulaNode AsWritten(IReadOnlyList<FormulaNode> factors) =>
        factors.Count == 1 ? factors[0] : new ProductNode(factors);

    internal override long Evaluate(Func<SymbolNode, long> number)
    {
        long product = factors[0].Evaluate(number);
        for (int i = 1; i < factors.Count; i++)
            product = checked(product * factors[i].Evaluate(number));
        return product;
    }

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol) =>
        WriteAll(factors, " * ", text, symbol);

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other)
    {
        var others = Others(factors, other, out bool same);
        return same ? this : Of(others);
    }
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
    internal Rounding Rounding { get; init; }

    internal QuotientNode Rounded(Rounding rounding) => new(dividend, divisor) { Rounding = rounding };

    internal override long Evaluate(Func<SymbolNode, long> number)
    {
        long left = dividend.Evaluate(number);
        long right = divisor.Evaluate(number);
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

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol) =>
        WriteAll([dividend, divisor], " / ", text, symbol);

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other)
    {
        var others = Others([dividend, divisor], other, out bool same);
        return same ? this : new QuotientNode(others[0], others[1].InParentheses) { Rounding = Rounding };
    }
}

/// <summary>A function of formulas: floor and ceil of one, max and min of two.</summary>
internal sealed class CallNode(string function, IReadOnlyList<FormulaNode> arguments) : FormulaNode
{
    internal override long Evaluate(Func<SymbolNode, long> number)
    {
        long first = arguments[0].Evaluate(number);
        return function switch
        {
            "max" => Math.Max(first, arguments[1].Evaluate(number)),
            "min" => Math.Min(first, arguments[1].Evaluate(number)),
            _ => first,
        };
    }

    internal override void Write(StringBuilder text, Func<SymbolNode, string> symbol)
    {
        text.Append(function).Append('(');
        WriteAll(arguments, ", ", text, symbol);
        text.Append(')');
    }

    private protected override FormulaNode WithParts(Func<FormulaNode, FormulaNode> other)
    {
        var others = Others(arguments, other, out bool same);
        return same ? this : new CallNode(function, others);
    }
}
