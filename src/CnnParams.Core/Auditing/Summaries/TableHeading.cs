namespace CnnParams.Auditing.Summaries;

/// <summary>The heading of a printed table: what stands in its columns, and where they begin.</summary>
internal sealed class TableHeading
{
    // Boxes have other walls around their rows than around the heading.
    private static readonly char[] Drawn = ['┃', '│', '|'];
    private static readonly char[] Walls = [.. Drawn, '\t'];

    private TableHeading(string line, char? wall, (SummaryColumn Kind, string Title, int Start)[] columns)
    {
        (Line, Wall, Columns) = (line, wall, columns);
        int part = Array.FindIndex(columns, column => ColumnTitles.IsOfParts(column.Title));
        if (part >= 0 && !Has(SummaryColumn.Label))
            columns[part].Kind = SummaryColumn.Label;
    }

    internal string Line { get; }

    /// <summary>What stands between the columns; nothing for blanks.</summary>
    internal char? Wall { get; }

    internal (SummaryColumn Kind, string Title, int Start)[] Columns { get; }

    /// <summary>
    /// Whether the columns are where their titles are: text that went through a web page has single blanks.
    /// </summary>
    internal bool HasPlaces => Line.Trim().Contains("  ");

    /// <summary>Whether the layers that are read stand without anything around their names, as in MXNet.</summary>
    internal bool HasPlainReads =>
        Place(SummaryColumn.Reads) is var place and >= 0
        && Columns[place].Title.StartsWith("Previous", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the table has a column of this kind.</summary>
    internal bool Has(SummaryColumn kind) => Place(kind) >= 0;

    /// <summary>Whether layers are named as Keras and torchinfo do: by name and type.</summary>
    internal bool IsOfLayers =>
        Columns[Place(SummaryColumn.Label)].Title.StartsWith("Layer (type", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The column of a kind, the last where there are several: MATLAB has the sum of the learnables there. -1 for none.
    /// </summary>
    internal int Place(SummaryColumn kind) => Array.FindLastIndex(Columns, column => column.Kind == kind);

    /// <summary>The heading that a line is; null for any other line.</summary>
    internal static TableHeading? Of(string line)
    {
        int wall = line.IndexOfAny(Walls);
        return wall < 0 ? OfTitles(line) : OfCells(line, line[wall]);
    }

    private static TableHeading? OfTitles(string line)
    {
        var columns = ColumnTitles
            .In(line)
            .Select(title => (ColumnTitles.Of(title.Value) ?? SummaryColumn.Other, title.Value, title.Index))
            .ToList();
        // torchsummaryX has the title of the names in the line below.
        if (columns.Count > 2 && columns[0].Item1 == SummaryColumn.Kernel)
            columns.Insert(0, (SummaryColumn.Label, "", 0));
        return Checked(new TableHeading(line, null, [.. columns]));
    }

    private static TableHeading? OfCells(string line, char wall)
    {
        string[] cells = Cells(line, wall);
        var columns = new (SummaryColumn, string, int)[cells.Length];
        for (int i = 0, start = 0; i < cells.Length; i++)
        {
            columns[i] = (ColumnTitles.Of(cells[i]) ?? SummaryColumn.Other, cells[i].Trim(), start);
            start += cells[i].Length + 1;
        }

        return Checked(new TableHeading(line, wall, columns));
    }

    // A table of layers says what they are called and how many parameters they have, or what comes out of them.
    private static TableHeading? Checked(TableHeading heading) =>
        heading.Columns.Length > 1
        && heading.Has(SummaryColumn.Label)
        && heading.Columns.Count(column => column.Kind == SummaryColumn.Label) == 1
        && (
            heading.Has(SummaryColumn.Parameters)
            || heading.Has(SummaryColumn.Macs)
            || heading.IsOfLayers && heading.Has(SummaryColumn.OutputShape)
        )
            ? heading
            : null;

    /// <summary>Whether a sign is a wall that one can see.</summary>
    internal static bool IsDrawn(char sign) => Array.IndexOf(Drawn, sign) >= 0;

    /// <summary>Whether a line has walls.</summary>
    internal static bool HasWalls(string line) => line.IndexOfAny(Walls) >= 0;

    /// <summary>The cells of a line with walls: those around it count for none.</summary>
    internal static string[] Cells(string line, char wall)
    {
        string text = wall == '\t' ? line : line.Trim();
        // Between bars, a tree has branches of lines.
        string[] cells = text.Split(wall is '┃' or '│' ? Drawn : [wall]);
        int skip = cells.Length > 0 && cells[0].Trim().Length == 0 && wall != '\t' ? 1 : 0;
        int end =
            cells.Length > skip && cells[cells.Length - 1].Trim().Length == 0 && wall != '\t'
                ? cells.Length - 1
                : cells.Length;
        return [.. cells.Skip(skip).Take(end - skip)];
    }
}
