using System.Text;

namespace CnnParams.HelpBuilder;

/// <summary>An about topic as text: indented under its headings, 80 characters wide.</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Indent = "    ";
    private const string DeepIndent = "        ";

    public static string Write(MarkdownPage page)
    {
        var text = new StringBuilder();
        MarkdownBlock? before = null;
        foreach (var block in page.Blocks.Where(block => block is not (Comment or MarkdownTableRow { IsRule: true })))
        {
            if (before is not null && !StandTogether(before, block))
                text.Append('\n');
            foreach (string line in Lines(block))
                text.Append(line.TrimEnd()).Append('\n');
            before = block;
        }

        return text.ToString();
    }

    private static bool StandTogether(MarkdownBlock before, MarkdownBlock block) =>
        (before, block)
            is
                (MarkdownHeading, not MarkdownHeading)
                or
                (ListItem, ListItem)
                or
                (MarkdownTableRow, MarkdownTableRow);

    private static IEnumerable<string> Lines(MarkdownBlock block) =>
        block switch
        {
            MarkdownHeading { Level: 1 } title => ["TOPIC", Indent + title.Text],
            MarkdownHeading heading => [heading.Text.ToUpperInvariant()],
            CodeBlock code => code.Lines.Select(line => DeepIndent + line),
            // Wide tables do not fit: the first cell over the others.
            MarkdownTableRow row => PlainText
                .Wrap(row.Cells[0], Width, Indent, Indent)
                .Concat(
                    row.Cells.Skip(1)
                        .Where(cell => cell.Length > 0)
                        .SelectMany(cell => PlainText.Wrap(cell, Width, DeepIndent, DeepIndent))
                ),
            ListItem item => PlainText.Wrap(item.Text, Width, Indent + "  ", Indent + "- "),
            TextBlock paragraph => PlainText.Wrap(paragraph.Text, Width, Indent, Indent),
            _ => [],
        };
}
