using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Designs as the table shows them.</summary>
public static class DesignFormat
{
    // What the figures of a design take, and the least that is left for its choices.
    private const int BesideFigures = 51,
        LeastWidth = 16;

    /// <summary>The choices, broken between two of them.</summary>
    public static string Choices(PSObject design, PSHost? host = null) =>
        WordWrap.Wrap(
            PrintableFormat.Of(design.Properties["Choices"]?.Value),
            Math.Max(LeastWidth, HostWindow.WidthOrUsual(host) - BesideFigures)
        );
}
