using System.Text;

namespace CnnParams.Reports.Handouts;

/// <summary>A handout as a page of HTML that needs nothing else, prints well, and may load and run nothing.</summary>
internal static class HtmlHandout
{
    private const string Style = """
        body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 Georgia, 'Noto Serif CJK SC', serif; color: #1b1f24; background: #fff }
        h1, h2, h3 { line-height: 1.25; font-family: Helvetica, Arial, 'Noto Sans CJK SC', sans-serif; overflow-wrap: anywhere }
        h3 { margin-top: 2rem; break-after: avoid }
        code { font: .92em Menlo, Consolas, 'DejaVu Sans Mono', monospace; background: #f1f3f5; padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere }
        table { border-collapse: collapse; width: 100%; font-size: .92em }
        th, td { text-align: left; padding: .25em .6em; border-bottom: 1px solid #d5d9de; overflow-wrap: anywhere }
        thead th, tbody tr:last-child td { border-bottom: 2px solid #1b1f24; font-weight: bold }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
        ul { padding-left: 1.2rem; break-inside: avoid }
        @media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } code { background: #1c2128 }
        thead th, tbody tr:last-child td { border-color: #e6edf3 } th, td { border-color: #363c44 } }
        @media print { body { margin: 0; max-width: none; color: #000; background: #fff } code { background: none; padding: 0 } }
        """;

    internal static string Write(string title, string language, IEnumerable<Passage> passages)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"")
            .Append(language)
            .Append("\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ")
            .Append(PolicySource.Of(Style))
            .Append("\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
            .Append(Text(title))
            .Append("</title>\n<style>")
            .Append(Style)
            .Append("</style>\n</head>\n<body>\n<main>\n");
        foreach (var passage in passages)
            Write(html, passage);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder html, Passage passage)
    {
        switch (passage)
        {
            case Heading heading:
                html.Append("<h")
                    .Append(heading.Level)
                    .Append('>')
                    .Append(Text(heading.Text))
                    .Append("</h")
                    .Append(heading.Level)
                    .Append(">\n");
                break;
            case Paragraph paragraph:
                html.Append("<p>").Append(Text(paragraph.Text)).Append("</p>\n");
                break;
            case Calculation calculation:
                html.Append("<p><code>").Append(Text(calculation.Text)).Append("</code></p>\n");
                break;
            case Points points:
                html.Append("<ul>\n");
                foreach (var (label, computed, said) in points.Items)
                {
                    html.Append("<li><b>")
                        .Append(Text(label))
                        .Append("</b>: ")
                        .Append(computed.Length > 0 ? $"<code>{Text(computed)}</code> " : "")
                        .Append(Text(said))
                        .Append("</li>\n");
                }

                html.Append("</ul>\n");
                break;
            case Table table:
                html.Append("<table>\n<thead>\n");
                Row(html, table, table.Headings, "th scope=\"col\"", "th");
                html.Append("</thead>\n<tbody>\n");
                foreach (var row in table.Rows)
                    Row(html, table, row, "td", "td");
                html.Append("</tbody>\n</table>\n");
                break;
        }
    }

    private static void Row(StringBuilder html, Table table, IReadOnlyList<string> cells, string open, string close)
    {
        html.Append("<tr>");
        for (int i = 0; i < cells.Count; i++)
            html.Append('<')
                .Append(open)
                .Append(table.AreNumbers[i] ? " class=\"number\">" : ">")
                .Append(Text(cells[i]))
                .Append("</")
                .Append(close)
                .Append('>');
        html.Append("</tr>\n");
    }

    private static string Text(string text) => MarkupText.Escape(PrintableText.Of(text));
}
