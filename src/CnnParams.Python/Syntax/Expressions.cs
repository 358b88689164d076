namespace CnnParams.Python.Syntax;

/// <summary>A part of the syntax tree, with the position in the text where it begins.</summary>
public abstract class Node(int at)
{
    internal int At { get; } = at;
}

/// <summary>An expression.</summary>
public abstract class Expr(int at) : Node(at);

internal sealed class Constant(int at, object value) : Expr(at)
{
    internal object Value { get; } = value;
}

internal sealed class Name(int at, string id) : Expr(at)
{
    internal string Id { get; } = id;
}

internal enum SequenceKind : byte
{
    Tuple,
    List,
    Set,
}

internal sealed class Sequence(int at, SequenceKind kind, Expr[] items) : Expr(at)
{
    internal SequenceKind Kind { get; } = kind;

    internal Expr[] Items { get; } = items;
}

/// <summary>A dictionary; where a key is null, the value is one that is unpacked.</summary>
internal sealed class DictDisplay(int at, Expr?[] keys, Expr[] values) : Expr(at)
{
    internal Expr?[] Keys { get; } = keys;

    internal Expr[] Values { get; } = values;
}

/// <summary>An operator with two operands. The names of its methods go by the order.</summary>
public enum BinaryOp : byte
{
    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>@</c></summary>
    MatMul,

    /// <summary><c>/</c></summary>
    Divide,

    /// <summary><c>//</c></summary>
    FloorDivide,

    /// <summary><c>%</c></summary>
    Modulo,

    /// <summary><c>**</c></summary>
    Power,

    /// <summary><c>&lt;&lt;</c></summary>
    LeftShift,

    /// <summary><c>&gt;&gt;</c></summary>
    RightShift,

    /// <summary><c>&amp;</c></summary>
    And,

    /// <summary><c>|</c></summary>
    Or,

    /// <summary><c>^</c></summary>
    Xor,
}

internal sealed class Binary(int at, BinaryOp op, Expr left, Expr right) : Expr(at)
{
    internal BinaryOp Op { get; } = op;

    internal Expr Left { get; } = left;

    internal Expr Right { get; } = right;
}

/// <summary>An operator with one operand. The names of its methods go by the order.</summary>
public enum UnaryOp : byte
{
    /// <summary><c>-</c></summary>
    Negative,

    /// <summary><c>+</c></summary>
    Positive,

    /// <summary><c>~</c></summary>
    Invert,

    /// <summary><c>not</c></summary>
    Not,
}

internal sealed class Unary(int at, UnaryOp op, Expr operand) : Expr(at)
{
    internal UnaryOp Op { get; } = op;

    internal Expr Operand { get; } = operand;
}

/// <summary>Operands joined by "and", or by "or".</summary>
internal sealed class Logical(int at, bool isAnd, Expr[] operands) : Expr(at)
{
    internal bool IsAnd { get; } = isAnd;

    internal Expr[] Operands { get; } = operands;
}

/// <summary>A comparison. The names of its methods go by the order.</summary>
public enum CompareOp : byte
{
    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>is</c></summary>
    Is,

    /// <summary><c>is not</c></summary>
    IsNot,

    /// <summary><c>in</c></summary>
    In,

    /// <summary><c>not in</c></summary>
    NotIn,
}

internal sealed class Comparison(int at, Expr left, CompareOp[] ops, Expr[] rights) : Expr(at)
{
    internal Expr Left { get; } = left;

    internal CompareOp[] Ops { get; } = ops;

    internal Expr[] Rights { get; } = rights;
}

/// <summary>An argument of a call; starred ones are unpacked.</summary>
public readonly struct Argument(string? name, int stars, Expr value)
{
    internal string? Name { get; } = name;

    internal int Stars { get; } = stars;

    internal Expr Value { get; } = value;
}

internal sealed class Call(int at, Expr function, Argument[] arguments) : Expr(at)
{
    internal Expr Function { get; } = function;

    internal Argument[] Arguments { get; } = arguments;
}

internal sealed class AttributeOf(int at, Expr value, string name) : Expr(at)
{
    internal Expr Value { get; } = value;

    internal string Name { get; } = name;
}

internal sealed class Subscript(int at, Expr value, Expr index) : Expr(at)
{
    internal Expr Value { get; } = value;

    internal Expr Index { get; } = index;
}

internal sealed class SliceOf(int at, Expr? lower, Expr? upper, Expr? step) : Expr(at)
{
    internal Expr? Lower { get; } = lower;

    internal Expr? Upper { get; } = upper;

    internal Expr? Step { get; } = step;
}

internal sealed class Starred(int at, Expr value) : Expr(at)
{
    internal Expr Value { get; } = value;
}

internal sealed class Lambda(int at, ParameterList parameters, Expr body) : Expr(at)
{
    internal ParameterList Parameters { get; } = parameters;

    internal Expr Body { get; } = body;
}

internal sealed class Conditional(int at, Expr test, Expr then, Expr otherwise) : Expr(at)
{
    internal Expr Test { get; } = test;

    internal Expr Then { get; } = then;

    internal Expr Otherwise { get; } = otherwise;
}

internal enum ComprehensionKind : byte
{
    List,
    Set,
    Dict,
    Generator,
}

/// <summary>A clause of a comprehension: for target in items if conditions.</summary>
internal sealed class ForClause(int at, Expr target, Expr items, Expr[] conditions) : Node(at)
{
    internal Expr Target { get; } = target;

    internal Expr Items { get; } = items;

    internal Expr[] Conditions { get; } = conditions;
}

internal sealed class Comprehension(int at, ComprehensionKind kind, Expr element, Expr? value, ForClause[] clauses)
    : Expr(at)
{
    internal ComprehensionKind Kind { get; } = kind;

    /// <summary>The element, or the key.</summary>
    internal Expr Element { get; } = element;

    /// <summary>The value, in a dictionary.</summary>
    internal Expr? Value { get; } = value;

    internal ForClause[] Clauses { get; } = clauses;
}

internal sealed class NamedExpr(int at, Name target, Expr value) : Expr(at)
{
    internal Name Target { get; } = target;

    internal Expr Value { get; } = value;
}

/// <summary>An f-string: texts (as constants) and fields, in order.</summary>
internal sealed class FormattedText(int at, Expr[] parts) : Expr(at)
{
    internal Expr[] Parts { get; } = parts;
}

internal sealed class FormattedField(int at, Expr value, char conversion, Expr? specification) : Expr(at)
{
    internal Expr Value { get; } = value;

    /// <summary>r, s or a; zero where there is none.</summary>
    internal char Conversion { get; } = conversion;

    internal Expr? Specification { get; } = specification;
}

internal sealed class YieldOf(int at, Expr? value, bool isFrom) : Expr(at)
{
    internal Expr? Value { get; } = value;

    internal bool IsFrom { get; } = isFrom;
}

internal sealed class Await(int at, Expr value) : Expr(at)
{
    internal Expr Value { get; } = value;
}
