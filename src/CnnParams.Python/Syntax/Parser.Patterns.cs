namespace CnnParams.Python.Syntax;

public sealed partial class Parser
{
    // "match" is a word only where a subject, a colon and a block of cases follow; else it is a name.
    private Match? ParseMatch(int at)
    {
        int start = _index;
        Token next = Peek();
        bool isName =
            next.Kind is TokenKind.NewLine or TokenKind.End
            || (next.Kind == TokenKind.Operator && next.Text is not ("(" or "[" or "{" or "-" or "*" or "~"))
            || (
                next.Kind == TokenKind.Name
                && KnownNames.IsReserved(next.Text)
                && next.Text is not ("None" or "True" or "False" or "not" or "lambda" or "await")
            );
        if (isName)
            return null;

        Next();
        Expr? subject = null;
        try
        {
            subject = ParseItems(allowsNamed: true);
        }
        catch (PythonSyntaxException)
        {
            // It may still be a call of a function of that name, which says better what is wrong with it.
        }

        bool isMatch =
            subject is not null
            && IsOperator(":")
            && Peek().Kind == TokenKind.NewLine
            && Peek(2).Kind == TokenKind.Indent
            && Peek(3).Text == "case";
        if (!isMatch)
        {
            _index = start;
            _token = _tokens[start];
            return null;
        }

        Next();
        Next();
        Next();
        var cases = new List<MatchCase>();
        while (IsWordCase())
        {
            int caseAt = _token.Start;
            Next();
            var pattern = ParsePatterns();
            Expr? guard = AcceptWord("if") ? ParseNamedExpression() : null;
            cases.Add(new MatchCase(caseAt, pattern, guard, ParseBlock()));
        }

        if (_token.Kind != TokenKind.Dedent)
            throw Unexpected("'case'");
        Next();
        return new Match(at, subject!, [.. cases]);
    }

    private bool IsWordCase() => _token.Kind == TokenKind.Name && _token.Text == "case";

    private Pattern ParsePatterns()
    {
        int at = _token.Start;
        var first = ParsePatternItem();
        if (!IsOperator(","))
            return first is StarPattern ? new SequencePattern(at, [first]) : first;
        var items = new List<Pattern> { first };
        while (Accept(","))
        {
            if (IsOperator(":") || IsWord("if"))
                break;
            items.Add(ParsePatternItem());
        }

        return new SequencePattern(at, [.. items]);
    }

    private Pattern ParsePatternItem()
    {
        int at = _token.Start;
        if (!Accept("*"))
            return ParsePattern();
        string name = ExpectName();
        return new StarPattern(at, name == "_" ? null : name);
    }

    private Pattern ParsePattern()
    {
        CheckDepth();
        int at = _token.Start;
        var pattern = ParseClosedPattern();
        if (IsOperator("|"))
        {
            var items = new List<Pattern> { pattern };
            while (Accept("|"))
                items.Add(ParseClosedPattern());
            pattern = new AlternativePattern(at, [.. items]);
        }

        return AcceptWord("as") ? new CapturePattern(at, ExpectName(), pattern) : pattern;
    }

    private Pattern ParseClosedPattern()
    {
        int at = _token.Start;
        if (Accept("("))
            return ParseSequencePattern(at, ")");
        if (Accept("["))
            return ParseSequencePattern(at, "]");
        if (Accept("{"))
            return ParseMappingPattern(at);
        if (_token.Kind == TokenKind.Name && !KnownNames.IsReserved(_token.Text))
            return ParseNamePattern(at);
        return new ValuePattern(at, ParseBinary(1));
    }

    private Pattern ParseNamePattern(int at)
    {
        Expr value = new Name(at, ExpectName());
        bool isName = true;
        while (Accept("."))
        {
            value = new AttributeOf(_token.Start, value, ExpectAttribute());
            isName = false;
        }

        if (Accept("("))
            return ParseClassPattern(at, value);
        if (!isName)
            return new ValuePattern(at, value);
        string id = ((Name)value).Id;
        return new CapturePattern(at, id == "_" ? null : id, null);
    }

    private Pattern ParseSequencePattern(int at, string end)
    {
        var items = new List<Pattern>();
        bool hasComma = false;
        while (!IsOperator(end))
        {
            items.Add(ParsePatternItem());
            if (!Accept(","))
                break;
            hasComma = true;
        }

        Expect(end);
        bool isGroup = end == ")" && items.Count == 1 && !hasComma && items[0] is not StarPattern;
        return isGroup ? items[0] : new SequencePattern(at, [.. items]);
    }

    private MappingPattern ParseMappingPattern(int at)
    {
        var keys = new List<Expr>();
        var values = new List<Pattern>();
        string? rest = null;
        while (!IsOperator("}"))
        {
            if (Accept("**"))
            {
                rest = ExpectName();
            }
            else
            {
                keys.Add(ParseBinary(1));
                Expect(":");
                values.Add(ParsePattern());
            }

            if (!Accept(","))
                break;
        }

        Expect("}");
        return new MappingPattern(at, [.. keys], [.. values], rest);
    }

    private ClassPattern ParseClassPattern(int at, Expr type)
    {
        var items = new List<Pattern>();
        var names = new List<string>();
        var values = new List<Pattern>();
        while (!IsOperator(")"))
        {
            if (_token.Kind == TokenKind.Name && Peek().Kind == TokenKind.Operator && Peek().Text == "=")
            {
                names.Add(ExpectName());
                Next();
                values.Add(ParsePattern());
            }
            else
            {
                items.Add(ParsePattern());
            }

            if (!Accept(","))
                break;
        }

        Expect(")");
        return new ClassPattern(at, type, [.. items], [.. names], [.. values]);
    }
}
