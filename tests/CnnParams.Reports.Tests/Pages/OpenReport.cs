using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reports.Pages;
using CnnParams.Reports.Tests.Tools;
using CnnParams.Shapes;
using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Pages;

/// <summary>A report, open in a browser.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cnnparams-page-");
    private readonly QuietPage _quiet;

    private OpenReport(QuietPage quiet) => _quiet = quiet;

    internal IPage Page => _quiet.Page;

    internal static async Task<OpenReport> Of(
        Browser browser,
        IReadOnlyList<NetworkMeasurement> networks,
        string title = "",
        BrowserNewPageOptions? options = null
    )
    {
        var report = new OpenReport(await QuietPage.Of(browser, options));
        string path = Path.Combine(report._folder.FullName, "report.html");
        await using (var writer = new StreamWriter(path))
            new ReportPage(networks, title).Write(writer);
        report._quiet.Address = new Uri(path).AbsoluteUri;
        await report.Page.GotoAsync(report._quiet.Address);
        if (options?.JavaScriptEnabled != false)
            await report.Page.WaitForSelectorAsync("html[data-ready]", new() { State = WaitForSelectorState.Attached });
        return report;
    }

    internal static NetworkMeasurement Known(string name) =>
        Measurer.Measure(Architectures.Get(name).Variant().Build(name));

    internal static NetworkMeasurement Named(params string[] names) =>
        Measurer.Measure(
            new Network([
                new Input { Name = "input", Shape = new TensorShape(8, 8, 3) },
                .. names.Select(name => new Activation { Name = name, Function = "relu" }),
            ])
        );

    /// <summary>Nothing went wrong, and nothing was asked of anybody.</summary>
    internal void IsQuiet() => _quiet.IsQuiet();

    public async ValueTask DisposeAsync()
    {
        await _quiet.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
