using System.Text;

namespace CnnParams.Formats.Darknet;

/// <summary>The text of a .cfg file, divided into sections (read_cfg in pjreddie/darknet: src/parser.c).</summary>
internal static class DarknetConfig
{
    // The largest that are published have 20 kB.
    private const int MostBytes = 16 << 20;

    private static readonly string[] Networks = ["[net]", "[network]"];

    /// <summary>Whether the content begins as a network's definition: with [net], after comments at most.</summary>
    internal static bool IsAtStartOf(ModelFile file)
    {
        foreach (string line in Encoding.UTF8.GetString(file.Head).Split('\n'))
        {
            string text = Stripped(line);
            if (text.Length > 0 && !IsComment(text))
                return Networks.Contains(text, StringComparer.Ordinal);
        }

        return false;
    }

    /// <summary>The sections in order, the network's first.</summary>
    /// <exception cref="Reading.ModelFileException">It is no such text.</exception>
    internal static IReadOnlyList<DarknetSection> Read(ModelFile file)
    {
        if (file.Length > MostBytes)
            throw file.Unsupported($"a .cfg file of {file.Length} bytes; at most {MostBytes} are read");

        var sections = new List<DarknetSection>();
        using var reader = new StreamReader(
            file.Open(),
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 14,
            leaveOpen: true
        );
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string text = Stripped(line);
            if (text.Length == 0 || IsComment(text))
                continue;
            if (text[0] == '[')
                sections.Add(new DarknetSection(file, Name(text, number, file), number));
            else
                AddOption(sections, text, number, file);
        }

        if (sections.Count == 0 || !Networks.Contains($"[{sections[0].Type}]", StringComparer.Ordinal))
            throw file.Damaged("its first section should be [net]");
        return sections;
    }

    private static void AddOption(List<DarknetSection> sections, string text, int number, ModelFile file)
    {
        int equals = text.IndexOf('=');
        if (equals <= 0)
            throw file.Damaged($"line {number}: '{Shown(text)}' is neither [section], name=value nor a # comment");
        if (sections.Count == 0)
            throw file.Damaged($"line {number}: '{Shown(text)}' stands before the first section; that should be [net]");
        sections[sections.Count - 1].Add(text.Substring(0, equals), text.Substring(equals + 1), number);
    }

    private static string Name(string text, int number, ModelFile file) =>
        text.EndsWith("]", StringComparison.Ordinal)
            ? text.Substring(1, text.Length - 2)
            : throw file.Damaged($"line {number}: '{Shown(text)}' has no closing bracket");

    // As Darknet does: spaces mean nothing, not even within a line.
    private static string Stripped(string line) =>
        new([.. line.Where(letter => letter is not (' ' or '\t' or '\r' or '\n' or '\uFEFF'))]);

    private static bool IsComment(string text) => text[0] is '#' or ';';

    private static string Shown(string text) => text.Length > 40 ? $"{text.Substring(0, 40)}..." : text;
}
