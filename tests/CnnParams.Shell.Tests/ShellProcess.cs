using System.Diagnostics;
using System.Text;

namespace CnnParams.Shell.Tests;

/// <summary>The built shell in a folder of its own, with the stand-in module beside it, run as a process.</summary>
public sealed class ShellProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _program = new();

    public ShellProcess()
    {
        _program.CopyFrom(AppContext.BaseDirectory);
        StandInModule.Write(_program);
    }

    public void Dispose() => _program.Dispose();

    public sealed record Result(int ExitCode, string Output, string Error);

    /// <summary>Takes the module away, as in a broken installation.</summary>
    public void RemoveModule() => File.Delete(_program.At("CnnParams.psd1"));

    /// <summary>Runs the shell to its end; standard input is empty unless given.</summary>
    public Result Run(IEnumerable<string> arguments, string input = "", string? workingDirectory = null)
    {
        using Process process = Start(arguments, workingDirectory);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new Result(Wait(process), output.Result.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }

    public Result Command(string text) => Run(["-Command", text]);

    /// <summary>Starts the shell with its three streams redirected.</summary>
    public Process Start(IEnumerable<string> arguments, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
            WorkingDirectory = workingDirectory ?? "",
        };
        start.ArgumentList.Add(_program.At("CnnParams.Shell.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public static int Wait(Process process)
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The shell did not end.");
        }

        return process.ExitCode;
    }

}
