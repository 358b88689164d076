using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Caffe: what it logs as it sets a network up, layer by layer, with the shapes of the outputs. It counts no
/// parameters, and names no types.
/// </summary>
internal sealed class CaffeLog : ISummaryFormat
{
    private const string Name = "Caffe";

    private static readonly Regex Layer = new(@"^\s*(Setting up|Creating [Ll]ayer) (?<name>\S+)\s*$");

    private static readonly Regex Shape = new(@"^\s*Top shape: (?<axes>\d+( \d+)*) \(\d+\)\s*$");

    private static readonly Regex Begin = new(
        @"^\s*(Initializing net from parameters|Creating training net|Creating test net)"
    );

    private static readonly Regex End = new(@"^\s*Network initialization done");

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index)
    {
        if (!Layer.IsMatch(lines[index]))
            return false;
        // The first layer of its network.
        for (int i = index - 1; i >= 0; i--)
        {
            if (Layer.IsMatch(lines[i]))
                return false;
            if (End.IsMatch(lines[i]) || Begin.IsMatch(lines[i]))
                return true;
        }

        return true;
    }

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name) { IsCut = true };
        // With lines for both, a layer is created first, and its shapes follow where it is set up.
        bool setsUp = lines.Any(line => line.Contains("Setting up "));
        foreach (string line in lines)
        {
            cancellation.ThrowIfCancellationRequested();
            if (End.IsMatch(line))
            {
                summary.IsCut = false;
                break;
            }

            int last = summary.Rows.Count - 1;
            if (Layer.Match(line) is { Success: true } layer)
            {
                if (setsUp == line.Contains("Setting up "))
                    summary.Rows.Add(new PrintedRow { Name = layer.Groups["name"].Value });
            }
            else if (
                Shape.Match(line) is { Success: true } shape
                && last >= 0
                && summary.Rows[last].OutputShape.Length == 0
            )
            {
                summary.Rows[last] = summary.Rows[last] with
                {
                    OutputShape = $"({shape.Groups["axes"].Value.Replace(" ", ", ")})",
                };
            }
        }

        return summary;
    }
}
