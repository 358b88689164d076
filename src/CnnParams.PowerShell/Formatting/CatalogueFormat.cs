using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of the catalogue, as the format view calls them: the name gives way, so that the engine cuts no
/// number of the largest network.
/// </summary>
public static class CatalogueFormat
{
    // What the columns up to the multiply-accumulates take at most, each with a blank, and the line's last place. In a
    // narrow window digits have no marks.
    private const int BesideName = 64,
        NarrowBesideName = 57;

    /// <summary>The name, shortened in the middle where the window has no room for it.</summary>
    public static string Name(PSObject entry, PSHost? host = null) =>
        RowFormat.NameBeside(entry, host, HostWindow.IsNarrow(host) ? NarrowBesideName : BesideName);

    /// <summary>A number, with its digits in groups where the window has room for them.</summary>
    public static string Number(object? number, PSHost? host = null) =>
        HostWindow.IsNarrow(host) ? RowFormat.Number(number) : NumberFormat.Grouped(number);
}
