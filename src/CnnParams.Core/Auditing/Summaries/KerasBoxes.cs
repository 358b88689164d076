using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Keras 3: a table drawn with boxes, whose cells go on over several lines.</summary>
internal sealed class KerasBoxes : ISummaryFormat
{
    private static readonly char[] Walls = ['┃', '│', '|'];

    private static readonly Regex NameAndType = new(@"^(?<name>[^()]*?)\s*\((?<type>[^()]*\)?)");

    public string Tool => "Keras 3";

    public bool Recognizes(IReadOnlyList<string> lines) => lines.Any(IsHeading);

    public IEnumerable<SummaryRow> Read(IReadOnlyList<string> lines)
    {
        int heading = lines.ToList().FindIndex(IsHeading);
        string[] titles = Cells(lines[heading]);
        int shape = Array.FindIndex(titles, title => title.StartsWith("Output", StringComparison.OrdinalIgnoreCase));
        int count = Array.FindIndex(titles, title => title.StartsWith("Param", StringComparison.OrdinalIgnoreCase));
        if (shape < 0 || count < 0)
            yield break;
        foreach (string[] row in Rows(lines.Skip(heading + 1), titles.Length))
        {
            var match = NameAndType.Match(row[0]);
            yield return new SummaryRow
            {
                Name = match.Success ? match.Groups["name"].Value : row[0],
                Type = match.Success ? SummaryText.Type(match.Groups["type"].Value) : "",
                OutputShape = row[shape],
                Parameters = SummaryText.Count(row[count]),
                Source = Tool,
            };
        }

        foreach (var total in SummaryText.Totals(lines, Tool))
            yield return total;
    }

    // A line between two rows ends one; without such lines, a name that begins does.
    private static IEnumerable<string[]> Rows(IEnumerable<string> lines, int columns)
    {
        string[]? row = null;
        foreach (string line in lines)
        {
            bool isRow = line.Trim() is { Length: > 0 } text && Walls.Contains(text[0]);
            string[] cells = isRow ? Cells(line) : [];
            bool begins = isRow && cells.Length == columns && cells[0].Length > 0 && !cells[0].StartsWith("(", StringComparison.Ordinal);
            if (row is not null && (!isRow || (begins && IsClosed(row))))
            {
                yield return row;
                row = null;
            }

            if (!isRow || cells.Length != columns)
                continue;
            row = row is null ? cells : [.. row.Zip(cells, (above, below) => below.Length == 0 ? above : above.Length == 0 ? below : $"{above} {below}")];
        }

        if (row is not null)
            yield return row;
    }

    // The type is there, to its end or to where it is cut, and no shape is open.
    private static bool IsClosed(string[] row) =>
        row[0].Contains('(') && row[0][row[0].Length - 1] is ')' or '…'
        && row.Skip(1).All(cell => cell.Count(c => c is '(' or '[') == cell.Count(c => c is ')' or ']'));

    private static bool IsHeading(string line) => line.Trim() is { Length: > 0 } text && Walls.Contains(text[0]) && text.Contains("Layer (type)") && text.Contains("Param");

    private static string[] Cells(string line)
    {
        string[] cells = line.Trim().Split(Walls);
        return [.. cells.Skip(1).Take(cells.Length - 2).Select(cell => cell.Trim())];
    }
}
