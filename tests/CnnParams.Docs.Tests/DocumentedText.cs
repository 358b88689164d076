using CnnParams.HelpBuilder;

namespace CnnParams.Docs.Tests;

/// <summary>
/// Texts in pages that are computed: outputs of examples, metadata of parameters, tables. A test compares them; run
/// with the environment variable CNNPARAMS_UPDATE_DOCS=1 it writes them instead, to be looked at in the diff.
/// </summary>
internal sealed class DocumentedText(string path)
{
    /// <summary>Whether what is computed is written in place of being compared.</summary>
    public static bool IsUpdating { get; } = Environment.GetEnvironmentVariable("CNNPARAMS_UPDATE_DOCS") == "1";

    private readonly List<(int First, int Count, string[] Lines)> _changes = [];
    private readonly List<string> _differences = [];

    /// <summary>
    /// Holds a code block to a text; spaces at the end of lines and empty lines around it do not count.
    /// </summary>
    public void Hold(CodeBlock block, string actual) => Hold(block.Line, block.Lines, Lines(actual));

    /// <summary>Holds the lines between two comments to a text.</summary>
    public void Hold(MarkdownPage page, string comment, string actual)
    {
        string[] lines = File.ReadAllLines(path);
        int first = page.Blocks.OfType<Comment>().First(block => block.Text == comment).Line;
        int end = page.Blocks.OfType<Comment>().First(block => block.Line > first && block.Text == "end").Line - 1;
        Hold(first, lines[first..end], ["", .. Lines(actual), ""]);
    }

    /// <summary>Reports what differs, or writes it into the page.</summary>
    public void Verify()
    {
        if (IsUpdating)
            Write();
        else
            Assert.True(
                _differences.Count == 0,
                string.Join("\n\n", _differences)
                    + "\n\nCNNPARAMS_UPDATE_DOCS=1 dotnet test writes what is computed into the pages."
            );
    }

    /// <summary>A text by lines, without what no reader sees.</summary>
    public static string[] Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n")
            .Split('\n')
            .Select(line => line.TrimEnd())
            .SkipWhile(line => line.Length == 0)
            .ToList();
        while (lines is [.., ""])
            lines.RemoveAt(lines.Count - 1);
        return [.. lines];
    }

    private void Hold(int first, IReadOnlyList<string> shown, string[] actual)
    {
        if (Lines(string.Join('\n', shown)).SequenceEqual(Lines(string.Join('\n', actual))))
            return;
        _changes.Add((first, shown.Count, actual));
        _differences.Add($"{path}({first}) shows\n{string.Join('\n', shown)}\nbut it is\n{string.Join('\n', actual)}");
    }

    private void Write()
    {
        var lines = File.ReadAllLines(path).ToList();
        foreach (var (first, count, text) in _changes.OrderByDescending(change => change.First))
        {
            lines.RemoveRange(first, count);
            lines.InsertRange(first, text);
        }

        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }
}
