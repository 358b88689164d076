namespace CnnParams.Python.Syntax;

/// <summary>A pattern of a case.</summary>
internal abstract class Pattern(int at) : Node(at);

/// <summary>A value that the subject equals, or is where it is None, True or False.</summary>
internal sealed class ValuePattern(int at, Expr value) : Pattern(at)
{
    internal Expr Value { get; } = value;
}

/// <summary>A name that takes the subject, after a pattern or none; the name is null for _.</summary>
internal sealed class CapturePattern(int at, string? name, Pattern? pattern) : Pattern(at)
{
    internal string? Name { get; } = name;

    internal Pattern? Pattern { get; } = pattern;
}

/// <summary>*name within a sequence.</summary>
internal sealed class StarPattern(int at, string? name) : Pattern(at)
{
    internal string? Name { get; } = name;
}

internal sealed class SequencePattern(int at, Pattern[] items) : Pattern(at)
{
    internal Pattern[] Items { get; } = items;
}

internal sealed class MappingPattern(int at, Expr[] keys, Pattern[] values, string? rest) : Pattern(at)
{
    internal Expr[] Keys { get; } = keys;

    internal Pattern[] Values { get; } = values;

    internal string? Rest { get; } = rest;
}

internal sealed class ClassPattern(int at, Expr type, Pattern[] items, string[] names, Pattern[] values) : Pattern(at)
{
    internal Expr ClassName { get; } = type;

    internal Pattern[] Items { get; } = items;

    internal string[] Names { get; } = names;

    internal Pattern[] Values { get; } = values;
}

internal sealed class AlternativePattern(int at, Pattern[] items) : Pattern(at)
{
    internal Pattern[] Items { get; } = items;
}
