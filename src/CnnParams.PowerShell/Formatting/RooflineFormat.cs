using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using CnnParams.Devices;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of rooflines, as the format view calls them. They read properties by name, as those of rows do.
/// </summary>
public static class RooflineFormat
{
    // The other columns take no more than this with their blanks.
    private const int BesideName = 63;

    /// <summary>The totals over the table; the device alone for rows that have come through a file.</summary>
    public static string Heading(PSObject row, PSHost? host = null) =>
        row.BaseObject is LayerRoofline roofline
            ? RowFormat.Heading(roofline.GetTotals(), host)
            : PrintableFormat.Of(row.Properties["Device"]?.Value);

    /// <summary>The layer's name, shortened in the middle where it is long.</summary>
    public static string Name(PSObject row, PSHost? host = null) => RowFormat.NameBeside(row, host, BesideName);

    /// <summary>Operations for each byte; nothing where no byte is moved.</summary>
    public static string Intensity(PSObject row) => Number(row, "ArithmeticIntensity", "{0:0.##}");

    /// <summary>The ideal time with its unit, <c>?</c> where it is not known.</summary>
    public static string IdealTime(PSObject row) =>
        row.Properties["IdealMicroseconds"]?.Value is double microseconds
            ? Duration.Text(microseconds)
            : RowFormat.Number(null);

    /// <summary>The part of the whole in percent.</summary>
    public static string Share(PSObject row) => Number(row, "Share", "{0:0.0 %}");

    private static string Number(PSObject row, string property, string form) =>
        row.Properties[property]?.Value is double number
            ? string.Format(CultureInfo.InvariantCulture, form, number)
            : "";
}
