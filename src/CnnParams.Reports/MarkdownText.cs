using System.Text.RegularExpressions;

namespace CnnParams.Reports;

/// <summary>
/// Texts put into Markdown. Names come from model files: what might be taken for more than letters stands in a span of code,
/// in which there is no HTML, no link and no emphasis.
/// </summary>
public static class MarkdownText
{
    // Words, numbers, shapes and calculations; no stars or underscores at the edge of a word, and nothing that becomes a link.
    private static readonly Regex Harmless = new(
        @"^(?!.*(?:www\.|__))[\p{L}\p{Nd}(?≥][\p{L}\p{Nd}_., ()/+=×–-]*$", RegexOptions.CultureInvariant);

    /// <summary>A text in a line.</summary>
    public static string Inline(string text)
    {
        text = PrintableText.Of(text);
        return text.Length == 0 || (Harmless.IsMatch(text) && !text.EndsWith("_", StringComparison.Ordinal)) ? text : Code(text);
    }

    /// <summary>A text in a cell of a table.</summary>
    public static string Cell(string text) => Inline(text).Replace("|", "\\|");

    private static string Code(string text)
    {
        int longest = 0;
        for (int i = 0, run = 0; i < text.Length; i++)
            longest = Math.Max(longest, run = text[i] == '`' ? run + 1 : 0);
        string fence = new('`', longest + 1);
        string space = longest > 0 || text[0] == ' ' ? " " : "";
        return fence + space + text + space + fence;
    }
}
