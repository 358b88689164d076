using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// fastai: the columns of Keras, with the class of each layer alone. Version 1 has a shape in each row; version 2 has
/// it in a line of its own above the rows, where it changes, and cuts it.
/// </summary>
internal sealed class FastaiTable : ISummaryFormat
{
    private const string Name = "fastai";

    // Version 2 shows this much of a shape: what is as long may be cut.
    private const int LongestShape = 19;

    private const string Shape = @"(?<shape>\d+( x \d+)*|\[[^\]]*\]?)";

    private static readonly Regex Heading = new(@"^\s*Layer \(type\)\s+Output Shape\s+Param #\s+Trainable\s*$");

    private static readonly Regex Group = new($@"^\s*{Shape}\s*$");

    private static readonly Regex Row = new(
        $@"^\s*(?<type>[A-Za-z_]\w*)(\s+{Shape})?(\s+(?<params>\d[\d,]*)\s+(?<trainable>True|False))?\s*$"
    );

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) =>
        Heading.IsMatch(lines[index])
        && lines.Skip(index + 1).FirstOrDefault(TableRows.IsContent) is { } first
        && (Group.IsMatch(first) || Row.Match(first).Groups["trainable"].Success);

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name) { Totals = PrintedCounts.Totals(lines.Skip(1)) };
        summary.IsCut = summary.Totals.Parameters is null;
        string shape = "";
        var waiting = new List<string>();
        foreach (
            string line in lines.Skip(1).TakeWhile(line => !PrintedCounts.IsTotal(line)).Where(TableRows.IsContent)
        )
        {
            cancellation.ThrowIfCancellationRequested();
            if (Group.Match(line) is { Success: true } group)
            {
                shape = ShapeOf(group);
            }
            else if (Row.Match(line) is { Success: true } row)
            {
                summary.Unread.AddRange(waiting);
                waiting.Clear();
                string type = row.Groups["type"].Value;
                summary.Rows.Add(
                    new PrintedRow
                    {
                        Name = type,
                        Type = type,
                        OutputShape = row.Groups["shape"].Success ? ShapeOf(row) : shape,
                        Parameters = row.Groups["params"].Success ? PrintedCounts.Of(row.Groups["params"].Value) : 0L,
                    }
                );
                // The rows below may have other shapes: a pooling is printed with what is before it.
                shape = "";
            }
            else
            {
                // What follows the last row is text below the table.
                waiting.Add(line);
            }
        }

        return summary;
    }

    private static string ShapeOf(Match match) =>
        match.Groups["shape"].Value.Trim() is { Length: < LongestShape } shape ? shape : "";
}
