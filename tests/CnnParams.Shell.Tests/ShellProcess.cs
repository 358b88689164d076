using System.Diagnostics;
using System.Text;

namespace CnnParams.Shell.Tests;

/// <summary>The built shell, run as a process: the one beside the tests, or a copy of it in another folder.</summary>
internal sealed class ShellProcess(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static ShellProcess Built { get; } = new(AppContext.BaseDirectory);

    public sealed record Result(int ExitCode, string Output, string Error);

    /// <summary>Runs the shell to its end; standard input is empty unless given.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="limits">What a shell of Unix does before it: ulimit ...</param>
    public Result Run(
        IEnumerable<string> arguments,
        string input = "",
        string? workingDirectory = null,
        string? limits = null
    )
    {
        var start = new ProcessStartInfo(limits is null ? "dotnet" : "/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
            WorkingDirectory = workingDirectory ?? "",
        };
        start.Environment["NO_COLOR"] = "1";
        foreach (string argument in (string[])(limits is null ? [] : ["-c", $"{limits}; exec dotnet \"$@\"", "sh"]))
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Path.Combine(folder, "CnnParams.Shell.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new Result(Wait(process), output.Result.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }

    public Result Command(string text) => Run(["-Command", text]);

    private static int Wait(Process process)
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The shell did not end.");
        }

        return process.ExitCode;
    }
}
