using System.Management.Automation;
using System.Text;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Explanations as the format view shows them: lines broken at words, and between any two of those letters that take
/// the width of two, which the engine would cut off.
/// </summary>
public static class ExplanationFormat
{
    private const int Width = 100;

    private const string Indent = "  ";

    /// <summary>The text of an explanation, in lines that fit.</summary>
    public static string Text(PSObject explanation)
    {
        string text = explanation.Properties["Text"]?.Value?.ToString() ?? "";
        return string.Join("\n", text.Split('\n').Select(line => Wrapped(line.TrimEnd('\r'))));
    }

    private static string Wrapped(string line)
    {
        var text = new StringBuilder();
        int used = 0, width = 0, from = 0;
        for (int i = 0; i < line.Length; i++)
        {
            width += IsWide(line[i]) ? 2 : 1;
            bool ends = i + 1 == line.Length || line[i + 1] == ' ' || IsWide(line[i]) || IsWide(line[i + 1]);
            if (!ends)
                continue;
            string word = line.Substring(from, i + 1 - from);
            if (used > 0 && used + width > Width)
            {
                text.Append('\n').Append(Indent);
                word = word.TrimStart();
                used = Indent.Length;
            }

            text.Append(word);
            (used, width, from) = (used + width, 0, i + 1);
        }

        return text.ToString();
    }

    // Letters and signs of Chinese.
    private static bool IsWide(char letter) => letter is >= '\u2E80' and <= '\uFFEF';
}
