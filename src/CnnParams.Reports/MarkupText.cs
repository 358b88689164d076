using System.Text;

namespace CnnParams.Reports;

/// <summary>
/// Texts put into HTML and SVG. Names come from model files: whatever they hold, they stay text, in an element as in an
/// attribute with quotation marks.
/// </summary>
public static class MarkupText
{
    /// <summary>A text in which nothing means markup; characters that XML does not allow become U+FFFD.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            string? instead = pair ? null : Instead(text[i]);
            if (instead is not null)
                (escaped ??= new StringBuilder(text, 0, i, text.Length + 16)).Append(instead);
            else
                escaped?.Append(text, i, pair ? 2 : 1);
            if (pair)
                i++;
        }

        return escaped?.ToString() ?? text;
    }

    private static string? Instead(char c) =>
        c switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\t' or '\n' or '\r' => null,
            < ' ' or (>= '\x7F' and <= '\x9F') or '\xFFFE' or '\xFFFF' => "\xFFFD",
            _ => char.IsSurrogate(c) ? "\xFFFD" : null,
        };
}
