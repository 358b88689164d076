using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Flax: the box of <c>tabulate</c>, with a row for each call of a module and a column for each collection of its
/// variables, at the end of which stands their number. The total counts all collections.
/// </summary>
internal sealed class FlaxTable : ISummaryFormat
{
    private const string Name = "Flax";

    private static readonly Regex Heading = new(@"^\s*┃\s*path\s*┃\s*module\s*┃.*┃\s*(params|batch_stats)\s*┃");

    // "36,864 (147.5 KB)", after what the variables are; narrow windows break it anywhere.
    private static readonly Regex Count = new(@"(^|[^\d,])(?<count>\d[\d,]*)\s*\(\s*[\d.]+\s*[KMGT]?B\s*\)\s*$");

    private static readonly Regex Shape = new(@"\[(?<axes>[\d,]*)\]");

    private static readonly string[] NoCollections = ["path", "module", "inputs", "outputs", "flops", "vjp_flops"];

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) => IsHeading(lines[index]);

    internal static bool IsHeading(string line) => Heading.IsMatch(line);

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        string[] titles = Array.ConvertAll(TableHeading.Cells(lines[0], '┃'), title => title.Trim());
        var summary = new PrintedSummary(Name) { Totals = PrintedCounts.Totals(lines.Skip(1)) };
        summary.IsCut = summary.Totals.Parameters is null;
        string[]? row = null;
        foreach (string line in lines.Skip(1).TakeWhile(line => !PrintedCounts.IsTotal(line)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TableRows.IsContent(line))
            {
                // A row's cells have blank lines in them, with walls.
                if (line.IndexOfAny(['├', '└', '┡']) >= 0)
                    End();
                continue;
            }

            string[] cells = TableHeading.Cells(line, '│');
            if (cells.Length != titles.Length)
                summary.Unread.Add(line);
            else
                row = row is null
                    ? Array.ConvertAll(cells, cell => cell.Trim())
                    : [.. row.Zip(cells, (above, below) => above + below.Trim())];
        }

        End();
        return summary;

        void End()
        {
            // The last row has the sums, and no module.
            if (row is not null && row[1].Length > 0)
                summary.Rows.Add(RowOf(row, titles));
            row = null;
        }
    }

    private static PrintedRow RowOf(string[] cells, string[] titles)
    {
        var counts = cells
            .Where((_, i) => Array.IndexOf(NoCollections, titles[i]) < 0)
            .Select(cell => PrintedCounts.Of(Count.Match(cell).Groups["count"].Value))
            .OfType<long>();
        int outputs = Array.IndexOf(titles, "outputs");
        var shape = outputs < 0 ? Match.Empty : Shape.Match(cells[outputs]);
        return new PrintedRow
        {
            Name = cells[0].Length > 0 ? cells[0] : cells[1],
            Type = cells[1],
            OutputShape = shape.Success ? $"({shape.Groups["axes"].Value})" : "",
            Parameters = counts.Sum(),
            Depth = cells[0].Length == 0 ? 0 : 1 + cells[0].Count(c => c == '/'),
        };
    }
}
