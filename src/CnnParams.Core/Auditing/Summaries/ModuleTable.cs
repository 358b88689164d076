using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>fvcore: a table of modules by their paths, with rounded counts; its FLOPs are multiply-accumulates.</summary>
internal sealed class ModuleTable : ISummaryFormat
{
    private static readonly Regex Heading = new(@"^\s*\|\s*module\s*\|.*#\s*(parameters|flops)", RegexOptions.IgnoreCase);

    public string Tool => "fvcore";

    public bool Recognizes(IReadOnlyList<string> lines) => lines.Any(line => Heading.IsMatch(line));

    public IEnumerable<SummaryRow> Read(IReadOnlyList<string> lines)
    {
        int heading = lines.ToList().FindIndex(line => Heading.IsMatch(line));
        string[] titles = Cells(lines[heading]);
        int parameters = Array.FindIndex(titles, title => title.Contains("parameters"));
        int flops = Array.FindIndex(titles, title => title.Contains("flops"));
        // A row with a shape in place of a count is a single weight.
        var modules = lines.Skip(heading + 1)
            .Where(line => line.TrimStart().StartsWith("|", StringComparison.Ordinal) && !line.Contains("---"))
            .Select(Cells)
            .Where(cells => cells.Length == titles.Length && cells[0].Length > 0 && (parameters < 0 || !cells[parameters].StartsWith("(", StringComparison.Ordinal)))
            .ToArray();
        for (int i = 0; i < modules.Length; i++)
        {
            string[] cells = modules[i];
            bool isBlock = i + 1 < modules.Length && modules[i + 1][0].StartsWith(cells[0] + ".", StringComparison.Ordinal);
            if (i > 0 && isBlock)
                continue;
            yield return new SummaryRow
            {
                Name = i == 0 ? "Total" : cells[0],
                Parameters = parameters < 0 ? null : SummaryText.Count(cells[parameters]),
                Macs = flops < 0 ? null : SummaryText.Count(cells[flops]),
                IsTotal = i == 0,
                Depth = i == 0 ? 0 : cells[0].Split('.').Length - 1,
                Source = Tool,
            };
        }
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}
