using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CnnParams.Measuring;
using CnnParams.Reports.Tables;

namespace CnnParams.Reports.Tests.Texts;

public sealed class TextFormatTests
{
    private static readonly NetworkMeasurement Article = CatalogueNetworks.Get("Article", "article");

    public static TheoryData<string> Tables => ["Markdown", "Latex", "Html", "Csv"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_cells_of_a_table_are_the_properties_of_the_rows(string format) =>
        Assert.All(
            CatalogueNetworks.All,
            network =>
            {
                string[] columns = ["ActivationSize", "Parameters", "Macs", "Flops", "WeightBytes"];
                long?[][] cells = Numbers(format, Write(format, network, new TextOptions { Columns = columns }));
                long?[][] rows =
                [
                    .. network.Rows.Select(row =>
                        new[] { row.ActivationSize, row.Parameters, row.Macs, row.Flops, row.WeightBytes }
                    ),
                ];
                var totals = network.Totals;
                long?[] sums =
                [
                    totals.ActivationSize,
                    totals.Parameters,
                    totals.Macs,
                    totals.Flops,
                    totals.WeightBytes,
                ];
                Assert.Equal(format == "Csv" ? rows : [.. rows, sums], cells);
            }
        );

    [Fact]
    public void Blocks_are_folded() =>
        Assert.Contains(
            "| layer4 | Block | 14,964,736 |",
            Write(
                "Markdown",
                CatalogueNetworks.Get("ResNet50", "torchvision"),
                new TextOptions { Depth = 1, Columns = ["name", "type", "parameters"] }
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Digits_are_grouped_as_asked()
    {
        string Cell(string format, NumberText? numbers) =>
            Write(format, Article, new TextOptions { Columns = ["Name", "Parameters"], Numbers = numbers })
                .Split('\n')
                .Single(line => line.Contains("FC3", StringComparison.Ordinal));
        Assert.Equal("| FC3 | 48,120 |", Cell("Markdown", null));
        Assert.Equal("| FC3 | 48120 |", Cell("Markdown", NumberText.Plain));
        Assert.Equal("| FC3 | 48.120 |", Cell("Markdown", NumberText.In(CultureInfo.GetCultureInfo("de-DE"))));
        Assert.Equal("FC3 & 48\\,120 \\\\", Cell("Latex", NumberText.In(CultureInfo.GetCultureInfo("fr-FR"))));
        Assert.Equal("FC3,48120", Cell("Csv", null));
    }

    [Fact]
    public void A_badge_shows_the_total_with_all_of_its_digits() =>
        Assert.All(
            CatalogueNetworks.All,
            network =>
            {
                var badge = XDocument.Parse(Write("Badge", network, new TextOptions()));
                Assert.Equal(
                    network.Totals.Parameters.ToString("N0", CultureInfo.InvariantCulture),
                    badge.Descendants().Single(element => (string?)element.Attribute("class") == "Parameters").Value
                );
            }
        );

    [Fact]
    public void A_column_that_there_is_not_is_an_error_with_those_that_there_are()
    {
        var error = Assert.Throws<LayerException>(() =>
            Write("Markdown", Article, new TextOptions { Columns = ["Paramters"] })
        );
        Assert.Equal(ErrorId.InvalidSetting, error.Id);
        Assert.Contains("Parameters", error.Message, StringComparison.Ordinal);
        Assert.Throws<LayerException>(() => Write("Badge", Article, new TextOptions { Columns = ["Formula"] }));
    }

    [Fact]
    public void Nothing_of_a_name_reaches_a_text_but_letters() =>
        Assert.All(
            TextFormats.All,
            format => Printable.Check(format.Write(CatalogueNetworks.Hostile, new TextOptions()))
        );

    [Fact]
    public void Hostile_names_are_cells_of_Markdown()
    {
        string[] lines = Write("Markdown", CatalogueNetworks.Hostile, new TextOptions()).TrimEnd('\n').Split('\n');
        Assert.Equal(CatalogueNetworks.HostileNames.Count + 4, lines.Length);
        foreach (string line in lines)
        {
            // Outside of code there is no character that Markdown, HTML or the links of GitHub begin with; six cells a
            // line.
            string rest = Regex
                .Replace(line.Replace("\\|", "¦", StringComparison.Ordinal), @"(`+)(?!`).*?(?<!`)\1(?!`)", "code")
                .Replace("**", "", StringComparison.Ordinal);
            Assert.Equal(7, rest.Count(letter => letter == '|'));
            Assert.DoesNotMatch(@"[<>\[\]`@*~]|://|www\.|_\B|\B_", rest);
        }
    }

    [Fact]
    public void Hostile_names_are_cells_of_HTML()
    {
        var table = XElement.Parse(Write("Html", CatalogueNetworks.Hostile, new TextOptions()));
        Assert.All(
            table.DescendantsAndSelf(),
            element =>
                Assert.Contains(
                    element.Name.LocalName,
                    (string[])["table", "thead", "tbody", "tfoot", "tr", "th", "td"]
                )
        );
        Assert.All(table.Descendants().Attributes(), attribute => Assert.Equal("align", attribute.Name.LocalName));
        Assert.Equal(
            CatalogueNetworks
                .HostileNames.Select(name => PrintableText.Of(name))
                .Where(name => !name.Contains("half", StringComparison.Ordinal)),
            table
                .Element("tbody")!
                .Elements()
                .Skip(1)
                .Select(row => row.Elements().First().Value)
                .Where(name => !name.Contains("half", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Hostile_names_are_no_formulas_of_a_spreadsheet()
    {
        string csv = Write("Csv", CatalogueNetworks.Hostile, new TextOptions());
        Assert.Equal(CatalogueNetworks.HostileNames.Count + 2, csv.TrimEnd('\n').Split('\n').Length);
        Assert.All(csv.Split('\n'), line => Assert.DoesNotMatch("^\"?[=+@-]", line));
        Assert.Contains("'=HYPERLINK(", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_are_labels_of_graphs()
    {
        string mermaid = Write("Mermaid", CatalogueNetworks.Hostile, new TextOptions());
        Assert.All(
            mermaid.TrimEnd('\n').Split('\n').Skip(1),
            line =>
                Assert.Matches(
                    @"^    (n\d+\[""[^""`<>\[\]{}()|*_\\]*<br/>[^""`<>\[\]{}()|*_\\]*<br/>[^""`<>\[\]{}()|*_\\]*""\]|n\d+ --> n\d+|classDef [a-z]+ fill:#\w+,stroke:#\w+,color:#\w+|class (n\d+,?)+ [a-z]+)$",
                    line
                )
        );
    }

    private static string Write(string format, NetworkMeasurement network, TextOptions options) =>
        TextFormats.All.Single(known => known.Name == format).Write(network, options);

    private static long?[][] Numbers(string format, string text)
    {
        var lines = text.TrimEnd('\n')
            .Split('\n')
            .Where(line => Regex.IsMatch(line, @"\d|\?"))
            .Where(line => !line.StartsWith('%'));
        string pattern = format == "Csv" ? @"\d+|\?" : @"(?<=^|[| &>*])(?:\d[\d,]*|\?)(?=$|[| \\<*])";
        return
        [
            .. lines.Select(line =>
                Regex
                    .Matches(line, pattern)
                    .Select(match =>
                        match.Value == "?"
                            ? (long?)null
                            : long.Parse(match.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
                    )
                    .ToArray()
            ),
        ];
    }
}
