using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of an arena's tensors, as the format view calls them. In a narrow window it ends with the offset:
/// the cells up to there are cut and filled, so that the engine cuts no number.
/// </summary>
public static class ArenaTensorFormat
{
    private const int BesideName = 79,
        NarrowBesideName = 53,
        NarrowKind = 10,
        NarrowShape = 16,
        NarrowNumber = 11;

    /// <summary>The name of the tensor, shortened in the middle where the window has no room for it.</summary>
    public static string Name(PSObject tensor, PSHost? host = null) =>
        HostWindow.IsNarrow(host)
            ? RowFormat
                .NameBeside(tensor, host, NarrowBesideName)
                .PadRight(HostWindow.WidthOrUsual(host) - NarrowBesideName)
            : RowFormat.NameBeside(tensor, host, BesideName);

    /// <summary>What the tensor is.</summary>
    public static string Kind(PSObject tensor, PSHost? host = null) => Text(tensor, "Kind", NarrowKind, host);

    /// <summary>Its shape.</summary>
    public static string Shape(PSObject tensor, PSHost? host = null) => Text(tensor, "Shape", NarrowShape, host);

    /// <summary>Its bytes or its offset.</summary>
    public static string Number(object? number, PSHost? host = null)
    {
        string text = RowFormat.Number(number);
        return HostWindow.IsNarrow(host) ? text.PadLeft(NarrowNumber) : text;
    }

    private static string Text(PSObject tensor, string property, int width, PSHost? host)
    {
        string text = Convert.ToString(tensor.Properties[property]?.Value, CultureInfo.InvariantCulture) ?? "";
        return HostWindow.IsNarrow(host) ? RowFormat.Fill(text, width) : text;
    }
}
