using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Tools;

/// <summary>A page of the browser with all that the browser complained of or asked for.</summary>
internal sealed class QuietPage : IAsyncDisposable
{
    private QuietPage(IPage page) => Page = page;

    internal IPage Page { get; }

    /// <summary>The one address that may be asked for.</summary>
    internal string Address { get; set; } = "";

    private List<string> Complaints { get; } = [];

    private List<string> Requests { get; } = [];

    internal static async Task<QuietPage> Of(Browser browser, BrowserNewPageOptions? options = null)
    {
        var quiet = new QuietPage(await browser.NewPage(options));
        quiet.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                quiet.Complaints.Add(message.Text);
        };
        quiet.Page.PageError += (_, error) => quiet.Complaints.Add(error);
        quiet.Page.Dialog += (_, dialog) => quiet.Complaints.Add("a dialog: " + dialog.Message);
        quiet.Page.Request += (_, request) =>
        {
            if (
                request.Url != quiet.Address
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal)
            )
                quiet.Requests.Add(request.Url);
        };
        return quiet;
    }

    /// <summary>Nothing went wrong, and nothing was asked of anybody.</summary>
    internal void IsQuiet()
    {
        Assert.Empty(Complaints);
        Assert.Empty(Requests);
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
