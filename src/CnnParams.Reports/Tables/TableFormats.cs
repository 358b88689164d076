using System.Text;
using CnnParams.Measuring;

namespace CnnParams.Reports.Tables;

/// <summary>The formats of tables.</summary>
internal static class TableFormats
{
    // What is longer than a page of LaTeX goes on on the next.
    private const int PageOfRows = 45;

    internal static string Markdown(NetworkMeasurement network, TextOptions options)
    {
        var table = new TextTable(network, options, NumberText.Grouped);
        var text = new StringBuilder();
        void Line(IEnumerable<string> cells) => text.Append("| ").Append(string.Join(" | ", cells)).Append(" |\n");
        Line(table.Headings);
        Line(table.AreNumbers.Select(isNumber => isNumber ? "---:" : ":---"));
        foreach (var row in table.Rows)
            Line(row.Select(MarkdownText.Cell));
        Line(table.Totals.Select(total => total.Length > 0 ? $"**{total}**" : ""));
        return text.ToString();
    }

    internal static string Latex(NetworkMeasurement network, TextOptions options)
    {
        var table = new TextTable(network, options, NumberText.Grouped);
        string environment = table.Count > PageOfRows ? "longtable" : "tabular",
            also = environment == "longtable" ? " and longtable" : "";
        var text = new StringBuilder($"% Needs \\usepackage{{booktabs}}{also}.\n\\begin{{{environment}}}{{");
        foreach (bool isNumber in table.AreNumbers)
            text.Append(isNumber ? 'r' : 'l');
        text.Append("}\n\\toprule\n");
        // A bracket or a star after the end of a line would be taken for its option.
        void Line(IReadOnlyList<string> cells) =>
            text.Append(
                    cells[0].StartsWith("[", StringComparison.Ordinal)
                    || cells[0].StartsWith("*", StringComparison.Ordinal)
                        ? "{}"
                        : ""
                )
                .Append(string.Join(" & ", cells.Select(LatexText.Escape)))
                .Append(" \\\\\n");
        Line(table.Headings);
        text.Append("\\midrule\n").Append(environment == "longtable" ? "\\endhead\n" : "");
        foreach (var row in table.Rows)
            Line(row);
        text.Append("\\midrule\n");
        Line(table.Totals);
        return text.Append("\\bottomrule\n\\end{").Append(environment).Append("}\n").ToString();
    }

    internal static string Html(NetworkMeasurement network, TextOptions options)
    {
        var table = new TextTable(network, options, NumberText.Grouped);
        var text = new StringBuilder("<table>\n");
        void Line(IEnumerable<string> cells, string tag)
        {
            text.Append("<tr>");
            int column = 0;
            foreach (string cell in cells)
            {
                text.Append('<')
                    .Append(tag)
                    .Append(table.AreNumbers[column++] ? " align=\"right\">" : ">")
                    .Append(MarkupText.Escape(cell))
                    .Append("</")
                    .Append(tag)
                    .Append('>');
            }

            text.Append("</tr>\n");
        }

        text.Append("<thead>\n");
        Line(table.Headings, "th");
        text.Append("</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
            Line(row, "td");
        text.Append("</tbody>\n<tfoot>\n");
        Line(table.Totals, "td");
        return text.Append("</tfoot>\n</table>\n").ToString();
    }

    // Data for programs: numbers plain, and no line that is not a row.
    internal static string Csv(NetworkMeasurement network, TextOptions options)
    {
        var table = new TextTable(network, options, NumberText.Plain);
        var text = new StringBuilder();
        void Line(IEnumerable<string> cells) => text.Append(string.Join(",", cells)).Append('\n');
        Line(table.Headings);
        foreach (var row in table.Rows)
            Line(row.Select((cell, column) => CsvCell(cell, table.AreNumbers[column])));
        return text.ToString();
    }

    // A spreadsheet takes what begins with one of these for a formula; an apostrophe says that it is text.
    private static string CsvCell(string cell, bool isNumber)
    {
        if (!isNumber && cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@')
            cell = "'" + cell;
        return cell.IndexOfAny([',', '"', ';']) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
    }
}
