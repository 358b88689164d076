using System.Text;

namespace CnnParams.Reports.Handouts;

/// <summary>A handout as Markdown.</summary>
internal static class MarkdownHandout
{
    internal static string Write(IEnumerable<Passage> passages)
    {
        var text = new StringBuilder();
        foreach (var passage in passages)
        {
            if (text.Length > 0)
                text.Append('\n');
            Write(text, passage);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Passage passage)
    {
        switch (passage)
        {
            case Heading heading:
                text.Append('#', heading.Level).Append(' ').Append(MarkdownText.Prose(heading.Text)).Append('\n');
                break;
            case Paragraph paragraph:
                text.Append(MarkdownText.Prose(paragraph.Text)).Append('\n');
                break;
            case Calculation calculation:
                text.Append("    ").Append(PrintableText.Of(calculation.Text)).Append('\n');
                break;
            case Points points:
                foreach (var (label, computed, said) in points.Items)
                {
                    text.Append("- **")
                        .Append(MarkdownText.Prose(label))
                        .Append("**: ")
                        .Append(computed.Length > 0 ? MarkdownText.Code(computed) : "")
                        .Append(computed.Length > 0 && said.Length > 0 ? " " : "")
                        .Append(MarkdownText.Prose(said))
                        .Append('\n');
                }

                break;
            case Table table:
                Line(text, table.Headings.Select(MarkdownText.Cell));
                Line(text, table.AreNumbers.Select(isNumber => isNumber ? "---:" : ":---"));
                foreach (var row in table.Rows)
                    Line(text, row.Select(MarkdownText.Cell));
                break;
        }
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").Append(string.Join(" | ", cells)).Append(" |\n");
}
