using System.Text;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Tables with commas or semicolons between their cells, and those of web pages, with tabs or bars.</summary>
internal static class DelimitedRows
{
    private static readonly char[] Delimiters = [';', ','];

    private static readonly Regex RowOfPage = new(
        @"((?<!\s)\s+)?(</?(table|thead|tbody|tfoot|caption)\b[^<>]*>\s*)*<tr\b[^<>]*>(?<cells>.*?)(</tr\s*>|(?=<tr\b))(\s*</?(table|thead|tbody|tfoot)\b[^<>]*>)*",
        Options
    );

    private static readonly Regex CellOfPage = new(@"<t[hd]\b[^<>]*>(?<text>.*?)(</t[hd]\s*>|(?=<t[hd]\b)|$)", Options);

    private static readonly Regex Tag = new(@"</?[A-Za-z][^<>]*>");

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.Singleline;

    // Jira has two bars between titles; MediaWiki has them between cells, and exclamation marks between titles.
    private static readonly Regex Title = new(@"^[ \t]*\|\|.*$", RegexOptions.Multiline);

    private static readonly Regex Wiki = new(@"^[ \t]*\{\|", RegexOptions.Multiline);

    private static readonly Regex WikiMark = new(@"^[ \t]*!|!!|\|\||^[ \t]*(\|[-}].*|\{\|.*)$", RegexOptions.Multiline);

    /// <summary>The text, in which rows of web pages and wikis have a bar between their cells.</summary>
    internal static string Barred(string text)
    {
        string plain = text;
        if (plain.IndexOf("<tr", StringComparison.OrdinalIgnoreCase) >= 0)
            plain = RowOfPage.Replace(plain, row => $"\n| {string.Join(" | ", CellsOf(row))} |");
        return Wiki.IsMatch(plain)
            ? WikiMark.Replace(plain, mark => mark.Length > 2 ? "" : "|")
            : Title.Replace(plain, line => line.Value.Replace("||", "|"));
    }

    private static IEnumerable<string> CellsOf(Match row) =>
        CellOfPage
            .Matches(row.Groups["cells"].Value)
            .Cast<Match>()
            .Select(cell => Regex.Replace(Tag.Replace(cell.Groups["text"].Value, " "), @"\s+", " ").Trim());

    /// <summary>The lines, with tabs in those that have as many cells as the heading above them.</summary>
    internal static string[] Tabbed(string[] lines)
    {
        char delimiter = '\0';
        int count = 0;
        return Array.ConvertAll(
            lines,
            line =>
            {
                if (Array.Find(Delimiters, sign => IsHeading(line, sign)) is var sign and not '\0')
                    (delimiter, count) = (sign, Cells(line, sign).Count);
                return delimiter != '\0' && Cells(line, delimiter) is var cells && cells.Count == count
                    ? string.Join("\t", cells)
                    : line;
            }
        );
    }

    /// <summary>Whether a line has titles with a sign between them.</summary>
    internal static bool IsHeading(string line, char delimiter) =>
        line.IndexOf(delimiter) >= 0
        && line.IndexOf('\t') < 0
        && Cells(line, delimiter) is { Count: > 1 } cells
        && TableHeading.Of(string.Join("\t", cells)) is { Wall: '\t' };

    // A delimiter within quotation marks, or in the brackets of a shape, is part of the cell.
    private static List<string> Cells(string line, char delimiter)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        int depth = 0;
        foreach (char sign in line)
        {
            if (sign == '"')
                isQuoted = !isQuoted;
            else if (sign == delimiter && !isQuoted && depth <= 0)
                End();
            else
            {
                depth +=
                    isQuoted ? 0
                    : sign is '(' or '[' ? 1
                    : sign is ')' or ']' ? -1
                    : 0;
                cell.Append(sign);
            }
        }

        End();
        return cells;

        void End()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }
}
