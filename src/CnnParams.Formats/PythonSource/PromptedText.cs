using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Python.Syntax;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// What was typed at Python's prompt or at IPython's, copied with its prompts: the code is what follows them, and lines
/// without one are what was printed.
/// </summary>
internal static class PromptedText
{
    private static readonly Regex First = new(@"^\s*(>>> ?|In \[\d+\]: ?)");

    private static readonly Regex Prompt = new(@"^\s*(>>> ?|\.\.\.( |$)|In \[\d+\]: ?|\.{3,}: ?)");

    /// <summary>The code of a text that begins with a prompt; null for another text.</summary>
    internal static SourceText? Code(string path, string text)
    {
        string[] lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        if (Array.Find(lines, line => line.Trim().Length > 0) is not { } first || !First.IsMatch(first))
            return null;
        var code = new StringBuilder();
        var typed = new List<(int Line, int Start, int Prompt)>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (Prompt.Match(lines[i]) is not { Success: true } prompt)
                continue;
            typed.Add((i, code.Length, prompt.Length));
            code.Append(lines[i], prompt.Length, lines[i].Length - prompt.Length).Append('\n');
        }

        return new SourceText(path, code.ToString())
        {
            Map = position =>
            {
                var (line, start, prompt) = typed.FindLast(one => one.Start <= position);
                return new Place(path, line + 1, position - start + prompt + 1, lines[line]);
            },
        };
    }
}
