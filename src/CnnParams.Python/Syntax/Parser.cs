using System.Runtime.CompilerServices;

namespace CnnParams.Python.Syntax;

/// <summary>
/// Makes a syntax tree of a text: the frame of the parser; statements, expressions and patterns have files of their
/// own.
/// </summary>
public sealed partial class Parser
{
    private readonly SourceText _source;
    private readonly List<Token> _tokens;
    private int _index;
    private Token _token;
    private string? _class;

    private Parser(SourceText source, List<Token> tokens)
    {
        _source = source;
        _tokens = tokens;
        _token = tokens[0];
    }

    /// <summary>The statements of a whole text.</summary>
    /// <exception cref="PythonSyntaxException">The text is not Python.</exception>
    public static Statement[] Parse(SourceText source)
    {
        var parser = new Parser(source, Lexer.Read(source));
        var statements = new List<Statement>();
        while (parser._token.Kind != TokenKind.End)
            parser.ParseStatement(statements);
        return [.. statements];
    }

    private Expr ParseField(int start, int end)
    {
        var parser = new Parser(_source, Lexer.ReadExpression(_source, start, end)) { _class = _class };
        var value = parser.IsWord("yield") ? parser.ParseYield() : parser.ParseItems(allowsNamed: true);
        if (parser._token.Kind != TokenKind.End)
            throw parser.Unexpected("the end of the expression");
        return value;
    }

    // A hostile text can nest without bound; the thread that parses has a stack of known size.
    private static void CheckDepth() => RuntimeHelpers.EnsureSufficientExecutionStack();

    private bool IsOperator(string text) => _token.Kind == TokenKind.Operator && ReferenceEquals(_token.Text, text);

    private bool IsWord(string text) => _token.Kind == TokenKind.Name && ReferenceEquals(_token.Text, text);

    private Token Peek(int ahead = 1) => _tokens[Math.Min(_index + ahead, _tokens.Count - 1)];

    private void Next()
    {
        if (_index < _tokens.Count - 1)
            _index++;
        _token = _tokens[_index];
    }

    private bool Accept(string op)
    {
        if (!IsOperator(op))
            return false;
        Next();
        return true;
    }

    private bool AcceptWord(string word)
    {
        if (!IsWord(word))
            return false;
        Next();
        return true;
    }

    private void Expect(string op)
    {
        if (!Accept(op))
            throw Unexpected($"'{op}'");
    }

    private void ExpectWord(string word)
    {
        if (!AcceptWord(word))
            throw Unexpected($"'{word}'");
    }

    private string ExpectName()
    {
        if (_token.Kind != TokenKind.Name || KnownNames.IsReserved(_token.Text))
            throw Unexpected("a name");
        return TakeName();
    }

    // In a class, a name such as __private is the class's own: it has the class's name before it.
    private string TakeName()
    {
        string name = _token.Text;
        Next();
        return
            _class is not null
            && name.StartsWith("__", StringComparison.Ordinal)
            && !name.EndsWith("__", StringComparison.Ordinal)
            ? $"_{_class}{name}"
            : name;
    }

    private PythonSyntaxException Unexpected(string wanted)
    {
        string found = _token.Kind switch
        {
            TokenKind.NewLine => "the line ends here",
            TokenKind.Indent => "the line is indented more than the one before",
            TokenKind.Dedent => "the block ends here",
            TokenKind.End => "the text ends here",
            _ => $"there is '{Shorten(_source.Text.Substring(_token.Start, _token.End - _token.Start))}'",
        };
        return Error(_token.Start, $"{found} where {wanted} should be");
    }

    private PythonSyntaxException Error(int at, string message) => new(_source.PlaceAt(at), message);

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text.Substring(0, 37)}...";

    // What a name was given as a type, as it is written.
    private string ParseAnnotation()
    {
        int start = _token.Start;
        if (IsOperator("*"))
            Next();
        ParseExpression();
        return _source.Text.Substring(start, _tokens[_index - 1].End - start);
    }
}
