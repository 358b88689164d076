using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// ptflops, calflops, DeepSpeed and fvcore: the modules as PyTorch prints them, with rounded counts in front of their
/// settings, or after them.
/// </summary>
internal sealed class ModuleTree : ISummaryFormat
{
    private const string Number = @"\d+(,\d{3})*(\.\d+)?\s*[kKMGTB]?";

    private static readonly (string Tool, Regex Counts)[] Forms =
    [
        ("ptflops", new($@"(?<params>{Number}), [\d.]+% Params, (?<macs>{Number}Mac), [\d.]+% MACs")),
        (
            "calflops",
            new(
                $@"(?<params>{Number}) = [\d.]+% Params, (?<macs>{Number}MACs) = [\d.]+% MACs(, (?<flops>{Number}FLOPS))?"
            )
        ),
        ("DeepSpeed", new($@"(?<params>{Number}), [\d.]+% Params, (?<macs>{Number}MACs), [\d.]+% MACs")),
        ("fvcore", new($@"#params: (?<params>{Number}|N/A)(, #flops: (?<macs>{Number}|N/A))?")),
    ];

    private static readonly Regex Module = new(
        @"^(?<indent>\s*)(\((?<name>[^)]+)\): )?(?<type>[A-Za-z_][\w.]*)\((?<rest>.*)$"
    );

    private static readonly Regex End = new(@"^(?<indent>\s*)\)+,?\s*$");

    public IEnumerable<string> Tools => Forms.Select(form => form.Tool);

    /// <summary>Whether a line has the counts of a module.</summary>
    internal static bool IsCounted(string line) => Array.Exists(Forms, form => form.Counts.IsMatch(line));

    /// <summary>Whether a line is a module inside another, as <c>print(model)</c> has it.</summary>
    internal static bool IsModule(string line) =>
        Module.Match(line) is { Success: true } module && module.Groups["name"].Success;

    /// <summary>The lines; where a tree has lost its blanks, they are put back by its brackets.</summary>
    internal static string[] Indented(string[] lines)
    {
        if (
            !lines.Any(IsCounted)
            || lines.Count(IsModule) < 2
            || lines.Any(line => IsModule(line) && char.IsWhiteSpace(line[0]))
        )
            return lines;
        int depth = 0;
        return Array.ConvertAll(
            lines,
            line =>
            {
                string text = line.Trim();
                if (text.Length == 0 || (depth == 0 && !Module.IsMatch(text)))
                {
                    depth = 0;
                    return line;
                }

                int outwards = text.TakeWhile(sign => sign == ')').Count();
                string indented = new string(' ', 2 * Math.Max(0, depth - outwards)) + text;
                depth = Math.Max(0, depth + text.Count(sign => sign == '(') - text.Count(sign => sign == ')'));
                return indented;
            }
        );
    }

    public bool Begins(IReadOnlyList<string> lines, int index)
    {
        // The first line of a tree: a module, with its counts or with those of what is in it in the next lines.
        if (Module.Match(lines[index]) is not { Success: true } module)
            return false;
        bool isCounted =
            IsCounted(lines[index])
            || (index + 1 < lines.Count && module.Groups["rest"].Length == 0 && IsCounted(lines[index + 1]))
            || (index + 2 < lines.Count && IsSettings(lines[index + 1]) && IsCounted(lines[index + 2]));
        return isCounted && !IsInside(lines, index, module.Groups["indent"].Length);
    }

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        // Another summary may begin where the counts would stand.
        if (!lines.Any(IsCounted))
            return new PrintedSummary("");
        var form = Forms.First(candidate => lines.Any(line => candidate.Counts.IsMatch(line)));
        var summary = new PrintedSummary(form.Tool);
        var path = new List<(int Indent, string Name)>();
        int? outermost = null;
        bool isEnded = false;
        foreach (string line in lines)
        {
            cancellation.ThrowIfCancellationRequested();
            if (End.Match(line) is { Success: true } end && end.Groups["indent"].Length <= outermost)
            {
                isEnded = true;
                break;
            }

            var counts = form.Counts.Match(line);
            if (
                Module.Match(line) is { Success: true } module
                && !(counts.Success && line.TrimStart().StartsWith(counts.Value, StringComparison.Ordinal))
            )
            {
                int indent = module.Groups["indent"].Length;
                outermost ??= indent;
                path.RemoveAll(outer => outer.Indent >= indent);
                path.Add((indent, module.Groups["name"].Value));
                summary.Rows.Add(
                    new PrintedRow
                    {
                        Name = string.Join(".", path.Select(outer => outer.Name).Where(name => name.Length > 0)),
                        Type = module.Groups["type"].Value,
                        Depth = path.Count - 1,
                        IsInclusive = true,
                    }
                );
            }

            if (!counts.Success || summary.Rows.Count == 0)
                continue;
            summary.Rows[summary.Rows.Count - 1] = summary.Rows[summary.Rows.Count - 1] with
            {
                Parameters = PrintedCounts.Of(counts.Groups["params"].Value),
                Macs = PrintedCounts.Of(counts.Groups["macs"].Value),
            };
        }

        // A single module ends in its own line.
        summary.IsCut = !isEnded && summary.Rows.Count > 1;
        // The outermost module is the network: without a name, its counts are the totals.
        if (summary.Rows.Count > 1 && summary.Rows[0].Name.Length == 0)
        {
            var root = summary.Rows[0];
            summary.Name = root.Type;
            summary.Totals = new PrintedTotals { Parameters = root.Parameters, Macs = root.Macs };
            summary.Rows.RemoveAt(0);
            summary.Rows.RemoveAll(row => row.Parameters is null && row.Macs is null && row.Depth == 0);
        }

        return summary;
    }

    private static bool IsSettings(string line) =>
        line.Trim() is { Length: > 0 } text && text[0] != '(' && !IsCounted(line);

    // A module further in belongs to the tree that has begun, as long as none of its lines is as far out.
    private static bool IsInside(IReadOnlyList<string> lines, int index, int indent)
    {
        if (indent == 0)
            return false;
        for (int i = index - 1; i >= 0; i--)
        {
            if (
                Module.Match(lines[i]) is { Success: true } module
                && (IsCounted(lines[i]) || (i + 1 < lines.Count && IsCounted(lines[i + 1])))
            )
                return true;
            if (lines[i].Trim().Length == 0)
                return false;
        }

        return false;
    }
}
