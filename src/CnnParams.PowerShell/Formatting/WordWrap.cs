using System.Text;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Lines broken at words, and between any two of those letters that take the width of two. The engine breaks words
/// anywhere, and cuts off lines of wide letters.
/// </summary>
internal static class WordWrap
{
    // What does not begin a line.
    private const string Closing = "，。；：！？）、”";

    /// <summary>A text in lines that fit.</summary>
    internal static string Wrap(string text, int width, string indent = "") =>
        string.Join("\n", text.Split('\n').Select(line => WrapLine(line.TrimEnd('\r'), width, indent)));

    private static string WrapLine(string line, int most, string indent)
    {
        var text = new StringBuilder();
        int used = 0,
            width = 0,
            from = 0;
        for (int i = 0; i < line.Length; i++)
        {
            width += IsWide(line[i]) ? 2 : 1;
            bool isLast = i + 1 == line.Length;
            bool canBreak =
                isLast
                || line[i + 1] == ' '
                || ((IsWide(line[i]) || IsWide(line[i + 1])) && Closing.IndexOf(line[i + 1]) < 0);
            if (!canBreak)
                continue;
            string word = line.Substring(from, i + 1 - from);
            if (used > 0 && used + width > most)
            {
                text.Append('\n').Append(indent);
                width -= word.Length - word.TrimStart().Length;
                word = word.TrimStart();
                used = indent.Length;
            }

            text.Append(word);
            (used, width, from) = (used + width, 0, i + 1);
        }

        return text.ToString();
    }

    // Letters and signs of Chinese.
    private static bool IsWide(char letter) => letter is >= '\u2E80' and <= '\uFFEF';
}
