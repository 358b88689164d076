using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>ptflops: the modules as PyTorch prints them, with rounded counts in front of their settings.</summary>
internal sealed class ModuleTree : ISummaryFormat
{
    private const string Counts = @"(?<params>[\d.]+\s*[kKMG]?), [\d.]+% Params, (?<macs>[\d.]+\s*[kKMG]?Mac), [\d.]+% MACs";

    private static readonly Regex Leaf = new(@"^(?<indent>\s*)\((?<name>[^)]+)\): (?<type>\w+)\(" + Counts);

    private static readonly Regex Block = new(@"^(?<indent>\s*)(\((?<name>[^)]+)\): )?(?<type>\w+)\(\s*$");

    private static readonly Regex BlockCounts = new(@"^\s*" + Counts);

    public string Tool => "ptflops";

    public bool Recognizes(IReadOnlyList<string> lines) => lines.Any(line => Leaf.IsMatch(line));

    public IEnumerable<SummaryRow> Read(IReadOnlyList<string> lines)
    {
        var path = new List<(int Indent, string Name)>();
        Match? total = null;
        foreach (string line in lines)
        {
            if (BlockCounts.Match(line) is { Success: true } counts)
                total ??= counts;
            var block = Block.Match(line);
            var leaf = Leaf.Match(line);
            var module = leaf.Success ? leaf : block;
            if (!module.Success)
                continue;
            int indent = module.Groups["indent"].Length;
            path.RemoveAll(outer => outer.Indent >= indent);
            path.Add((indent, module.Groups["name"].Value));
            if (!leaf.Success)
                continue;
            yield return new SummaryRow
            {
                Name = string.Join(".", path.Select(outer => outer.Name).Where(name => name.Length > 0)),
                Type = leaf.Groups["type"].Value,
                Parameters = SummaryText.Count(leaf.Groups["params"].Value),
                Macs = SummaryText.Count(leaf.Groups["macs"].Value),
                Depth = path.Count - 1,
                Source = Tool,
            };
        }

        if (total is not null)
            yield return new SummaryRow { Name = "Total", Parameters = SummaryText.Count(total.Groups["params"].Value), Macs = SummaryText.Count(total.Groups["macs"].Value), IsTotal = true, Source = Tool };
    }
}
