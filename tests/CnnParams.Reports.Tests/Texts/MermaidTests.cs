using CnnParams.Measuring;
using CnnParams.Reports.Tables;
using CnnParams.Reports.Tests.Tools;
using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Texts;

/// <summary>Flowcharts as Mermaid itself takes them, in Chromium.</summary>
[Collection(BrowserTests.Name)]
public sealed class MermaidTests(Browser browser)
{
    private const int Batch = 40;

    private static readonly ReportFormat<TextOptions> Mermaid = TextFormats.All.Single(format =>
        format.Name == "Mermaid"
    );

    [Fact]
    public async Task Mermaid_reads_every_graph()
    {
        await using var page = await Open();
        foreach (
            var batch in CatalogueNetworks
                .All.Append(CatalogueNetworks.Hostile)
                .Append(CatalogueNetworks.Partial)
                .Chunk(Batch)
        )
        {
            string[] wrong = await page.Page.EvaluateAsync<string[]>(
                """
                async graphs => {
                    const wrong = [];
                    for (const { name, text } of graphs) {
                        try {
                            const type = (await mermaid.parse(text)).diagramType;
                            if (type !== 'flowchart-v2') wrong.push(`${name} is read as ${type}`);
                        } catch (error) { wrong.push(`${name}: ${error}`); }
                    }
                    return wrong;
                }
                """,
                batch
                    .Select(network => new
                    {
                        name = network.Totals.Name,
                        text = Mermaid.Write(network, new TextOptions()),
                    })
                    .ToArray()
            );
            Assert.Empty(wrong);
        }

        page.IsQuiet();
    }

    [Fact]
    public async Task Mermaid_draws_hostile_names_as_nodes_and_nothing_else()
    {
        await using var page = await Open();
        string text = Mermaid.Write(CatalogueNetworks.Hostile, new TextOptions());
        int nodes = await page.Page.EvaluateAsync<int>(
            "async text => { document.body.innerHTML = (await mermaid.render('hostile', text)).svg; return "
                + "document.querySelectorAll('.node').length; }",
            text
        );
        Assert.Equal(CatalogueNetworks.Hostile.Rows.Count, nodes);
        Assert.Equal(
            0,
            await page.Page.Locator("svg script, svg a, svg image, svg img, svg iframe, svg object").CountAsync()
        );
        page.IsQuiet();
    }

    private async Task<QuietPage> Open()
    {
        var page = await QuietPage.Of(browser);
        await page.Page.AddScriptTagAsync(new() { Path = Tool.Fetched("mermaid.min.js") });
        await page.Page.EvaluateAsync("mermaid.initialize({ startOnLoad: false })");
        return page;
    }
}
