namespace CnnParams.Python.Syntax;

/// <summary>Takes a text apart into tokens, with those that say where a block begins and ends.</summary>
internal sealed class Lexer
{
    private const int DeepestIndent = 100;
    private const int TabWidth = 8;

    private static readonly string[] Operators =
    [
        "**=",
        "//=",
        ">>=",
        "<<=",
        "...",
        "!=",
        "->",
        ":=",
        "**",
        "//",
        ">>",
        "<<",
        "<=",
        ">=",
        "==",
        "+=",
        "-=",
        "*=",
        "/=",
        "%=",
        "&=",
        "|=",
        "^=",
        "@=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "@",
        "&",
        "|",
        "^",
        "~",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        ";",
        "=",
        "!",
    ];

    private static readonly string[][] OperatorsByFirst = GroupOperators();

    private readonly SourceText _source;
    private readonly string _text;
    private readonly NameTable _names = new();
    private readonly List<Token> _tokens;
    private readonly Stack<int> _indents = new();
    private readonly Stack<int> _brackets = new();
    private readonly int _end;
    private int _at;

    private Lexer(SourceText source, int start, int end)
    {
        _source = source;
        _text = source.Text;
        _at = start;
        _end = end;
        _tokens = new List<Token>(Math.Max(16, (end - start) / 5));
        _indents.Push(0);
    }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="PythonSyntaxException">The text is not Python.</exception>
    internal static List<Token> Read(SourceText source)
    {
        int start = source.Text.Length > 0 && source.Text[0] == '\uFEFF' ? 1 : 0;
        var lexer = new Lexer(source, start, source.Text.Length);
        lexer.ReadLines();
        return lexer._tokens;
    }

    /// <summary>The tokens of an expression that is a part of a text: a field of an f-string.</summary>
    internal static List<Token> ReadExpression(SourceText source, int start, int end)
    {
        var lexer = new Lexer(source, start, end);
        lexer._brackets.Push(start);
        while (lexer.SkipBlanks())
            lexer.ReadToken();
        lexer.Add(TokenKind.End, end, end);
        return lexer._tokens;
    }

    private void ReadLines()
    {
        while (_at < _end)
        {
            if (
                _brackets.Count == 0
                && (_tokens.Count == 0 || _tokens[_tokens.Count - 1].Kind is TokenKind.NewLine or TokenKind.Dedent)
                && !ReadIndent()
            )
                continue;
            if (!SkipBlanks())
                break;
            ReadToken();
        }

        if (_brackets.Count > 0)
            throw Error(_brackets.Peek(), $"'{_text[_brackets.Peek()]}' is never closed");
        if (_tokens.Count > 0 && _tokens[_tokens.Count - 1].Kind is not (TokenKind.NewLine or TokenKind.Dedent))
            Add(TokenKind.NewLine, _end, _end);
        for (; _indents.Count > 1; _indents.Pop())
            Add(TokenKind.Dedent, _end, _end);
        Add(TokenKind.End, _end, _end);
    }

    // Whether there is something on the line; an empty one has no indent.
    private bool ReadIndent()
    {
        int width = 0;
        for (; _at < _end; _at++)
        {
            if (_text[_at] == ' ')
                width++;
            else if (_text[_at] == '\t')
                width = ((width / TabWidth) + 1) * TabWidth;
            else if (_text[_at] == '\f')
                width = 0;
            else
                break;
        }

        if (_at < _end && _text[_at] == '#')
            SkipComment();
        if (_at >= _end)
            return false;
        if (_text[_at] is '\n' or '\r')
        {
            _at++;
            return false;
        }

        if (width > _indents.Peek())
        {
            if (_indents.Count > DeepestIndent)
                throw Error(_at, $"blocks are nested more than {DeepestIndent} deep");
            _indents.Push(width);
            Add(TokenKind.Indent, _at, _at);
        }

        while (width < _indents.Peek())
        {
            _indents.Pop();
            Add(TokenKind.Dedent, _at, _at);
        }

        if (width != _indents.Peek())
            throw Error(_at, "this line is indented less than its block, but as no block around it");
        return true;
    }

    // Whether there is a token before the end.
    private bool SkipBlanks()
    {
        while (_at < _end)
        {
            char c = _text[_at];
            if (c is ' ' or '\t' or '\f' or '\u00A0' || (_brackets.Count > 0 && c is '\n' or '\r'))
                _at++;
            else if (c == '#')
                SkipComment();
            else if (c == '\\' && _at + 1 < _end && _text[_at + 1] is '\n' or '\r')
                _at += _text[_at + 1] == '\r' && _at + 2 < _end && _text[_at + 2] == '\n' ? 3 : 2;
            else
                return true;
        }

        return false;
    }

    private void SkipComment()
    {
        while (_at < _end && _text[_at] is not ('\n' or '\r'))
            _at++;
    }

    private void ReadToken()
    {
        int start = _at;
        char c = _text[_at];
        if (c is '\n' or '\r')
        {
            _at++;
            Add(TokenKind.NewLine, start, _at);
        }
        else if (IsNameStart(c))
        {
            ReadName(start);
        }
        else if (IsDigit(c) || (c == '.' && _at + 1 < _end && IsDigit(_text[_at + 1])))
        {
            ReadNumber(start);
        }
        else if (c is '"' or '\'')
        {
            StringScanner.Skip(_source, ref _at, _end, start);
            Add(TokenKind.String, start, _at);
        }
        else
        {
            ReadOperator(start, c);
        }
    }

    private void ReadName(int start)
    {
        while (_at < _end && IsNamePart(_text[_at]))
            _at++;
        if (_at < _end && _text[_at] is '"' or '\'' && StringScanner.IsPrefix(_text, start, _at))
        {
            StringScanner.Skip(_source, ref _at, _end, start);
            Add(TokenKind.String, start, _at);
            return;
        }

        _tokens.Add(new Token(TokenKind.Name, start, _at, _names.Get(_text, start, _at - start)));
    }

    private void ReadNumber(int start)
    {
        bool isHex = _text[_at] == '0' && _at + 1 < _end && _text[_at + 1] is 'x' or 'X' or 'b' or 'B' or 'o' or 'O';
        // A second point is an attribute's.
        bool hasPoint = false;
        while (_at < _end)
        {
            char c = _text[_at];
            bool isSign = !isHex && c is '+' or '-' && _text[_at - 1] is 'e' or 'E';
            bool isPoint = c == '.' && !isHex && !hasPoint;
            if (!(IsNamePart(c) || isPoint || isSign))
                break;
            hasPoint |= c is '.' or 'e' or 'E';
            // `1if x else 2` is a number and a word.
            if (!isHex && IsNameStart(c) && c is not ('e' or 'E' or 'j' or 'J' or '_'))
                break;
            if (
                !isHex
                && c is 'e' or 'E'
                && !(_at + 1 < _end && (IsDigit(_text[_at + 1]) || _text[_at + 1] is '+' or '-'))
            )
                break;
            _at++;
        }

        Add(TokenKind.Number, start, _at);
    }

    private void ReadOperator(int start, char c)
    {
        string[]? candidates = c < OperatorsByFirst.Length ? OperatorsByFirst[c] : null;
        foreach (string candidate in candidates ?? [])
        {
            if (
                candidate.Length > _end - start
                || string.CompareOrdinal(_text, start, candidate, 0, candidate.Length) != 0
            )
                continue;
            _at += candidate.Length;
            if (c is '(' or '[' or '{')
                _brackets.Push(start);
            else if (c is ')' or ']' or '}')
                CloseBracket(start, c);
            _tokens.Add(new Token(TokenKind.Operator, start, _at, candidate));
            return;
        }

        throw Error(start, $"the character '{c}' (U+{(int)c:X4}) means nothing here");
    }

    private void CloseBracket(int start, char c)
    {
        char open =
            c == ')' ? '('
            : c == ']' ? '['
            : '{';
        if (_brackets.Count == 0 || _text[_brackets.Peek()] != open)
            throw Error(start, $"'{c}' closes nothing: there is no '{open}' that is open here");
        _brackets.Pop();
    }

    private void Add(TokenKind kind, int start, int end) => _tokens.Add(new Token(kind, start, end, ""));

    private PythonSyntaxException Error(int at, string message) => new(_source.PlaceAt(at), message);

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsNameStart(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (c >= 128 && char.IsLetter(c));

    private static bool IsNamePart(char c) => IsNameStart(c) || IsDigit(c) || (c >= 128 && char.IsLetterOrDigit(c));

    private static string[][] GroupOperators()
    {
        var groups = new string[128][];
        foreach (var group in Operators.GroupBy(text => text[0]))
            groups[group.Key] = [.. group.OrderByDescending(text => text.Length)];
        return groups;
    }
}
