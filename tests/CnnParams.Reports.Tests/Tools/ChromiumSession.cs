using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CnnParams.Measuring;
using CnnParams.Reports.Figures;
using CnnParams.Reports.Tables;

namespace CnnParams.Reports.Tests.Tools;

/// <summary>
/// One session of Chromium for all tests that need what a browser makes of things: every figure is laid out and measured,
/// and every graph read by Mermaid.
/// </summary>
public sealed class ChromiumSession
{
    private readonly Lazy<JsonElement> _result = new(Run);

    /// <summary>Where elements of a figure lie outside of it, or over each other: texts for people; none when all is well.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Figures => Lists("figures");

    /// <summary>What Mermaid says against a graph, and what is in its drawing that should not be.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Graphs => Lists("graphs");

    /// <summary>What was run that should not have been.</summary>
    internal IReadOnlyList<string> Alarms => [.. _result.Value.GetProperty("alarms").EnumerateArray().Select(item => item.GetString()!)];

    private IReadOnlyDictionary<string, IReadOnlyList<string>> Lists(string property) => _result.Value.GetProperty(property).EnumerateArray()
        .ToDictionary(
            item => item.GetProperty("name").GetString()!,
            item => (IReadOnlyList<string>)[.. item.GetProperty("wrong").EnumerateArray().Select(text => text.GetString()!)]);

    private static JsonElement Run()
    {
        using var folder = new TemporaryFolder();
        string page = folder.Write("page.html", Page());
        var (_, output, errors) = Tool.Run(
            Environment.GetEnvironmentVariable("CHROMIUM") ?? "chromium", folder.Path,
            "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder.Path}/profile", "--virtual-time-budget=600000", "--dump-dom", new Uri(page).AbsoluteUri);
        var result = Regex.Match(output, "<script type=\"application/json\" id=\"result\">(.*?)</script>", RegexOptions.Singleline);
        Assert.True(result.Success, $"The page gave no result: {errors}");
        return JsonDocument.Parse(result.Groups[1].Value).RootElement;
    }

    private static string Page()
    {
        var page = new StringBuilder("<!DOCTYPE html><meta charset=\"utf-8\"><body>\n<script>window.alarms = []; window.alert = text => alarms.push('alert ' + text);</script>\n");
        int figure = 0;
        foreach (var network in CatalogueNetworks.All.Append(CatalogueNetworks.Hostile).Append(CatalogueNetworks.Partial).Append(CatalogueNetworks.Chain(5_000)))
        {
            foreach (var style in Enum.GetValues<FigureStyle>())
                Figure(page, network, new FigureOptions { Style = style }, ++figure);
        }

        Figure(page, CatalogueNetworks.Get("ResNet50", "torchvision"), new FigureOptions { Theme = "Dark", Labels = FigureOptions.LabelNames }, ++figure);
        page.Append("<script src=\"").Append(new Uri(Tool.Fetched("mermaid.min.js")).AbsoluteUri).Append("\"></script>\n");
        page.Append("<script>const graphs = ").Append(JsonSerializer.Serialize(Flowcharts().Select(graph => new { name = graph.Name, text = graph.Text }))).Append(";\n");
        return page.Append(Script).Append("</script></body>").ToString();
    }

    private static IEnumerable<(string Name, string Text)> Flowcharts()
    {
        var mermaid = TextFormats.All.Single(format => format.Name == "Mermaid");
        return CatalogueNetworks.All.Append(CatalogueNetworks.Hostile).Append(CatalogueNetworks.Partial)
            .Select((network, i) => ($"{i} {network.Totals.Name}", mermaid.Write(network, new TextOptions())));
    }

    private static void Figure(StringBuilder page, NetworkMeasurement network, FigureOptions options, int number)
    {
        string name = MarkupText.Escape($"{number} {network.Totals.Name} {options.Style}");
        page.Append("<div class=\"figure\" data-name=\"").Append(name).Append("\">").Append(Reports.Figures.Figure.Formats[0].Write(network, options)).Append("</div>\n");
    }

    // What leaves its figure is clipped; labels may not lie over each other, nor leave their boxes, nor boxes overlap.
    private const string Script = """
        const inside = (a, b) => a.x >= b.x - .5 && a.y >= b.y - .5 && a.x + a.width <= b.x + b.width + .5 && a.y + a.height <= b.y + b.height + .5;
        const apart = (a, b) => a.x + a.width <= b.x + .5 || b.x + b.width <= a.x + .5 || a.y + a.height <= b.y + .5 || b.y + b.height <= a.y + .5;
        const figures = [...document.querySelectorAll('.figure')].map(figure => {
            const svg = figure.querySelector('svg'), view = svg.viewBox.baseVal, wrong = [];
            const frame = { x: view.x, y: view.y, width: view.width, height: view.height };
            const boxes = [...svg.querySelectorAll('text, path, rect')].map(element => ({ element, box: element.getBBox() }));
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
            return { name: figure.dataset.name, wrong };
        });
        document.querySelectorAll('.figure').forEach(figure => figure.remove());
        (async () => {
            mermaid.initialize({ startOnLoad: false });
            const read = [];
            for (const { name, text } of graphs) {
                const wrong = [];
                try {
                    const type = await mermaid.parse(text);
                    if (type.diagramType !== 'flowchart-v2') wrong.push('read as ' + type.diagramType);
                    if (name.includes('script')) {
                        const holder = document.createElement('div');
                        document.body.append(holder);
                        holder.innerHTML = (await mermaid.render('hostile', text)).svg;
                        const bad = [...holder.querySelectorAll('script, a, image, img, iframe, object')].map(element => element.tagName);
                        const nodes = holder.querySelectorAll('.node').length, asked = (text.match(/^ {4}n\d+\[/gm) || []).length;
                        if (nodes !== asked) bad.push(nodes + ' nodes for ' + asked);
                        wrong.push(...bad);
                        holder.remove();
                    }
                } catch (error) { wrong.push(String(error)); }
                read.push({ name, wrong });
            }
            const result = document.createElement('script');
            result.type = 'application/json';
            result.id = 'result';
            result.textContent = JSON.stringify({ figures, graphs: read, alarms }).replace(/</g, '\\u003c');
            document.body.append(result);
        })();
        """;
}
