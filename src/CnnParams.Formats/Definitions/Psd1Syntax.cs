using System.Globalization;

namespace CnnParams.Formats.Definitions;

/// <summary>
/// Reads a PowerShell data file with the place of each value: hashtables, lists, texts, numbers and the constants
/// $true, $false and $null. Nothing else is data, and nothing is ever run.
/// </summary>
internal sealed class Psd1Syntax
{
    private readonly Psd1Scanner _scanner;
    private int _level;

    private Psd1Syntax(string text) => _scanner = new Psd1Scanner(text);

    /// <summary>The value that a text is.</summary>
    /// <exception cref="DefinitionException">It is no data, or a name stands twice in a hashtable.</exception>
    internal static DefinitionNode Parse(string text) => new Psd1Syntax(text).Parse();

    private DefinitionNode Parse()
    {
        _scanner.SkipSeparators();
        var node = Value();
        _scanner.SkipSeparators();
        if (!_scanner.AtEnd)
            throw _scanner.Error("this follows the end of the network");
        return node;
    }

    // One value, or several with commas between them.
    private DefinitionNode Value()
    {
        var place = _scanner.Place;
        // A comma in front makes a list of one.
        bool isList = _scanner.Take(',');
        if (isList)
            _scanner.SkipLines();
        var items = new List<DefinitionNode> { Single() };
        while (_scanner.Take(','))
        {
            _scanner.SkipLines();
            isList = true;
            items.Add(Single());
        }

        return isList ? new DefinitionList(items, place) : items[0];
    }

    private DefinitionNode Single()
    {
        if (++_level > DefinitionText.MostLevels)
            throw _scanner.Error($"values stand in more than {DefinitionText.MostLevels} others");
        var place = _scanner.Place;
        DefinitionNode node = _scanner.Peek() switch
        {
            '@' when _scanner.Take("@{") => Map(place),
            '@' when _scanner.Take("@(") => List(place),
            '(' when _scanner.Take('(') => InParentheses(),
            '$' => new DefinitionScalar(_scanner.Constant(), place),
            var c when Psd1Scanner.IsQuote(c) => new DefinitionScalar(_scanner.Text(), place),
            var c when c is '-' or '+' or '.' || char.IsDigit(c) => new DefinitionScalar(
                Number(_scanner.Word(), place),
                place
            ),
            _ when _scanner.AtEnd => throw _scanner.Error("the text ends where a value is expected"),
            _ => throw NoData(place),
        };
        _level--;
        _scanner.SkipBlanks();
        return node;
    }

    private DefinitionException NoData(TextPlace place)
    {
        string word = _scanner.Word();
        return new DefinitionException(
            place,
            word.Length > 0
                ? $"{word} is not data; write a text in single quotes: '{word}'"
                : $"'{_scanner.Peek()}' cannot stand here; a value is expected"
        );
    }

    private DefinitionMap Map(TextPlace place)
    {
        var members = new List<DefinitionMember>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (_scanner.SkipSeparators(); !_scanner.Take('}'); EndOfStatement('}'))
        {
            var at = _scanner.Place;
            string name = Psd1Scanner.IsQuote(_scanner.Peek()) ? _scanner.Text() : _scanner.Word();
            if (name.Length == 0)
                throw _scanner.Error(
                    _scanner.AtEnd ? "the text ends within a hashtable; '}' is missing" : "a name is expected"
                );
            if (!names.Add(name))
                throw new DefinitionException(at, $"{name} is given twice");
            _scanner.SkipBlanks();
            if (!_scanner.Take('='))
                throw _scanner.Error($"'=' is expected after {name}");
            _scanner.SkipLines();
            members.Add(new DefinitionMember(name, Value(), at));
        }

        return new DefinitionMap(members, place);
    }

    // As in PowerShell, a list within the parentheses is the list itself, and what stands on lines of its own is
    // joined.
    private DefinitionList List(TextPlace place)
    {
        var items = new List<DefinitionNode>();
        for (_scanner.SkipSeparators(); !_scanner.Take(')'); EndOfStatement(')'))
        {
            var value = Value();
            if (value is DefinitionList list)
                items.AddRange(list.Items);
            else
                items.Add(value);
        }

        return new DefinitionList(items, place);
    }

    private DefinitionNode InParentheses()
    {
        _scanner.SkipLines();
        var node = Value();
        _scanner.SkipLines();
        if (!_scanner.Take(')'))
            throw _scanner.Error("')' is expected");
        return node;
    }

    private void EndOfStatement(char end)
    {
        if (!_scanner.SkipSeparators() && _scanner.Peek() != end)
            throw _scanner.Error(
                _scanner.AtEnd ? $"the text ends; '{end}' is missing" : $"a new line, ';' or '{end}' is expected"
            );
    }

    private static object Number(string word, TextPlace place)
    {
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return whole;
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new DefinitionException(place, $"'{word}' is not a number");
    }
}
