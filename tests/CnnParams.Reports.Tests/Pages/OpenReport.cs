using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reports.Pages;
using CnnParams.Shapes;
using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Pages;

/// <summary>A report, open in a browser, with all that the browser complained of or asked for.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cnnparams-page-");

    private OpenReport(IPage page) => Page = page;

    internal IPage Page { get; }

    internal List<string> Complaints { get; } = [];

    internal List<string> Requests { get; } = [];

    internal static async Task<OpenReport> Of(Browser browser, IReadOnlyList<NetworkMeasurement> networks, string title = "", BrowserNewPageOptions? options = null)
    {
        var report = new OpenReport(await browser.NewPage(options));
        string path = Path.Combine(report._folder.FullName, "report.html");
        await using (var writer = new StreamWriter(path))
            new ReportPage(networks, title).Write(writer);

        string address = new Uri(path).AbsoluteUri;
        report.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                report.Complaints.Add(message.Text);
        };
        report.Page.PageError += (_, error) => report.Complaints.Add(error);
        report.Page.Dialog += (_, dialog) => report.Complaints.Add("a dialog: " + dialog.Message);
        report.Page.Request += (_, request) =>
        {
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                report.Requests.Add(request.Url);
        };
        await report.Page.GotoAsync(address);
        if (options?.JavaScriptEnabled != false)
            await report.Page.WaitForSelectorAsync("html[data-ready]", new() { State = WaitForSelectorState.Attached });
        return report;
    }

    internal static NetworkMeasurement Known(string name) => Measurer.Measure(Architectures.Get(name).Variant().Build(name));

    internal static NetworkMeasurement Named(params string[] names) => Measurer.Measure(new Network(
        [new Input { Name = "input", Shape = new TensorShape(8, 8, 3) }, .. names.Select(name => new Activation { Name = name, Function = "relu" })]));

    /// <summary>Nothing went wrong, and nothing was asked of anybody.</summary>
    internal void IsQuiet()
    {
        Assert.Empty(Complaints);
        Assert.Empty(Requests);
    }

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        _folder.Delete(recursive: true);
    }
}
