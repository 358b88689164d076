using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// torchstat: a table of pandas, whose cells end where their titles do, with shapes in blanks. Of its two counts of
/// operations neither is multiply-accumulates throughout.
/// </summary>
internal sealed class TorchstatTable : ISummaryFormat
{
    private const string Name = "torchstat";

    private static readonly Regex Heading = new(
        @"^\s*(?<name>module name)\s+(?<input>input shape)\s+(?<output>output shape)\s+(?<params>params)\s+memory\(MB\)"
    );

    private static readonly Regex Label = new(@"^\s*((?<index>\d{1,7})\s+)?(?<name>.*?)\s*$");

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) => Heading.IsMatch(lines[index]);

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var heading = Heading.Match(lines[0]);
        var summary = new PrintedSummary(Name) { Totals = PrintedCounts.Totals(lines.Skip(1)) };
        summary.IsCut = summary.Totals.Parameters is null;
        foreach (string line in lines.Skip(1).TakeWhile(line => line.Trim().Length == 0 || !TableRows.IsRule(line)))
        {
            cancellation.ThrowIfCancellationRequested();
            var label = Label.Match(Cell(line, line.Length, End("name")));
            string name = label.Groups["name"].Value;
            if (name.Length > 0 && PrintedCounts.Of(Cell(line, End("output"), End("params"))) is { } parameters)
            {
                if (int.TryParse(label.Groups["index"].Value, out int index))
                    summary.Follow("", index, 0);
                summary.Rows.Add(
                    new PrintedRow
                    {
                        Name = name,
                        OutputShape = string.Join(
                            "x",
                            Cell(line, End("input"), End("output")).Split([' '], StringSplitOptions.RemoveEmptyEntries)
                        ),
                        Parameters = parameters,
                    }
                );
            }
        }

        // The last line has the sums, and no number in front.
        summary.Rows.RemoveAll(row => row.Name == "total");
        return summary;

        // From the right, where all lines end alike: what was quoted may have lost a blank at the left.
        int End(string title) => lines[0].Length - heading.Groups[title].Index - heading.Groups[title].Length;
    }

    private static string Cell(string line, int start, int end) =>
        line.Length < start || start < end ? "" : line.Substring(line.Length - start, start - end);
}
