using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the tree, as the format view calls them. They read properties by name, as those of rows do.
/// </summary>
public static class TreeFormat
{
    private const int BarWidth = 12;

    // What the other columns and the spaces between them take at most.
    private const int Others = 13 + 14 + 7 + BarWidth + 5;

    private const int FewestOfTree = 16;

    /// <summary>The branches and the name, cut in the middle where the window is too narrow for the line.</summary>
    public static string Tree(PSObject row, PSHost? host)
    {
        string tree = row.Properties["Tree"]?.Value?.ToString() ?? "";
        return PrintableText.Of(tree, Math.Max(HostWindow.WidthOrUsual(host) - Others, FewestOfTree));
    }

    /// <summary>
    /// A bar as long as the share; coloured where the host shows colours and the session does not forbid them.
    /// </summary>
    /// <param name="row">The line.</param>
    /// <param name="style">The session's $PSStyle; null in Windows PowerShell, which has none.</param>
    public static string Bar(PSObject row, PSObject? style)
    {
        if (row.Properties["Share"]?.Value is not double share)
            return "";
        int halves = (int)Math.Round(Math.Min(Math.Max(share, 0), 1) * BarWidth * 2);
        string bar = new string('█', halves / 2) + (halves % 2 == 1 ? "▌" : "");
        if (bar.Length == 0 || Colour(share, style) is not { Length: > 0 } colour)
            return bar;
        return colour + bar + Text(style, "Reset");
    }

    /// <summary>A share in per cent, and nothing for one that is not known.</summary>
    public static string Percent(object? share) =>
        share is double known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "";

    // The few that matter stand out; the colours are of the 16 that every terminal has and its user may have chosen.
    private static string Colour(double share, PSObject? style)
    {
        if (!Accent.Allows(style) || style!.Properties["Foreground"]?.Value is not { } foreground)
            return "";
        return Text(
            PSObject.AsPSObject(foreground),
            share >= 0.25 ? "BrightYellow"
                : share >= 0.05 ? "Cyan"
                : "BrightBlack"
        );
    }

    private static string Text(PSObject? source, string property) =>
        source?.Properties[property]?.Value?.ToString() ?? "";
}
