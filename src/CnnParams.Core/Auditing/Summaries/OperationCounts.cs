using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// What fvcore's analysis gives as dictionaries: <c>by_module()</c> and <c>by_module_and_operator()</c> are read as its
/// table is; <c>by_operator()</c> has no layers, and its numbers are no parameters.
/// </summary>
internal static class OperationCounts
{
    private const string Items = @"Counter\(\{(?<items>[^{}]*)\}\)";

    private static readonly Regex OfModules = new($@"\{{\s*('(?<module>[^']*)':\s*{Items},?\s*)+\}}");

    private static readonly Regex Alone = new(Items);

    private static readonly Regex Item = new(@"'(?<name>[^']*)':\s*(?<count>\d{1,18})(\.\d+)?(?=\s*(,|$))");

    /// <summary>The text, with fvcore's table in place of its dictionaries.</summary>
    internal static string Tabled(string text)
    {
        if (!text.Contains("Counter({"))
            return text;
        string modules = OfModules.Replace(
            text,
            match =>
                Table(
                    match
                        .Groups["module"]
                        .Captures.Cast<Capture>()
                        .Zip(
                            match.Groups["items"].Captures.Cast<Capture>(),
                            (module, items) => (module.Value, ItemsOf(items.Value).Sum(item => item.Count))
                        )
                )
        );
        return Alone.Replace(
            modules,
            match =>
                ItemsOf(match.Groups["items"].Value) is var items && items.Exists(item => item.Name.Length == 0)
                    ? Table(items)
                    : match.Value.Replace('{', '[').Replace('}', ']')
        );
    }

    private static List<(string Name, decimal Count)> ItemsOf(string items) =>
        [
            .. Item.Matches(items)
                .Cast<Match>()
                .Select(item =>
                    (item.Groups["name"].Value, decimal.Parse(item.Groups["count"].Value, CultureInfo.InvariantCulture))
                ),
        ];

    // Sorted by counts, blocks stand after some of their layers.
    private static string Table(IEnumerable<(string Name, decimal Count)> modules)
    {
        var table = new StringBuilder("\n| module | #parameters or shape | #flops |\n|:---|:---|:---|\n");
        foreach (var (name, count) in modules.OrderBy(module => module.Name, StringComparer.Ordinal))
            table
                .Append("| ")
                .Append(name.Length == 0 ? "model" : name)
                .Append(" | | ")
                .Append(count.ToString(CultureInfo.InvariantCulture))
                .Append(" |\n");
        return table.Append('\n').ToString();
    }
}
