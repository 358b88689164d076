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
        if (LayoutOf(row) is not { } layout)
            return "";
        // A host may take longer to say how wide it is than a row takes to be shown.
        if (!layout.GoesOnWith(row.BaseObject))
            layout = LayoutOf(row, HostWindow.Host)!;
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
        string name = Shorten(Text(row, "Name"), layout?.Widths.Name);
        if (layout is { IsFilled: true })
            name = name.PadRight(layout.Widths.Name - (layout.IsComplete ? Total.Length + 1 : 0));
        return layout is { IsComplete: true } ? $"{name}\n{Total}" : name;
    }

    /// <summary>The layer's type, shortened as its name.</summary>
    public static string Type(PSObject row)
    {
        var layout = LayoutOf(row);
        string type = Shorten(Text(row, "Type"), layout?.Widths.Type);
        return layout is { IsFilled: true } ? type.PadRight(layout.Widths.Type) : type;
    }

    /// <summary>The layer's output.</summary>
    public static string Shape(PSObject row)
    {
        string shape = Text(row, "OutputShape");
        return LayoutOf(row) is { IsFilled: true } layout ? shape.PadRight(layout.Widths.Shape) : shape;
    }

    /// <summary>The values of the output; under that of the last row those of all layers.</summary>
    public static string Activation(PSObject row) =>
        Cell(
            row,
            Number(row.Properties["ActivationSize"]?.Value),
            TotalsShown.All,
            widths => widths.Activation,
            totals => Sum(totals.ActivationSize, totals.ShapeTrust)
        );

    /// <summary>The multiply-accumulates; under those of the last row those of all layers.</summary>
    public static string Macs(PSObject row) =>
        Cell(
            row,
            Number(row.Properties["Macs"]?.Value),
            TotalsShown.All,
            widths => widths.Macs,
            totals => Sum(totals.Macs, totals.MacsTrust)
        );

    /// <summary>A number, or <c>?</c> for one that is not known.</summary>
    public static string Number(object? number) =>
        number is null ? "?" : Convert.ToString(number, CultureInfo.InvariantCulture)!;

    /// <summary>The parameters; in parentheses where all of them are counted on an earlier row.</summary>
    public static string Parameters(PSObject row) =>
        Cell(
            row,
            Counted(row, Number),
            TotalsShown.Parameters,
            widths => widths.Parameters,
            totals => Sum(totals.Parameters, totals.ParametersTrust)
        );

    /// <summary>The same with the digits in groups.</summary>
    public static string GroupedParameters(PSObject row) => Counted(row, NumberFormat.Grouped);

    /// <summary>The calculation of the parameters, as far as the table has room for it.</summary>
    public static string Calculation(PSObject row)
    {
        string text = row.Properties["Calculation"]?.Value?.ToString() ?? "";
        if (LayoutOf(row) is not { } layout)
            return text;
        if (text.Length <= layout.Calculation)
            return text;
        // Under the last row stands the line of the totals.
        return layout.IsWrapped && !layout.IsComplete
            ? WordWrap.Wrap(text, layout.Calculation)
            : text.Substring(0, layout.Calculation - 1) + Cut;
    }

    internal static string Shorten(string text, int? most)
    {
        if (most is not { } length || text.Length <= length)
            return text;
        return text.Remove(length / 2, text.Length - length + 1).Insert(length / 2, Cut);
    }

    /// <summary>
    /// The name of a row, shortened in the middle so that the other columns have so many places of the line.
    /// </summary>
    public static string NameBeside(PSObject row, PSHost? host, int others) =>
        Shorten(
            PrintableFormat.Of(row.Properties["Name"]?.Value),
            Math.Max(RowLayout.LeastName, (HostWindow.Width(host) ?? int.MaxValue) - others)
        );

    /// <summary>A text that takes so many letters: shortened in the middle, or with blanks after it.</summary>
    internal static string Fill(string text, int width) => Shorten(text, width).PadRight(width);

    /// <summary>Parameters; in parentheses where all of them are shared with an earlier row.</summary>
    internal static string Counted(object? parameters, object? shared, Func<object?, string> text) =>
        parameters is long and > 0 && Equals(parameters, shared) ? $"({text(parameters)})" : text(parameters);

    /// <summary>A total; one that is not exact says so.</summary>
    internal static string Sum(long sum, Trust trust) => Bound(trust) + Number(sum);

    /// <summary>The number of a budget's result, of which it says whether it is exact.</summary>
    public static string Actual(PSObject result)
    {
        object? number = result.Properties["Actual"]?.Value;
        // Rows from another session have the name of what they trust.
        return number is not null && Enum.TryParse<Trust>(result.Properties["Trust"]?.Value?.ToString(), out var trust)
            ? Bound(trust) + Number(number)
            : Number(number);
    }

    private static string Bound(Trust trust) =>
        trust switch
        {
            Trust.Exact => "",
            // It may be less, too.
            Trust.Contradicted or Trust.Assumed => "~",
            _ => ">=",
        };

    private static string Counted(PSObject row, Func<object?, string> text) =>
        Counted(row.Properties["Parameters"]?.Value, row.Properties["SharedParameters"]?.Value, text);

    // A cell of numbers, with the total under it where the network has been shown whole.
    private static string Cell(
        PSObject row,
        string cell,
        TotalsShown with,
        Func<RowWidths, int> width,
        Func<NetworkTotals, string> total
    )
    {
        if (LayoutOf(row) is not { } layout)
            return cell;
        if (layout.IsComplete && layout.Totals >= with && TotalsOf(row) is NetworkTotals totals)
            return $"{cell}\n{total(totals)}";
        return layout.IsFilled ? cell.PadLeft(width(layout.Widths)) : cell;
    }

    private static RowLayout? LayoutOf(PSObject row, PSHost? host = null) =>
        TotalsOf(row) is { } totals ? RowLayout.Of(totals, row, host) : null;

    private static object? TotalsOf(PSObject row) =>
        (RowMembers.Totals(row) ?? row.Properties["Totals"]?.Value) is { } totals
            ? totals is PSObject { BaseObject: NetworkTotals live }
                ? live
                : totals
            : null;

    private static string Text(PSObject row, string property) => PrintableFormat.Of(row.Properties[property]?.Value);
}
