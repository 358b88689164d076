using System.Globalization;

namespace CnnParams.Formulas;

/// <summary>
/// A formula as a book writes it, such as <c>((m * n * d) + 1) * k</c>: the one text that is shown, and evaluated.
/// It knows <c>+ - * /</c>, parentheses, <c>floor</c>, <c>ceil</c>, <c>max</c> and <c>min</c>; a division is exact
/// unless it stands directly in <c>floor</c> or <c>ceil</c>.
/// </summary>
public sealed class Formula
{
    /// <summary>Reads a formula.</summary>
    /// <param name="text">The formula; its symbols are words.</param>
    /// <param name="legend">What the symbols stand for, as shown to a reader.</param>
    /// <exception cref="FormatException">The text is not a formula.</exception>
    public Formula(string text, string legend = "")
    {
        Text = text;
        Legend = legend;
        var parser = new FormulaParser(text);
        Root = parser.Parse();
        Symbols = parser.Symbols;
    }

    /// <summary>The formula that is always 0: no parameters, no multiply-accumulates.</summary>
    public static Formula Zero { get; } = new("0");

    /// <summary>The formula as written.</summary>
    public string Text { get; }

    /// <summary>What the symbols stand for.</summary>
    public string Legend { get; }

    /// <summary>The symbols in the order of their first appearance.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>This formula with numbers put in, in the order of <see cref="Symbols"/>.</summary>
    public Working With(params long[] values) =>
        values.Length == Symbols.Count
            ? new Working(this, values)
            : throw new ArgumentException(
                $"'{Text}' has {Symbols.Count} symbols, not {values.Length}.",
                nameof(values)
            );

    /// <summary>This formula with the number that each of its symbols has.</summary>
    internal Working With(Func<string, long> number) => With(Symbols.Select(number).ToArray());

    /// <summary>The value of a formula without symbols, such as the left side of a shown calculation.</summary>
    /// <exception cref="OverflowException">A step is larger than 2^63-1.</exception>
    public static long Evaluate(string text) => new Formula(text).With().Value;

    /// <summary>The formula, read.</summary>
    internal FormulaNode Root { get; }

    internal long Evaluate(long[] values) => Root.Evaluate(symbol => values[symbol.Slot]);

    internal string Substitute(long[] values) => Root.Text(symbol => Number(values[symbol.Slot]));

    /// <summary>A number in place of a symbol.</summary>
    internal static string Number(long value)
    {
        string number = value.ToString(CultureInfo.InvariantCulture);
        return value < 0 ? $"({number})" : number;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
