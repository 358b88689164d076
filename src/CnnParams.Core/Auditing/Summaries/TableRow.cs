namespace CnnParams.Auditing.Summaries;

/// <summary>The rows of a printed table, cell by cell, and the lines among them that are none.</summary>
internal sealed class TableRows
{
    internal List<TableRow> Rows { get; } = [];

    internal List<string> Unread { get; } = [];

    /// <summary>How many lines end before their last column does.</summary>
    internal int Cut { get; set; }

    /// <summary>Whether most rows have something after the end of the heading.</summary>
    internal bool IsHeadingCut { get; set; }

    /// <summary>A line that drawings are made of; it ends a row.</summary>
    internal static bool IsRule(string line) =>
        line.All(c =>
            c
                is '='
                    or '-'
                    or '_'
                    or '─'
                    or '━'
                    or '¯'
                    or '|'
                    or '+'
                    or ':'
                    or ' '
                    or '\t'
                    or (>= '\u2500' and <= '\u257F')
        );

    /// <summary>A line that says something: neither a blank one nor a rule.</summary>
    internal static bool IsContent(string line) => line.Trim().Length > 0 && !IsRule(line);
}

/// <summary>A row of a printed table.</summary>
/// <param name="Cells">The texts, one for each column of the heading, with the blanks in front.</param>
internal sealed record TableRow(string[] Cells)
{
    /// <summary>The number in front of the row, which has no column of its own.</summary>
    internal string Index { get; init; } = "";

    /// <summary>How many cells the line lacks at its end.</summary>
    internal int Missing { get; init; }

    /// <summary>How many frames are around the row.</summary>
    internal int Frames { get; init; }

    /// <summary>Whether the row is of a single weight, whose count is part of the layer's.</summary>
    internal bool IsOfWeight { get; init; }
}
