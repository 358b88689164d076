using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Ultralytics: a row for each block of a YOLO, with where it reads from, how often it is repeated and its arguments,
/// and a line of totals. The blocks have the names that they have in the checkpoint: <c>model.0</c>.
/// </summary>
internal sealed class UltralyticsTable : ISummaryFormat
{
    private const string Name = "Ultralytics";

    private static readonly Regex Heading = new(@"^\s*from\s+n\s+params\s+module(\s+arguments)?\s*$");

    private static readonly Regex Row = new(
        @"^\s*(?<index>\d+)\s+(-?\d+|\[[-\d, ]+\])\s+\d+\s+(?<params>\d[\d,]*)\s+(?<module>[A-Za-z_][\w.]*)(\s|$)"
    );

    private static readonly Regex Totals = new(
        @"^\s*(?<name>\S.*?) summary(\s*\([^)]*\))?: .*?(?<params>(?<![\d.+])\d[\d,]*(\.\d+)?(e\+\d+)?) parameters(, (?<gradients>\d[\d,.e+]*) gradients)?(, (?<flops>\d[\d.]*) ?GFLOPs)?",
        RegexOptions.IgnoreCase
    );

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) => IsHeading(lines[index]);

    internal static bool IsHeading(string line) => Heading.IsMatch(line);

    // The line of totals; false for any other.
    internal static bool TakeTotals(PrintedSummary summary, string line)
    {
        if (Totals.Match(line) is not { Success: true } totals)
            return false;
        AddTotals(summary, totals);
        return true;
    }

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name) { IsCut = true };
        bool hasArguments = lines[0].TrimEnd().EndsWith("arguments", StringComparison.Ordinal);
        foreach (string line in lines.Skip(1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (TakeTotals(summary, line))
                break;

            if (Row.Match(line) is { Success: true } row && int.TryParse(row.Groups["index"].Value, out int index))
            {
                string type = row.Groups["module"].Value.Split('.').Last();
                // Arguments are a list in brackets; without them, classes begin with a capital.
                bool isWhole = hasArguments
                    ? line.TrimEnd().EndsWith("]", StringComparison.Ordinal)
                    : type.Length > 0 && char.IsUpper(type[0]);
                summary.CutLines += isWhole ? 0 : 1;
                summary.AddNumbered(
                    index,
                    new PrintedRow
                    {
                        Name = "model." + row.Groups["index"].Value,
                        Type = type,
                        Parameters = PrintedCounts.Of(row.Groups["params"].Value),
                    }
                );
            }
        }

        return summary;
    }

    private static void AddTotals(PrintedSummary summary, Match totals)
    {
        string name = totals.Groups["name"].Value;
        summary.IsCut = false;
        // What is not named in the file of the model is called so.
        summary.Name = name.Equals("Model", StringComparison.OrdinalIgnoreCase) ? "" : name;
        summary.Totals = new PrintedTotals
        {
            Parameters = PrintedCounts.Of(totals.Groups["params"].Value),
            Macs = totals.Groups["flops"].Success ? totals.Groups["flops"].Value + " GFLOPs" : null,
        };
    }
}
