using System.Diagnostics;

namespace CnnParams.Reports.Tests.Tools;

/// <summary>
/// Programs of others that take what is written: .ci/tools installs them. One that is not there fails the test; nothing
/// is skipped.
/// </summary>
internal static class Tool
{
    // Against what never ends; on a machine that is busy with other things, LaTeX takes minutes in place of seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    internal static (int ExitCode, string Output, string Errors) Run(
        string program,
        string folder,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process =
            Process.Start(start)
            ?? throw new InvalidOperationException($"{program} does not start; .ci/tools installs it.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end.");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>A file that .ci/tools puts beside the build.</summary>
    internal static string Fetched(string name)
    {
        string path = Repository.Path("out", "tools", name);
        Assert.True(File.Exists(path), $"There is no {path}; .ci/tools fetches it.");
        return path;
    }
}
