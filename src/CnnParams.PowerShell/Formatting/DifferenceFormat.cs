using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Cells of the table of differences, as the format view calls them.</summary>
public static class DifferenceFormat
{
    // In a narrow window the table ends with the numbers: the cells before them are cut and filled, so that the reason
    // has no room.
    private const int NarrowType = 14,
        NarrowShape = 15,
        NarrowParameters = 11,
        NarrowMacs = 12,
        BesideName = 59,
        LeastName = 10;

    /// <summary>The two networks over the table, in lines that fit.</summary>
    public static string Heading(PSObject row, PSHost? host = null) =>
        row.Properties["Networks"]?.Value is { } networks ? RowFormat.Heading(networks, host) : "";

    /// <summary>The layer's name, shortened in the middle in a narrow window.</summary>
    public static string Name(PSObject row, PSHost? host = null)
    {
        string name = PrintableFormat.Of(row.Properties["Name"]?.Value);
        return HostWindow.IsNarrow(host)
            ? RowFormat.Fill(name, Math.Max(LeastName, HostWindow.WidthOrUsual(host) - BesideName))
            : name;
    }

    /// <summary>The layer's type, shortened as its name.</summary>
    public static string Type(PSObject row, PSHost? host = null)
    {
        string type = PrintableFormat.Of(row.Properties["Type"]?.Value);
        return HostWindow.IsNarrow(host) ? RowFormat.Fill(type, NarrowType) : type;
    }

    /// <summary>The shapes; in a narrow window only the new one where they differ.</summary>
    public static string Shape(PSObject row, PSHost? host = null)
    {
        object? before = row.Properties["ReferenceShape"]?.Value,
            after = row.Properties["DifferenceShape"]?.Value;
        string change = Change(before, after);
        return !HostWindow.IsNarrow(host) ? change
            : change.Length > NarrowShape ? $"-> {after}".PadRight(NarrowShape)
            : change.PadRight(NarrowShape);
    }

    /// <summary>The difference of the parameters.</summary>
    public static string Parameters(PSObject row, PSHost? host = null) =>
        Number(row, "ParametersDelta", NarrowParameters, host);

    /// <summary>The difference of the multiply-accumulates.</summary>
    public static string Macs(PSObject row, PSHost? host = null) => Number(row, "MacsDelta", NarrowMacs, host);

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

    private static string Number(PSObject row, string property, int width, PSHost? host)
    {
        string number = Signed(row.Properties[property]?.Value);
        return HostWindow.IsNarrow(host) ? number.PadLeft(width) : number;
    }
}
