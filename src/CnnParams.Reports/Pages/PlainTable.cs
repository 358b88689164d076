using CnnParams.Measuring;
using CnnParams.Reports.Tables;

namespace CnnParams.Reports.Pages;

/// <summary>
/// The tables of the networks, for whoever has no scripts: nothing in them moves, and everything is there.
/// </summary>
internal static class PlainTable
{
    // A browser takes seconds for a table of more.
    private const int MostRows = 1000;

    private static readonly TextOptions Options = new()
    {
        Columns =
        [
            nameof(LayerMeasurement.Name),
            nameof(LayerMeasurement.Type),
            nameof(LayerMeasurement.OutputShapes),
            nameof(LayerMeasurement.ActivationSize),
            nameof(LayerMeasurement.Parameters),
            nameof(LayerMeasurement.Calculation),
            nameof(LayerMeasurement.Macs),
        ],
        MostRows = MostRows,
    };

    internal static void Write(TextWriter page, NetworkMeasurement network)
    {
        page.Write(
            $"<section><h2>{MarkupText.Escape(PrintableText.Of(network.Network.ToString()))}</h2><p>{MarkupText.Escape(PrintableText.Of(network.Totals.ToString()))}</p>"
        );
        foreach (string reason in network.Totals.TrustReasons.Take(MostRows))
            page.Write($"<p>{MarkupText.Escape(PrintableText.Of(reason))}</p>");
        page.Write(TableFormats.Html(network, Options));
        if (network.Rows.Count > MostRows)
            page.Write(
                $"<p>{Quantity.Plain(network.Rows.Count - MostRows)} more layers: this table has the first "
                    + $"{Quantity.Plain(MostRows)}.</p>"
            );
        page.Write("</section>\n");
    }
}
