using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of what a network agrees with, as the format view calls them: the text comes after the numbers,
/// since it may take several lines.
/// </summary>
public static class MatchFormat
{
    // What the columns before the text take, each with a blank, and the line's last place.
    private const int BesideText = 37,
        LeastText = 20;

    /// <summary>What it agrees with, in lines that fit beside the numbers.</summary>
    public static string Text(PSObject match, PSHost? host) =>
        WordWrap.Wrap(
            PrintableFormat.Of(match.Properties["Text"]?.Value),
            Math.Max(LeastText, (HostWindow.Width(host) ?? int.MaxValue) - BesideText),
            "  "
        );
}
