using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Measuring;
using CnnParams.Reports.Figures;
using CnnParams.Reports.Tables;
using CnnParams.Reports.Tests.Tools;

namespace CnnParams.Reports.Tests.Texts;

/// <summary>Texts as the programs take them that they are made for: Graphviz and LaTeX.</summary>
public sealed class ToolTests
{
    private static IReadOnlyList<NetworkMeasurement> Networks => [.. CatalogueNetworks.All, CatalogueNetworks.Hostile, CatalogueNetworks.Partial];

    [Fact]
    public void Graphviz_takes_every_graph_and_finds_what_was_written()
    {
        using var folder = new TemporaryFolder();
        var dot = TextFormats.All.Single(format => format.Name == "Dot");
        string[] graphs = [.. Networks.Select(network => dot.Write(network, new TextOptions()))];
        string file = folder.Write("all.dot", string.Concat(graphs));
        // Without a layout: what is read is written again, in Graphviz's own way.
        var (exit, output, errors) = Tool.Run("dot", folder.Path, "-Tcanon", file);
        Assert.Equal((0, ""), (exit, errors));
        Assert.Equal(graphs.Length, Regex.Count(output, "^digraph network \\{", RegexOptions.Multiline));
        Assert.Equal(graphs.Sum(graph => Regex.Count(graph, "^    n\\d+ \\[label=", RegexOptions.Multiline)), Regex.Count(output, "^\tn\\d+\t\\[", RegexOptions.Multiline));
        Assert.Equal(graphs.Sum(graph => Regex.Count(graph, "^    n\\d+ -> n\\d+", RegexOptions.Multiline)), Regex.Count(output, "^\tn\\d+ -> n\\d+", RegexOptions.Multiline));
        Assert.DoesNotContain("\tevil", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Graphviz_shows_hostile_names_as_they_are()
    {
        using var folder = new TemporaryFolder();
        var dot = TextFormats.All.Single(format => format.Name == "Dot");
        string file = folder.Write("hostile.dot", dot.Write(CatalogueNetworks.Hostile, new TextOptions()));
        var (exit, output, _) = Tool.Run("dot", folder.Path, "-Tsvg", file);
        Assert.Equal(0, exit);
        var texts = System.Xml.Linq.XDocument.Parse(output, System.Xml.Linq.LoadOptions.PreserveWhitespace).Descendants()
            .Where(element => element.Name.LocalName == "text").Select(element => element.Value.Replace('\u00A0', ' ')).ToArray();
        Assert.All(CatalogueNetworks.HostileNames, name => Assert.Contains(PrintableText.Of(name, 60), texts));
    }

    [Fact]
    public void LaTeX_takes_every_figure_and_every_table()
    {
        using var folder = new TemporaryFolder();
        var tikz = Figure.Formats.Single(format => format.Name == "Tikz");
        var latex = TextFormats.All.Single(format => format.Name == "Latex");
        var document = new StringBuilder("\\documentclass{article}\n\\usepackage{tikz,booktabs,longtable}\n\\begin{document}\n\\newsavebox\\figurebox\n");
        var drawn = new HashSet<string>();
        foreach (var network in Networks)
        {
            // Widths of one architecture give figures that differ in their numbers alone: LaTeX takes one of them.
            string figure = tikz.Write(network, new FigureOptions());
            if (drawn.Add(Regex.Replace(figure, @"-?\d[\d.,]*", "0")))
                document.Append("\\sbox\\figurebox{").Append(figure).Append("}\n");
            document.Append(latex.Write(network, new TextOptions { Depth = 1, Columns = ["Name", "OutputShape", "Parameters"] })).Append("\n\\clearpage\n");
        }

        // Those that are read by people, and those that could do harm, in every style and on paper.
        foreach (var network in new[] { CatalogueNetworks.Get("Article", "article"), CatalogueNetworks.Get("UNet", "original"), CatalogueNetworks.Hostile })
        {
            foreach (var style in Enum.GetValues<FigureStyle>())
                document.Append("\\resizebox{\\textwidth}{!}{").Append(tikz.Write(network, new FigureOptions { Style = style, Theme = "Dark" })).Append("}\n\n");
            document.Append(latex.Write(network, new TextOptions())).Append('\n');
        }

        folder.Write("all.tex", document.Append("\\typeout{ALL TAKEN}\\end{document}\n").ToString());
        var (exit, output, _) = Tool.Run("pdflatex", folder.Path, "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "all.tex");
        Assert.True(exit == 0, output[Math.Max(0, output.Length - 2_000)..]);
        Assert.Contains("ALL TAKEN", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Missing character", File.ReadAllText(Path.Combine(folder.Path, "all.log")), StringComparison.Ordinal);
        // Nothing was read or written but what LaTeX itself reads and writes.
        Assert.Equal(["all.aux", "all.log", "all.tex"], Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("passwd", Regex.Replace(output, "\\s", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void The_numbers_of_a_figure_for_LaTeX_are_those_of_the_figure_for_pages()
    {
        var network = CatalogueNetworks.Get("DenseNet121", "torchvision");
        var numbers = new Regex(@"(?:\{\} |>)(\d{1,3}(?:,\d{3})+)(?:\}|<)");
        string[] Found(ReportFormat<FigureOptions> format) => [.. numbers.Matches(format.Write(network, new FigureOptions())).Select(match => match.Groups[1].Value)];
        Assert.Equal(Found(Figure.Formats[0]), Found(Figure.Formats[1]));
        Assert.Contains(network.Totals.Parameters.ToString("N0", CultureInfo.InvariantCulture), Figure.Formats[1].Write(network, new FigureOptions()), StringComparison.Ordinal);
    }
}
