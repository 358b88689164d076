using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Explanations as the format view shows them.</summary>
public static class ExplanationFormat
{
    // Longer lines are hard to read.
    private const int MostWidth = 100;

    /// <summary>The text of an explanation, in lines that fit into the window.</summary>
    public static string Text(PSObject explanation, PSHost? host) =>
        WordWrap.Wrap(
            PrintableFormat.Lines(explanation.Properties["Text"]?.Value),
            Math.Min(MostWidth, HostWindow.Width(host) - 1 ?? MostWidth),
            "  "
        );
}
