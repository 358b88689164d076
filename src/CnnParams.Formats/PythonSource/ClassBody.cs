using System.Text.RegularExpressions;
using CnnParams.Python.Syntax;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The methods of a model without the line above them that says whose they are, as people show them: what begins with
/// <c>def __init__(self)</c> gets the head of a class.
/// </summary>
internal static class ClassBody
{
    private static readonly Regex First = new(@"\A(\s*\n)?[ \t]*def\s+__init__\s*\(\s*self\b");

    private static readonly Regex Own = new(@"\bsuper\(\s*(?<name>[A-Za-z_]\w*)\s*,\s*self\s*\)");

    private static readonly Regex Call = new(@"(?m)^\s*def\s+call\s*\(");

    private const string Indent = "    ";

    /// <summary>The class of a text that begins within one, and what to say of it; null for another text.</summary>
    internal static (SourceText Source, string Warning)? Of(string path, string text)
    {
        if (!First.IsMatch(text))
            return null;
        string[] lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        string name = Own.Match(text) is { Success: true } own ? own.Groups["name"].Value : "Net";
        string head = $"class {name}({(Call.IsMatch(text) ? "tf.keras.Model" : "nn.Module")}):";
        return (
            new SourceText(path, $"{head}\n{string.Join("\n", lines.Select(line => Indent + line))}")
            {
                Map = position => PlaceOf(path, lines, position - head.Length - 1),
            },
            $"the code begins within a class; '{head}' is taken for its head"
        );
    }

    private static Place PlaceOf(string path, string[] lines, int position)
    {
        int line = 0;
        while (line < lines.Length - 1 && position > lines[line].Length + Indent.Length)
            position -= lines[line++].Length + Indent.Length + 1;
        return new Place(path, line + 1, Math.Max(0, position - Indent.Length) + 1, lines[line]);
    }
}
