using System.Security.Cryptography;
using System.Text;
using CnnParams.Reports.Pages;
using CnnParams.Reports.Tests.Tools;

namespace CnnParams.Reports.Tests.Pages;

/// <summary>
/// The picture of the page that README and gallery show. What a browser draws is not the same everywhere, so the page
/// that it was taken of is known by its hash, and the picture by its own.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class DocumentedPageTests(Browser browser)
{
    private const string Picture = "page.png",
        Page = "page.html";

    [Fact]
    public async Task The_picture_of_the_page_is_of_the_page_as_it_is_now()
    {
        var network = CatalogueNetworks.Get("ResNet50", "torchvision");
        using var page = new StringWriter { NewLine = "\n" };
        new ReportPage([network]).Write(page);
        string picture = Repository.Path("docs", "images", Picture),
            sums = picture + ".sha256";
        if (Environment.GetEnvironmentVariable("CNNPARAMS_UPDATE_DOCS") == "1")
        {
            await using var report = await OpenReport.Of(
                browser,
                [network],
                options: new()
                {
                    ViewportSize = new() { Width = 1240, Height = 1060 },
                    DeviceScaleFactor = 1.5f,
                }
            );
            await report.Page.Locator("#search").FillAsync("layer1.0.conv2");
            await report.Page.Keyboard.PressAsync("Enter");
            await report.Page.Locator("#search").FillAsync("");
            await report.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Zoom out" }).ClickAsync();
            await report.Page.EvaluateAsync("document.activeElement.blur(); scrollTo(0, 0)");
            await report.Page.Mouse.MoveAsync(0, 0);
            await report.Page.ScreenshotAsync(new() { Path = picture });
            await File.WriteAllTextAsync(sums, Sums());
        }

        Assert.True(
            File.Exists(sums) && await File.ReadAllTextAsync(sums) == Sums(),
            $"docs/images/{Picture} is not of the page as it is now: CNNPARAMS_UPDATE_DOCS=1 dotnet test "
                + "tests/CnnParams.Reports.Tests --filter DisplayName~picture"
        );

        // As sha256sum writes and reads it.
        string Sums() =>
            $"{Hash(Encoding.UTF8.GetBytes(page.ToString()))}  {Page}\n{Hash(File.ReadAllBytes(picture))}  {Picture}\n";
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
