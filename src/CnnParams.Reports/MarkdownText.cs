using System.Text.RegularExpressions;

namespace CnnParams.Reports;

/// <summary>
/// Texts put into Markdown. Names come from model files: what might be taken for more than letters stands in a span of
/// code, in which there is no HTML, no link and no emphasis.
/// </summary>
public static class MarkdownText
{
    // Words, numbers, shapes and calculations; no stars or underscores at the edge of a word, and nothing that becomes
    // a link.
    private static readonly Regex Harmless = new(
        @"^(?!.*(?:www\.|__))[\p{L}\p{Nd}(?≥][\p{L}\p{Nd}_., ()/+=×–-]*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Regex Risky = new(
        @"[@`<>\[\]|]|:/|www\.",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Regex Markup = new(@"[\\*_{}#~!&$]", RegexOptions.CultureInvariant);

    /// <summary>A text in a line.</summary>
    public static string Inline(string text)
    {
        text = PrintableText.Of(text);
        return text.Length == 0 || (Harmless.IsMatch(text) && !text.EndsWith("_", StringComparison.Ordinal))
            ? text
            : Code(text);
    }

    /// <summary>A text in a cell of a table.</summary>
    public static string Cell(string text) => Inline(text).Replace("|", "\\|");

    /// <summary>
    /// A text of several words, in which names may stand: words that could be a link or a tag are code.
    /// </summary>
    public static string Prose(string text) =>
        string.Join(
            " ",
            PrintableText
                .Of(text)
                .Split(' ')
                .Select(word => Risky.IsMatch(word) ? Code(word) : Markup.Replace(word, "\\$0"))
        );

    /// <summary>A text as a span of code.</summary>
    public static string Code(string text)
    {
        text = PrintableText.Of(text);
        int longest = 0;
        for (int i = 0, run = 0; i < text.Length; i++)
            longest = Math.Max(longest, run = text[i] == '`' ? run + 1 : 0);
        string fence = new('`', longest + 1);
        string space = longest > 0 || text[0] == ' ' ? " " : "";
        return fence + space + text + space + fence;
    }
}
