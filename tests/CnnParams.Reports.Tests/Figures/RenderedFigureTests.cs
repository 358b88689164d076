using CnnParams.Measuring;
using CnnParams.Reports.Figures;
using CnnParams.Reports.Tests.Tools;

namespace CnnParams.Reports.Tests.Figures;

/// <summary>Figures as Chromium shows them, with the fonts of the machine.</summary>
[Collection(BrowserTests.Name)]
public sealed class RenderedFigureTests(Browser browser)
{
    // As many as go to the browser at once.
    private const int Batch = 40;

    // What leaves its figure is clipped; labels may not lie over each other, nor leave their boxes, nor boxes overlap.
    private const string Inspect = """
        figures => figures.flatMap(({ name, svg }) => {
            const inside = (a, b) => a.x >= b.x - .5 && a.y >= b.y - .5 && a.x + a.width <= b.x + b.width + .5 && a.y + a.height <= b.y + b.height + .5;
            const apart = (a, b) => a.x + a.width <= b.x + .5 || b.x + b.width <= a.x + .5 || a.y + a.height <= b.y + .5 || b.y + b.height <= a.y + .5;
            const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, wrong = [];
            if (parsed.nodeName !== 'svg') return [`${name}: ${parsed.textContent}`];
            const figure = document.body.appendChild(document.adoptNode(parsed)), view = figure.viewBox.baseVal;
            const frame = { x: view.x, y: view.y, width: view.width, height: view.height };
            const boxes = [...figure.querySelectorAll('text, path, rect')].map(element => ({ element, box: element.getBBox() }));
            for (const { element, box } of boxes)
                if (!inside(box, frame)) wrong.push('outside: ' + (element.textContent || element.outerHTML));
            // Ink reaches from the top of capitals to the foot of descenders, the box of a text from line to line.
            const ink = ({ element, box }) => { const size = +element.getAttribute('font-size'), y = +element.getAttribute('y');
                return { x: box.x, width: box.width, y: y - size * .75, height: size * .97 }; };
            const texts = boxes.filter(item => item.element.tagName === 'text').map(item => ({ text: item.element.textContent, box: ink(item) }));
            const rects = boxes.filter(item => item.element.hasAttribute('rx')).map(item => item.box);
            for (let i = 0; i < texts.length; i++) {
                for (let j = i + 1; j < texts.length; j++)
                    if (!apart(texts[i].box, texts[j].box)) wrong.push('over each other: ' + texts[i].text + ' and ' + texts[j].text);
                for (const rect of rects)
                    if (!apart(texts[i].box, rect) && !inside(texts[i].box, rect)) wrong.push('out of its box: ' + texts[i].text);
            }
            for (let i = 0; i < rects.length; i++)
                for (let j = i + 1; j < rects.length; j++)
                    if (!apart(rects[i], rects[j])) wrong.push('boxes ' + i + ' and ' + j + ' over each other');
            figure.remove();
            return texts.length ? wrong.slice(0, 5).map(text => `${name}: ${text}`) : [`${name}: no text`];
        })
        """;

    public static TheoryData<FigureStyle> Styles => [.. Enum.GetValues<FigureStyle>()];

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Nothing_is_clipped_and_no_label_lies_over_another(FigureStyle style)
    {
        var networks = CatalogueNetworks
            .All.Append(CatalogueNetworks.Hostile)
            .Append(CatalogueNetworks.Partial)
            .Append(CatalogueNetworks.Chain(5_000));
        await Check(networks.Select(network => (network, new FigureOptions { Style = style })));
    }

    [Fact]
    public async Task All_that_can_be_said_has_its_room() =>
        await Check(
            Enum.GetValues<FigureStyle>()
                .Select(style =>
                    (
                        CatalogueNetworks.Get("ResNet50", "torchvision"),
                        new FigureOptions { Style = style, Labels = FigureOptions.LabelNames }
                    )
                )
        );

    private async Task Check(IEnumerable<(NetworkMeasurement Network, FigureOptions Options)> figures)
    {
        await using var page = await QuietPage.Of(browser);
        foreach (var batch in figures.Chunk(Batch))
        {
            string[] wrong = await page.Page.EvaluateAsync<string[]>(
                Inspect,
                batch
                    .Select(figure => new
                    {
                        name = figure.Network.Totals.Name,
                        svg = NetworkFigure.Formats[0].Write(figure.Network, figure.Options),
                    })
                    .ToArray()
            );
            Assert.Empty(wrong);
        }

        page.IsQuiet();
    }
}
