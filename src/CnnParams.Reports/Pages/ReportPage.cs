using CnnParams.Comparing;
using CnnParams.Measuring;

namespace CnnParams.Reports.Pages;

/// <summary>
/// One page about networks that were measured, in one file: what it shows and the script that shows it. It asks nobody
/// for anything, and its policy allows nothing but its own script and style.
/// </summary>
public sealed class ReportPage
{
    private readonly IReadOnlyList<NetworkMeasurement> _networks;
    private readonly string _title;

    /// <summary>A page about networks.</summary>
    /// <param name="networks">The networks; several are compared with the first.</param>
    /// <param name="title">The title; made of their names when it is empty.</param>
    public ReportPage(IReadOnlyList<NetworkMeasurement> networks, string title = "")
    {
        _networks = networks;
        _title = title.Length > 0 ? title : Title(networks);
    }

    /// <summary>Writes the page.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LayerException">A sum of a block is larger than 2^63-1.</exception>
    public void Write(TextWriter page, CancellationToken cancellation = default)
    {
        string style = PageAsset.Text("report.css"),
            script = PageAsset.Text("report.js");
        string title = MarkupText.Escape(PrintableText.Of(_title));
        page.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy(style, script)}\">\n");
        page.Write(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
                + "content=\"light dark\">\n"
        );
        page.Write(
            "<meta name=\"generator\" content=\"CnnParams\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        );
        page.Write($"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n");
        page.Write($"<header class=\"top\"><h1>{title}</h1></header>\n<main id=\"report\"></main>\n<noscript>\n");
        foreach (var network in _networks)
            PlainTable.Write(page, network);
        page.Write("</noscript>\n<script type=\"application/json\" id=\"data\">");
        WriteData(new JsonText(page), cancellation);
        page.Write($"</script>\n<script>{script}</script>\n</body>\n</html>\n");
    }

    private void WriteData(JsonText json, CancellationToken cancellation)
    {
        var texts = new TextIndex();
        json.Begin('{');
        json.Key("title").Text(_title);
        json.Key("networks").Begin('[');
        foreach (var network in _networks)
            new NetworkData(network, texts).Write(json, cancellation);
        json.End(']');
        json.Key("comparisons").Begin('[');
        foreach (var other in _networks.Skip(1))
            ComparisonData.Write(json, new NetworkDifference(_networks[0], other, cancellation));
        json.End(']');
        json.Key("texts").Texts(texts.Texts);
        json.End('}');
    }

    private static string Policy(string style, string script) =>
        $"default-src 'none'; script-src {PolicySource.Of(script)}; style-src {PolicySource.Of(style)}; font-src "
        + "data:; img-src data: blob:; base-uri 'none'; form-action 'none'";

    private static string Title(IReadOnlyList<NetworkMeasurement> networks)
    {
        const int mostNamed = 3;
        var named = networks.Take(mostNamed).Select(network => network.Network.ToString());
        return string.Join(", ", networks.Count > mostNamed ? named.Append("…") : named);
    }
}
