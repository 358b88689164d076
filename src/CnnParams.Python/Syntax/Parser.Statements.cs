namespace CnnParams.Python.Syntax;

public sealed partial class Parser
{
    private static readonly Dictionary<string, BinaryOp> AugmentedOperators = new(StringComparer.Ordinal)
    {
        ["+="] = BinaryOp.Add,
        ["-="] = BinaryOp.Subtract,
        ["*="] = BinaryOp.Multiply,
        ["@="] = BinaryOp.MatMul,
        ["/="] = BinaryOp.Divide,
        ["//="] = BinaryOp.FloorDivide,
        ["%="] = BinaryOp.Modulo,
        ["**="] = BinaryOp.Power,
        ["<<="] = BinaryOp.LeftShift,
        [">>="] = BinaryOp.RightShift,
        ["&="] = BinaryOp.And,
        ["|="] = BinaryOp.Or,
        ["^="] = BinaryOp.Xor,
    };

    private void ParseStatement(List<Statement> into)
    {
        if (_token.Kind == TokenKind.Name && ParseCompound() is { } compound)
        {
            into.Add(compound);
            return;
        }

        if (IsOperator("@"))
        {
            into.Add(ParseDecorated());
            return;
        }

        ParseSimpleLine(into);
    }

    private void ParseSimpleLine(List<Statement> into)
    {
        do
        {
            if (_token.Kind == TokenKind.NewLine)
                break;
            into.Add(ParseSimple());
        } while (Accept(";"));
        if (_token.Kind != TokenKind.NewLine)
            throw Unexpected("the end of the line");
        Next();
    }

    private Statement? ParseCompound()
    {
        int at = _token.Start;
        switch (_token.Text)
        {
            case "if":
                Next();
                return ParseIf(at);
            case "for":
                Next();
                return ParseFor(at);
            case "while":
                Next();
                var test = ParseNamedExpression();
                return new While(at, test, ParseBlock(), ParseElse());
            case "try":
                Next();
                return ParseTry(at);
            case "with":
                Next();
                return ParseWith(at);
            case "def":
                return ParseFunction([], isAsync: false);
            case "class":
                return ParseClass([]);
            case "async":
                Next();
                return IsWord("def")
                    ? ParseFunction([], isAsync: true)
                    : ParseCompound() ?? throw Unexpected("'def', 'for' or 'with'");
            case "match":
                return ParseMatch(at);
            default:
                return null;
        }
    }

    private Statement[] ParseBlock()
    {
        CheckDepth();
        Expect(":");
        var statements = new List<Statement>();
        if (_token.Kind != TokenKind.NewLine)
        {
            ParseSimpleLine(statements);
            return [.. statements];
        }

        Next();
        if (_token.Kind != TokenKind.Indent)
            throw Unexpected("an indented block");
        Next();
        while (_token.Kind is not (TokenKind.Dedent or TokenKind.End))
            ParseStatement(statements);
        Next();
        return [.. statements];
    }

    private Statement[] ParseElse() => AcceptWord("else") ? ParseBlock() : [];

    private If ParseIf(int at)
    {
        // A chain of elif is as long as somebody likes: it is not nested while it is parsed.
        var parts = new List<(int At, Expr Test, Statement[] Body)>();
        do
        {
            var test = ParseNamedExpression();
            parts.Add((at, test, ParseBlock()));
            at = _token.Start;
            if (parts.Count > 2000)
                throw Error(at, "this chain of conditions is longer than 2000");
        } while (AcceptWord("elif"));

        Statement[] otherwise = ParseElse();
        If? result = null;
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            result = new If(parts[i].At, parts[i].Test, parts[i].Body, otherwise);
            otherwise = [result];
        }

        return result!;
    }

    private For ParseFor(int at)
    {
        var target = ParseTargets();
        ExpectWord("in");
        var items = ParseItems(allowsNamed: true);
        return new For(at, target, items, ParseBlock(), ParseElse());
    }

    private Try ParseTry(int at)
    {
        Statement[] body = ParseBlock();
        var handlers = new List<ExceptHandler>();
        while (IsWord("except"))
        {
            int start = _token.Start;
            Next();
            Accept("*");
            Expr? type = null;
            string? name = null;
            if (!IsOperator(":"))
            {
                type = ParseItems(allowsNamed: false);
                name = AcceptWord("as") ? ExpectName() : null;
            }

            handlers.Add(new ExceptHandler(start, type, name, ParseBlock()));
        }

        Statement[] otherwise = handlers.Count > 0 ? ParseElse() : [];
        Statement[] final = AcceptWord("finally") ? ParseBlock() : [];
        if (handlers.Count == 0 && final.Length == 0)
            throw Unexpected("'except' or 'finally'");
        return new Try(at, body, [.. handlers], otherwise, final);
    }

    private With ParseWith(int at)
    {
        var items = new List<(Expr Manager, Expr? Target)>();
        int start = _index;
        if (!(IsOperator("(") && TryParseWithItems(items, inBrackets: true)))
        {
            _index = start;
            _token = _tokens[start];
            items.Clear();
            TryParseWithItems(items, inBrackets: false);
        }

        Statement[] body = ParseBlock();
        for (int i = items.Count - 1; i > 0; i--)
            body = [new With(at, items[i].Manager, items[i].Target, body)];
        return new With(at, items[0].Manager, items[0].Target, body);
    }

    // In brackets it may be a tuple, or the beginning of an expression, instead: then it does not end with a colon.
    private bool TryParseWithItems(List<(Expr Manager, Expr? Target)> items, bool inBrackets)
    {
        if (inBrackets)
            Next();
        do
        {
            if (inBrackets && IsOperator(")"))
                break;
            if (inBrackets && IsOperator("*"))
                return false;
            var manager = inBrackets ? ParseNamedExpression() : ParseExpression();
            items.Add((manager, AcceptWord("as") ? ParseTarget() : null));
        } while (Accept(","));
        return !inBrackets || (items.Count > 0 && Accept(")") && IsOperator(":"));
    }

    private Statement ParseDecorated()
    {
        var decorators = new List<Expr>();
        while (Accept("@"))
        {
            decorators.Add(ParseNamedExpression());
            if (_token.Kind != TokenKind.NewLine)
                throw Unexpected("the end of the line");
            Next();
        }

        bool isAsync = AcceptWord("async");
        return IsWord("class") ? ParseClass([.. decorators]) : ParseFunction([.. decorators], isAsync);
    }

    private FunctionDef ParseFunction(Expr[] decorators, bool isAsync)
    {
        int at = _token.Start;
        ExpectWord("def");
        string name = ExpectName();
        SkipTypeParameters();
        Expect("(");
        var parameters = ParseParameters(")", hasAnnotations: true);
        Expect(")");
        string? annotation = Accept("->") ? ParseAnnotation() : null;
        return new FunctionDef(at, name, parameters, ParseBlock(), decorators)
        {
            ReturnAnnotation = annotation,
            IsAsync = isAsync,
        };
    }

    private ClassDef ParseClass(Expr[] decorators)
    {
        int at = _token.Start;
        ExpectWord("class");
        string name = ExpectName();
        SkipTypeParameters();
        Argument[] bases = [];
        if (Accept("("))
            bases = ParseArguments();
        string? outer = _class;
        _class = name.TrimStart('_') is { Length: > 0 } own ? own : null;
        var body = ParseBlock();
        _class = outer;
        return new ClassDef(at, name, bases, body, decorators);
    }

    // def f[T](...): says nothing that is asked for here.
    private void SkipTypeParameters()
    {
        if (!IsOperator("["))
            return;
        int depth = 0;
        do
        {
            depth +=
                IsOperator("[") ? 1
                : IsOperator("]") ? -1
                : 0;
            Next();
        } while (depth > 0 && _token.Kind != TokenKind.End);
    }

    private ParameterList ParseParameters(string end, bool hasAnnotations)
    {
        int at = _token.Start;
        var items = new List<Parameter>();
        var kind = ParameterKind.Ordinary;
        while (!IsOperator(end))
        {
            int start = _token.Start;
            if (Accept("/"))
            {
                for (int i = 0; i < items.Count; i++)
                    items[i] = new Parameter(
                        items[i].At,
                        items[i].Name,
                        ParameterKind.PositionalOnly,
                        items[i].Annotation,
                        items[i].Default
                    );
            }
            else if (Accept("**"))
            {
                items.Add(ParseParameter(start, ParameterKind.DoubleStar, hasAnnotations));
            }
            else if (Accept("*"))
            {
                if (!IsOperator(","))
                    items.Add(ParseParameter(start, ParameterKind.Star, hasAnnotations));
                kind = ParameterKind.KeywordOnly;
            }
            else
            {
                items.Add(ParseParameter(start, kind, hasAnnotations));
            }

            if (!Accept(","))
                break;
        }

        for (int i = 1; i < items.Count; i++)
        {
            for (int j = 0; j < i && items.Count <= 255; j++)
            {
                if (items[j].Name == items[i].Name)
                    throw Error(items[i].At, $"a parameter '{items[i].Name}' is there already");
            }
        }

        return new ParameterList(at, [.. items]);
    }

    private Parameter ParseParameter(int at, ParameterKind kind, bool hasAnnotations)
    {
        string name = ExpectName();
        string? annotation = hasAnnotations && Accept(":") ? ParseAnnotation() : null;
        Expr? value =
            kind is ParameterKind.Ordinary or ParameterKind.KeywordOnly && Accept("=") ? ParseExpression() : null;
        return new Parameter(at, name, kind, annotation, value);
    }

    private Statement ParseSimple()
    {
        int at = _token.Start;
        if (_token.Kind == TokenKind.Name)
        {
            switch (_token.Text)
            {
                case "return":
                    Next();
                    return new Return(at, EndsStatement() ? null : ParseItems(allowsNamed: true));
                case "import":
                    Next();
                    return new Import(at, ParseImportedModules());
                case "from":
                    Next();
                    return ParseImportFrom(at);
                case "raise":
                    Next();
                    var error = EndsStatement() ? null : ParseExpression();
                    return new Raise(at, error, AcceptWord("from") ? ParseExpression() : null);
                case "pass":
                    Next();
                    return new Pass(at);
                case "break":
                    Next();
                    return new Break(at);
                case "continue":
                    Next();
                    return new Continue(at);
                case "assert":
                    Next();
                    var test = ParseExpression();
                    return new Assert(at, test, Accept(",") ? ParseExpression() : null);
                case "del":
                    Next();
                    var deleted = ParseTargets();
                    return new Delete(
                        at,
                        deleted is Sequence { Kind: SequenceKind.Tuple } several ? several.Items : [deleted]
                    );
                case "global":
                case "nonlocal":
                    bool isGlobal = IsWord("global");
                    Next();
                    return new ScopeDeclaration(at, isGlobal, ParseNames());
                case "type"
                    when Peek().Kind == TokenKind.Name
                        && Peek(2).Kind == TokenKind.Operator
                        && Peek(2).Text is "=" or "[":
                    Next();
                    return ParseTypeAlias(at);
            }
        }

        return ParseExpressionStatement(at);
    }

    private Assign ParseTypeAlias(int at)
    {
        var target = new Name(_token.Start, ExpectName());
        SkipTypeParameters();
        Expect("=");
        return new Assign(at, [target], new Constant(_token.Start, ParseAnnotation()));
    }

    private bool EndsStatement() => _token.Kind is TokenKind.NewLine or TokenKind.End || IsOperator(";");

    private string[] ParseNames()
    {
        var names = new List<string>();
        do names.Add(ExpectName());
        while (Accept(","));
        return [.. names];
    }

    private ImportedName[] ParseImportedModules()
    {
        var names = new List<ImportedName>();
        do
        {
            string module = ParseDottedName();
            names.Add(new ImportedName(module, AcceptWord("as") ? ExpectName() : null));
        } while (Accept(","));
        return [.. names];
    }

    private string ParseDottedName()
    {
        string name = ExpectName();
        while (Accept("."))
            name += "." + ExpectName();
        return name;
    }

    private ImportFrom ParseImportFrom(int at)
    {
        int level = 0;
        while (IsOperator(".") || IsOperator("..."))
        {
            level += _token.Text.Length;
            Next();
        }

        string module = level > 0 && IsWord("import") ? "" : ParseDottedName();
        ExpectWord("import");
        if (Accept("*"))
            return new ImportFrom(at, level, module, [new ImportedName("*", null)]);

        bool inBrackets = Accept("(");
        var names = new List<ImportedName>();
        do
        {
            if (inBrackets && IsOperator(")"))
                break;
            string name = ExpectName();
            names.Add(new ImportedName(name, AcceptWord("as") ? ExpectName() : null));
        } while (Accept(","));
        if (inBrackets)
            Expect(")");
        return new ImportFrom(at, level, module, [.. names]);
    }

    private Statement ParseExpressionStatement(int at)
    {
        var first = IsWord("yield") ? ParseYield() : ParseItems(allowsNamed: true);
        if (_token.Kind != TokenKind.Operator)
            return new ExpressionStatement(at, first);
        if (AugmentedOperators.TryGetValue(_token.Text, out var op))
        {
            if (first is not (Name or AttributeOf or Subscript))
                throw Error(first.At, "only a name, an attribute or an element can be changed like this");
            Next();
            return new AugmentedAssign(at, first, op, IsWord("yield") ? ParseYield() : ParseItems(allowsNamed: false));
        }

        if (Accept(":"))
        {
            CheckTarget(first);
            string annotation = ParseAnnotation();
            Expr? value = Accept("=") ? (IsWord("yield") ? ParseYield() : ParseItems(allowsNamed: false)) : null;
            return new AnnotatedAssign(at, first, annotation, value);
        }

        if (!IsOperator("="))
            return new ExpressionStatement(at, first);

        var chain = new List<Expr> { first };
        while (Accept("="))
            chain.Add(IsWord("yield") ? ParseYield() : ParseItems(allowsNamed: false));
        for (int i = 0; i < chain.Count - 1; i++)
            CheckTarget(chain[i]);
        return new Assign(at, [.. chain.Take(chain.Count - 1)], chain[chain.Count - 1]);
    }

    private void CheckTarget(Expr target)
    {
        switch (target)
        {
            case Name or AttributeOf or Subscript:
                break;
            case Starred starred:
                CheckTarget(starred.Value);
                break;
            case Sequence { Kind: SequenceKind.Tuple or SequenceKind.List } sequence:
                CheckDepth();
                foreach (var item in sequence.Items)
                    CheckTarget(item);
                break;
            default:
                throw Error(target.At, "nothing can be assigned to this; a name, an attribute or an element would do");
        }
    }
}
