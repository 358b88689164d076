using System.Text.RegularExpressions;
using System.Xml.Linq;
using CnnParams.Reports.Handouts;
using CnnParams.Words;

namespace CnnParams.Reports.Tests.Texts;

public sealed class HandoutTests
{
    private static readonly ReportFormat<Wording> Markdown = Handout.Formats[0],
        Html = Handout.Formats[1];

    // The article's sum.
    [Fact]
    public void The_article_is_handed_out_step_by_step()
    {
        string text = Markdown.Write(CatalogueNetworks.Get("Article", "article"), Wording.English);
        Assert.StartsWith(
            "# Article: how its numbers come about\n\n8 layers, 62,958 parameters, 849,320 multiply-accumulates.\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("### 2. CONV1 (Conv2D)\n\n(32,32,3) becomes (28,28,8).\n", text, StringComparison.Ordinal);
        Assert.Contains("- **With numbers**: `((5 * 5 * 3) + 1) * 8 = 608`\n", text, StringComparison.Ordinal);
        Assert.Contains("- **The rule**: The same rule as for CONV1.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n    608 + 3216 + 48120 + 10164 + 850 = 62958\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Branches_say_what_they_read_and_what_meets()
    {
        var network = CatalogueNetworks.Get("ResNet18", "torchvision");
        string text = Markdown.Write(network, Wording.English);
        Assert.Contains(
            "layer2.0.downsample.0 (Conv2D)\n\n(64,56,56) becomes (128,28,28).\n\nIts input is the output of "
                + "layer1.1.relu\\_2.\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "layer2.0.add (Add)\n\n(128,28,28), (128,28,28) becomes (128,28,28).\n\nIts inputs are the outputs of "
                + "layer2.0.bn2, layer2.0.downsample.1.\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "(64,56,56) 变为 (128,28,28)。\n\n输入是 layer1.1.relu\\_2 的输出。\n",
            Markdown.Write(network, Wording.Chinese),
            StringComparison.Ordinal
        );
        // Eight blocks of two convolutions; three of them begin a stage, with a projection (He et al. 2015, table 1).
        Assert.Equal(8, Regex.Count(text, "Its inputs are the outputs of"));
        Assert.Equal(3, Regex.Count(text, "Its input is the output of"));
    }

    [Fact]
    public void It_is_in_Chinese_too()
    {
        string text = Markdown.Write(CatalogueNetworks.Get("Article", "article"), Wording.Chinese);
        Assert.StartsWith("# Article：各个数字的由来\n", text, StringComparison.Ordinal);
        Assert.Contains("(32,32,3) 变为 (28,28,8)。", text, StringComparison.Ordinal);
        string[] english = ["layers", "becomes", "where", "The ", "What "];
        Assert.All(english, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_layer_of_every_network_is_in_it_with_its_number() =>
        Assert.All(
            CatalogueNetworks.All,
            network =>
            {
                string text = Markdown.Write(network, Wording.English);
                string[] rows =
                [
                    .. Regex
                        .Matches(text, @"^\| (.*) \|$", RegexOptions.Multiline)
                        .Select(match => match.Groups[1].Value)
                        .Skip(2),
                ];
                Assert.Equal(network.Rows.Count + 1, rows.Length);
                foreach (var (row, line) in network.Rows.Zip(rows))
                    Assert.EndsWith(
                        $"| {NumberText.Grouped.Of(row.ActivationSize)} | {NumberText.Grouped.Of(row.Parameters)}",
                        line,
                        StringComparison.Ordinal
                    );
                // The sum adds up.
                string sum = Regex.Match(text, @"^    ([\d+ =]+)$", RegexOptions.Multiline).Groups[1].Value;
                string[] sides = sum.Split('=');
                Assert.Equal(network.Totals.Parameters, sides[0].Split('+').Sum(term => long.Parse(term.Trim(), null)));
                Assert.Equal(network.Totals.Parameters, long.Parse(sides[^1].Trim(), null));
            }
        );

    [Fact]
    public void A_page_holds_names_as_text_and_forbids_all_but_its_style()
    {
        string page = Html.Write(CatalogueNetworks.Hostile, Wording.English);
        Printable.Check(page);
        Assert.Contains("content=\"default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
        // All but the head is XML.
        var body = XElement.Parse(
            page[
                page.IndexOf("<body>", StringComparison.Ordinal)..(
                    page.IndexOf("</body>", StringComparison.Ordinal) + 7
                )
            ]
        );
        string[] allowed =
        [
            "body",
            "main",
            "h1",
            "h2",
            "h3",
            "p",
            "ul",
            "li",
            "b",
            "code",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ];
        Assert.All(body.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, allowed));
        Assert.All(
            body.Descendants().Attributes(),
            attribute => Assert.Contains(attribute.Name.LocalName, (string[])["class", "scope"])
        );
        Assert.Single(Regex.Matches(page, "<style>"));
        Assert.Contains("<title>&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_said()
    {
        string text = Markdown.Write(CatalogueNetworks.Partial, Wording.English);
        Assert.Contains("≥ 148 parameters", text, StringComparison.Ordinal);
        Assert.Contains("the totals are lower bounds", text, StringComparison.Ordinal);
        Assert.Contains(
            "the true figure is not known: the operator Mystery is not understood",
            text,
            StringComparison.Ordinal
        );
    }
}
