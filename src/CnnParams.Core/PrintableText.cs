using System.Globalization;
using System.Text;

namespace CnnParams;

/// <summary>
/// Texts of model files where they are read: what would move a cursor, turn the direction of a line or hide letters is
/// shown as its number, <c>\u001B</c>, and does nothing.
/// </summary>
public static class PrintableText
{
    private const int LongestLine = 2000,
        MostLines = 200;

    /// <summary>A text of letters that are seen, in one line.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">What is longer is cut, with an ellipsis in the middle, so that both ends are seen.</param>
    public static string Of(string text, int longest = int.MaxValue)
    {
        // What is long beyond reading is cut first, so that a name of megabytes costs no more than its label.
        if (longest < int.MaxValue / 16 && text.Length > longest * 8)
            text = text.Remove(longest * 4, text.Length - (longest * 8));
        StringBuilder? printable = null;
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            int length = pair ? 2 : 1;
            if (!IsSeen(CharUnicodeInfo.GetUnicodeCategory(text, i)))
                (printable ??= new StringBuilder(text, 0, i, text.Length + 16)).Append(Escape(text, i, length));
            else
                printable?.Append(text, i, length);
            i += length - 1;
        }

        return Cut(printable?.ToString() ?? text, longest);
    }

    /// <summary>A text of several lines, each of letters that are seen.</summary>
    /// <param name="text">Any text.</param>
    public static string Lines(string text) =>
        string.Join("\n", text.Split('\n').Select(line => Of(line.TrimEnd('\r'))));

    /// <summary>
    /// A message whose lines are no longer than anyone reads: what it quotes of a file may have megabytes.
    /// </summary>
    internal static string Message(string text) =>
        text.Length <= LongestLine
            ? text
            : string.Join("\n", text.Split('\n').Take(MostLines).Select(line => Cut(line, LongestLine)));

    private static bool IsSeen(UnicodeCategory category) =>
        category
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );

    private static string Escape(string text, int at, int length) =>
        string.Concat(
            text.Substring(at, length).Select(unit => "\\u" + ((int)unit).ToString("X4", CultureInfo.InvariantCulture))
        );

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        int head = (longest - 1) / 2,
            tail = longest - 1 - head;
        if (head > 0 && char.IsHighSurrogate(text[head - 1]))
            head--;
        if (tail > 0 && char.IsLowSurrogate(text[text.Length - tail]))
            tail--;
        return text.Remove(head, text.Length - head - tail).Insert(head, "…");
    }
}
