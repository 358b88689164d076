using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>
/// Runs programs and measures them from outside; one at a time, since some figures are of all children.
/// </summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it took, and what it wrote.</returns>
    /// <exception cref="InvalidOperationException">It fails, or does not end.</exception>
    internal static (Usage Usage, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        var before = CpuOfChildren();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        do peak = Math.Max(peak, PeakOf(process));
        while (!process.WaitForExit(5) && clock.Elapsed < Longest);
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        var wall = clock.Elapsed;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.Result}");
        var cpu = OperatingSystem.IsWindows() ? process.TotalProcessorTime : CpuOfChildren() - before;
        return (new Usage(cpu, wall, peak), output.Result);
    }

    /// <summary>The first line that a program writes; null where it is not there, or fails.</summary>
    internal static string? FirstLine(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments).Output.Split('\n')[0].Trim();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    private static long PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    // The kernel adds up the times of children that have ended.
    private static TimeSpan CpuOfChildren()
    {
        if (OperatingSystem.IsWindows())
            return default;
        long[] usage = new long[32];
        if (GetResourceUsage(-1, usage) != 0)
            throw new Win32Exception();
        return TimeSpan.FromSeconds(usage[0] + usage[2])
            + TimeSpan.FromMicroseconds(Micros(usage[1]) + Micros(usage[3]));
    }

    // macOS has them in half of the place.
    private static long Micros(long value) => (int)value;

    [DllImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceUsage(int who, [Out] long[] usage);
}
