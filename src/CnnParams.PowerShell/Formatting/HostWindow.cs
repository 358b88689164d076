using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>The size of the host's window. A job has none, and a host that has none may throw.</summary>
internal static class HostWindow
{
    private const int UsualWidth = 80;

    /// <summary>The columns that a line has; the usual number where there is no window.</summary>
    internal static int WidthOrUsual(PSHost? host) => Width(host) ?? UsualWidth;

    /// <summary>The columns that a line has; null where there is no window.</summary>
    internal static int? Width(PSHost? host) => Ask(host, ui => ui.BufferSize.Width);

    /// <summary>The lines that are seen; null where there is no window.</summary>
    internal static int? Height(PSHost? host) => Ask(host, ui => ui.WindowSize.Height);

    private static int? Ask(PSHost? host, Func<PSHostRawUserInterface, int> size)
    {
        try
        {
            return host?.UI?.RawUI is { } ui && size(ui) is > 0 and var known ? known : null;
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or IOException)
        {
            return null;
        }
    }
}
