using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Compiling;

/// <summary>
/// Makes instructions of a syntax tree: the frame; statements, expressions and patterns have files of their own.
/// </summary>
public sealed partial class Compiler
{
    /// <summary>The only parameter of the function that a comprehension is.</summary>
    internal const string ItemsParameter = ".items";

    private static readonly Signature NoParameters = new(new ParameterList(0, []));
    private static readonly Signature ItemsSignature = new(
        new ParameterList(0, [new Parameter(0, ItemsParameter, ParameterKind.PositionalOnly, null, null)])
    );

    private readonly SourceText _source;
    private readonly Scope _scope;
    private readonly Dictionary<Node, Scope> _scopes;
    private readonly bool _isLenient;
    private readonly CodeWriter _writer = new();
    private readonly Slots _slots = new();
    private readonly List<Label> _labels = [];

    private Compiler(
        SourceText source,
        Scope scope,
        Dictionary<Node, Scope> scopes,
        Signature signature,
        bool isLenient = false
    )
    {
        _source = source;
        _scope = scope;
        _scopes = scopes;
        _isLenient = isLenient;
        foreach (string name in signature.Names)
            _slots.Of(name);
        foreach (var pair in scope.Names)
        {
            if ((pair.Value & NameUse.Free) != 0)
                _slots.Free.Add(_slots.Of(pair.Key));
            else if ((pair.Value & NameUse.Shared) != 0)
                _slots.Cells.Add(_slots.Of(pair.Key));
        }
    }

    /// <summary>Compiles a module.</summary>
    /// <param name="source">The text.</param>
    /// <param name="isLenient">
    /// Whether a statement that fails is noted and passed over: scripts train and plot besides building a model.
    /// </param>
    /// <exception cref="PythonSyntaxException">The text is not Python, or nested too deep.</exception>
    public static FunctionCode Compile(SourceText source, bool isLenient = false)
    {
        try
        {
            Statement[] statements = Parser.Parse(source);
            var (module, scopes) = ScopeBuilder.Build(statements);
            var code = new Compiler(source, module, scopes, NoParameters, isLenient).CompileModule(statements);
            return new FunctionCode(source, "<module>", "<module>", NoParameters, [], () => code);
        }
        catch (InsufficientExecutionStackException)
        {
            throw TooDeep(source, 0);
        }
    }

    private static PythonSyntaxException TooDeep(SourceText source, int at) =>
        new(source.PlaceAt(at), "the text is nested too deep to be read");

    private Code CompileModule(Statement[] statements)
    {
        foreach (var statement in statements)
        {
            if (_isLenient)
                CompileGuarded(statement);
            else
                Compile(statement);
        }

        return Finish();
    }

    private Code CompileBody(Statement[] statements)
    {
        CompileAll(statements);
        return Finish();
    }

    private Code CompileReturn(Expr value)
    {
        Compile(value);
        _writer.Emit(OpCode.Return, -1);
        return Finish();
    }

    private Code Finish()
    {
        _writer.LoadConstant(None.Instance);
        _writer.Emit(OpCode.Return, -1);
        return _writer.Finish(_labels, _slots, _scope.IsGenerator);
    }

    private Label NewLabel()
    {
        var label = new Label();
        _labels.Add(label);
        return label;
    }

    private void Mark(Label label) => _writer.Mark(label);

    private FunctionTemplate Template(
        Node node,
        string name,
        Signature signature,
        int[] defaults,
        Func<Compiler, Code> compile,
        FunctionDef? definition = null
    )
    {
        var scope = _scopes[node];
        string[] free = [.. scope.Names.Where(pair => (pair.Value & NameUse.Free) != 0).Select(pair => pair.Key)];
        var (source, scopes) = (_source, _scopes);
        var code = new FunctionCode(
            _source,
            name,
            scope.QualifiedName,
            signature,
            free,
            () =>
            {
                try
                {
                    return compile(new Compiler(source, scope, scopes, signature));
                }
                catch (InsufficientExecutionStackException)
                {
                    throw TooDeep(source, node.At);
                }
            }
        )
        {
            Documentation = definition?.Body is [ExpressionStatement { Value: Constant { Value: string text } }, ..]
                ? text
                : null,
            ReturnAnnotation = definition?.ReturnAnnotation,
            IsAsync = definition?.IsAsync ?? false,
            Body = definition?.Body ?? [],
        };
        return new FunctionTemplate(code, defaults, Array.ConvertAll(free, _slots.Of));
    }

    private int[] CompileDefaults(Signature signature)
    {
        var indexes = new List<int>();
        for (int i = 0; i < signature.Parameters.Length; i++)
        {
            if (signature.Parameters[i].Default is not { } value)
                continue;
            Compile(value);
            indexes.Add(i);
        }

        return [.. indexes];
    }

    private void MakeFunction(FunctionTemplate template) =>
        _writer.Emit(OpCode.MakeFunction, 1 - template.DefaultIndexes.Length, _writer.Constant(template));
}
