namespace CnnParams.Python.Syntax;

/// <summary>A statement.</summary>
public abstract class Statement(int at) : Node(at);

internal sealed class ExpressionStatement(int at, Expr value) : Statement(at)
{
    internal Expr Value { get; } = value;
}

internal sealed class Assign(int at, Expr[] targets, Expr value) : Statement(at)
{
    internal Expr[] Targets { get; } = targets;

    internal Expr Value { get; } = value;
}

internal sealed class AugmentedAssign(int at, Expr target, BinaryOp op, Expr value) : Statement(at)
{
    internal Expr Target { get; } = target;

    internal BinaryOp Op { get; } = op;

    internal Expr Value { get; } = value;
}

/// <summary>
/// A name with an annotation, and a value or none. The annotation is kept as text: few ever ask for it.
/// </summary>
internal sealed class AnnotatedAssign(int at, Expr target, string annotation, Expr? value) : Statement(at)
{
    internal Expr Target { get; } = target;

    internal string Annotation { get; } = annotation;

    internal Expr? Value { get; } = value;
}

internal sealed class Return(int at, Expr? value) : Statement(at)
{
    internal Expr? Value { get; } = value;
}

internal sealed class Raise(int at, Expr? error, Expr? cause) : Statement(at)
{
    internal Expr? Error { get; } = error;

    internal Expr? Cause { get; } = cause;
}

internal sealed class Assert(int at, Expr test, Expr? message) : Statement(at)
{
    internal Expr Test { get; } = test;

    internal Expr? Message { get; } = message;
}

internal sealed class Delete(int at, Expr[] targets) : Statement(at)
{
    internal Expr[] Targets { get; } = targets;
}

internal sealed class Pass(int at) : Statement(at);

internal sealed class Break(int at) : Statement(at);

internal sealed class Continue(int at) : Statement(at);

internal sealed class ScopeDeclaration(int at, bool isGlobal, string[] names) : Statement(at)
{
    internal bool IsGlobal { get; } = isGlobal;

    internal string[] Names { get; } = names;
}

/// <summary>A name that an import takes, and the one that it gives.</summary>
internal readonly struct ImportedName(string name, string? alias)
{
    internal string Name { get; } = name;

    internal string? Alias { get; } = alias;
}

internal sealed class Import(int at, ImportedName[] names) : Statement(at)
{
    internal ImportedName[] Names { get; } = names;
}

/// <summary>from ..module import names; a single name * for all.</summary>
internal sealed class ImportFrom(int at, int level, string module, ImportedName[] names) : Statement(at)
{
    internal int Level { get; } = level;

    internal string Module { get; } = module;

    internal ImportedName[] Names { get; } = names;
}

internal sealed class If(int at, Expr test, Statement[] then, Statement[] otherwise) : Statement(at)
{
    internal Expr Test { get; } = test;

    internal Statement[] Then { get; } = then;

    internal Statement[] Otherwise { get; } = otherwise;
}

internal sealed class While(int at, Expr test, Statement[] body, Statement[] otherwise) : Statement(at)
{
    internal Expr Test { get; } = test;

    internal Statement[] Body { get; } = body;

    internal Statement[] Otherwise { get; } = otherwise;
}

internal sealed class For(int at, Expr target, Expr items, Statement[] body, Statement[] otherwise) : Statement(at)
{
    internal Expr Target { get; } = target;

    internal Expr Items { get; } = items;

    internal Statement[] Body { get; } = body;

    internal Statement[] Otherwise { get; } = otherwise;
}

internal sealed class With(int at, Expr manager, Expr? target, Statement[] body) : Statement(at)
{
    internal Expr Manager { get; } = manager;

    internal Expr? Target { get; } = target;

    internal Statement[] Body { get; } = body;
}

internal sealed class ExceptHandler(int at, Expr? type, string? name, Statement[] body) : Node(at)
{
    internal Expr? ErrorType { get; } = type;

    internal string? Name { get; } = name;

    internal Statement[] Body { get; } = body;
}

internal sealed class Try(int at, Statement[] body, ExceptHandler[] handlers, Statement[] otherwise, Statement[] final)
    : Statement(at)
{
    internal Statement[] Body { get; } = body;

    internal ExceptHandler[] Handlers { get; } = handlers;

    internal Statement[] Otherwise { get; } = otherwise;

    internal Statement[] Final { get; } = final;
}

/// <summary>How a parameter can be given.</summary>
public enum ParameterKind : byte
{
    /// <summary>By position alone: before a slash.</summary>
    PositionalOnly,

    /// <summary>By position or by name.</summary>
    Ordinary,

    /// <summary>It takes the other arguments by position.</summary>
    Star,

    /// <summary>By name alone: after a star.</summary>
    KeywordOnly,

    /// <summary>It takes the other arguments by name.</summary>
    DoubleStar,
}

/// <summary>A parameter of a function, with its default value where it has one.</summary>
public sealed class Parameter(int at, string name, ParameterKind kind, string? annotation, Expr? value) : Node(at)
{
    internal string Name { get; } = name;

    internal ParameterKind Kind { get; } = kind;

    internal string? Annotation { get; } = annotation;

    internal Expr? Default { get; } = value;
}

/// <summary>The parameters of a function, as they are written.</summary>
public sealed class ParameterList(int at, Parameter[] items) : Node(at)
{
    internal Parameter[] Items { get; } = items;
}

/// <summary>A function that is defined.</summary>
public sealed class FunctionDef(int at, string name, ParameterList parameters, Statement[] body, Expr[] decorators)
    : Statement(at)
{
    /// <summary>The name that it is bound to.</summary>
    public string Name { get; } = name;

    internal ParameterList Parameters { get; } = parameters;

    internal Statement[] Body { get; } = body;

    internal Expr[] Decorators { get; } = decorators;

    internal string? ReturnAnnotation { get; init; }

    internal bool IsAsync { get; init; }
}

/// <summary>A class that is defined.</summary>
public sealed class ClassDef(int at, string name, Argument[] bases, Statement[] body, Expr[] decorators) : Statement(at)
{
    /// <summary>The name that it is bound to.</summary>
    public string Name { get; } = name;

    /// <summary>What stands in its parentheses: base classes, and keywords such as a metaclass.</summary>
    public Argument[] Bases { get; } = bases;

    internal Statement[] Body { get; } = body;

    internal Expr[] Decorators { get; } = decorators;
}

internal sealed class MatchCase(int at, Pattern pattern, Expr? guard, Statement[] body) : Node(at)
{
    internal Pattern Pattern { get; } = pattern;

    internal Expr? Guard { get; } = guard;

    internal Statement[] Body { get; } = body;
}

internal sealed class Match(int at, Expr subject, MatchCase[] cases) : Statement(at)
{
    internal Expr Subject { get; } = subject;

    internal MatchCase[] Cases { get; } = cases;
}
