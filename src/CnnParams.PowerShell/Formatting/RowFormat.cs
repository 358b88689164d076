using System.Globalization;
using System.Management.Automation;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of rows, as the format view calls them. They read properties by name: a row that has come
/// through Export-Clixml or from another machine has no methods, and is shown the same.
/// </summary>
public static class RowFormat
{
    /// <summary>The totals over the table. Rows of one network have the same.</summary>
    public static string Heading(PSObject row) => row.Properties["Totals"]?.Value?.ToString() ?? "";

    /// <summary>A number, or <c>?</c> for one that is not known.</summary>
    public static string Number(object? number) => number is null ? "?" : Convert.ToString(number, CultureInfo.InvariantCulture)!;

    /// <summary>The parameters; in parentheses where all of them are counted on an earlier row.</summary>
    public static string Parameters(PSObject row)
    {
        object? parameters = row.Properties["Parameters"]?.Value;
        bool counted = parameters is long count && count > 0 && row.Properties["SharedParameters"]?.Value is long shared && shared == count;
        return counted ? $"({Number(parameters)})" : Number(parameters);
    }
}
