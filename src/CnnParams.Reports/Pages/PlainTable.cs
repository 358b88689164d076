using CnnParams.Measuring;

namespace CnnParams.Reports.Pages;

/// <summary>The tables of the networks, for whoever has no scripts: nothing in them moves, and everything is there.</summary>
internal static class PlainTable
{
    // A browser takes seconds for a table of more.
    private const int MostRows = 1000;

    internal static void Write(TextWriter page, NetworkMeasurement network)
    {
        page.Write($"<section><h2>{MarkupText.Escape(network.Network.ToString())}</h2><p>{MarkupText.Escape(network.Totals.ToString())}</p>");
        foreach (string reason in network.Totals.TrustReasons.Take(MostRows))
            page.Write($"<p>{MarkupText.Escape(reason)}</p>");
        page.Write("<table><thead><tr><th>Name<th>Type<th>Output shape<th>Activations<th>Parameters<th>Calculation<th>MACs</tr></thead><tbody>\n");
        foreach (var row in network.Rows.Take(MostRows))
        {
            page.Write(
                $"<tr><td>{MarkupText.Escape(row.Name)}<td>{MarkupText.Escape(row.Type)}<td>{MarkupText.Escape(row.OutputShapes.ToString())}"
                + $"<td>{Number(row.ActivationSize)}<td>{Number(row.Parameters)}<td>{MarkupText.Escape(row.Calculation)}<td>{Number(row.Macs)}</tr>\n");
        }

        page.Write("</tbody></table>");
        if (network.Rows.Count > MostRows)
            page.Write($"<p>{Quantity.Plain(network.Rows.Count - MostRows)} more layers: this table has the first {Quantity.Plain(MostRows)}.</p>");
        page.Write("</section>\n");
    }

    private static string Number(long? number) => number is { } known ? Quantity.Plain(known) : "?";
}
