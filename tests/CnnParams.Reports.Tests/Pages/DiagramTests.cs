using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reports.Pages;
using CnnParams.Reports.Tests.Tools;
using CnnParams.Shapes;
using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Pages;

/// <summary>The diagram of the page: what is folded, what is seen, and what is saved.</summary>
[Collection(BrowserTests.Name)]
public sealed class DiagramTests(Browser browser)
{
    private static readonly NetworkMeasurement ResNet = OpenReport.Known("ResNet50");

    [Fact]
    public async Task Blocks_unfold_and_fold_on_a_click()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        var block = report.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^layer1, block") });
        Assert.Equal("false", await block.GetAttributeAsync("aria-expanded"));
        await block.ClickAsync(
            new()
            {
                Position = new() { X = 30, Y = 60 },
            }
        );
        Assert.Equal("true", await block.GetAttributeAsync("aria-expanded"));
        var inner = report.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^layer1.0, block") });
        Assert.Equal(1, await inner.CountAsync());
        await block.FocusAsync();
        await report.Page.Keyboard.PressAsync("Enter");
        Assert.Equal(0, await inner.CountAsync());
        report.IsQuiet();
    }

    [Fact]
    public async Task The_diagram_is_in_its_frame()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        var frame = (await report.Page.Locator(".canvas").BoundingBoxAsync())!;
        var node = (await report.Page.Locator(".node").First.BoundingBoxAsync())!;
        Assert.InRange(node.X, frame.X, frame.X + frame.Width);
        Assert.InRange(node.Y + (node.Height / 2), frame.Y, frame.Y + frame.Height);
        Assert.InRange(node.Height, 30, frame.Height);
    }

    [Fact]
    public async Task All_of_it_fits_when_it_is_asked_to()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        await report.Page.Locator("#search").FillAsync("layer2.0.conv2");
        await report.Page.Keyboard.PressAsync("Enter");
        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Fit" }).ClickAsync();
        await report.Page.WaitForFunctionAsync(
            """
            () => {
                const frame = document.querySelector('.canvas').getBoundingClientRect();
                const drawn = document.querySelector('.svg-pan-zoom_viewport').getBoundingClientRect();
                const all = Math.max(drawn.width / frame.width, drawn.height / frame.height);
                return drawn.left >= frame.left - 1 && drawn.right <= frame.right + 1 && all > 0.9;
            }
            """
        );
        report.IsQuiet();
    }

    [Fact]
    public async Task A_search_finds_a_layer_in_a_folded_block()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        await report.Page.Locator("#search").FillAsync("layer3.2.conv2");
        await report.Page.Keyboard.PressAsync("Enter");
        var found = report.Page.Locator(".node.chosen");
        Assert.StartsWith(
            "layer3.2.conv2,",
            await found.Locator("title").First.TextContentAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal("layer3.2.conv2", await report.Page.Locator(".inspector h3").InnerTextAsync());
        report.IsQuiet();
    }

    [Fact]
    public async Task A_block_that_is_nearly_all_of_the_network_is_open_from_the_start()
    {
        await using var report = await OpenReport.Of(browser, [OpenReport.Known("DenseNet121")]);
        Assert.Equal(
            "true",
            await report
                .Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^features, block") })
                .GetAttributeAsync("aria-expanded")
        );
        Assert.Equal(
            "false",
            await report
                .Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^features.denseblock1, block") })
                .GetAttributeAsync("aria-expanded")
        );
        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Fold all" }).ClickAsync();
        Assert.Equal(5, await report.Page.Locator(".node").CountAsync());
        report.IsQuiet();
    }

    [Fact]
    public async Task A_click_on_the_map_shows_that_place()
    {
        var network = OpenReport.Known("InceptionV3");
        await using var report = await OpenReport.Of(browser, [network]);
        var last = report.Page.Locator($".node[data-id='L{network.Rows.Count - 1}']");
        Assert.False(await IsSeen(last));
        var map = report.Page.Locator(".minimap");
        Assert.Equal(
            await report.Page.Locator(".node").CountAsync(),
            await map.Locator("rect:not(.view)").CountAsync()
        );
        var box = (await map.BoundingBoxAsync())!;
        await map.ClickAsync(
            new()
            {
                Position = new() { X = box.Width - 4, Y = box.Height / 2 },
            }
        );
        Assert.True(await IsSeen(last));
        // The frame in the map is the part of the diagram that the window shows.
        var frame = (await map.Locator(".view").BoundingBoxAsync())!;
        Assert.InRange(frame.X + (frame.Width / 2), box.X + box.Width - 8, box.X + box.Width + 1);
        report.IsQuiet();

        async Task<bool> IsSeen(ILocator node)
        {
            var window = (await report.Page.Locator(".canvas").BoundingBoxAsync())!;
            var place = (await node.BoundingBoxAsync())!;
            return place.X >= window.X && place.X + place.Width <= window.X + window.Width;
        }
    }

    [Fact]
    public async Task The_diagram_is_saved_as_SVG()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        string file = await Save(report, "Save as SVG", "ResNet50.svg");
        var drawn = XDocument.Load(file);
        string[] texts =
        [
            .. drawn.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value),
        ];
        Assert.Equal(await report.Page.Locator(".graph text").AllTextContentsAsync(), texts);
        Assert.All(
            drawn.Descendants(),
            element => Assert.Contains(element.Name.LocalName, (string[])["svg", "g", "rect", "path", "text", "title"])
        );
        double[] view =
        [
            .. drawn
                .Root!.Attribute("viewBox")!
                .Value.Split(' ')
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture)),
        ];
        Assert.True(view[2] > 500 && view[3] > 100, string.Join(" ", view));
        // By itself it has the colours of the page, which the style sheet gave there.
        Assert.Contains(drawn.Descendants().Attributes("fill"), attribute => attribute.Value == "rgb(63, 116, 194)");
        report.IsQuiet();
    }

    [Fact]
    public async Task The_diagram_is_saved_as_PNG()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        byte[] png = await File.ReadAllBytesAsync(await Save(report, "Save as PNG", "ResNet50.png"));
        Assert.Equal("PNG", Encoding.ASCII.GetString(png, 1, 3));
        // Twice as many pixels as the diagram has units; they stand after the name of the first part of the file.
        string view = (
            await report.Page.EvaluateAsync<string>("document.querySelector('.minimap').getAttribute('viewBox')")
        )!;
        int[] expected =
        [
            .. view.Split(' ')
                .Skip(2)
                .Select(number => (int)Math.Ceiling(2 * double.Parse(number, CultureInfo.InvariantCulture))),
        ];
        int[] size =
        [
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)),
        ];
        Assert.Equal(expected, size);
        report.IsQuiet();
    }

    [Fact]
    public async Task On_paper_all_of_the_diagram_is_seen()
    {
        await using var report = await OpenReport.Of(browser, [OpenReport.Known("InceptionV3")]);
        double[] before = await Places(report);
        await report.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await report.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        var window = (await report.Page.Locator(".canvas").BoundingBoxAsync())!;
        foreach (var node in await report.Page.Locator(".node").AllAsync())
        {
            var place = (await node.BoundingBoxAsync())!;
            Assert.True(
                place.X >= window.X - 1 && place.X + place.Width <= window.X + window.Width + 1,
                await node.TextContentAsync()
            );
        }

        await report.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await report.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        double[] after = await Places(report);
        Assert.Equal(before.Length, after.Length);
        Assert.All(before.Zip(after), place => Assert.Equal(place.First, place.Second, 0.6));
        report.IsQuiet();
    }

    // Seconds belong to the machine; what makes a page slow is how much of it there is.
    [Fact]
    public async Task Five_thousand_layers_are_a_small_page()
    {
        const int mostBytes = 5_000_000,
            mostElements = 4_000,
            mostNodes = 40;
        var layers = Enumerable
            .Range(1, 5000)
            .Select(i =>
                LayerTypes
                    .Get("Conv2D")
                    .Create([new("Filters", 8 + (i % 50)), new("KernelSize", 3), new("Padding", "same")], $"conv{i}")
            );
        var network = Measurer.Measure(
            new Network([new Input { Name = "input", Shape = new TensorShape(64, 64, 3) }, .. layers])
        );
        using var text = new StringWriter();
        new ReportPage([network]).Write(text);
        Assert.InRange(Encoding.UTF8.GetByteCount(text.ToString()), 1, mostBytes);
        await using var report = await OpenReport.Of(browser, [network]);
        Assert.InRange(await report.Page.Locator(".node").CountAsync(), 2, mostNodes);
        Assert.InRange(await report.Page.EvaluateAsync<int>("document.querySelectorAll('*').length"), 1, mostElements);
        await report
            .Page.Locator(".node.block")
            .First.ClickAsync(
                new()
                {
                    Position = new() { X = 30, Y = 60 },
                }
            );
        Assert.InRange(await report.Page.Locator(".node").CountAsync(), 3, 2 * mostNodes);
        Assert.InRange(
            await report.Page.EvaluateAsync<int>("document.querySelectorAll('*').length"),
            1,
            mostElements + 1_000
        );
        report.IsQuiet();
    }

    private static async Task<string> Save(OpenReport report, string button, string name)
    {
        var download = await report.Page.RunAndWaitForDownloadAsync(() =>
            report.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync()
        );
        Assert.Equal(name, download.SuggestedFilename);
        return await download.PathAsync();
    }

    private static async Task<double[]> Places(OpenReport report) =>
        await report.Page.EvaluateAsync<double[]>(
            "[...document.querySelectorAll('.node')].map(node => node.getBoundingClientRect()).flatMap(place => "
                + "[place.x, place.y, place.width])"
        );
}
