using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Tools;

/// <summary>The tests that look at things in a browser; they share one.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    internal const string Name = "Browser";
}

/// <summary>The browser of the machine, headless, started once for all tests that need it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        string path =
            Places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "The tests of pages need Chromium: apt-get install chromium, as .ci/tools does."
            );
        _playwright = await Playwright.CreateAsync();
        // Containers run tests as root, for whom Chromium has no sandbox.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    internal Task<IPage> NewPage(BrowserNewPageOptions? options = null) =>
        _browser!.NewPageAsync(
            options
                ?? new()
                {
                    ViewportSize = new() { Width = 1280, Height = 900 },
                }
        );
}
