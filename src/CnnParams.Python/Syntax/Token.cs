namespace CnnParams.Python.Syntax;

internal enum TokenKind : byte
{
    Name,
    Number,
    String,
    Operator,
    NewLine,
    Indent,
    Dedent,
    End,
}

/// <summary>A token: its kind, its place, and its text where that is a name or an operator.</summary>
internal readonly struct Token(TokenKind kind, int start, int end, string text)
{
    internal TokenKind Kind { get; } = kind;

    internal int Start { get; } = start;

    internal int End { get; } = end;

    /// <summary>The name, or the operator; empty for others.</summary>
    internal string Text { get; } = text;
}
