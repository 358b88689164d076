using System.Runtime.InteropServices;

namespace CnnParams.Shell.Hosting;

/// <summary>Whether a terminal understands colours, and asking Windows' console to.</summary>
internal static class TerminalColours
{
    public const int StandardOutput = -11;
    public const int StandardError = -12;

    private const uint VirtualTerminalProcessing = 4;

    /// <summary>Turns escape sequences on for a standard handle; false if they would be shown as text.</summary>
    public static bool Enable(int standardHandle)
    {
        if (Environment.GetEnvironmentVariable("TERM") == "dumb")
            return false;
        if (!OperatingSystem.IsWindows())
            return true;

        nint handle = GetStdHandle(standardHandle);
        return GetConsoleMode(handle, out uint mode)
            && ((mode & VirtualTerminalProcessing) != 0 || SetConsoleMode(handle, mode | VirtualTerminalProcessing));
    }

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int handle);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleMode(nint handle, out uint mode);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleMode(nint handle, uint mode);
}
