using System.Globalization;
using CnnParams.Words;

namespace CnnParams.Formulas;

/// <summary>Reads the text of a <see cref="Formula"/>: sums of products of numbers, symbols, calls and parentheses.</summary>
internal sealed class FormulaParser(string text)
{
    // Formulas are our own texts, a few levels deep; a shown calculation that someone typed must not exhaust the stack.
    private const int DeepestNesting = 64;

    private readonly List<string> _symbols = [];
    private readonly List<(int Start, int Length, int Slot)> _occurrences = [];
    private int _at;
    private int _depth;

    internal IReadOnlyList<string> Symbols => _symbols;

    internal FormulaNode Parse()
    {
        var node = Sum();
        return _at == text.Length ? node : throw Unexpected();
    }

    /// <summary>The text between the symbols, and which symbol stands in each gap.</summary>
    internal (string[] Literals, int[] Slots) Split()
    {
        var literals = new string[_occurrences.Count + 1];
        int from = 0;
        for (int i = 0; i < _occurrences.Count; i++)
        {
            literals[i] = text.Substring(from, _occurrences[i].Start - from);
            from = _occurrences[i].Start + _occurrences[i].Length;
        }

        literals[literals.Length - 1] = text.Substring(from);
        return (literals, _occurrences.Select(occurrence => occurrence.Slot).ToArray());
    }

    private FormulaNode Sum()
    {
        if (++_depth > DeepestNesting)
            throw new FormatException($"The formula is nested more than {DeepestNesting} deep.");

        var node = Product();
        while (true)
        {
            if (Take('+'))
                node = new OperationNode(node, Product(), (a, b) => checked(a + b));
            else if (Take('-'))
                node = new OperationNode(node, Product(), (a, b) => checked(a - b));
            else
                break;
        }

        _depth--;
        return node;
    }

    private FormulaNode Product()
    {
        var node = Factor();
        while (true)
        {
            if (Take('*'))
                node = new OperationNode(node, Factor(), (a, b) => checked(a * b));
            else if (Take('/'))
                node = new QuotientNode(node, Factor());
            else
                return node;
        }
    }

    private FormulaNode Factor()
    {
        if (Take('('))
            return Closed(Sum());
        if (Take('-'))
            return new OperationNode(new NumberNode(0), Factor(), (a, b) => checked(a - b));
        if (_at < text.Length && char.IsDigit(text[_at]))
            return new NumberNode(long.Parse(Word(char.IsDigit), NumberStyles.None, CultureInfo.InvariantCulture));
        if (_at < text.Length && char.IsLetter(text[_at]))
            return Named();
        throw Unexpected();
    }

    private FormulaNode Named()
    {
        int start = _at;
        string word = Word(c => char.IsLetterOrDigit(c) || c == '_');
        if (Take('('))
            return Call(word);

        int slot = _symbols.IndexOf(word);
        if (slot < 0)
        {
            slot = _symbols.Count;
            _symbols.Add(word);
        }

        _occurrences.Add((start, word.Length, slot));
        return new SymbolNode(slot);
    }

    private FormulaNode Call(string function)
    {
        var first = Sum();
        switch (function)
        {
            case "floor" or "ceil":
                if (first is QuotientNode quotient)
                    quotient.Rounding = function == "floor" ? Rounding.Down : Rounding.Up;
                return Closed(first);
            case "max" or "min":
                if (!Take(','))
                    throw Unexpected();
                Func<long, long, long> pick = function == "max" ? Math.Max : Math.Min;
                return Closed(new OperationNode(first, Sum(), pick));
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

    private FormatException Unexpected() => new(_at < text.Length
        ? $"'{text[_at]}' at position {_at + 1} of the formula '{text}' was not expected."
        : $"The formula '{text}' ends too early.");
}
