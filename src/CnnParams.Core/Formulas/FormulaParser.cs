using System.Globalization;

namespace CnnParams.Formulas;

/// <summary>
/// Reads the text of a <see cref="Formula"/>: sums of products of numbers, symbols, calls and parentheses.
/// </summary>
internal sealed class FormulaParser(string text)
{
    // Formulas are our own texts, a few levels deep; a shown calculation that someone typed must not exhaust the stack.
    private const int DeepestNesting = 64;

    // A sum or a product is one part, however long; each of these is a part within the next.
    private const int MostWithin = 1000;

    private readonly List<string> _symbols = [];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private int _at;
    private int _depth;
    private int _within;

    internal IReadOnlyList<string> Symbols => _symbols;

    internal FormulaNode Parse()
    {
        var node = Sum();
        return _at == text.Length ? node : throw Unexpected();
    }

    private FormulaNode Sum()
    {
        if (++_depth > DeepestNesting)
            throw new FormatException($"The formula is nested more than {DeepestNesting} deep.");

        var terms = new List<FormulaNode> { Product() };
        while (true)
        {
            if (Take('+'))
                terms.Add(Product());
            else if (Take('-'))
                terms = [Within(new DifferenceNode(SumNode.Of(terms), Product()))];
            else
                break;
        }

        _depth--;
        return SumNode.Of(terms);
    }

    private FormulaNode Product()
    {
        var factors = new List<FormulaNode> { Factor() };
        while (true)
        {
            if (Take('*'))
                factors.Add(Factor());
            else if (Take('/'))
                factors = [Within(new QuotientNode(ProductNode.AsWritten(factors), Factor()))];
            else
                return ProductNode.AsWritten(factors);
        }
    }

    private FormulaNode Factor()
    {
        if (Take('('))
            return new GroupNode(Closed(Sum()));
        int signs = 0;
        while (Take('-'))
            signs++;
        if (signs > 0)
            return Signed(Factor(), signs);
        if (_at < text.Length && char.IsDigit(text[_at]))
            return new NumberNode(long.Parse(Word(char.IsDigit), NumberStyles.None, CultureInfo.InvariantCulture));
        if (_at < text.Length && char.IsLetter(text[_at]))
            return Named();
        throw Unexpected();
    }

    private FormulaNode Signed(FormulaNode node, int signs)
    {
        for (int i = 0; i < signs; i++)
            node = Within(new NegatedNode(node));
        return node;
    }

    private FormulaNode Within(FormulaNode node) =>
        ++_within <= MostWithin
            ? node
            : throw new FormatException($"The formula has more than {MostWithin} differences, quotients and signs.");

    private FormulaNode Named()
    {
        string word = Word(c => char.IsLetterOrDigit(c) || c == '_');
        if (Take('('))
            return Call(word);

        if (!_slots.TryGetValue(word, out int slot))
        {
            slot = _symbols.Count;
            _slots.Add(word, slot);
            _symbols.Add(word);
        }

        return new SymbolNode(word, slot);
    }

    private FormulaNode Call(string function)
    {
        var first = Sum();
        switch (function)
        {
            case "floor" or "ceil":
                return new CallNode(
                    function,
                    [
                        Closed(
                            first is QuotientNode quotient
                                ? quotient.Rounded(function == "floor" ? Rounding.Down : Rounding.Up)
                                : first
                        ),
                    ]
                );
            case "max" or "min":
                return new CallNode(function, [first, Closed(Take(',') ? Sum() : throw Unexpected())]);
            default:
                throw new FormatException($"'{function}' in '{text}' is not floor, ceil, max or min.");
        }
    }

    private FormulaNode Closed(FormulaNode inner) => Take(')') ? inner : throw Unexpected();

    private string Word(Func<char, bool> belongs)
    {
        int start = _at;
        while (_at < text.Length && belongs(text[_at]))
            _at++;
        string word = text.Substring(start, _at - start);
        SkipSpaces();
        return word;
    }

    private bool Take(char expected)
    {
        SkipSpaces();
        if (_at >= text.Length || text[_at] != expected)
            return false;
        _at++;
        SkipSpaces();
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < text.Length && text[_at] == ' ')
            _at++;
    }

    private FormatException Unexpected() =>
        new(
            _at < text.Length
                ? $"'{text[_at]}' at position {_at + 1} of the formula '{text}' was not expected."
                : $"The formula '{text}' ends too early."
        );
}
