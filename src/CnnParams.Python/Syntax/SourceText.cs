namespace CnnParams.Python.Syntax;

/// <summary>A source: its text, what it is called, and where its lines begin.</summary>
public sealed class SourceText
{
    private int[]? _lineStarts;

    /// <param name="path">What errors call it: the path of the file.</param>
    /// <param name="text">The content.</param>
    public SourceText(string path, string text)
    {
        Path = path;
        Text = text;
    }

    internal string Path { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Whether it is a part of the library of this evaluator, which errors do not point into.</summary>
    public bool IsLibrary { get; init; }

    /// <summary>Names a position otherwise than by the lines of this text: a cell of a notebook.</summary>
    public Func<int, Place>? Map { get; init; }

    /// <summary>The place of a position.</summary>
    internal Place PlaceAt(int position)
    {
        if (Map is not null)
            return Map(position);

        int[] starts = _lineStarts ??= FindLines();
        int line = Array.BinarySearch(starts, position);
        if (line < 0)
            line = ~line - 1;
        int start = starts[line];
        int end = line + 1 < starts.Length ? starts[line + 1] : Text.Length;
        string content = Text.Substring(start, end - start).TrimEnd('\r', '\n');
        return new Place(Path, line + 1, position - start + 1, content);
    }

    private int[] FindLines()
    {
        var starts = new List<int> { 0 };
        for (int i = 0; i < Text.Length; i++)
        {
            if (Text[i] == '\n' || (Text[i] == '\r' && (i + 1 == Text.Length || Text[i + 1] != '\n')))
                starts.Add(i + 1);
        }

        return [.. starts];
    }
}

/// <summary>A place in a source.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The character within the line, counted from 1.</param>
/// <param name="Content">The line itself.</param>
public readonly record struct Place(string Path, int Line, int Column, string Content)
{
    private const int WidestLine = 160;

    /// <summary>The line with a mark under the column; empty where the line says nothing.</summary>
    public string Marked
    {
        get
        {
            if (Content.Length > WidestLine || Content.Trim().Length == 0)
                return "";
            int indent = Content.Length - Content.TrimStart().Length;
            int column = Math.Max(0, Math.Min(Column - 1, Content.Length) - indent);
            return $"    {Content.Trim()}\n    {new string(' ', column)}^";
        }
    }
}
