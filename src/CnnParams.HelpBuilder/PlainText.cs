using System.Text.RegularExpressions;

namespace CnnParams.HelpBuilder;

/// <summary>Markdown's inline markup as plain text.</summary>
internal static partial class PlainText
{
    /// <summary>The text without marks of code and emphasis; a link to another site keeps its address.</summary>
    public static string Of(string text)
    {
        text = Link()
            .Replace(
                text,
                link =>
                    link.Groups["url"].Value.StartsWith("http", StringComparison.Ordinal)
                        ? $"{link.Groups["text"].Value} ({link.Groups["url"].Value})"
                        : link.Groups["text"].Value
            );
        return text.Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Trim();
    }

    /// <summary>Lines of at most <paramref name="width"/> characters, each after an indent.</summary>
    public static IEnumerable<string> Wrap(string text, int width, string indent, string firstIndent)
    {
        string line = firstIndent;
        bool empty = true;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > width)
            {
                yield return line;
                (line, empty) = (indent, true);
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        yield return line;
    }

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<url>[^)]+)\)")]
    private static partial Regex Link();
}
