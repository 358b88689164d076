using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Reads summaries of networks as tools print them, out of logs, comments and terminals.</summary>
public static class SummaryReader
{
    private static readonly ISummaryFormat[] Formats = [.. Implementations.Of<ISummaryFormat>()];

    private static readonly WeightList Weights = Formats.OfType<WeightList>().Single();

    // Keras writes the name of a model above its table.
    private static readonly Regex Title = new(@"^\s*Model:\s*""?(?<name>[^""]+?)""?\s*$");

    private const int FarthestTitle = 6;

    /// <summary>The tools whose summaries can be read.</summary>
    public static IReadOnlyList<string> Tools { get; } =
    [.. Formats.SelectMany(format => format.Tools).Distinct().OrderBy(tool => tool, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The rows of all summaries in a text.</summary>
    /// <exception cref="FormatException">There is none; the message says what was expected.</exception>
    public static IReadOnlyList<SummaryRow> Read(string text) => [.. ReadAll(text).SelectMany(summary => summary.Rows)];

    /// <summary>The summaries in a text, one after the other.</summary>
    /// <exception cref="FormatException">There is none; the message says what was expected.</exception>
    public static IReadOnlyList<Summary> ReadAll(string text, CancellationToken cancellation = default)
    {
        var lines = SummaryLines.Of(text, out var left, cancellation);
        var read = Read(lines, left, cancellation);
        // A terminal that broke the lines is believed where all adds up that did not as they are.
        if (
            (read.Count == 0 || read.Any(summary => summary.Warnings.Count > 0))
            && WrappedTable.Unbroken(text) is { } unbroken
            && SummaryLines.Of(unbroken, out left, cancellation, mayBeJoined: false) is var joined
            && Read(joined, left, cancellation) is { Count: > 0 } whole
            && whole.All(summary => summary.Warnings.Count == 0)
            && whole.Count >= read.Count
        )
            return whole;
        return read.Count > 0 ? read
            : PrintedLayers.Of(lines, cancellation) is { } list ? [Made(list, "", left)]
            : throw Unreadable(OtherText.Of(lines));
    }

    private static IReadOnlyList<Summary> Read(
        string[] lines,
        IReadOnlyList<string> left,
        CancellationToken cancellation
    )
    {
        var starts = Starts(lines, cancellation);
        string[] given = MissingHeading.Given(
            lines,
            [.. starts.Select(start => start.Line)],
            out var headless,
            cancellation
        );
        if (given.Length > lines.Length)
            (lines, starts) = (given, Starts(given, cancellation));
        var read = new List<(PrintedSummary Printed, string Name)>();
        var empty = new List<string>();
        for (int i = 0; i < starts.Count; i++)
        {
            var (format, start) = starts[i];
            int end = i + 1 < starts.Count ? starts[i + 1].Line : lines.Length;
            var printed = format.Read(new ArraySegment<string>(lines, start, end - start), cancellation);
            if (printed.Rows.Count > 0)
                read.Add((printed, NameAbove(lines, start) ?? printed.Name));
            else if (format is not (ModuleTree or WeightList))
                empty.Add(
                    $"The heading '{Regex.Replace(lines[start].Trim(), @"\s+", " ")}' has no row below it that can be read."
                );
        }

        string[] lost = [.. TitlesAlone(lines, starts), .. empty, .. headless];
        return
        [
            .. read.Select(
                (summary, i) =>
                    Made(
                        summary.Printed,
                        NameOf(summary.Name, i, read.Count),
                        [.. i == 0 ? left : [], .. i == read.Count - 1 ? lost : []]
                    )
            ),
        ];
    }

    /// <summary>Whether a summary can begin with a line.</summary>
    internal static bool IsBegin(string line) => Array.Exists(Formats, format => format.Begins([line], 0));

    // What to say of titles whose tables were not pasted with them.
    private static IEnumerable<string> TitlesAlone(string[] lines, List<(ISummaryFormat Format, int Line)> starts) =>
        from title in lines.Select((line, number) => (Match: Title.Match(line), Number: number))
        where
            title.Match.Success
            && !starts.Exists(start => start.Line > title.Number && start.Line <= title.Number + FarthestTitle)
        select $"The title of '{title.Match.Groups["name"].Value}' has no table below it: its rows are missing.";

    private static List<(ISummaryFormat Format, int Line)> Starts(string[] lines, CancellationToken cancellation)
    {
        var starts = new List<(ISummaryFormat, int)>();
        var weights = new HashSet<string>(StringComparer.Ordinal);
        bool isInside = false;
        for (int line = 0; line < lines.Length; line++)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = Array.Find(Formats, format => format.Begins(lines, line));
            if (found is not null && found != Weights)
            {
                starts.Add((found, line));
                weights.Clear();
                isInside = true;
            }
            else if (lines[line].Trim().Length == 0 || PrintedCounts.IsTotal(lines[line]))
            {
                isInside = false;
            }
            // Weights between rows of layers are theirs; a list of weights that begins again is of another network.
            else if (
                !isInside
                && WeightList.NameIn(lines[line]) is { } weight
                && (weights.Count == 0 ? found == Weights : !weights.Add(weight))
            )
            {
                starts.Add((Weights, line));
                weights.Clear();
                weights.Add(weight);
            }
        }

        return starts;
    }

    private static string? NameAbove(string[] lines, int start)
    {
        for (int i = start - 1; i >= 0 && i >= start - FarthestTitle; i--)
        {
            if (Title.Match(lines[i]) is { Success: true } title)
                return title.Groups["name"].Value;
        }

        return null;
    }

    // Of several, each has a name, so that their rows can be told apart.
    private static string NameOf(string name, int index, int count) =>
        name.Length > 0 || count == 1 ? name : string.Format(CultureInfo.InvariantCulture, "Summary {0}", index + 1);

    private static Summary Made(PrintedSummary printed, string name, IReadOnlyList<string> left)
    {
        var rows = new List<SummaryRow>();
        for (int i = 0; i < printed.Rows.Count; i++)
        {
            var row = printed.Rows[i];
            bool isBlock = i + 1 < printed.Rows.Count && printed.Rows[i + 1].Depth > row.Depth;
            // The layers of a block stand below it; weights of its own stand nowhere else.
            if (isBlock && (row.IsInclusive || row.Parameters is null or 0L))
                continue;
            rows.Add(
                new SummaryRow
                {
                    Name = row.Name,
                    Type = row.Type,
                    OutputShape = isBlock ? "" : row.OutputShape,
                    Parameters = row.Parameters,
                    Macs = row.Macs,
                    Flops = row.Flops,
                    Depth = row.Depth,
                    Network = name,
                    Source = printed.Tool,
                }
            );
        }

        if (!printed.Totals.IsEmpty)
        {
            rows.Add(
                new SummaryRow
                {
                    Name = "Total",
                    Parameters = printed.Totals.Parameters,
                    TrainableParameters = printed.Totals.TrainableParameters,
                    NonTrainableParameters = printed.Totals.NonTrainableParameters,
                    Macs = printed.Totals.Macs,
                    Flops = printed.Totals.Flops,
                    IsTotal = true,
                    Network = name,
                    Source = printed.Tool,
                }
            );
        }

        return new Summary(name, printed.Tool, rows, [.. left, .. SummaryCheck.Of(printed, name)]);
    }

    private static FormatException Unreadable(string reason) =>
        new(
            $"The text is no summary: {reason}. Expected is what {string.Join(", ", Tools)} print: a heading with "
                + "'Layer (type)', 'Output Shape' and 'Param #', or a tree of modules with their counts, and the rows "
                + "below it."
        );
}
