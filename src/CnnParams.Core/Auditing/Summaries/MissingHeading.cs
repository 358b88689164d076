using System.Text.RegularExpressions;
using CnnParams.Words;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Rows of a table whose heading was not pasted with them: what stands in them says which it was. Rows of another form
/// are named.
/// </summary>
internal static class MissingHeading
{
    // How rows begin: ├─Conv2d (conv1): 1-1 in torchinfo, Conv2d-1 in torchsummary, conv (Conv2D) in Keras.
    private static readonly (Regex Label, string Title)[] Labels =
    [
        (
            new(@"^([\s│├└─|+]*[A-Z]\w*( \([\w.]+\))?: \d+-\d+|[\s│]*[├└]─[A-Z]\w*( \([\w.]+\))?)(?=\s)"),
            "Layer (type:depth-idx)"
        ),
        (new(@"^\s*[A-Z]\w*-\d+(?=\s|$)"), "Layer (type)"),
        (new(@"^\s*[^\s()|│┃]+ ?\([A-Z]\w*\)?(?=\s|$)"), "Layer (type)"),
    ];

    private static readonly Regex Reads = new(@"\[\d+\]\[\d+\]|^\[?\]?$|^-$");

    // What the pieces of a row look like, and the titles of their columns.
    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal)
    {
        ["SC"] = ["Output Shape", "Param #"],
        ["SSC"] = ["Input Shape", "Output Shape", "Param #"],
        ["SCR"] = ["Output Shape", "Param #", "Connected to"],
        ["SCF"] = ["Output Shape", "Param #", "Trainable"],
        ["SCP"] = ["Output Shape", "Param #", "Param %"],
    };

    private static readonly Regex Root = new(@"^\s*[A-Za-z_]\w*( \([\w.]+\))? {2,}(\[|--)");

    private const int FewestRows = 2;

    /// <summary>The lines, with a heading above rows that have none.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="starts">The lines with which summaries begin.</param>
    /// <param name="said">What to say of the rows.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static string[] Given(
        string[] lines,
        HashSet<int> starts,
        out IReadOnlyList<string> said,
        CancellationToken cancellation
    )
    {
        var given = new List<string>();
        var warnings = new List<string>();
        var alone = new List<string>();
        bool isInside = false;
        for (int i = 0; i < lines.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (starts.Contains(i))
                isInside = true;
            else if (PrintedCounts.IsTotal(lines[i]))
                isInside = false;
            else if (!isInside && TitlesOf(lines[i]) is { } titles)
            {
                if (titles.Length > 0 && IsTable(lines, i))
                {
                    int above = Above(lines, i);
                    given.Insert(given.Count - above, HeadingOf(lines[i], titles));
                    warnings.Add(
                        $"Rows from '{Start(lines[i - above])}' on have no heading: their columns are taken for "
                            + $"{Listed([.. titles.Skip(1).Select(title => $"'{title.Title}'")])}."
                    );
                    isInside = true;
                }
                else
                {
                    alone.Add(lines[i].Trim());
                }
            }

            given.Add(lines[i]);
        }

        if (alone.Count > 0)
            warnings.Add(
                $"{Wording.InNumber($"{alone.Count} line[s]")} without a heading {(alone.Count == 1 ? "looks" : "look")} "
                    + $"like rows of a summary and {(alone.Count == 1 ? "was" : "were")} left out: '{alone[0]}'"
                    + (alone.Count > 1 ? ", ..." : ".")
            );
        said = warnings;
        return [.. given];
    }

    // Several rows, or one with a total, make a table.
    private static bool IsTable(string[] lines, int first)
    {
        int rows = 0;
        for (int i = first; i < lines.Length && rows < FewestRows; i++)
        {
            if (PrintedCounts.IsTotal(lines[i]))
                return true;
            if (TitlesOf(lines[i]) is not null)
                rows++;
            else if (TableRows.IsContent(lines[i]))
                break;
        }

        return rows >= FewestRows;
    }

    // How many lines above a row are of its table: the network of a tree, a cell that goes on.
    private static int Above(string[] lines, int row)
    {
        int above = 0;
        if (Labels[0].Label.IsMatch(lines[row]))
            return row > 0 && Root.IsMatch(lines[row - 1]) ? 1 : 0;
        if (!TableHeading.HasWalls(lines[row]))
            return above;
        while (row - above > 0 && lines[row - above - 1] is { Length: > 0 } line && IsWalled(line))
            above++;
        return above;

        static bool IsWalled(string line) =>
            TableRows.IsRule(line) || (TableHeading.HasWalls(line) && !PrintedCounts.IsTotal(line));
    }

    // The columns of a row, with their places where it has no walls; none of a row in which they cannot be told.
    // Null for a line that is no row.
    private static (string Title, int Start)[]? TitlesOf(string line)
    {
        foreach (var (label, title) in Labels)
        {
            if (label.Match(line) is not { Success: true } match)
                continue;
            TableToken[] tokens = [.. TableToken.From(line, match.Length)];
            string kinds = string.Concat(tokens.Select((token, i) => Sign(token.Kind, token.Text, i)));
            if (!kinds.Contains('S') || !kinds.Contains('C'))
                return null;
            return Columns.TryGetValue(kinds, out string[]? titles)
                ? [(title, IndentOf(line)), .. titles.Zip(tokens, (column, token) => (column, token.Start))]
                : [];
        }

        if (!TableHeading.HasWalls(line) || line.IndexOf('\t') >= 0)
            return null;
        string[] cells = Array.ConvertAll(TableHeading.Cells(line, WallOf(line)), cell => cell.Trim());
        return cells.Length > 2 && Labels[Labels.Length - 1].Label.IsMatch(cells[0]) ? OfBox(cells)
            : cells.Length > 3 && int.TryParse(cells[0], out _) ? OfLightning(cells)
            : null;
    }

    private static (string, int)[]? OfBox(string[] cells)
    {
        string kinds = string.Concat(cells.Skip(1).Select((cell, i) => SignOf(cell, i)));
        return !kinds.StartsWith("SC", StringComparison.Ordinal) ? null
            : Columns.TryGetValue(kinds, out string[]? titles)
                ? [("Layer (type)", 0), .. titles.Select(title => (title, 0))]
            : [];
    }

    // An index, the name, the type, the parameters; then the mode, the operations and shapes, as versions have them.
    private static (string, int)[]? OfLightning(string[] cells)
    {
        string kinds = string.Concat(cells.Skip(3).Select((cell, i) => SignOf(cell, i)));
        return !Regex.IsMatch(cells[2], @"^[A-Z]\w*…?$") || !Regex.IsMatch(kinds, "^CF?C?(SS)?$")
            ? null
            :
            [
                ("", 0),
                ("Name", 0),
                ("Type", 0),
                ("Params", 0),
                .. kinds.Contains('F') ? new[] { ("Mode", 0) } : [],
                .. kinds.LastIndexOf('C') > 0 ? new[] { ("FLOPs", 0) } : [],
                .. kinds.Contains('S') ? new[] { ("In sizes", 0), ("Out sizes", 0) } : [],
            ];
    }

    private static char SignOf(string cell, int place) =>
        cell.Length > 0 && TableToken.At(cell, 0) is var token && token.Text.Length == cell.Length
            ? Sign(token.Kind, cell, place)
            : Sign(TableTokenKind.Word, cell, place);

    // What is not printed stands for a shape in front, and else for a count.
    private static char Sign(TableTokenKind kind, string text, int place) =>
        kind switch
        {
            TableTokenKind.Shape => 'S',
            TableTokenKind.Count => 'C',
            TableTokenKind.Flag => 'F',
            TableTokenKind.Share => 'P',
            TableTokenKind.Blank when place == 0 => 'S',
            TableTokenKind.Blank when place == 1 => 'C',
            _ => Reads.IsMatch(text) ? 'R' : '?',
        };

    private static string HeadingOf(string row, (string Title, int Start)[] titles)
    {
        if (titles[titles.Length - 1].Start == 0)
        {
            char wall = WallOf(row);
            string cells = string.Join($" {wall} ", titles.Select(title => title.Title));
            return TableHeading.IsDrawn(row.TrimStart()[0]) ? $"{wall} {cells} {wall}" : cells;
        }

        string line = "";
        foreach (var (title, start) in titles)
            line = line.PadRight(Math.Max(start, line.Length > 0 ? line.Length + 1 : 0)) + title;
        return line;
    }

    private static char WallOf(string line) => line.IndexOfAny(['│', '┃']) >= 0 ? '┃' : '|';

    private static int IndentOf(string line) => line.Length - line.TrimStart().Length;

    private static string Start(string line) => Regex.Replace(line, @"[\s│┃|]+", " ").Trim();

    private static string Listed(string[] titles) =>
        string.Join(", ", titles.Take(titles.Length - 1)) + " and " + titles[titles.Length - 1];
}
