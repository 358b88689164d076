namespace CnnParams.Python.Syntax;

public sealed partial class Parser
{
    private const int PowerLevel = 8;

    // An expression, or a tuple of them without brackets.
    private Expr ParseItems(bool allowsNamed)
    {
        int at = _token.Start;
        var first = ParseItem(allowsNamed);
        if (!IsOperator(","))
            return first is Starred
                ? throw Error(at, "a starred expression can stand only among others: put a comma after it")
                : first;

        var items = new List<Expr> { first };
        while (Accept(","))
        {
            if (!StartsExpression())
                break;
            items.Add(ParseItem(allowsNamed));
        }

        return new Sequence(at, SequenceKind.Tuple, [.. items]);
    }

    private Expr ParseItem(bool allowsNamed)
    {
        int at = _token.Start;
        if (Accept("*"))
            return new Starred(at, ParseBinary(0));
        return allowsNamed ? ParseNamedExpression() : ParseExpression();
    }

    private bool StartsExpression() =>
        _token.Kind switch
        {
            TokenKind.Number or TokenKind.String => true,
            TokenKind.Name => !KnownNames.IsReserved(_token.Text)
                || _token.Text is "None" or "True" or "False" or "lambda" or "not" or "await",
            TokenKind.Operator => _token.Text is "(" or "[" or "{" or "-" or "+" or "~" or "*" or "...",
            _ => false,
        };

    private Expr ParseNamedExpression()
    {
        var value = ParseExpression();
        if (!IsOperator(":="))
            return value;
        if (value is not Name name)
            throw Error(value.At, "':=' gives a value to a name, and this is none");
        Next();
        return new NamedExpr(name.At, name, ParseExpression());
    }

    private Expr ParseExpression()
    {
        CheckDepth();
        int at = _token.Start;
        if (AcceptWord("lambda"))
        {
            var parameters = ParseParameters(":", hasAnnotations: false);
            Expect(":");
            return new Lambda(at, parameters, ParseExpression());
        }

        var value = ParseOr();
        if (!AcceptWord("if"))
            return value;
        var test = ParseOr();
        ExpectWord("else");
        return new Conditional(at, test, value, ParseExpression());
    }

    private Expr ParseOr()
    {
        int at = _token.Start;
        var first = ParseAnd();
        if (!IsWord("or"))
            return first;
        var operands = new List<Expr> { first };
        while (AcceptWord("or"))
            operands.Add(ParseAnd());
        return new Logical(at, isAnd: false, [.. operands]);
    }

    private Expr ParseAnd()
    {
        int at = _token.Start;
        var first = ParseNot();
        if (!IsWord("and"))
            return first;
        var operands = new List<Expr> { first };
        while (AcceptWord("and"))
            operands.Add(ParseNot());
        return new Logical(at, isAnd: true, [.. operands]);
    }

    private Expr ParseNot()
    {
        int at = _token.Start;
        if (!AcceptWord("not"))
            return ParseComparison();
        CheckDepth();
        return new Unary(at, UnaryOp.Not, ParseNot());
    }

    private Expr ParseComparison()
    {
        var left = ParseBinary(0);
        List<CompareOp>? ops = null;
        List<Expr>? rights = null;
        int at = _token.Start;
        while (AcceptComparison() is { } op)
        {
            (ops ??= []).Add(op);
            (rights ??= []).Add(ParseBinary(0));
        }

        return ops is null ? left : new Comparison(at, left, [.. ops], [.. rights!]);
    }

    private CompareOp? AcceptComparison()
    {
        CompareOp op;
        if (_token.Kind == TokenKind.Operator)
        {
            switch (_token.Text)
            {
                case "==":
                    op = CompareOp.Equal;
                    break;
                case "!=":
                    op = CompareOp.NotEqual;
                    break;
                case "<":
                    op = CompareOp.Less;
                    break;
                case "<=":
                    op = CompareOp.LessOrEqual;
                    break;
                case ">":
                    op = CompareOp.Greater;
                    break;
                case ">=":
                    op = CompareOp.GreaterOrEqual;
                    break;
                default:
                    return null;
            }
        }
        else if (IsWord("in"))
        {
            op = CompareOp.In;
        }
        else if (IsWord("not") && Peek().Kind == TokenKind.Name && Peek().Text == "in")
        {
            Next();
            op = CompareOp.NotIn;
        }
        else if (IsWord("is"))
        {
            if (Peek().Kind == TokenKind.Name && Peek().Text == "not")
            {
                Next();
                op = CompareOp.IsNot;
            }
            else
            {
                op = CompareOp.Is;
            }
        }
        else
        {
            return null;
        }

        Next();
        return op;
    }

    // Levels from | (0) up to * (5); a left-associative chain is a loop and not a recursion.
    private Expr ParseBinary(int level)
    {
        var left = ParseUnary();
        while (BinaryLevel(out var op) is int found && found >= level && found < PowerLevel)
        {
            int at = _token.Start;
            Next();
            var right = ParseBinaryOperand(found + 1);
            left = new Binary(at, op, left, right);
        }

        return left;
    }

    private Expr ParseBinaryOperand(int level)
    {
        CheckDepth();
        return ParseBinary(level);
    }

    private int BinaryLevel(out BinaryOp op)
    {
        op = default;
        if (_token.Kind != TokenKind.Operator)
            return -1;
        switch (_token.Text)
        {
            case "|":
                op = BinaryOp.Or;
                return 0;
            case "^":
                op = BinaryOp.Xor;
                return 1;
            case "&":
                op = BinaryOp.And;
                return 2;
            case "<<":
                op = BinaryOp.LeftShift;
                return 3;
            case ">>":
                op = BinaryOp.RightShift;
                return 3;
            case "+":
                op = BinaryOp.Add;
                return 4;
            case "-":
                op = BinaryOp.Subtract;
                return 4;
            case "*":
                op = BinaryOp.Multiply;
                return 5;
            case "/":
                op = BinaryOp.Divide;
                return 5;
            case "//":
                op = BinaryOp.FloorDivide;
                return 5;
            case "%":
                op = BinaryOp.Modulo;
                return 5;
            case "@":
                op = BinaryOp.MatMul;
                return 5;
            default:
                return -1;
        }
    }

    private Expr ParseUnary()
    {
        int at = _token.Start;
        if (_token.Kind == TokenKind.Operator && _token.Text is "-" or "+" or "~")
        {
            CheckDepth();
            var op =
                _token.Text == "-" ? UnaryOp.Negative
                : _token.Text == "+" ? UnaryOp.Positive
                : UnaryOp.Invert;
            Next();
            var operand = ParseUnary();
            return operand is Constant { Value: long number } && op == UnaryOp.Negative
                ? new Constant(at, -number)
                : new Unary(at, op, operand);
        }

        return ParsePower();
    }

    private Expr ParsePower()
    {
        int start = _token.Start;
        var left = AcceptWord("await") ? new Await(start, ParsePrimary()) : ParsePrimary();
        int at = _token.Start;
        if (!Accept("**"))
            return left;
        CheckDepth();
        return new Binary(at, BinaryOp.Power, left, ParseUnary());
    }

    private Expr ParsePrimary()
    {
        var value = ParseAtom();
        while (_token.Kind == TokenKind.Operator)
        {
            int at = _token.Start;
            if (Accept("."))
                value = new AttributeOf(_token.Start, value, ExpectAttribute());
            else if (Accept("("))
                value = new Call(value is AttributeOf or Name ? value.At : at, value, ParseArguments());
            else if (Accept("["))
                value = new Subscript(at, value, ParseIndex());
            else
                break;
        }

        return value;
    }

    private string ExpectAttribute()
    {
        if (_token.Kind != TokenKind.Name || KnownNames.IsReserved(_token.Text))
            throw Unexpected("the name of an attribute");
        return TakeName();
    }

    // After the opening bracket; takes the closing one too.
    private Argument[] ParseArguments()
    {
        if (Accept(")"))
            return [];
        var arguments = new List<Argument>();
        do
        {
            if (IsOperator(")"))
                break;
            if (Accept("**"))
                arguments.Add(new Argument(null, 2, ParseExpression()));
            else if (Accept("*"))
                arguments.Add(new Argument(null, 1, ParseExpression()));
            else
                arguments.Add(ParseArgument());
        } while (Accept(","));
        Expect(")");
        return [.. arguments];
    }

    private Argument ParseArgument()
    {
        if (_token.Kind == TokenKind.Name && Peek().Kind == TokenKind.Operator && ReferenceEquals(Peek().Text, "="))
        {
            string name = ExpectName();
            Next();
            return new Argument(name, 0, ParseExpression());
        }

        int at = _token.Start;
        var value = ParseNamedExpression();
        if (IsWord("for") || IsWord("async"))
            value = new Comprehension(at, ComprehensionKind.Generator, value, null, ParseClauses());
        return new Argument(null, 0, value);
    }

    private Expr ParseIndex()
    {
        int at = _token.Start;
        var first = ParseSlice();
        if (Accept("]"))
            return first;
        var items = new List<Expr> { first };
        while (Accept(","))
        {
            if (IsOperator("]"))
                break;
            items.Add(ParseSlice());
        }

        Expect("]");
        return new Sequence(at, SequenceKind.Tuple, [.. items]);
    }

    private Expr ParseSlice()
    {
        int at = _token.Start;
        if (IsOperator("*"))
            return ParseItem(allowsNamed: true);
        Expr? lower = IsOperator(":") ? null : ParseNamedExpression();
        if (!Accept(":"))
            return lower!;
        Expr? upper = IsOperator(":") || IsOperator("]") || IsOperator(",") ? null : ParseExpression();
        Expr? step = Accept(":") && !IsOperator("]") && !IsOperator(",") ? ParseExpression() : null;
        return new SliceOf(at, lower, upper, step);
    }

    private Expr ParseAtom()
    {
        int at = _token.Start;
        switch (_token.Kind)
        {
            case TokenKind.Number:
                object number = NumberLiteral.Read(_source, at, _token.End);
                Next();
                return new Constant(at, number);
            case TokenKind.String:
                return ParseStrings();
            case TokenKind.Name:
                return ParseNameOrWord(at);
            case TokenKind.Operator when Accept("("):
                return ParseBracketed(at);
            case TokenKind.Operator when Accept("["):
                return ParseList(at);
            case TokenKind.Operator when Accept("{"):
                return ParseBraces(at);
            case TokenKind.Operator when Accept("..."):
                return new Constant(at, Values.Ellipsis.Instance);
            default:
                throw Unexpected("an expression");
        }
    }

    private Expr ParseNameOrWord(int at)
    {
        Constant? constant = _token.Text switch
        {
            "None" => new Constant(at, Values.None.Instance),
            "True" => new Constant(at, Values.Boxed.True),
            "False" => new Constant(at, Values.Boxed.False),
            _ => null,
        };
        if (constant is null)
            return KnownNames.IsReserved(_token.Text) ? throw Unexpected("an expression") : new Name(at, ExpectName());
        Next();
        return constant;
    }

    private Expr ParseBracketed(int at)
    {
        CheckDepth();
        if (Accept(")"))
            return new Sequence(at, SequenceKind.Tuple, []);
        if (IsWord("yield"))
        {
            var result = ParseYield();
            Expect(")");
            return result;
        }

        var first = ParseItem(allowsNamed: true);
        if (IsWord("for") || IsWord("async"))
        {
            var generator = new Comprehension(at, ComprehensionKind.Generator, first, null, ParseClauses());
            Expect(")");
            return generator;
        }

        if (Accept(")"))
            return first is Starred
                ? throw Error(at, "a starred expression can stand only among others: put a comma after it")
                : first;

        var items = new List<Expr> { first };
        ParseRest(items, ")");
        return new Sequence(at, SequenceKind.Tuple, [.. items]);
    }

    private void ParseRest(List<Expr> items, string end)
    {
        while (Accept(","))
        {
            if (IsOperator(end))
                break;
            items.Add(ParseItem(allowsNamed: true));
        }

        Expect(end);
    }

    private Expr ParseList(int at)
    {
        CheckDepth();
        if (Accept("]"))
            return new Sequence(at, SequenceKind.List, []);
        var first = ParseItem(allowsNamed: true);
        if (IsWord("for") || IsWord("async"))
        {
            var list = new Comprehension(at, ComprehensionKind.List, first, null, ParseClauses());
            Expect("]");
            return list;
        }

        var items = new List<Expr> { first };
        ParseRest(items, "]");
        return new Sequence(at, SequenceKind.List, [.. items]);
    }

    private Expr ParseBraces(int at)
    {
        CheckDepth();
        if (Accept("}"))
            return new DictDisplay(at, [], []);
        if (!IsOperator("**"))
        {
            var first = ParseItem(allowsNamed: true);
            if (Accept(":"))
                return ParseDict(at, first);
            if (IsWord("for") || IsWord("async"))
            {
                var set = new Comprehension(at, ComprehensionKind.Set, first, null, ParseClauses());
                Expect("}");
                return set;
            }

            var items = new List<Expr> { first };
            ParseRest(items, "}");
            return new Sequence(at, SequenceKind.Set, [.. items]);
        }

        return ParseDict(at, null);
    }

    // With the first key taken already, unless the first entry is one that is unpacked.
    private Expr ParseDict(int at, Expr? firstKey)
    {
        var keys = new List<Expr?>();
        var values = new List<Expr>();
        var key = firstKey;
        while (true)
        {
            if (key is null && Accept("**"))
            {
                keys.Add(null);
                values.Add(ParseBinary(0));
            }
            else
            {
                if (key is null)
                {
                    key = ParseExpression();
                    Expect(":");
                }

                keys.Add(key);
                values.Add(ParseExpression());
                if (keys.Count == 1 && (IsWord("for") || IsWord("async")))
                {
                    var result = new Comprehension(at, ComprehensionKind.Dict, key, values[0], ParseClauses());
                    Expect("}");
                    return result;
                }
            }

            key = null;
            if (!Accept(",") || IsOperator("}"))
                break;
        }

        Expect("}");
        return new DictDisplay(at, [.. keys], [.. values]);
    }

    private ForClause[] ParseClauses()
    {
        var clauses = new List<ForClause>();
        while (IsWord("for") || IsWord("async"))
        {
            AcceptWord("async");
            int at = _token.Start;
            ExpectWord("for");
            var target = ParseTargets();
            ExpectWord("in");
            var items = ParseOr();
            if (AcceptWord("if"))
            {
                var conditions = new List<Expr>();
                do conditions.Add(ParseCondition());
                while (AcceptWord("if"));
                clauses.Add(new ForClause(at, target, items, [.. conditions]));
            }
            else
            {
                clauses.Add(new ForClause(at, target, items, []));
            }
        }

        return [.. clauses];
    }

    private Expr ParseCondition()
    {
        var value = ParseOr();
        return value is Name name && Accept(":=") ? new NamedExpr(name.At, name, ParseOr()) : value;
    }

    private Expr ParseTargets()
    {
        int at = _token.Start;
        var first = ParseTarget();
        if (!IsOperator(","))
            return first;
        var items = new List<Expr> { first };
        while (Accept(","))
        {
            if (!StartsExpression())
                break;
            items.Add(ParseTarget());
        }

        return new Sequence(at, SequenceKind.Tuple, [.. items]);
    }

    private Expr ParseTarget()
    {
        int at = _token.Start;
        var target = Accept("*") ? new Starred(at, ParsePrimary()) : ParsePrimary();
        CheckTarget(target);
        return target;
    }

    private YieldOf ParseYield()
    {
        int at = _token.Start;
        ExpectWord("yield");
        if (AcceptWord("from"))
            return new YieldOf(at, ParseExpression(), isFrom: true);
        bool isBare = EndsStatement() || IsOperator(")") || IsOperator("]") || IsOperator("=");
        return new YieldOf(at, isBare ? null : ParseItems(allowsNamed: false), isFrom: false);
    }
}
