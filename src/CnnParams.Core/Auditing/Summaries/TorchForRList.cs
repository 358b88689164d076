using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// torch for R: a module as R prints it, with its count of parameters, and below it the modules in it, its own
/// parameters and buffers, each in a list under a title. Buffers are no parameters.
/// </summary>
internal sealed class TorchForRList : ISummaryFormat
{
    private const string Name = "torch for R";

    private static readonly Regex Heading = new(
        @"^\s*An `?nn_module`? containing (?<count>\d[\d,.]*(e\+?\d+)?) parameters\.?\s*$"
    );

    private static readonly Regex Title = new(@"^\s*[─=-]{2,} (?<title>Modules|Parameters|Buffers) [─=-]+\s*$");

    private static readonly Regex Module = new(
        @"^\s*[•●*-] (?<name>[^\s:]+): <(?<type>[\w.]+)> #(?<count>\d[\d,.]*(e\+?\d+)?) parameters?\s*$"
    );

    // "x: Float [1:10, 1:10]"
    private static readonly Regex Tensor = new(
        @"^\s*[•●*-] (?<name>[^\s:]+): (?<type>\w+) \[(?<axes>1:\d+(, ?1:\d+)*)?\]\s*$"
    );

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) => Heading.IsMatch(lines[index]);

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name)
        {
            Totals = new PrintedTotals { Parameters = PrintedCounts.Of(Heading.Match(lines[0]).Groups["count"].Value) },
        };
        string title = "";
        foreach (string line in lines.Skip(1).Where(line => line.Trim().Length > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Title.Match(line) is { Success: true } part)
                title = part.Groups["title"].Value;
            else if (Module.Match(line) is { Success: true } module)
                summary.Rows.Add(
                    new PrintedRow
                    {
                        Name = module.Groups["name"].Value,
                        Type = module.Groups["type"].Value,
                        Parameters = PrintedCounts.Of(module.Groups["count"].Value),
                    }
                );
            else if (Tensor.Match(line) is { Success: true } tensor)
                Add(summary, tensor, title);
            else
                break;
        }

        return summary;
    }

    private static void Add(PrintedSummary summary, Match tensor, string title)
    {
        if (title != "Parameters")
            return;
        var axes = tensor
            .Groups["axes"]
            .Value.Split([','], StringSplitOptions.RemoveEmptyEntries)
            .Select(axis => long.TryParse(axis.Trim().Substring("1:".Length), out long size) ? size : 0);
        summary.Rows.Add(
            new PrintedRow { Name = tensor.Groups["name"].Value, Parameters = PrintedCounts.Product(axes) }
        );
    }
}
