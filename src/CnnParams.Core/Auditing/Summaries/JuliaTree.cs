using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Flux and Lux: a model as Julia shows it, a layer a line, and after it, in a comment, the parameters that it trains.
/// What is not trained is counted beside them, in layers and in the total, and is no parameter there.
/// </summary>
internal sealed class JuliaTree : ISummaryFormat
{
    private const string Flux = "Flux",
        Lux = "Lux";

    private const string Number = @"\d[\d_,]*";

    private static readonly Regex Opening = new(@"^\s*((?<name>[^\s=(),#]+) = )?(?<type>[A-Za-z_][\w.]*)?[(\[]+;?\s*$");

    private static readonly Regex Closing = new(@"^\s*[)\]]+,?\s*(?<total>#.*)?$");

    private static readonly Regex Leaf = new(
        $@"^\s*((?<name>[^\s=(),#]+) = )?(?<layer>[^\s#=].*?)(?<comma>,)?(\s+# (?<count>{Number}) parameters?(, plus {Number}( non-trainable)?)?(\s+\([\w ]+\))?)?\s*$"
    );

    private static readonly Regex Counted = new($@"\s# {Number} parameters?(,|\s|$)");

    // "Total: 7 trainable arrays, 47_178 parameters," in Flux, "Total: 44_426 parameters," in Lux.
    private static readonly Regex Total = new(
        $@"#\s*Total: ((?<arrays>{Number}) [\w ]*arrays?, )?(?<count>{Number}) parameters?\b"
    );

    private static readonly Regex Type = new(@"^([A-Za-z_]\w*\.)*(?<type>[A-Za-z_]\w*|[^\w\s(]+)");

    // The window of a filter or a pooling: ((3, 3), ...), whose sizes say how many axes it goes over.
    private static readonly Regex Window = new(
        @"^([A-Za-z_]\w*\.)*(?<type>\w*(Conv|Pool)\w*)\(\((?<window>\d+(, ?\d+)*),?\)"
    );

    // Flux adds no total to a network of so few arrays.
    private const int FewestOfTotal = 3;

    // How many lines of a block may come before one with a count.
    private const int MostUncounted = 40;

    public IEnumerable<string> Tools => [Flux, Lux];

    public bool Begins(IReadOnlyList<string> lines, int index)
    {
        string line = lines[index];
        if (!Counted.IsMatch(line) && !(Opening.IsMatch(line) && HasCounts(lines, index)))
            return false;
        // A line of a network that has begun above it.
        int indent = IndentOf(line);
        for (int i = index - 1; i >= 0 && IsOfTree(lines[i]) && !Total.IsMatch(lines[i]); i--)
        {
            if (Counted.IsMatch(lines[i]) || (Opening.IsMatch(lines[i]) && IndentOf(lines[i]) < indent))
                return false;
        }

        return true;
    }

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var total = lines.Select(line => Total.Match(line)).FirstOrDefault(match => match.Success);
        var summary = new PrintedSummary(total is { Success: true } && !total.Groups["arrays"].Success ? Lux : Flux);
        var blocks = new Stack<(int Indent, string Name)>();
        bool isWhole = false;
        foreach (string line in lines)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Closing.Match(line) is { Success: true } closing)
            {
                while (blocks.Count > 0 && blocks.Peek().Indent >= IndentOf(line))
                    blocks.Pop();
                isWhole = (blocks.Count == 0 && !summary.IsBegun) || closing.Groups["total"].Success;
                if (isWhole)
                    break;
            }
            else if (Opening.Match(line) is { Success: true } block)
            {
                string name = Within(blocks, block);
                // The outermost is the network.
                if (blocks.Count == 0 && summary.Rows.Count == 0)
                    summary.Name = block.Groups["type"].Value;
                else
                    summary.Rows.Add(
                        new PrintedRow
                        {
                            Name = name,
                            Type = block.Groups["type"].Value,
                            Depth = Math.Max(0, blocks.Count - 1),
                        }
                    );
                blocks.Push((IndentOf(line), name));
            }
            else if (
                Leaf.Match(line) is { Success: true } leaf
                && (leaf.Groups["count"].Success || leaf.Groups["comma"].Success)
            )
            {
                // One layer alone is a network.
                isWhole = blocks.Count == 0 && summary.Rows.Count == 0 && !leaf.Groups["comma"].Success;
                summary.IsBegun |= blocks.Count == 0 && !isWhole;
                summary.Rows.Add(RowOf(leaf, Within(blocks, leaf), Math.Max(0, blocks.Count - 1)));
                if (isWhole)
                    break;
            }
            else
            {
                break;
            }
        }

        if (total is { Success: true })
            summary.Totals = new PrintedTotals { Parameters = PrintedCounts.Of(total.Groups["count"].Value) };
        summary.IsCut =
            !isWhole
            || (total is not { Success: true } && summary.Rows.Count(row => row.Parameters is > 0L) >= FewestOfTotal);
        return summary;
    }

    private static string Within(Stack<(int Indent, string Name)> blocks, Match line)
    {
        string name = line.Groups["name"].Value,
            block = blocks.Count > 0 ? blocks.Peek().Name : "";
        return name.Length == 0 ? block
            : block.Length == 0 ? name
            : $"{block}.{name}";
    }

    private static PrintedRow RowOf(Match leaf, string name, int depth)
    {
        string layer = leaf.Groups["layer"].Value;
        string type = Type.Match(layer).Groups["type"].Value;
        if (Window.Match(layer) is { Success: true } window)
            type = string.Format(
                CultureInfo.InvariantCulture,
                "{0}{1}D",
                window.Groups["type"].Value,
                window.Groups["window"].Value.Split(',').Length
            );
        bool hasName = leaf.Groups["name"].Success;
        return new PrintedRow
        {
            Name = hasName ? name : type,
            Type = type,
            Parameters = leaf.Groups["count"].Success ? PrintedCounts.Of(leaf.Groups["count"].Value) : 0L,
            Depth = depth,
        };
    }

    private static bool IsOfTree(string line) =>
        line.Trim().Length > 0
        && (
            Counted.IsMatch(line)
            || Opening.IsMatch(line)
            || Closing.IsMatch(line)
            || line.TrimEnd().EndsWith(",", StringComparison.Ordinal)
        );

    // Whether one of the first lines within a block has a count.
    private static bool HasCounts(IReadOnlyList<string> lines, int opening)
    {
        for (int i = opening + 1; i < Math.Min(lines.Count, opening + MostUncounted) && IsOfTree(lines[i]); i++)
        {
            if (Counted.IsMatch(lines[i]))
                return true;
            if (Closing.IsMatch(lines[i]) && IndentOf(lines[i]) <= IndentOf(lines[opening]))
                return false;
        }

        return false;
    }

    private static int IndentOf(string line) => line.Length - line.TrimStart().Length;
}
