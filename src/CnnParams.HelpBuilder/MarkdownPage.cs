namespace CnnParams.HelpBuilder;

/// <summary>A Markdown page, as far as help needs it: a header of keys, headings, and the blocks under them.</summary>
public sealed class MarkdownPage
{
    private MarkdownPage(string path, IReadOnlyDictionary<string, string> header, IReadOnlyList<MarkdownBlock> blocks)
    {
        Path = path;
        Header = header;
        Blocks = blocks;
    }

    /// <summary>Where the page is.</summary>
    public string Path { get; }

    /// <summary>The keys between the lines <c>---</c> at the top.</summary>
    public IReadOnlyDictionary<string, string> Header { get; }

    /// <summary>All blocks, headings among them, in order.</summary>
    public IReadOnlyList<MarkdownBlock> Blocks { get; }

    /// <summary>The whole page as a section, under its title.</summary>
    public MarkdownSection Body =>
        Blocks is [MarkdownHeading { Level: 1 } title, ..]
            ? new MarkdownSection(title.Text, title.Line, [.. Blocks.Skip(1)])
            : throw new PageException(Path, 1, "the page must begin with a heading '# ...'");

    /// <summary>Reads a page.</summary>
    public static MarkdownPage Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        var header = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int start = 0;
        if (lines is ["---", ..])
        {
            for (start = 1; start < lines.Length && lines[start] != "---"; start++)
            {
                string[] pair = lines[start].Split(':', 2, StringSplitOptions.TrimEntries);
                header[pair[0]] = pair[^1];
            }

            start++;
        }

        return new MarkdownPage(path, header, [.. ReadBlocks(path, lines, start)]);
    }

    private static IEnumerable<MarkdownBlock> ReadBlocks(string path, string[] lines, int start)
    {
        for (int i = start; i < lines.Length; i++)
        {
            string line = lines[i];
            int first = i + 1;
            if (IsFence(line))
            {
                int end = Array.FindIndex(lines, first, candidate => candidate.TrimEnd() == "```");
                if (end < 0)
                    throw new PageException(path, first, "this code block has no end");
                yield return new CodeBlock(first, line[3..].Trim(), lines[first..end]);
                i = end;
            }
            else if (line.StartsWith('#'))
            {
                string text = line.TrimStart('#');
                yield return new MarkdownHeading(first, line.Length - text.Length, text.Trim());
            }
            else if (line.StartsWith("<!--", StringComparison.Ordinal))
            {
                yield return new Comment(first, line[4..].Replace("-->", "", StringComparison.Ordinal).Trim());
            }
            else if (line.StartsWith('|'))
            {
                yield return new MarkdownTableRow(first, [.. line.Trim().Trim('|').Split('|').Select(PlainText.Of)]);
            }
            else if (line.Trim().Length > 0)
            {
                int end = i + 1;
                while (end < lines.Length && Continues(lines[end]))
                    end++;
                string text = string.Join(' ', lines[i..end].Select(part => part.Trim()));
                yield return IsItem(line)
                    ? new ListItem(first, PlainText.Of(text[2..]))
                    : new MarkdownParagraph(first, PlainText.Of(text));
                i = end - 1;
            }
        }
    }

    private static bool Continues(string line) =>
        line.Trim().Length > 0 && !IsItem(line) && !IsFence(line) && line[0] is not ('#' or '|' or '<');

    private static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    private static bool IsItem(string line) => line.StartsWith("- ", StringComparison.Ordinal);
}

/// <summary>A heading, and what stands under it.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Line">Its line.</param>
/// <param name="Blocks">What stands under it, headings of lower levels among it.</param>
public sealed record MarkdownSection(string Title, int Line, IReadOnlyList<MarkdownBlock> Blocks)
{
    /// <summary>The blocks before the first heading.</summary>
    public IEnumerable<MarkdownBlock> Lead => Blocks.TakeWhile(block => block is not MarkdownHeading);

    /// <summary>The paragraphs and list items before the first heading, as text.</summary>
    public IReadOnlyList<string> Text => [.. Lead.OfType<TextBlock>().Select(block => block.Shown)];

    /// <summary>The sections under headings of a level.</summary>
    public IEnumerable<MarkdownSection> Sections(int level)
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            if (Blocks[i] is MarkdownHeading heading && heading.Level == level)
                yield return new MarkdownSection(
                    heading.Text,
                    heading.Line,
                    [.. Blocks.Skip(i + 1).TakeWhile(block => block is not MarkdownHeading next || next.Level > level)]
                );
        }
    }
}
