using System.Text;

namespace CnnParams.Formats.Definitions;

/// <summary>The signs, words and texts of a PowerShell data file, one after the other.</summary>
internal sealed class Psd1Scanner(string text)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    internal TextPlace Place => new(_line, _at - _lineStart + 1);

    internal bool AtEnd => _at >= text.Length;

    // PowerShell takes the quotes that word processors set for plain ones.
    internal static bool IsQuote(char c) => IsSingleQuote(c) || IsDoubleQuote(c);

    internal static bool IsSingleQuote(char c) => c is '\'' or '\u2018' or '\u2019' or '\u201a' or '\u201b';

    private static bool IsDoubleQuote(char c) => c is '"' or '\u201c' or '\u201d' or '\u201e';

    internal char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    internal DefinitionException Error(string message) => new(Place, message);

    /// <summary>Goes over a sign if it is the next one.</summary>
    internal bool Take(char sign)
    {
        if (AtEnd || Peek() != sign)
            return false;
        Next();
        return true;
    }

    /// <summary>Goes over signs if they are the next ones.</summary>
    internal bool Take(string signs)
    {
        if (string.CompareOrdinal(text, _at, signs, 0, signs.Length) != 0)
            return false;
        _at += signs.Length;
        return true;
    }

    /// <summary>Goes over spaces, comments and lines that a backtick continues.</summary>
    internal void SkipBlanks()
    {
        while (!AtEnd)
        {
            if (Peek() == '#')
                SkipTo('\n');
            else if (Peek() == '<' && Peek(1) == '#')
                SkipComment();
            else if (Peek() == '`' && Peek(1) is '\r' or '\n')
                SkipLineEnd();
            else if (Peek() != '\n' && (char.IsWhiteSpace(Peek()) || Peek() == '\ufeff'))
                Next();
            else
                return;
        }
    }

    /// <summary>Goes over spaces and ends of lines.</summary>
    internal void SkipLines()
    {
        do SkipBlanks();
        while (Take('\n'));
    }

    /// <summary>Goes over what separates statements: ends of lines and semicolons.</summary>
    /// <returns>Whether there was one.</returns>
    internal bool SkipSeparators()
    {
        bool any = false;
        for (SkipBlanks(); Take('\n') || Take(';'); SkipBlanks())
            any = true;
        return any;
    }

    /// <summary>A word without quotes: a name or a number.</summary>
    internal string Word()
    {
        int start = _at;
        while (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '.' or '+' or '-')
            Next();
        return text.Substring(start, _at - start);
    }

    /// <summary>$true, $false or $null.</summary>
    internal object? Constant()
    {
        var place = Place;
        Next();
        string name = Word();
        return name.ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" => false,
            "NULL" => null,
            _ => throw new DefinitionException(
                place,
                $"${name} is not data; of the variables, only $true, $false and $null are"
            ),
        };
    }

    /// <summary>A text in quotes. A quote that stands twice is one sign of the text.</summary>
    internal string Text()
    {
        var place = Place;
        bool isSingle = IsSingleQuote(Peek());
        var value = new StringBuilder();
        for (Next(); !AtEnd; Next())
        {
            char c = Peek();
            if (isSingle ? IsSingleQuote(c) : IsDoubleQuote(c))
            {
                Next();
                if (!(isSingle ? IsSingleQuote(Peek()) : IsDoubleQuote(Peek())))
                    return value.ToString();
            }
            else if (!isSingle && c == '`')
            {
                Next();
                c = Escaped(Peek());
            }
            else if (
                !isSingle
                && c == '$'
                && (char.IsLetter(Peek(1)) || Peek(1) is '(' or '{' or '_' or '?' or '^' or '$' or ':')
            )
            {
                throw Error("this text would be expanded, which data is not; write it in single quotes");
            }

            value.Append(c);
        }

        throw new DefinitionException(place, "the text that begins here does not end");
    }

    private static char Escaped(char c) =>
        c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            'e' => '\u001b',
            _ => c,
        };

    private void SkipComment()
    {
        var place = Place;
        while (!AtEnd && !(Peek() == '#' && Peek(1) == '>'))
            Next();
        if (AtEnd)
            throw new DefinitionException(place, "the comment that begins here does not end");
        Next();
        Next();
    }

    private void SkipTo(char end)
    {
        while (!AtEnd && Peek() != end)
            Next();
    }

    private void SkipLineEnd()
    {
        Next();
        Take('\r');
        Take('\n');
    }

    private void Next()
    {
        if (Peek() == '\n')
            (_line, _lineStart) = (_line + 1, _at + 1);
        _at++;
    }
}
