using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using CnnParams.Measuring;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of rows, which are hidden properties of them. They read properties by name: a row that has come
/// through Export-Clixml or from another machine has no methods, and is shown the same.
/// </summary>
public static class RowFormat
{
    /// <summary>What the line of the totals is called.</summary>
    internal const string Total = "Total";

    private const string Cut = "…";

    /// <summary>The totals over the table, in lines that fit. Rows of one network have the same.</summary>
    public static string Heading(PSObject row)
    {
        if (TotalsOf(row) is not { } totals)
            return "";
        // A host may take longer to say how wide it is than a row takes to be shown.
        var layout = RowLayout.Of(totals);
        if (!layout.GoesOnWith(row.BaseObject))
            layout = RowLayout.Of(totals, HostWindow.Host);
        layout.Show(row.BaseObject);
        return layout.Heading;
    }

    /// <summary>Totals of another kind over their table, in lines that fit.</summary>
    internal static string Heading(object totals, PSHost? host) =>
        WordWrap.Wrap(PrintableFormat.Of(totals), HostWindow.WidthOrUsual(host) - RowLayout.HeadingLabel - 1);

    /// <summary>The layer's name, shortened in the middle where the table has no room for it.</summary>
    public static string Name(PSObject row)
    {
        var layout = LayoutOf(row);
        string name = Shorten(Text(row, "Name"), layout?.Name);
        return layout is { IsComplete: true } ? $"{name}\n{Total}" : name;
    }

    /// <summary>The layer's type, shortened as its name.</summary>
    public static string Type(PSObject row) => Shorten(Text(row, "Type"), LayoutOf(row)?.Type);

    /// <summary>The layer's output.</summary>
    public static string Shape(PSObject row) => Text(row, "OutputShape");

    /// <summary>The values of the output; under that of the last row those of all layers.</summary>
    public static string Activation(PSObject row) =>
        Cell(
            row,
            Number(row.Properties["ActivationSize"]?.Value),
            TotalsShown.All,
            totals => (totals.ActivationSize, totals.ShapeTrust)
        );

    /// <summary>The multiply-accumulates; under those of the last row those of all layers.</summary>
    public static string Macs(PSObject row) =>
        Cell(row, Number(row.Properties["Macs"]?.Value), TotalsShown.All, totals => (totals.Macs, totals.MacsTrust));

    /// <summary>A number, or <c>?</c> for one that is not known.</summary>
    public static string Number(object? number) =>
        number is null ? "?" : Convert.ToString(number, CultureInfo.InvariantCulture)!;

    /// <summary>A number with its digits in groups, as the culture of the session writes them.</summary>
    public static string Grouped(object? number) =>
        number is IFormattable known ? known.ToString("N0", CultureInfo.CurrentCulture) : "?";

    /// <summary>The parameters; in parentheses where all of them are counted on an earlier row.</summary>
    public static string Parameters(PSObject row) =>
        Cell(row, Counted(row, Number), TotalsShown.Parameters, totals => (totals.Parameters, totals.ParametersTrust));

    /// <summary>The same with the digits in groups.</summary>
    public static string GroupedParameters(PSObject row) => Counted(row, Grouped);

    /// <summary>The calculation of the parameters, as far as the table has room for it.</summary>
    public static string Calculation(PSObject row)
    {
        string text = row.Properties["Calculation"]?.Value?.ToString() ?? "";
        if (LayoutOf(row) is not { } layout)
            return text;
        if (text.Length <= layout.Calculation)
            return text;
        if (layout.IsWrapped)
            return WordWrap.Wrap(text, layout.Calculation);
        return layout.Calculation == 0 ? "" : text.Substring(0, layout.Calculation - 1) + Cut;
    }

    internal static string Shorten(string text, int? most)
    {
        if (most is not { } length || text.Length <= length)
            return text;
        return text.Remove(length / 2, text.Length - length + 1).Insert(length / 2, Cut);
    }

    private static string Counted(PSObject row, Func<object?, string> text)
    {
        object? parameters = row.Properties["Parameters"]?.Value;
        bool counted =
            parameters is long count
            && count > 0
            && row.Properties["SharedParameters"]?.Value is long shared
            && shared == count;
        return counted ? $"({text(parameters)})" : text(parameters);
    }

    // A cell of numbers, with the total under it where the network has been shown whole.
    private static string Cell(
        PSObject row,
        string cell,
        TotalsShown with,
        Func<NetworkTotals, (long Sum, Trust Trust)> total
    )
    {
        if (TotalsOf(row) is not { } of)
            return cell;
        var layout = RowLayout.Of(of);
        if (of is not NetworkTotals totals || !layout.IsComplete || layout.Totals < with)
            return cell;
        var (sum, trust) = total(totals);
        return $"{cell}\n{(trust == Trust.Exact ? "" : ">=")}{Number(sum)}";
    }

    private static RowLayout? LayoutOf(PSObject row) => TotalsOf(row) is { } totals ? RowLayout.Of(totals) : null;

    private static object? TotalsOf(PSObject row) =>
        (RowMembers.Totals(row) ?? row.Properties["Totals"]?.Value) is { } totals
            ? totals is PSObject { BaseObject: NetworkTotals live }
                ? live
                : totals
            : null;

    private static string Text(PSObject row, string property) => PrintableFormat.Of(row.Properties[property]?.Value);
}
