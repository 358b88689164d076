using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Reads summaries of networks as tools print them, out of logs, comments and terminals.</summary>
public static class SummaryReader
{
    private static readonly ISummaryFormat[] Formats = [.. Implementations.Of<ISummaryFormat>().OrderBy(format => format.Tool, StringComparer.Ordinal)];

    // No tool prints a wider table; what is longer would keep a regular expression busy.
    private const int LongestLine = 2000;

    // What terminals and comments put around text.
    private static readonly Regex Colour = new(@"\x1B\[[0-9;]*[A-Za-z]");

    private static readonly Regex Comment = new(@"^\s*(#|//|>)\s?");

    /// <summary>The tools whose summaries can be read.</summary>
    public static IReadOnlyList<string> Tools => [.. Formats.Select(format => format.Tool)];

    /// <summary>Reads a summary.</summary>
    /// <exception cref="FormatException">The text is none; the message says what was expected.</exception>
    public static IReadOnlyList<SummaryRow> Read(string text)
    {
        string[] lines = [.. text.Split('\n')
            .Where(line => line.Length <= LongestLine)
            .Select(line => Colour.Replace(line.TrimEnd('\r', ' ', '\t'), ""))];
        if (lines.Where(line => line.Trim().Length > 0).All(line => Comment.IsMatch(line)))
            lines = Array.ConvertAll(lines, line => Comment.Replace(line, ""));
        var format = Array.Find(Formats, candidate => candidate.Recognizes(lines)) ?? throw Unreadable("no table of layers was found in it");
        SummaryRow[] rows = [.. format.Read(lines)];
        return rows.Length > 0 ? rows : throw Unreadable($"it looks like {format.Tool}'s, but has no row that can be read");
    }

    private static FormatException Unreadable(string reason) => new(
        $"The text is no summary: {reason}. Expected is what {string.Join(", ", Tools)} print: a heading with 'Layer (type)', 'Output Shape' and 'Param #', or a tree of modules with their counts, and the rows below it.");
}
