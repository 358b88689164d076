using System.Globalization;
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
        (
            "DeepSpeed",
            new(
                $@"(?<params>{Number}) = [\d.]+% Params, (?<macs>{Number}MACs) = [\d.]+% MACs, \S+ \S+ = [\d.]+% latency"
            )
        ),
        ("ptflops", new($@"(?<params>{Number}), [\d.]+% Params, (?<macs>{Number}Mac), [\d.]+% MACs")),
        (
            "calflops",
            new(
                $@"(?<params>{Number}) = [\d.]+% Params, (?<macs>{Number}MACs) = [\d.]+% MACs(, (?<flops>{Number}FLOPS))?"
            )
        ),
        ("DeepSpeed", new($@"(?<params>{Number}), [\d.]+% Params, (?<macs>{Number}MACs), [\d.]+% MACs")),
        ("mmcv", new($@"(?<params>{Number}), [\d.]+% Params, (?<macs>{Number}FLOPs), [\d.]+% FLOPs")),
        // Before 0.4 it counted no parameters.
        ("ptflops", new($@"(?<macs>{Number}Mac), [\d.]+% MACs")),
        ("fvcore", new($@"#params: (?<params>{Number}|N/A)(, #flops: (?<macs>{Number}|N/A))?")),
    ];

    private static readonly char[] CountSigns = ['%', '#'];

    private static readonly Regex Module = new(
        @"^(?<indent>\s*)(\((?<name>[^)]+)\): )?(?<type>[A-Za-z_][\w.]*)\((?<rest>.*)$"
    );

    private static readonly Regex Repeated = new(
        @"^(?<indent>\s*)\((?<first>\d{1,4})-(?<last>\d{1,4})\): \d+ x (?<module>[A-Za-z_].*)$"
    );

    private const int DeepestLists = 8;

    private const int MostLines = 100_000;

    private static readonly Regex End = new(@"^(?<indent>\s*)\)+,?\s*$");

    public IEnumerable<string> Tools => Forms.Select(form => form.Tool).Distinct();

    /// <summary>Whether a line has the counts of a module.</summary>
    internal static bool IsCounted(string line) =>
        // Every form has one of these signs: most lines are not held to the patterns.
        line.IndexOfAny(CountSigns) >= 0
        && Array.Exists(Forms, form => form.Counts.IsMatch(line));

    /// <summary>Whether a line is a module inside another, as <c>print(model)</c> has it.</summary>
    internal static bool IsModule(string line) =>
        Module.Match(line) is { Success: true } module && module.Groups["name"].Success;

    /// <summary>The lines; where a tree has lost its blanks, they are put back by its brackets.</summary>
    internal static string[] Indented(string[] lines, CancellationToken cancellation)
    {
        if (
            !SummaryLines.Watched(lines, cancellation).Any(IsCounted)
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
        return IsCounted(lines, index, module) && !IsInside(lines, index, module);
    }

    private static bool IsCounted(IReadOnlyList<string> lines, int index, Match module) =>
        IsCounted(lines[index])
        || (index + 1 < lines.Count && module.Groups["rest"].Length == 0 && IsCounted(lines[index + 1]))
        || (index + 2 < lines.Count && IsSettings(lines[index + 1]) && IsCounted(lines[index + 2]));

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        // Another summary may begin where the counts would stand.
        if (!lines.Any(IsCounted))
            return new PrintedSummary("");
        var form = Forms.First(candidate => lines.Any(line => candidate.Counts.IsMatch(line)));
        var summary = new PrintedSummary(form.Tool) { HidesOwn = true };
        var path = new Stack<Place>();
        int? outermost = null;
        bool isEnded = false;
        foreach (string line in Unfolded([.. lines], 0, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            // A tree ends with the module that it began with; one without its first lines goes on with the next module.
            if (
                End.Match(line) is { Success: true } end
                && (
                    summary.IsBegun ? end.Groups["indent"].Length < outermost : end.Groups["indent"].Length <= outermost
                )
            )
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
                string name = module.Groups["name"].Value;
                if (outermost is null)
                    (outermost, summary.IsBegun) = (indent, name.Length > 0);
                while (path.Count > 0 && path.Peek().Indent >= indent)
                    path.Pop();
                // What a module that ends in its own line has in it is of another one.
                bool isLost = false;
                while (path.Count > 1 && path.Peek().IsWhole)
                    (isLost, _) = (true, path.Pop());
                var block = path.Count > 0 ? path.Peek() : null;
                string full = block is { Name.Length: > 0 } ? $"{block.Name}.{name}" : name;
                // Modules of a block stand one below the other.
                if (block is not null)
                {
                    if (isLost || (block.Inside ??= indent) != indent)
                        summary.Absent.Add($"the block of {full}");
                    if (
                        block.IsSequence
                        && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                    )
                        summary.Follow(block.Name.Length > 0 ? block.Name + "." : "", number, number);
                }

                path.Push(new Place(indent, full, module));
                summary.Rows.Add(
                    new PrintedRow
                    {
                        Name = full,
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

    // A list of modules that are printed alike has one for all: (0-5): 6 x Block(
    private static List<string> Unfolded(string[] lines, int depth, CancellationToken cancellation)
    {
        var unfolded = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (
                Repeated.Match(lines[i]) is not { Success: true } repeated
                || !int.TryParse(repeated.Groups["first"].Value, out int first)
                || !int.TryParse(repeated.Groups["last"].Value, out int last)
                || last < first
            )
            {
                unfolded.Add(lines[i]);
                continue;
            }

            string indent = repeated.Groups["indent"].Value;
            int end = IsWhole(lines[i])
                ? i
                : Array.FindIndex(
                    lines,
                    i + 1,
                    line => End.Match(line) is { Success: true } match && match.Groups["indent"].Length <= indent.Length
                );
            if (end < 0)
                end = lines.Length - 1;
            string[] inside = [.. lines.Skip(i + 1).Take(end - i)];
            var rest = depth < DeepestLists ? Unfolded(inside, depth + 1, cancellation) : [.. inside];
            for (int number = first; number <= last && unfolded.Count + rest.Count < MostLines; number++)
            {
                unfolded.Add($"{indent}({number}): {repeated.Groups["module"].Value}");
                unfolded.AddRange(rest);
            }

            i = end;
        }

        return unfolded;
    }

    private static bool IsWhole(string line) => line.Count(sign => sign == '(') <= line.Count(sign => sign == ')');

    // A module on the way to the one that is read.
    private sealed class Place(int indent, string name, Match module)
    {
        internal int Indent => indent;

        internal string Name => name;

        internal bool IsSequence => module.Groups["type"].Value is "Sequential" or "ModuleList";

        internal bool IsWhole { get; } = IsWhole(module.Value);

        /// <summary>Where its own modules begin.</summary>
        internal int? Inside { get; set; }
    }

    private static bool IsSettings(string line) =>
        line.Trim() is { Length: > 0 } text && text[0] != '(' && !IsCounted(line);

    // A module with a name belongs to the tree that has begun above it, unless that has ended in between.
    private static bool IsInside(IReadOnlyList<string> lines, int index, Match module)
    {
        if (!module.Groups["name"].Success)
            return false;
        int indent = module.Groups["indent"].Length;
        for (int i = index - 1; i >= 0; i--)
        {
            if (End.Match(lines[i]) is { Success: true } end && end.Groups["indent"].Length < indent)
                return false;
            if (Module.Match(lines[i]) is { Success: true } above && IsCounted(lines, i, above))
                return true;
        }

        return false;
    }
}
