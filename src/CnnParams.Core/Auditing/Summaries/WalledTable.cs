using System.Globalization;

namespace CnnParams.Auditing.Summaries;

/// <summary>Reads tables that have something between their columns: boxes, bars or tabs.</summary>
internal static class WalledTable
{
    internal static TableRows Read(TableHeading heading, IReadOnlyList<string> lines)
    {
        var table = new TableRows();
        char wall = heading.Wall!.Value;
        int count = heading.Place(SummaryColumn.Parameters),
            label = heading.Place(SummaryColumn.Label);
        // Cells of Keras go on over several lines; between the rows are lines, or else a count begins one.
        bool mayWrap = heading.IsOfLayers && wall != '\t';
        bool hasRules =
            mayWrap && lines.Skip(1).TakeWhile(line => !PrintedCounts.IsTotal(line)).Count(IsRuleWithin) > 1;
        TableRow? row = null;
        var between = new List<string>();
        var widths = new List<int>();
        foreach (string line in lines.Skip(1))
        {
            if (PrintedCounts.IsTotal(line))
                break;
            if (!TableRows.IsContent(line))
            {
                End();
                continue;
            }

            if (Fitted(line, wall, heading) is not { } found)
            {
                End();
                (TableHeading.HasWalls(line) ? table.Unread : between).Add(line);
                continue;
            }

            string[] cells = found.Cells;
            if (IsCut(line, wall, heading, found))
                table.Cut++;
            widths.Add(wall == '\t' ? line.Split(wall).Length : heading.Columns.Length);
            table.Unread.AddRange(between);
            between.Clear();
            bool goesOn = mayWrap
                ? (hasRules && !(row is not null && IsWhole(row.Cells) && IsWhole(cells)))
                    || (count >= 0 && cells[count].Trim().Length == 0)
                : IsEmpty(cells, count) && IsEmpty(cells, label);
            if (row is not null && goesOn)
            {
                row = new TableRow([.. row.Cells.Zip(cells, Joined)]) { Index = row.Index };
            }
            else
            {
                End();
                row = found;
            }
        }

        End();
        // Tabs draw no end: a line ends too early where nothing follows its count, as on most others it does.
        // Rows of layers say it by their sum.
        if (!heading.IsOfLayers && count >= 0 && widths.Count(width => width > count + 1) * 2 > widths.Count)
            table.Cut += widths.Count(width => width <= count + 1);
        // What follows the last row is text around the table.
        return table;

        void End()
        {
            if (row is not null)
                table.Rows.Add(row);
            row = null;
        }

        // A row of its own, though no line is above it.
        bool IsWhole(string[] cells) =>
            count >= 0
            && PrintedCounts.Of(cells[count]) is not null
            && cells[label].TrimEnd().EndsWith(")", StringComparison.Ordinal)
            && cells[label].Contains('(');
    }

    // A row without the wall at its end, or without its last cells; a box whose heading ends so is cut throughout.
    private static bool IsCut(string line, char wall, TableHeading heading, TableRow row)
    {
        string title = heading.Line.Trim();
        if (wall == '|' && !TableHeading.IsDrawn(title[title.Length - 1]))
            // The last cell may be empty, with its wall before it.
            return row.Missing > (line.TrimEnd()[line.TrimEnd().Length - 1] == wall ? 1 : 0)
                || PrintedShape.IsOpen(row.Cells[row.Cells.Length - 1]);
        if (!TableHeading.IsDrawn(title[0]) || !TableHeading.IsDrawn(line.TrimStart()[0]))
            return false;
        return TableHeading.IsDrawn(title[title.Length - 1])
            ? !TableHeading.IsDrawn(line[line.Length - 1])
                || TableHeading.Cells(line, wall).Length < heading.Columns.Length
            : wall is '┃' or '│';
    }

    private static bool IsEmpty(string[] cells, int column) => column >= 0 && cells[column].Trim().Length == 0;

    private static bool IsRuleWithin(string line) =>
        line.Trim() is { Length: > 0 } text && text[0] is '├' or '┠' or '╟' or '+' && TableRows.IsRule(line);

    private static string Joined(string above, string below) =>
        below.Trim().Length == 0 ? above
        : above.Trim().Length == 0 ? below
        : $"{above.TrimEnd()} {below.Trim()}";

    // As many cells as the heading has: an index in front may have no title, and blanks at the end may be missing.
    private static TableRow? Fitted(string line, char wall, TableHeading heading)
    {
        if (!TableHeading.HasWalls(line))
            return null;
        // The branches of a tree are drawn with what is between the columns of other tables.
        string[] cells = wall == '\t' ? Untabbed(line, heading.Columns.Length) : TableHeading.Cells(line, wall);
        string index = cells[0].Trim();
        bool hasIndex =
            long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && (
                cells.Length == heading.Columns.Length + 1
                || (TableHeading.IsDrawn(heading.Line.TrimStart()[0]) && char.IsDigit(line.TrimStart()[0]))
            );
        if (hasIndex)
            cells = [.. cells.Skip(1)];
        int missing = heading.Columns.Length - cells.Length;
        if (missing < 0 || cells.Length < Math.Min(2, heading.Columns.Length))
            return null;
        return new TableRow([.. cells, .. Enumerable.Repeat("", missing)])
        {
            Index = hasIndex ? index : "",
            Missing = missing,
        };
    }

    // Tabs may also stand for the indentation of the first column.
    private static string[] Untabbed(string line, int columns)
    {
        string[] cells = line.Split('\t');
        int more = cells.Length - columns;
        return more <= 0 ? cells : [string.Join(" ", cells.Take(more + 1)), .. cells.Skip(more + 1)];
    }
}
