using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>torchsummary: layers by type and number, <c>Conv2d-1</c>, the batch as -1.</summary>
internal sealed class TorchSummary : ISummaryFormat
{
    private static readonly Regex Row = new(@"^\s*(?<type>[A-Za-z]\w*)-(?<number>\d+)\s+(?<shape>\[.*\])\s+(?<count>\d[\d,]*)\s*$");

    public string Tool => "torchsummary";

    public bool Recognizes(IReadOnlyList<string> lines) => lines.Any(line => line.Contains("Layer (type)")) && lines.Any(line => Row.IsMatch(line));

    public IEnumerable<SummaryRow> Read(IReadOnlyList<string> lines)
    {
        foreach (var match in lines.Select(line => Row.Match(line)).Where(match => match.Success))
        {
            yield return new SummaryRow
            {
                Name = $"{match.Groups["type"].Value}-{match.Groups["number"].Value}",
                Type = match.Groups["type"].Value,
                OutputShape = match.Groups["shape"].Value,
                Parameters = SummaryText.Count(match.Groups["count"].Value),
                Source = Tool,
            };
        }

        foreach (var total in SummaryText.Totals(lines, Tool))
            yield return total;
    }
}
