using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Keras 2 and TensorFlow.js: a table of spaces. A cell that is too long is cut, or goes on in the line below.</summary>
internal sealed class KerasSummary : ISummaryFormat
{
    private static readonly Regex Row = new(
        @"^\s*(?<name>[^\s(]+)\s*\((?<type>[^\s(),]*\)?)\s+(?<shape>[\[(].*?[\])]+|multiple|\?)\s+(?<count>\d[\d,]*)(\s.*)?$");

    private static readonly Regex Heading = new(@"Layer \(type\).*Output Shape.*Param", RegexOptions.IgnoreCase);

    public string Tool => "Keras";

    public bool Recognizes(IReadOnlyList<string> lines) =>
        lines.Any(line => Heading.IsMatch(line)) && lines.Any(line => Row.IsMatch(line));

    public IEnumerable<SummaryRow> Read(IReadOnlyList<string> lines)
    {
        foreach (var match in lines.Select(line => Row.Match(line)).Where(match => match.Success))
        {
            yield return new SummaryRow
            {
                Name = match.Groups["name"].Value,
                Type = SummaryText.Type(match.Groups["type"].Value),
                OutputShape = match.Groups["shape"].Value,
                Parameters = SummaryText.Count(match.Groups["count"].Value),
                Source = Tool,
            };
        }

        foreach (var total in SummaryText.Totals(lines, Tool))
            yield return total;
    }
}
