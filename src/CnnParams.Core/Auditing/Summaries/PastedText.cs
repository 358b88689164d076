using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>The lines of a text without what mail, web pages, terminals and code pages made of them.</summary>
internal static class PastedText
{
    private const int DeepestTabs = 8;

    private const int FewestEscaped = 3;

    // Pages that lose the ends of lines leave the rules of a table within one; before one may be the line's number.
    private static readonly Regex LineEnd = new(
        @"\r\n|\r|\n|(?<![=_])(?>[=_]{20,})(?=[A-Za-z])|(?<=[A-Za-z0-9])(?<!^[ \t]{0,8}\d{1,6})[=_]{20,}",
        RegexOptions.Multiline
    );

    // Colours and places, links and titles, and sets of characters.
    private static readonly Regex Escape = new(
        @"\x1B(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(\x07|\x1B\\)|[()][A-Za-z0-9])"
    );

    // Zero-width blanks and joins, soft hyphens, marks of direction.
    private static readonly Regex Invisible = new(@"\p{Cf}");

    private static readonly Regex Markup = new(@"</?(span|pre|code|br)\b[^<>]*>", RegexOptions.IgnoreCase);

    // What rich prints as colours, where a program writes it as text.
    private static readonly Regex RichMarkup = new(@"\[(?<tag>[a-z][\w ()#]{0,40})\](?<text>[^\[\]]*)\[/(\k<tag>)?\]");

    // A quotation, however deep; no row begins with the sign.
    private static readonly Regex Quotation = new("^ {0,3}(> ?)+");

    // Bold cells and cells of code in Markdown.
    private static readonly Regex Emphasis = new(@"(?<sign>\*\*|`)(?<text>[^*`|]+)\k<sign>");

    // A text as a program shows it in quotation marks, in one line.
    private static readonly Regex EscapedEnd = new(@"\\r?\\?n");

    // Thousands with a blank or an apostrophe between them: the total says that these are no columns.
    private static readonly Regex SpacedTotal = new(
        @"Total param(s|eters):\s+\d{1,3}([ \u00A0\u202F'’]\d{3})+(?=\s*$|\s*[\r\n(])",
        RegexOptions.Multiline
    );

    private static readonly Regex Thousands = new(
        @"(?<=(?<![\d,.])\d{1,3}([ \u00A0\u202F'’]\d{3})*)[ \u00A0\u202F'’](?=\d{3}(?![\d.]))"
    );

    private static readonly Regex FirstNumber = new(@"^\s*(?<number>\d{1,6})(?!\d)");

    private static readonly Regex AfterNumber = new(@"^[:.|)]?(?=\s|$)");

    /// <summary>The lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mayBeJoined">Whether a line can be several that a page has joined.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static string[] Lines(string text, bool mayBeJoined, CancellationToken cancellation)
    {
        string plain = Mojibake.Undone(text);
        cancellation.ThrowIfCancellationRequested();
        if (plain.Trim().IndexOf('\n') < 0 && EscapedEnd.Matches(plain).Count >= FewestEscaped)
            plain = EscapedEnd.Replace(plain, "\n").Trim().Trim('\'', '"');
        if (SpacedTotal.IsMatch(plain))
            plain = Thousands.Replace(plain, ",");
        plain = LatexRows.Barred(WeightDictionary.Unfolded(OperationCounts.Tabled(plain)), cancellation);
        cancellation.ThrowIfCancellationRequested();
        plain = DelimitedRows.Barred(plain);
        cancellation.ThrowIfCancellationRequested();
        string[] lines = LineEnd.Split(plain);
        if (mayBeJoined)
            lines = JoinedLines.Divided(lines);
        return Unnumbered(IsDoubled(lines) ? [.. lines.Where((_, i) => i % 2 == 0)] : lines);
    }

    /// <summary>One of the lines, without colours, markup, fences and signs of quotation.</summary>
    internal static string Plain(string line)
    {
        string plain = line.IndexOf('\x1B') >= 0 ? Escape.Replace(line, "") : line;
        if (plain.IndexOf('<') >= 0)
            plain = Markup.Replace(plain, "");
        if (plain.IndexOf("[/", StringComparison.Ordinal) >= 0)
            plain = RichMarkup.Replace(plain, "${text}");
        if (plain.IndexOf('|') >= 0)
            plain = Emphasis.Replace(plain, "${text}");
        if (plain.IndexOf('&') >= 0)
            plain = WebUtility.HtmlDecode(plain);
        plain = Quotation.Replace(Invisible.Replace(plain, "").Replace('\u00A0', ' '), "").TrimEnd();
        return plain.StartsWith("```", StringComparison.Ordinal) ? "" : plain;
    }

    /// <summary>A line with blanks in place of tabs, which go on to the next eighth column.</summary>
    internal static string Untabbed(string line)
    {
        const int stop = 8;
        if (line.IndexOf('\t') < 0)
            return line;
        // One pass: a line has as many tabs as who wrote it likes.
        var untabbed = new StringBuilder(line.Length);
        foreach (char sign in line)
        {
            if (sign == '\t')
                untabbed.Append(' ', stop - (untabbed.Length % stop));
            else
                untabbed.Append(sign);
        }

        return untabbed.ToString();
    }

    /// <summary>
    /// The lines without the tabs that all of a table is indented by: one in front of the heading alone is an empty
    /// title.
    /// </summary>
    internal static string[] Outdented(string[] lines, Func<string, bool> isHeading)
    {
        for (int depth = 0; depth < DeepestTabs; depth++)
        {
            int heading = Array.FindIndex(lines, line => IsIndented(line) && isHeading(line));
            if (heading < 0 || !lines.Skip(heading + 1).Where(line => line.Length > 0).Take(2).All(IsIndented))
                break;
            lines = Array.ConvertAll(lines, line => IsIndented(line) ? line.Substring(1) : line);
        }

        return lines;
    }

    // Editors and code pages number lines: all of them, one after the other, headings included.
    private static string[] Unnumbered(string[] lines)
    {
        int end = Array.FindLastIndex(lines, line => line.Trim().Length > 0) + 1;
        int first = Array.FindIndex(lines, line => line.Trim().Length > 0);
        if (end - first < 2 || FirstNumber.Match(lines[first]) is not { Success: true } begin)
            return lines;
        int number = int.Parse(begin.Groups["number"].Value, CultureInfo.InvariantCulture);
        var rest = new string[end - first];
        for (int i = 0; i < rest.Length; i++)
        {
            string line = lines[first + i].TrimStart();
            string own = (number + i).ToString(CultureInfo.InvariantCulture);
            if (!line.StartsWith(own, StringComparison.Ordinal))
                return lines;
            rest[i] = line.Substring(own.Length);
        }

        // Pages without room between the numbers and the text glue them together: 2Layer (type).
        bool isGlued = !Array.TrueForAll(rest, line => AfterNumber.IsMatch(line));
        if (isGlued && !Array.Exists(rest, line => TableHeading.Of(line) is not null))
            return lines;
        if (isGlued)
            return rest;
        rest = Array.ConvertAll(rest, line => AfterNumber.Replace(line, "", 1));
        int margin = rest.Where(line => line.Trim().Length > 0)
            .Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty()
            .Min();
        return Array.ConvertAll(rest, line => line.Length > margin ? line.Substring(margin) : "");
    }

    private static bool IsIndented(string line) => line.Length > 0 && line[0] == '\t';

    // Mail and line ends that were converted twice put a blank line after each.
    private static bool IsDoubled(string[] lines)
    {
        const int fewest = 6;
        return lines.Length >= fewest
            && lines.Where((_, i) => i % 2 == 1).All(line => line.Trim().Length == 0)
            && lines.Where((_, i) => i % 2 == 0).Count(line => line.Trim().Length > 0) > lines.Length / 4;
    }
}
