using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace CnnParams.PowerShell.Formatting;

/// <summary>The size of the host's window. A job has none, and a host that has none may throw.</summary>
internal static class HostWindow
{
    private const int UsualWidth = 80;

    private const int NarrowWidth = 100;

    private static readonly ScriptBlock TheHost = ScriptBlock.Create("$Host");

    /// <summary>The host of the session that asks; null where none does.</summary>
    internal static PSHost? Host =>
        Runspace.DefaultRunspace is null ? null : PipelineValue.Plain(TheHost.InvokeReturnAsIs()) as PSHost;

    /// <summary>The columns that a line has; the usual number where there is no window.</summary>
    internal static int WidthOrUsual(PSHost? host) => Width(host) ?? UsualWidth;

    /// <summary>The columns that a line has; null where there is no window.</summary>
    internal static int? Width(PSHost? host) => Ask(host, ui => ui.BufferSize.Width);

    /// <summary>Whether a line has no room for all that a table may show.</summary>
    internal static bool IsNarrow(PSHost? host) => Width(host) < NarrowWidth;

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
