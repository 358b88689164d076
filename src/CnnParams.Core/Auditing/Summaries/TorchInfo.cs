using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// torchinfo: a tree of modules, in columns that begin where their headings do. Blocks are left out, since their layers
/// stand below them; so are the rows of single weights.
/// </summary>
internal sealed class TorchInfo : ISummaryFormat
{
    private static readonly Regex Heading = new(@"^\s*Layer \(type(?<form>[^)]*)");

    private static readonly Regex Column = new(@"\S+( \S+)*");

    private static readonly Regex Module = new(@"^(?<tree>[\s│├└─|+]*)(?<type>[A-Za-z_]\w*)(\s+\((?<name>[^()]*)\))?(:\s*(?<depth>\d+)-(?<number>\d+))?\s*$");

    public string Tool => "torchinfo";

    public bool Recognizes(IReadOnlyList<string> lines) =>
        lines.Any(line => Heading.IsMatch(line)) && lines.Any(line => line.TrimStart(' ', '│', '|') is { Length: > 1 } row && (row[0] is '├' or '└' || row.StartsWith("+ ", StringComparison.Ordinal)));

    public IEnumerable<SummaryRow> Read(IReadOnlyList<string> lines)
    {
        int heading = lines.ToList().FindIndex(line => Heading.IsMatch(line));
        var columns = Columns(lines[heading]);
        var modules = lines.Skip(heading + 1)
            .Select(line => (Line: line, Module: Module.Match(Cell(line, columns, 0))))
            .Where(row => row.Module.Success && IsModule(row.Module))
            .Select(row => (row.Line, row.Module, Depth: DepthOf(row.Module)))
            .ToArray();

        var path = new List<string>();
        for (int i = 0; i < modules.Length; i++)
        {
            var (line, module, depth) = modules[i];
            path.RemoveRange(Math.Min(depth, path.Count), Math.Max(0, path.Count - depth));
            path.Add(module.Groups["name"].Value);
            bool isBlock = i + 1 < modules.Length && modules[i + 1].Depth > depth;
            if (isBlock)
                continue;
            // The names of blocks lead to that of the layer; the first is the network itself.
            string name = module.Groups["name"].Success ? string.Join(".", path.Skip(1)) : "";
            yield return new SummaryRow
            {
                Name = name.Length > 0 ? name : Cell(line, columns, 0).TrimStart(' ', '│', '├', '└', '─', '|', '+').Trim(),
                Type = module.Groups["type"].Value,
                OutputShape = Of("Output Shape") is { Length: > 2 } shape && shape[0] == '[' ? shape : "",
                Parameters = SummaryText.Count(Of("Param #")),
                Macs = SummaryText.Count(Of("Mult-Adds")),
                Depth = depth,
                Source = Tool,
            };

            string Of(string title) => columns.FindIndex(column => column.Title == title) is var index and >= 0 ? Cell(line, columns, index).Trim() : "";
        }

        foreach (var total in SummaryText.Totals(lines, Tool))
            yield return total;
    }

    private static List<(string Title, int Start)> Columns(string heading)
    {
        var columns = new List<(string, int)>();
        foreach (Match column in Column.Matches(heading))
            columns.Add((column.Value, columns.Count == 0 ? 0 : column.Index));
        return columns;
    }

    private static string Cell(string line, List<(string Title, int Start)> columns, int index)
    {
        int start = columns[index].Start;
        if (start >= line.Length)
            return "";
        int end = index + 1 < columns.Count ? Math.Min(columns[index + 1].Start, line.Length) : line.Length;
        return line.Substring(start, end - start);
    }

    // A weight has a word of its own and no number: "weight", "bias_ih_l0".
    private static bool IsModule(Match match) =>
        match.Groups["tree"].Length == 0 || match.Groups["depth"].Success || match.Groups["name"].Success || char.IsUpper(match.Groups["type"].Value[0]);

    private static int DepthOf(Match match) => match.Groups["depth"].Success
        ? int.Parse(match.Groups["depth"].Value, System.Globalization.CultureInfo.InvariantCulture)
        : (match.Groups["tree"].Length + 4) / 5;
}
