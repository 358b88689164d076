using System.Globalization;
using System.Xml.Linq;
using CnnParams.Measuring;
using CnnParams.Reports.Figures;

namespace CnnParams.Reports.Tests.Figures;

public sealed class FigureTests
{
    private static readonly ReportFormat<FigureOptions> Svg = NetworkFigure.Formats[0],
        Tikz = NetworkFigure.Formats[1];

    public static TheoryData<FigureStyle> Styles => [FigureStyle.FeatureMaps, FigureStyle.Volumes, FigureStyle.Blocks];

    [Theory]
    [MemberData(nameof(Styles))]
    public void The_numbers_on_a_figure_are_those_of_the_rows(FigureStyle style)
    {
        string[] labels = ["Name", "Shape", "Parameters", "Macs", "ActivationSize"];
        Assert.All(
            CatalogueNetworks.All,
            network =>
            {
                var texts = Texts(Svg.Write(network, new FigureOptions { Style = style, Labels = labels })).ToArray();
                var rows = network.Rows.ToDictionary(row => row.Name);
                Assert.Equal(
                    $"{network.Totals.Name}: {Grouped(network.Totals.Parameters, network.Totals.ParametersTrust)} "
                        + "parameters, "
                        + $"{Grouped(network.Totals.Macs, network.Totals.MacsTrust)} MACs",
                    texts.Single(text => text.Class == "Title").Text
                );
                long sum = 0;
                foreach (var (_, layers, text) in texts.Where(text => text.Class == "Parameters"))
                {
                    long? shown = Parse(text);
                    sum += shown ?? 0;
                    if (rows.TryGetValue(layers, out var row))
                        Assert.Equal(row.Parameters, shown);
                }

                foreach (
                    var (_, layers, text) in texts.Where(text =>
                        text.Class == "ActivationSize" && rows.ContainsKey(text.Layers)
                    )
                )
                    Assert.Equal(rows[layers].ActivationSize, Parse(text));
                // Blocks count weights that they share with an earlier one, each; the total counts them once.
                if (network.Rows.All(candidate => candidate.SharedParameters == 0))
                    Assert.Equal(network.Totals.Parameters, sum);
                Assert.Equal(
                    network.Totals.Macs,
                    texts.Where(text => text.Class == "Macs").Sum(text => Parse(text.Text) ?? 0)
                );
            }
        );
    }

    [Fact]
    public void The_numbers_of_a_block_are_those_of_its_folded_row()
    {
        var network = CatalogueNetworks.Get("DenseNet121", "torchvision");
        var blocks = Blocks.Fold(network, 2).ToDictionary(block => block.Name);
        var texts = Texts(Svg.Write(network, new FigureOptions { Depth = 2, Style = FigureStyle.Volumes })).ToArray();
        var shown = texts
            .Where(text =>
                text.Class == "Name" && blocks.TryGetValue(text.Text, out var block) && block.Type == "Block"
            )
            .ToDictionary(
                text => text.Text,
                text => Parse(texts.Single(other => other.Class == "Parameters" && other.Layers == text.Layers).Text)
            );
        Assert.Equal(7, shown.Count);
        Assert.All(shown, pair => Assert.Equal(blocks[pair.Key].Parameters, pair.Value));
    }

    [Fact]
    public void Hostile_names_are_text_in_a_figure()
    {
        foreach (var style in Enum.GetValues<FigureStyle>())
        {
            string svg = Svg.Write(CatalogueNetworks.Hostile, new FigureOptions { Style = style });
            Printable.Check(svg);
            var document = XDocument.Parse(svg);
            string[] allowed = ["svg", "title", "path", "rect", "text"];
            Assert.All(document.Descendants(), element => Assert.Contains(element.Name.LocalName, allowed));
            string[] attributes =
            [
                "role",
                "aria-label",
                "width",
                "height",
                "viewBox",
                "font-family",
                "stroke-linejoin",
                "xmlns",
                "x",
                "y",
                "rx",
                "d",
                "fill",
                "stroke",
                "stroke-width",
                "stroke-dasharray",
                "font-size",
                "text-anchor",
                "font-weight",
                "class",
                "data-layers",
            ];
            Assert.All(
                document.Descendants().Attributes(),
                attribute => Assert.Contains(attribute.Name.LocalName, attributes)
            );
        }
    }

    [Theory]
    [InlineData("Color")]
    [InlineData("OkabeIto")]
    [InlineData("Print")]
    [InlineData("Dark")]
    public void A_theme_changes_colours_and_nothing_else(string theme)
    {
        var network = CatalogueNetworks.Get("LeNet5", "modern");
        var usual = Texts(Svg.Write(network, new FigureOptions()));
        Assert.Equal(usual, Texts(Svg.Write(network, new FigureOptions { Theme = theme })));
    }

    [Fact]
    public void Print_has_no_colour_but_greys() =>
        Assert.All(
            XDocument
                .Parse(Svg.Write(CatalogueNetworks.Get("UNet", "original"), new FigureOptions { Theme = "Print" }))
                .Descendants()
                .Attributes()
                .Where(attribute => attribute.Name.LocalName is "fill" or "stroke" && attribute.Value.StartsWith('#')),
            attribute => Assert.Equal(attribute.Value[1..3] + attribute.Value[1..3], attribute.Value[3..7])
        );

    [Fact]
    public void Digits_are_grouped_as_the_culture_groups_them_or_not_at_all()
    {
        var network = CatalogueNetworks.Get("Article", "article");
        Assert.Contains(
            Texts(
                Svg.Write(network, new FigureOptions { Numbers = NumberText.In(CultureInfo.GetCultureInfo("de-DE")) })
            ),
            text => text.Text == "48.120"
        );
        Assert.Contains(
            Texts(Svg.Write(network, new FigureOptions { Numbers = NumberText.Plain })),
            text => text.Text == "48120"
        );
        Assert.Contains("{} 48,120}", Tikz.Write(network, new FigureOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_a_question_mark_and_a_bound_has_its_sign()
    {
        var texts = Texts(Svg.Write(CatalogueNetworks.Partial, new FigureOptions { Style = FigureStyle.Blocks }))
            .ToArray();
        Assert.Contains(texts, text => text.Text == "? parameters");
        Assert.Contains(
            texts,
            text => text.Class == "Title" && text.Text.StartsWith("partial: ≥ 148 parameters", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_style_suits_the_network()
    {
        bool Has(string name, string variant, string element) =>
            Svg.Write(CatalogueNetworks.Get(name, variant), new FigureOptions())
                .Contains(element, StringComparison.Ordinal);
        Assert.False(Has("Article", "article", " rx="));
        Assert.False(Has("ResNet50", "torchvision", " rx="));
        // Boxes have round corners.
        Assert.True(Has("UNet", "original", " rx="));
    }

    private static IEnumerable<(string Class, string Layers, string Text)> Texts(string svg) =>
        XDocument
            .Parse(svg)
            .Descendants()
            .Where(element => element.Name.LocalName == "text" && element.Attribute("class") is not null)
            .Select(element =>
                (element.Attribute("class")!.Value, element.Attribute("data-layers")!.Value, element.Value)
            );

    private static string Grouped(long number, Trust trust) =>
        (trust == Trust.Exact ? "" : "≥ ") + number.ToString("N0", CultureInfo.InvariantCulture);

    private static long? Parse(string text) =>
        text[0] == '?'
            ? null
            : long.Parse(
                text.TrimStart('≥', ' ').Split(' ')[0],
                NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture
            );
}
