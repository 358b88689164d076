using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reports.Pages;
using CnnParams.Shapes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Pages;

public sealed class ReportPageTests(Browser browser) : IClassFixture<Browser>
{
    private const long MostBytes = 5_000_000;

    private static readonly NetworkMeasurement ResNet = OpenReport.Known("ResNet50");

    [Theory]
    [InlineData("LeNet5")]
    [InlineData("ResNet50")]
    [InlineData("InceptionV3")]
    [InlineData("DenseNet121")]
    public async Task Every_number_is_that_of_the_row(string name)
    {
        var network = OpenReport.Known(name);
        await using var report = await OpenReport.Of(browser, [network]);
        while (await report.Page.Locator("#table .more").IsVisibleAsync())
            await report.Page.Locator("#table .more").ClickAsync();
        string[][] cells = await report.Page.EvaluateAsync<string[][]>(
            "[...document.querySelectorAll('.layers tbody tr')].map(tr => [...tr.querySelectorAll('[data-key]')].map(td => td.querySelector('.value').textContent))");
        Assert.Equal(network.Rows.Count, cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            var row = network.Rows[i];
            long?[] numbers = [row.ActivationSize, row.Parameters, row.Macs, row.LiveBytes];
            Assert.Equal(numbers, cells[i].Take(4).Select(Number));
        }

        var tiles = await report.Page.Locator(".tile .exact").AllInnerTextsAsync();
        Assert.Equal(network.Totals.Parameters, Number(tiles[0].Split(", ")[0]));
        Assert.Equal(network.Totals.Macs, Number(tiles[1]));
        Assert.Equal(network.Totals.WeightBytes, Number(tiles[2].Split(' ')[0]));
        Assert.Equal(network.Totals.ActivationSize, Number(tiles[3]));
        Assert.Equal(network.Totals.PeakActivationBytes, Number(tiles[4].Split(' ')[0]));
        report.IsQuiet();
    }

    [Fact]
    public async Task A_number_that_is_chosen_shows_its_calculation()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        foreach (string key in new[] { "activationSize", "parameters", "macs" })
        {
            var cell = report.Page.Locator($"tr[data-row='1'] td[data-key='{key}']");
            await cell.ClickAsync();
            string calculation = await report.Page.Locator(".formula-bar .calculation").InnerTextAsync();
            string[] sides = calculation.Split(" = ");
            Assert.Equal(sides[1], Formula.Evaluate(sides[0]).ToString(CultureInfo.InvariantCulture));
            Assert.Equal(sides[1], await cell.GetAttributeAsync("data-value"));
        }

        report.IsQuiet();
    }

    [Fact]
    public async Task The_table_sorts_and_filters()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        await report.Page.Locator("th[data-key='parameters'] button").ClickAsync();
        Assert.Equal("descending", await report.Page.Locator("th[data-key='parameters']").GetAttributeAsync("aria-sort"));
        string first = ResNet.Rows.OrderByDescending(row => row.Parameters).First().Name;
        Assert.Equal(first, await report.Page.Locator(".layers tbody th").First.InnerTextAsync());
        await report.Page.Locator("#filter").FillAsync("layer4 conv2");
        int matches = ResNet.Rows.Count(row => $"{row.Name} {row.Type}".Contains("layer4", StringComparison.Ordinal) && $"{row.Name} {row.Type}".Contains("conv2", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(matches, await report.Page.Locator(".layers tbody tr").CountAsync());
    }

    [Fact]
    public async Task Blocks_unfold_and_fold_on_a_click()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        var block = report.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^layer1, block") });
        Assert.Equal("false", await block.GetAttributeAsync("aria-expanded"));
        await block.ClickAsync(new() { Position = new() { X = 30, Y = 60 } });
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
        await report.Page.WaitForFunctionAsync("""
            () => {
                const frame = document.querySelector('.canvas').getBoundingClientRect();
                const drawn = document.querySelector('.svg-pan-zoom_viewport').getBoundingClientRect();
                const all = Math.max(drawn.width / frame.width, drawn.height / frame.height);
                return drawn.left >= frame.left - 1 && drawn.right <= frame.right + 1 && all > 0.9;
            }
            """);
        report.IsQuiet();
    }

    [Fact]
    public async Task A_search_finds_a_layer_in_a_folded_block()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        await report.Page.Locator("#search").FillAsync("layer3.2.conv2");
        await report.Page.Keyboard.PressAsync("Enter");
        var found = report.Page.Locator(".node.chosen");
        Assert.StartsWith("layer3.2.conv2,", await found.Locator("title").First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal("layer3.2.conv2", await report.Page.Locator(".inspector h3").InnerTextAsync());
        report.IsQuiet();
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        await report.Page.Locator(".node[tabindex='0']").FocusAsync();
        await report.Page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("conv1,", await report.Page.EvaluateAsync<string>("document.activeElement.querySelector('title').textContent"), StringComparison.Ordinal);
        await report.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("conv1", await report.Page.Locator(".inspector h3").InnerTextAsync());
        await report.Page.Locator(".layers [tabindex='0']").FocusAsync();
        await report.Page.Keyboard.PressAsync("ArrowRight");
        await report.Page.Keyboard.PressAsync("ArrowDown");
        Assert.Contains("bn1", await report.Page.Locator(".formula-bar").InnerTextAsync(), StringComparison.Ordinal);
        await report.Page.GetByRole(AriaRole.Slider).FocusAsync();
        await report.Page.Keyboard.PressAsync("Home");
        Assert.StartsWith("input", await report.Page.GetByRole(AriaRole.Slider).GetAttributeAsync("aria-valuetext"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task Everybody_can_read_it(ColorScheme scheme, int width)
    {
        await using var report = await OpenReport.Of(
            browser, [ResNet, OpenReport.Known("ResNet18")], "Two networks", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        var findings = await report.Page.RunAxe();
        Assert.Equal("", string.Join("\n", findings.Violations.Select(finding => $"{finding.Id}: {finding.Help}: {string.Join(" | ", finding.Nodes.Take(3).Select(node => node.Html))}")));
        Assert.True(await report.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "It scrolls sideways.");
        string paper = await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(20, 21, 24)" : "rgb(253, 252, 250)", paper);
        report.IsQuiet();
    }

    [Fact]
    public async Task Networks_are_compared()
    {
        await using var report = await OpenReport.Of(browser, [OpenReport.Known("ResNet18"), OpenReport.Known("ResNet34")]);
        string table = await report.Page.Locator(".totals").InnerTextAsync();
        Assert.Contains("11,689,512", table, StringComparison.Ordinal);
        Assert.Contains("21,797,672", table, StringComparison.Ordinal);
        await report.Page.Locator(".tabs button").Nth(1).ClickAsync();
        Assert.Contains("21,797,672", await report.Page.Locator(".tile .exact").First.InnerTextAsync(), StringComparison.Ordinal);
        report.IsQuiet();
    }

    [Fact]
    public async Task Names_are_texts_whatever_they_hold()
    {
        string[] names =
        [
            "</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>", "\"><svg onload=alert(3)>", "<style>*{display:none}</style>",
            "\u001b[31mred", "]]>--><!--", "javascript:alert(4)", "a\u2028b", "\ud83d", "__proto__", "constructor", "<a href='https://example.org'>link</a>", new string('x', 5000),
        ];
        var network = OpenReport.Named(names);
        await using var report = await OpenReport.Of(browser, [network, network], "</title><script>alert(5)</script>");
        await report.Page.Locator("#search").FillAsync("<img");
        await report.Page.Keyboard.PressAsync("Enter");
        await report.Page.Locator("#filter").FillAsync("<svg");
        Assert.Equal(1, await report.Page.Locator(".layers tbody tr").CountAsync());
        Assert.Equal(2, await report.Page.Locator("script").CountAsync());
        Assert.Equal(0, await report.Page.Locator("img, main a, main style, body > svg").CountAsync());
        report.IsQuiet();
    }

    [Fact]
    public async Task It_is_printed()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        byte[] print = await report.Page.PdfAsync(new() { Format = "A4" });
        Assert.StartsWith("%PDF", Encoding.ASCII.GetString(print, 0, 4), StringComparison.Ordinal);
        Assert.Equal(ResNet.Rows.Count, await report.Page.Locator(".layers tbody tr").CountAsync());
        report.IsQuiet();
    }

    [Fact]
    public async Task Without_scripts_there_is_the_table()
    {
        await using var report = await OpenReport.Of(browser, [ResNet], options: new() { JavaScriptEnabled = false });
        Assert.Equal(ResNet.Rows.Count, await report.Page.Locator("tbody tr").CountAsync());
        Assert.Contains("25557032", await report.Page.Locator("noscript section p").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_thousand_layers_are_soon_there()
    {
        var layers = Enumerable.Range(1, 5000).Select(i => LayerTypes.Get("Conv2D").Create(
            [new("Filters", 8 + (i % 50)), new("KernelSize", 3), new("Padding", "same")], $"conv{i}"));
        var network = Measurer.Measure(new Network([new Input { Name = "input", Shape = new TensorShape(64, 64, 3) }, .. layers]));
        using var text = new StringWriter();
        new ReportPage([network]).Write(text);
        Assert.InRange(Encoding.UTF8.GetByteCount(text.ToString()), 1, MostBytes);
        await using var report = await OpenReport.Of(browser, [network]);
        // From the start of the page to its last line of script, on the browser's own clock.
        Assert.InRange(await report.Page.EvaluateAsync<double>("performance.now()"), 0, 60_000);
        await report.Page.Locator(".node.block").First.ClickAsync(new() { Position = new() { X = 30, Y = 60 } });
        Assert.InRange(await report.Page.Locator(".node").CountAsync(), 3, 400);
        report.IsQuiet();
    }

    [Fact]
    public void The_bundle_is_made_of_what_is_there()
    {
        var page = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(page.FullName, "src", "CnnParams.Reports", "Page")))
            page = page.Parent!;
        string root = Path.Combine(page.FullName, "src", "CnnParams.Reports", "Page");
        string[] sources = [.. new[] { "script", "style" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Append("build.mjs").Append("package-lock.json").Order(StringComparer.Ordinal)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string source in sources)
            hash.AppendData(Encoding.UTF8.GetBytes(source + "\n" + File.ReadAllText(Path.Combine(root, source)).Replace("\r\n", "\n", StringComparison.Ordinal)));
        string made = $"/* {Convert.ToHexStringLower(hash.GetHashAndReset())} */\n";
        foreach (string asset in new[] { "report.js", "report.css" })
            Assert.True(File.ReadAllText(Path.Combine(root, "dist", asset)).StartsWith(made, StringComparison.Ordinal), $"{asset} is old: npm ci && npm run build in src/CnnParams.Reports/Page.");
    }

    private static long? Number(string text) =>
        text == "?" ? null : long.Parse(text.TrimStart('≥', ' '), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
