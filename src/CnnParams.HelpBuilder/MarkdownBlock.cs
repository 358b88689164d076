namespace CnnParams.HelpBuilder;

/// <summary>A piece of a page.</summary>
/// <param name="Line">Its first line, counted from 1.</param>
public abstract record MarkdownBlock(int Line);

/// <summary>A heading.</summary>
public sealed record MarkdownHeading(int Line, int Level, string Text) : MarkdownBlock(Line);

/// <summary>A comment of one line; not shown.</summary>
public sealed record Comment(int Line, string Text) : MarkdownBlock(Line);

/// <summary>A fenced block of code or output, between the lines of its fences.</summary>
public sealed record CodeBlock(int Line, string Language, IReadOnlyList<string> Lines) : MarkdownBlock(Line)
{
    /// <summary>The text.</summary>
    public string Text => string.Join('\n', Lines);
}

/// <summary>A row of a table; the one under the head consists of dashes.</summary>
public sealed record MarkdownTableRow(int Line, IReadOnlyList<string> Cells) : MarkdownBlock(Line)
{
    /// <summary>Whether it is the line under the head of the table.</summary>
    public bool IsRule => Cells.All(cell => cell.Trim('-', ':').Length == 0);
}

/// <summary>Text without markup.</summary>
public abstract record TextBlock(int Line, string Text) : MarkdownBlock(Line)
{
    /// <summary>The text as help shows it.</summary>
    public abstract string Shown { get; }
}

/// <summary>A paragraph.</summary>
public sealed record MarkdownParagraph(int Line, string Text) : TextBlock(Line, Text)
{
    /// <inheritdoc/>
    public override string Shown => Text;
}

/// <summary>An item of a list.</summary>
public sealed record ListItem(int Line, string Text) : TextBlock(Line, Text)
{
    /// <inheritdoc/>
    public override string Shown => "- " + Text;
}
