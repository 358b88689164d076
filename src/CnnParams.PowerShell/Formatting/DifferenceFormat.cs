using System.Globalization;
using System.Management.Automation;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Cells of the table of differences, as the format view calls them.</summary>
public static class DifferenceFormat
{
    /// <summary>The two networks in a line, over the table.</summary>
    public static string Heading(PSObject row) => PrintableFormat.Of(row.Properties["Networks"]?.Value);

    /// <summary>A value, or <c>before -> after</c> where it differs.</summary>
    public static string Change(object? before, object? after)
    {
        string from = before?.ToString() ?? "",
            to = after?.ToString() ?? "";
        return from.Length == 0 ? to
            : to.Length == 0 || from == to ? from
            : $"{from} -> {to}";
    }

    /// <summary>A difference with its sign, and <c>?</c> for one that is not known.</summary>
    public static string Signed(object? number) =>
        number is null ? "?" : string.Format(CultureInfo.InvariantCulture, "{0:+0;-0;0}", number);
}
