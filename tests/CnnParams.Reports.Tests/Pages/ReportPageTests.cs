using System.Security.Cryptography;
using System.Text;
using CnnParams.Measuring;
using CnnParams.Reports.Tests.Tools;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class ReportPageTests(Browser browser)
{
    private static readonly NetworkMeasurement ResNet = OpenReport.Known("ResNet50");

    [Fact]
    public async Task The_table_sorts_and_filters()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        await report.Page.Locator("th[data-key='parameters'] button").ClickAsync();
        Assert.Equal(
            "descending",
            await report.Page.Locator("th[data-key='parameters']").GetAttributeAsync("aria-sort")
        );
        string first = ResNet.Rows.OrderByDescending(row => row.Parameters).First().Name;
        Assert.Equal(first, await report.Page.Locator(".layers tbody th").First.InnerTextAsync());
        await report.Page.Locator("#filter").FillAsync("layer4 conv2");
        int matches = ResNet.Rows.Count(row =>
            $"{row.Name} {row.Type}".Contains("layer4", StringComparison.Ordinal)
            && $"{row.Name} {row.Type}".Contains("conv2", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(matches, await report.Page.Locator(".layers tbody tr").CountAsync());
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        await report.Page.Locator(".node[tabindex='0']").FocusAsync();
        await report.Page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith(
            "conv1,",
            await report.Page.EvaluateAsync<string>("document.activeElement.querySelector('title').textContent"),
            StringComparison.Ordinal
        );
        await report.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("conv1", await report.Page.Locator(".inspector h3").InnerTextAsync());
        await report.Page.Locator(".layers [tabindex='0']").FocusAsync();
        await report.Page.Keyboard.PressAsync("ArrowRight");
        await report.Page.Keyboard.PressAsync("ArrowDown");
        Assert.Contains("bn1", await report.Page.Locator(".formula-bar").InnerTextAsync(), StringComparison.Ordinal);
        await report.Page.GetByRole(AriaRole.Slider).FocusAsync();
        await report.Page.Keyboard.PressAsync("Home");
        Assert.StartsWith(
            "input",
            await report.Page.GetByRole(AriaRole.Slider).GetAttributeAsync("aria-valuetext"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task Everybody_can_read_it(ColorScheme scheme, int width)
    {
        await using var report = await OpenReport.Of(
            browser,
            [OpenReport.Known("ResNet18"), OpenReport.Known("LeNet5")],
            "Two networks",
            new()
            {
                ColorScheme = scheme,
                ViewportSize = new() { Width = width, Height = 800 },
            }
        );
        var findings = await report.Page.RunAxe();
        Assert.Equal(
            "",
            string.Join(
                "\n",
                findings.Violations.Select(finding =>
                    $"{finding.Id}: {finding.Help}: {string.Join(" | ", finding.Nodes.Take(3).Select(node => node.Html))}"
                )
            )
        );
        Assert.True(
            await report.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "It scrolls sideways."
        );
        string paper = await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(20, 21, 24)" : "rgb(253, 252, 250)", paper);
        report.IsQuiet();
    }

    [Fact]
    public async Task Names_are_texts_whatever_they_hold()
    {
        string[] names =
        [
            "</script><script>alert(1)</script>",
            "<img src=x onerror=alert(2)>",
            "\"><svg onload=alert(3)>",
            "<style>*{display:none}</style>",
            "\u001b[31mred",
            "]]>--><!--",
            "javascript:alert(4)",
            "a\u2028b",
            "\ud83d",
            "__proto__",
            "constructor",
            "<a href='https://example.org'>link</a>",
            new string('x', 5000),
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
        Assert.Contains(
            "25557032",
            await report.Page.Locator("noscript section p").First.InnerTextAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_bundle_is_made_of_what_is_there()
    {
        string root = Repository.Path("src", "CnnParams.Reports", "Page");
        string[] sources =
        [
            .. new[] { "script", "style" }
                .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
                .Append("build.mjs")
                .Append("package-lock.json")
                .Order(StringComparer.Ordinal),
        ];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string source in sources)
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    source
                        + "\n"
                        + File.ReadAllText(Path.Combine(root, source)).Replace("\r\n", "\n", StringComparison.Ordinal)
                )
            );
        string made = $"/* {Convert.ToHexStringLower(hash.GetHashAndReset())} */\n";
        foreach (string asset in new[] { "report.js", "report.css" })
            Assert.True(
                File.ReadAllText(Path.Combine(root, "dist", asset)).StartsWith(made, StringComparison.Ordinal),
                $"{asset} is old: npm ci && npm run build in src/CnnParams.Reports/Page."
            );
    }
}
