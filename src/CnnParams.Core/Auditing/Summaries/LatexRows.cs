using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Tables of a paper's source, <c>a &amp; b &amp; c \\</c>, with bars between the cells.</summary>
internal static class LatexRows
{
    private const int FewestRows = 2;

    private static readonly Regex RowEnd = new(@"(?<!\\)\\\\|\\tabularnewline\b");

    // Rules, spaces, colours, and whatever else is no text.
    private static readonly Regex Rule = new(
        @"\\(hline|toprule|midrule|bottomrule|addlinespace|rowcolor|cellcolor|(c|cmid)line|cmidrule|specialrule|vspace|hspace|noalign|caption|label|begin|end|centering|small|footnotesize|scriptsize|tiny)(\*|\b)(\[[^\]]{0,200}\]|\([^)]{0,200}\)|\{[^{}]*\})*"
    );

    private static readonly Regex Spanning = new(@"\\multicolumn\{(?<count>\d{1,2})\}\{[^{}]*\}\{(?<text>[^{}]*)\}");

    private static readonly Regex Stacked = new(
        @"\\multirow(\[[^\]]{0,200}\])?\{[^{}]*\}(\[[^\]]{0,200}\])?\{[^{}]*\}\{(?<text>[^{}]*)\}"
    );

    // A command with its text, of which the text is left: \textbf{...}, \makecell{a\\b}, {\bf ...}.
    private static readonly Regex Command = new(
        @"\\[A-Za-z]+\*?(\[[^\]]{0,200}\])?\{(?<text>[^{}]*)\}|\{\\[a-z]+\s+(?<text>[^{}]*)\}"
    );

    private static readonly (Regex Sign, string Text)[] Signs =
    [
        (new(@"\\times(?![A-Za-z])\s?|\\texttimes\s?"), "×"),
        (new(@"\\(sim|approx)(?![A-Za-z])\s?"), "~"),
        (new(@"\{,\}|\{\\,\}|(?<=\d)\\[,;](?=\d{3})"), ","),
        (new(@"\\[,;:!> ]|(?<!\\)~"), " "),
        (new(@"\\(?<sign>[_#%&$])"), "${sign}"),
        (new(@"--+"), "-"),
    ];

    private static readonly Regex Rest = new(@"\\[A-Za-z]+\*?|[{}$]");

    private const int Deepest = 8;

    // A brace that is never closed would hold all of the text.
    private const int LongestRow = 4000;

    /// <summary>The text, with bars in place of what LaTeX has between cells.</summary>
    internal static string Barred(string text, CancellationToken cancellation)
    {
        if (text.IndexOf('&') < 0 || RowEnd.Matches(text).Count < FewestRows)
            return text;
        var barred = new StringBuilder();
        int from = 0;
        bool hasHeading = false;
        foreach (Match end in RowEnd.Matches(text))
        {
            cancellation.ThrowIfCancellationRequested();
            // Within a cell, lines end alike.
            string row = text.Substring(from, end.Index - from);
            if (row.Length < LongestRow && Depth(row) > 0)
                continue;
            barred.Append(Row(row)).Append('\n');
            from = end.Index + end.Length;
            // As Markdown has it.
            if (!hasHeading && barred[barred.Length - 2] == '|')
            {
                hasHeading = true;
                barred.Append("|---|---|\n");
            }
        }

        return barred.Append(Row(text.Substring(from))).ToString();
    }

    private static string Row(string source)
    {
        string row = Rule.Replace(Regex.Replace(source, @"(?<!\\)%.*$", "", RegexOptions.Multiline), "\n");
        string[] cells = Regex.Split(Spanning.Replace(row, Spread), @"(?<!\\)&");
        if (cells.Length == 1)
            return row;
        string[] plain = Array.ConvertAll(cells, Plain);
        return $"| {string.Join(" | ", plain)} |";
    }

    private static string Spread(Match span) =>
        span.Groups["text"].Value
        + new string('&', Math.Max(0, int.Parse(span.Groups["count"].Value, CultureInfo.InvariantCulture) - 1));

    private static string Plain(string cell)
    {
        string plain = Stacked.Replace(cell, "${text}").Replace("\\\\", " ");
        foreach (var (sign, text) in Signs)
            plain = sign.Replace(plain, text);
        for (int i = 0; i < Deepest && Command.IsMatch(plain); i++)
            plain = Command.Replace(plain, "${text}");
        return Regex.Replace(Rest.Replace(plain, ""), @"\s+", " ").Trim().Replace("|", "/");
    }

    private static int Depth(string text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
            depth +=
                (i > 0 && text[i - 1] == '\\') ? 0
                : text[i] == '{' ? 1
                : text[i] == '}' ? -1
                : 0;
        return depth;
    }
}
