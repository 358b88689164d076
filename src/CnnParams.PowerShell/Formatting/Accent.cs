using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Red for what is wrong, in the cells of tables alone: properties stay plain, and so does what goes to a file.
/// </summary>
public static class Accent
{
    private const string Red = "\u001b[31m";

    private const string Plain = "\u001b[0m";

    /// <summary>A cell, red where it says that something is wrong and the host shows colours.</summary>
    /// <param name="cell">What it shows.</param>
    /// <param name="isWrong">Whether something is wrong.</param>
    /// <param name="host">The host.</param>
    /// <param name="style">$PSStyle: PowerShell 7.2 and later know how wide a cell with colours is, and take them out
    /// of redirected output.</param>
    public static object? Wrong(object? cell, bool isWrong, PSHost? host, object? style) =>
        isWrong && host?.UI?.SupportsVirtualTerminal == true && Allows(style) ? Red + cell + Plain : cell;

    /// <summary>
    /// Whether a session shows colours: Windows PowerShell has no $PSStyle, and others can forbid them.
    /// </summary>
    internal static bool Allows(object? style) =>
        style is not null && PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString() != "PlainText";
}
