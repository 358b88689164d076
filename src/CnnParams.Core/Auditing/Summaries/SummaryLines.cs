using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>The lines of a text without what terminals, comments and logs put around them.</summary>
internal static class SummaryLines
{
    // No tool prints a wider table; what is longer would keep a regular expression busy.
    private const int LongestLine = 2000;

    private const int LongestPrefix = 200;

    private const int MostPrefixes = 16;

    private static readonly Regex HeadingWord = new(
        "param|mult-adds|learnables|flops|#elements or shape",
        RegexOptions.IgnoreCase
    );

    // Git marks lines that were added.
    private static readonly Regex Comment = new(@"^\s*(?<sign>#+>?|//|;|%|\*|--)(\s|$)|^(?<sign>\+)");

    private static readonly Regex Framed = new(@"^(?<front>\s*)(?<bar>[|│┃║])?(?<inside>[^|│┃║]*)[|│┃║]\s*$");

    // Programs that train write how far they are between the rows.
    private static readonly Regex Progress = new(@"^[^|]{0,80}?\d{1,3}%\|[^|]{0,200}\|\s*\d+/\d+ \[");

    private const string Level = "(DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|TRACE|VERBOSE|SUCCESS)";

    private const string Time =
        @"(\d{4}[-/.]\d\d?[-/.]\d\d?[T ])?\d\d?:\d\d:\d\d([.,:]\d+)?(Z|[ ]?[+-]\d\d:?\d\d|[ ](AM|PM))?";

    private const string Source = @"([\w.<>/\\-]+(:[\w.<>]+)*)";

    // What stands before a message: a time, a level, who said it; of each kind only forms that no row begins with. More
    // than one space after it belongs to the row: trees say by it what is within what.
    private static readonly Regex[] Prefixes =
    [
        new(@"^\s*[IWEFD]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w./-]+:\d+\] ?"),
        new($@"^\s*\[{Time}\](\[[\w.:<>/-]+\])*( ?[-:|])?[ ]?({Level}\b(\s*[-:|])? ?({Source}: )?)?"),
        new(
            $@"^\s*{Time}( ?[-|]| ?\[[^\]]*\])*\s+\[?{Level}\]?(\s*[-:|])?(\s*\[?{Source}\]?\s*(:\d+)?(\s+- |: |\] ?)| ?)"
        ),
        new($@"^\s*{Time}\s+[-|:]\s+{Source}\s+[-|:]\s+\[?{Level}\]?\s+[-|:]\s?"),
        new($@"^\s*{Time}\s+[\w.-]+\s+{Level}\b ?[-:|]? ?"),
        new($@"^\s*{Time}\s+std(out|err) [FP] ?"),
        new($@"^\s*{Time} ?[-|:]? ?([\w-]+[_-]\d+\s+\| )?"),
        new($@"^\s*\[?{Level}\]?:[\w.<>/-]*:(\d+:)? ?", RegexOptions.IgnoreCase),
        new($@"^\s*\[{Level}\s*\](\s*\[[^\]]*\])*:? ?"),
        new($@"^\s*{Level}(:| -| \|)[ ]?(\[[^\]]*\] ?)?"),
        new(@"^\s*\([A-Za-z_]*\s?pid=\d+[^)]*\) ?"),
        new(@"^\s*\[\d+,\d+\]<std(out|err)>: ?"),
        new(@"^\s*\[(rank|default)\d+\]:? ?"),
        new(@"^\s*[\w-]+(_|-)\d+\s+\| "),
    ];

    /// <summary>The lines of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="left">What to say of lines that are left out.</param>
    /// <param name="cancellation">Stops the reading: each line is held to every prefix.</param>
    /// <param name="mayBeJoined">Whether a line can be several that a page has joined.</param>
    internal static string[] Of(
        string text,
        out IReadOnlyList<string> left,
        CancellationToken cancellation,
        bool mayBeJoined = true
    )
    {
        string[] all = PastedText.Lines(text, mayBeJoined, cancellation);
        string[] lines =
        [
            .. Watched(all, cancellation).Where(line => line.Length <= LongestLine).Select(PastedText.Plain),
        ];
        left =
            lines.Length == all.Length
                ? []
                :
                [
                    string.Format(
                        CultureInfo.InvariantCulture,
                        "{0} of the text's lines longer than {1} characters are left out.",
                        all.Length - lines.Length,
                        LongestLine
                    ),
                ];
        var own = OwnPrefixes(Watched(lines, cancellation));
        lines = Uncommented(
            [
                .. Watched(lines, cancellation)
                    .Where(line => !Progress.IsMatch(line))
                    .Select(line => Unprefixed(line, own)),
            ],
            cancellation
        );
        cancellation.ThrowIfCancellationRequested();
        lines = Unframed(DelimitedRows.Tabbed(lines));
        cancellation.ThrowIfCancellationRequested();
        lines = Array.Exists(lines, IsTabbedHeading)
            ? PastedText.Outdented(lines, HeadingWord.IsMatch)
            : Array.ConvertAll(lines, PastedText.Untabbed);
        cancellation.ThrowIfCancellationRequested();
        lines = WrappedTable.Joined(lines);
        return ModuleTree.Indented(lines, cancellation);
    }

    // Tabs between the columns, and no blanks beside them: other tabs stand for blanks themselves.
    private static bool IsTabbedHeading(string line) =>
        line.Contains('\t')
        && TableHeading.Of(line) is { Wall: '\t' }
        && line.TrimStart('\t').Split('\t') is var titles
        && Array.TrueForAll(titles, title => title.Length > 0 && title == title.Trim());

    /// <summary>The lines; before each of them the reading stops where it is asked to.</summary>
    internal static IEnumerable<string> Watched(IEnumerable<string> lines, CancellationToken cancellation) =>
        lines.Where(_ =>
        {
            cancellation.ThrowIfCancellationRequested();
            return true;
        });

    // What stands before a heading stands before the other lines of the log as well, with other numbers in it.
    private static List<Regex> OwnPrefixes(IEnumerable<string> lines)
    {
        var found = new Dictionary<string, Regex>(StringComparer.Ordinal);
        foreach (string line in lines.Where(line => HeadingWord.IsMatch(line) && found.Count < MostPrefixes))
        {
            int start = BeforeHeading(line);
            if (start <= 0 || line.Substring(0, start).Trim() is not { Length: > 0 } prefix)
                continue;
            // One sign may be a column's wall; a number is that of the line.
            if (prefix.Length == 1 && !char.IsDigit(prefix[0]))
                continue;
            string pattern = @"^\s*" + Regex.Replace(Regex.Escape(prefix), @"\d+", @"\d+") + " ?";
            if (!found.ContainsKey(pattern))
                found[pattern] = new Regex(pattern);
        }

        return [.. found.Values];
    }

    // Where the heading in a line begins; 0 where nothing is before it, or where there is none.
    private static int BeforeHeading(string line)
    {
        for (int start = 0; start < Math.Min(line.Length, LongestPrefix); start++)
        {
            bool isBoundary =
                start == 0
                || char.IsWhiteSpace(line[start - 1])
                || line[start - 1] is ':' or '|' or ']' or '>' or ')'
                || line[start] is '┃' or '│';
            if (!isBoundary || char.IsWhiteSpace(line[start]))
                continue;
            string rest = line.Substring(start);
            if (UltralyticsTable.IsHeading(rest) || UltralyticsList.IsHeading(rest) || FlaxTable.IsHeading(rest))
                return line.Substring(0, start).Trim().Length == 0 ? 0 : start;
            if (TableHeading.Of(rest) is { Columns: var columns } && columns[0].Kind != SummaryColumn.Other)
            {
                if (line.Substring(0, start).Trim().Length == 0)
                    return 0;
                // The bar may be that of the log, with the first column after it.
                if (line[start] != '|' || columns[0].Title.Length > 0)
                    return start;
            }
        }

        return 0;
    }

    // What runs a program may write a prefix before that of the program.
    private static string Unprefixed(string line, List<Regex> own) =>
        Without(own, line) ?? (Without(Prefixes, line) is { } rest ? Without(Prefixes, rest) ?? rest : line);

    private static string? Without(IEnumerable<Regex> prefixes, string line)
    {
        foreach (var prefix in prefixes)
        {
            // The blank after it is missing where nothing follows.
            if (prefix.Match(line + " ") is { Success: true } match)
                return line.Substring(Math.Min(match.Length, line.Length));
        }

        return null;
    }

    // Bars at the ends of the lines alone are around the table, and not between its columns.
    private static string[] Unframed(string[] lines) =>
        Array.Exists(lines, line => Inside(line) is { } inside && TableHeading.Of(inside) is { Wall: null })
            ? Array.ConvertAll(lines, line => Inside(line) ?? line)
            : lines;

    private static string? Inside(string line) =>
        Framed.Match(line) is { Success: true } match
            ? match.Groups["front"].Value
                + (match.Groups["bar"].Success ? " " : "")
                + match.Groups["inside"].Value.TrimEnd()
            : null;

    // A comment is one where a heading stands in it: a row that begins with the sign does not make one.
    private static string[] Uncommented(string[] lines, CancellationToken cancellation)
    {
        string[] signs =
        [
            .. Watched(lines, cancellation)
                .Select(line => Comment.Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups["sign"].Value)
                .Distinct(),
        ];
        foreach (string sign in signs)
        {
            if (
                Watched(lines, cancellation)
                    .Any(line =>
                        Under(line, sign) is { } inner
                        && (SummaryReader.IsBegin(inner.TrimEnd('\\', ' ')) || ModuleTree.IsCounted(inner))
                    )
            )
                return Array.ConvertAll(lines, line => Under(line, sign) ?? line);
        }

        return lines;
    }

    private static string? Under(string line, string sign) =>
        Comment.Match(line) is { Success: true } match && match.Groups["sign"].Value == sign
            ? line.Substring(match.Length)
            : null;
}
