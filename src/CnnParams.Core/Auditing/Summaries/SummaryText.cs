using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Auditing.Summaries;

/// <summary>Pieces of text that summaries have in common.</summary>
internal static class SummaryText
{
    private static readonly Regex Footer = new(
        @"^\s*(?<what>Total params|Trainable params|Non-trainable params|Optimizer params|Total mult-adds)\s*(\((?<unit>[^)]*)\))?\s*:\s*(?<number>\d[\d,._]*)",
        RegexOptions.IgnoreCase);

    /// <summary>A printed count: a number, a text that rounds one, or nothing.</summary>
    internal static object? Count(string text)
    {
        string plain = text.Trim();
        return Figure.Parse(plain) is not { } figure ? null : figure.Step == 1 ? figure.Value : plain;
    }

    /// <summary>A type in the words of a tool, completed where the column was too narrow for it.</summary>
    internal static string Type(string text)
    {
        string word = text.Trim().TrimEnd('…', '.', ')');
        if (word.Length == 0 || LayerTypes.Find(word) is not null)
            return word;
        bool isCut = text.TrimEnd().EndsWith("…", StringComparison.Ordinal) || text.TrimEnd().EndsWith("...", StringComparison.Ordinal) || !text.Contains(')');
        return (isCut ? LayerTypes.All.SelectMany(type => type.Aliases.Append(type.Name))
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => name.Length)
            .FirstOrDefault() : null) ?? word;
    }

    /// <summary>The row of the totals that stand below a table; none where there are none.</summary>
    internal static IEnumerable<SummaryRow> Totals(IEnumerable<string> lines, string tool)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var match in lines.Select(line => Footer.Match(line)).Where(match => match.Success))
            found[match.Groups["what"].Value] = match.Groups["number"].Value.TrimEnd('.', ',') + Unit(match.Groups["unit"].Value);
        if (found.Count == 0)
            yield break;

        object? Number(string what) => found.TryGetValue(what, out string? text) ? Count(text) : null;
        object? total = Number("Total params");
        // Keras's total counts what the optimizer keeps beside the weights of a network that has been trained.
        if (total is long all && Number("Optimizer params") is long optimizer)
            total = all - optimizer;
        yield return new SummaryRow
        {
            Name = "Total",
            Parameters = total,
            TrainableParameters = Number("Trainable params"),
            NonTrainableParameters = Number("Non-trainable params"),
            Macs = Number("Total mult-adds"),
            IsTotal = true,
            Source = tool,
        };
    }

    // torchinfo says (M), or in older versions (Units.MEGABYTES).
    private static string Unit(string unit)
    {
        string word = unit.Trim().Split('.').Last();
        return word.Length == 0 || word.StartsWith("NONE", StringComparison.OrdinalIgnoreCase) ? "" : " " + word.Substring(0, 1).ToString(CultureInfo.InvariantCulture);
    }
}
