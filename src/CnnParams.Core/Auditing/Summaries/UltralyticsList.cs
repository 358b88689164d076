using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Ultralytics, in detail: a line for each parameter, with its sizes, and in newer versions for each layer without any.
/// A count of more than six digits is rounded there, so that it is the product of the sizes.
/// </summary>
internal sealed class UltralyticsList : ISummaryFormat
{
    private const string Name = "Ultralytics";

    private static readonly Regex Heading = new(
        @"^\s*layer\s+name(\s+type)?\s+gradient\s+parameters\s+shape\s+mu\s+sigma\s*$"
    );

    private static readonly Regex Row = new(
        @"^\s*(?<index>\d{1,7})\s+(?<name>\S+)(\s+(?<type>[A-Z_]\w*))??\s+(True|False)\s+(?<count>\d\S*)\s+\[(?<shape>[\d, ]*)\](?<rest>.*)$"
    );

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) => Heading.IsMatch(lines[index]);

    internal static bool IsHeading(string line) => Heading.IsMatch(line);

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name) { IsCut = true };
        // A line for each layer with a type, or else for each parameter.
        foreach (string line in lines.Skip(1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (UltralyticsTable.TakeTotals(summary, line))
                break;
            if (Row.Match(line) is not { Success: true } row)
            {
                if (line.Trim().Length > 0)
                    summary.Unread.Add(line);
                continue;
            }

            summary.Follow("", int.Parse(row.Groups["index"].Value, CultureInfo.InvariantCulture), 0);
            summary.CutLines +=
                row.Groups["rest"].Value.Split([' '], StringSplitOptions.RemoveEmptyEntries).Length < 2 ? 1 : 0;
            Add(summary, row);
        }

        return summary;
    }

    // The parameters of a layer stand one below the other.
    private static void Add(PrintedSummary summary, Match row)
    {
        string name = row.Groups["name"].Value;
        long[] axes =
        [
            .. row.Groups["shape"]
                .Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(axis => long.TryParse(axis, out long size) ? size : 0),
        ];
        object? count = PrintedCounts.Of(row.Groups["count"].Value);
        if (axes.Length > 0)
        {
            count = PrintedCounts.Product(axes) ?? count;
            name = name.LastIndexOf('.') is var dot and > 0 ? name.Substring(0, dot) : name;
        }

        int last = summary.Rows.Count - 1;
        if (
            last >= 0
            && summary.Rows[last].Name == name
            && summary.Rows[last].Parameters is long above
            && count is long more
        )
            summary.Rows[last] = summary.Rows[last] with { Parameters = above + more };
        else
            summary.Rows.Add(
                new PrintedRow
                {
                    Name = name,
                    Type = row.Groups["type"].Value,
                    Parameters = count,
                }
            );
    }
}
