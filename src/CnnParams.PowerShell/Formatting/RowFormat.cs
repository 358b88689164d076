using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of rows, as the format view calls them. They read properties by name: a row that has come
/// through Export-Clixml or from another machine has no methods, and is shown the same.
/// </summary>
public static class RowFormat
{
    // What the engine writes in front: the label and its indent.
    private const string BeforeHeading = "   Network: ";

    /// <summary>The totals over the table, broken at words. Rows of one network have the same.</summary>
    public static string Heading(PSObject row, PSHost? host)
    {
        string totals = row.Properties["Totals"]?.Value?.ToString() ?? "";
        return HostWindow.Width(host) is { } width && width > 2 * BeforeHeading.Length
            ? WordWrap.Wrap(totals, width - BeforeHeading.Length - 1)
            : totals;
    }

    /// <summary>A number, or <c>?</c> for one that is not known.</summary>
    public static string Number(object? number) => number is null ? "?" : Convert.ToString(number, CultureInfo.InvariantCulture)!;

    /// <summary>A number with its digits in groups, as the culture of the session writes them.</summary>
    public static string Grouped(object? number) => number is IFormattable known ? known.ToString("N0", CultureInfo.CurrentCulture) : "?";

    /// <summary>The parameters; in parentheses where all of them are counted on an earlier row.</summary>
    public static string Parameters(PSObject row) => Counted(row, Number);

    /// <summary>The same with the digits in groups.</summary>
    public static string GroupedParameters(PSObject row) => Counted(row, Grouped);

    private static string Counted(PSObject row, Func<object?, string> text)
    {
        object? parameters = row.Properties["Parameters"]?.Value;
        bool counted = parameters is long count && count > 0 && row.Properties["SharedParameters"]?.Value is long shared && shared == count;
        return counted ? $"({text(parameters)})" : text(parameters);
    }
}
