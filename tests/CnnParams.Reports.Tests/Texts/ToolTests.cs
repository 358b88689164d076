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
    private static readonly ReportFormat<FigureOptions> Tikz = NetworkFigure.Formats.Single(format =>
        format.Name == "Tikz"
    );

    private static readonly ReportFormat<TextOptions> Latex = TextFormats.All.Single(format => format.Name == "Latex");

    private static NetworkMeasurement[] Special => [CatalogueNetworks.Hostile, CatalogueNetworks.Partial];

    [Fact]
    public void Graphviz_takes_every_graph_and_finds_what_was_written()
    {
        using var folder = new TemporaryFolder();
        var dot = TextFormats.All.Single(format => format.Name == "Dot");
        string[] graphs =
        [
            .. CatalogueNetworks.All.Concat(Special).Select(network => dot.Write(network, new TextOptions())),
        ];
        string file = folder.Write("all.dot", string.Concat(graphs));
        // Without a layout: what is read is written again, in Graphviz's own way.
        var (exit, output, errors) = Tool.Run("dot", folder.Path, "-Tcanon", file);
        Assert.Equal((0, ""), (exit, errors));
        Assert.Equal(graphs.Length, Regex.Count(output, "^digraph network \\{", RegexOptions.Multiline));
        Assert.Equal(
            graphs.Sum(graph => Regex.Count(graph, "^    n\\d+ \\[label=", RegexOptions.Multiline)),
            Regex.Count(output, "^\tn\\d+\t\\[", RegexOptions.Multiline)
        );
        Assert.Equal(
            graphs.Sum(graph => Regex.Count(graph, "^    n\\d+ -> n\\d+", RegexOptions.Multiline)),
            Regex.Count(output, "^\tn\\d+ -> n\\d+", RegexOptions.Multiline)
        );
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
        var texts = System
            .Xml.Linq.XDocument.Parse(output, System.Xml.Linq.LoadOptions.PreserveWhitespace)
            .Descendants()
            .Where(element => element.Name.LocalName == "text")
            .Select(element => element.Value.Replace('\u00A0', ' '))
            .ToArray();
        Assert.All(CatalogueNetworks.HostileNames, name => Assert.Contains(PrintableText.Of(name, 60), texts));
    }

    // LaTeX itself takes seconds for a few figures. So it is given those of each family, and those of all networks are
    // held to be made of the same few commands, with nothing in a label that could be more than a letter.
    [Fact]
    public void Figures_and_tables_for_LaTeX_are_made_of_commands_that_it_was_seen_to_take()
    {
        const string point = @"\(-?[\d.]+,-?[\d.]+\)",
            option = "(fill|draw|text|line width|dash pattern|rounded corners|anchor)=[a-zA-Z0-9. ]+";
        const string text =
            @"(?:[^\\{}#$%&_^~]|\{\}|\\[{}#$%&_,]|\\(char34|ldots|text[a-z]+)\{\}|\\ensuremath\{\\(times|ge|cdot)\})*";
        var line = new Regex(
            @"^(% .*|\\definecolor\{\w+\}\{HTML\}\{[0-9A-F]{6}\}%|\\(begin|end)\{tikzpicture\}(\[[^]]*\])?%?"
                + $@"|\\fill\[\w+\] {point} rectangle {point};|\\path\[({option},?)*\] {point}(( --| \.\.| and| \.\. controls) {point})*( -- cycle)?;"
                + $@"|\\node\[({option},?)*\] at {point} \{{\\fontsize\{{[\d.]+bp\}}\{{[\d.]+bp\}}\\selectfont\\sffamily(\\bfseries)?\{{\}} {text}\}};"
                + $@"|\\(begin|end)\{{(longtable|tabular)\}}(\{{[lr]+\}})?|\\(top|mid|bottom)rule|\\endhead|{text}(& {text})*\\\\)$",
            RegexOptions.CultureInvariant | RegexOptions.Compiled
        );
        Assert.All(
            CatalogueNetworks.All.Concat(Special),
            network =>
            {
                string[] written = [Tikz.Write(network, new FigureOptions()), Latex.Write(network, new TextOptions())];
                Assert.All(
                    written,
                    source => Assert.All(source.TrimEnd('\n').Split('\n'), written => Assert.Matches(line, written))
                );
            }
        );
    }

    [Fact]
    public void LaTeX_takes_figures_and_tables_of_each_family()
    {
        using var folder = new TemporaryFolder();
        var document = new StringBuilder(
            "\\documentclass{article}\n\\usepackage{tikz,booktabs,longtable}\n\\begin{document}\n\\newsavebox\\figurebox\n"
        );
        foreach (var network in CatalogueNetworks.OfEachFamily.Concat(Special))
        {
            document.Append("\\sbox\\figurebox{").Append(Tikz.Write(network, new FigureOptions())).Append("}\n");
            document
                .Append(
                    Latex.Write(network, new TextOptions { Depth = 1, Columns = ["Name", "OutputShape", "Parameters"] })
                )
                .Append("\n\\clearpage\n");
        }

        // Those that are read by people, and those that could do harm, in every style and on paper.
        foreach (
            var network in new[]
            {
                CatalogueNetworks.Get("Article", "article"),
                CatalogueNetworks.Get("UNet", "original"),
                CatalogueNetworks.Hostile,
            }
        )
        {
            foreach (var style in Enum.GetValues<FigureStyle>())
                document
                    .Append("\\resizebox{\\textwidth}{!}{")
                    .Append(Tikz.Write(network, new FigureOptions { Style = style, Theme = "Dark" }))
                    .Append("}\n\n");
            document.Append(Latex.Write(network, new TextOptions())).Append('\n');
        }

        folder.Write("all.tex", document.Append("\\typeout{ALL TAKEN}\\end{document}\n").ToString());
        var (exit, output, _) = Tool.Run(
            "pdflatex",
            folder.Path,
            "-draftmode",
            "-interaction=nonstopmode",
            "-halt-on-error",
            "-no-shell-escape",
            "all.tex"
        );
        Assert.True(exit == 0, output[Math.Max(0, output.Length - 2_000)..]);
        Assert.Contains("ALL TAKEN", output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Missing character",
            File.ReadAllText(Path.Combine(folder.Path, "all.log")),
            StringComparison.Ordinal
        );
        // Nothing was read or written but what LaTeX itself reads and writes.
        Assert.Equal(
            ["all.aux", "all.log", "all.tex"],
            Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain("passwd", Regex.Replace(output, "\\s", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void The_numbers_of_a_figure_for_LaTeX_are_those_of_the_figure_for_pages()
    {
        var network = CatalogueNetworks.Get("DenseNet121", "torchvision");
        var numbers = new Regex(@"(?:\{\} |>)(\d{1,3}(?:,\d{3})+)(?:\}|<)");
        string[] Found(ReportFormat<FigureOptions> format) =>
            [.. numbers.Matches(format.Write(network, new FigureOptions())).Select(match => match.Groups[1].Value)];
        Assert.Equal(Found(NetworkFigure.Formats[0]), Found(NetworkFigure.Formats[1]));
        Assert.Contains(
            network.Totals.Parameters.ToString("N0", CultureInfo.InvariantCulture),
            NetworkFigure.Formats[1].Write(network, new FigureOptions()),
            StringComparison.Ordinal
        );
    }
}
