using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using CnnParams.Shell;

namespace CnnParams.Pester.Tests;

/// <summary>How a test of Pester went.</summary>
public sealed record PesterResult(string Name, bool Passed, string Message);

/// <summary>
/// The suite in tests/pester under one version of Pester, in a process of its own: found once, and run once, however
/// many of its tests are asked for.
/// </summary>
public sealed class PesterSuite
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly ConcurrentDictionary<string, PesterSuite> Suites = new();

    private readonly string _pester;
    private readonly Lazy<IReadOnlyList<PesterResult>> _tests;
    private readonly Lazy<Dictionary<string, PesterResult>> _results;

    private PesterSuite(string pester)
    {
        _pester = pester;
        _tests = new(() => Invoke(listOnly: true));
        _results = new(() => Invoke(listOnly: false).ToDictionary(result => result.Name));
    }

    /// <summary>The suite under the Pester that lies in a folder beside the tests.</summary>
    public static PesterSuite Under(string pester) => Suites.GetOrAdd(pester, folder => new PesterSuite(folder));

    /// <summary>The names of all tests, and of the files that they are in.</summary>
    public IEnumerable<string> Names => _tests.Value.Select(test => test.Name);

    /// <summary>Fails as a test did.</summary>
    public void Check(string name)
    {
        var result = _results.Value.GetValueOrDefault(name);
        Assert.True(result is { Passed: true }, result?.Message ?? "It was found, but not run.");
    }

    private PesterResult[] Invoke(bool listOnly)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cnnparams-pester");
        try
        {
            string result = Path.Combine(folder.FullName, "result.jsonl");
            using Process process = Process.Start(Start(folder.FullName, result, listOnly))!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("The suite did not end.");
            }

            if (process.ExitCode != 0 || !File.Exists(result))
                throw new InvalidOperationException(
                    $"The suite ended with {process.ExitCode}.\n{output.Result}\n{error.Result}"
                );
            return [.. File.ReadLines(result).Select(line => JsonSerializer.Deserialize<PesterResult>(line)!)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private ProcessStartInfo Start(string folder, string result, bool listOnly)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        string[] arguments =
        [
            "-NoProfile",
            "-NonInteractive",
            "-ExecutionPolicy",
            "Bypass",
            "-File",
            Path.Combine(AppContext.BaseDirectory, "Invoke-Suite.ps1"),
            "-Pester",
            Path.Combine(AppContext.BaseDirectory, _pester, "Pester.psd1"),
            "-Suite",
            Path.Combine(ModuleLocator.Root, "tests", "pester"),
            "-Result",
            result,
            .. listOnly ? ["-List"] : Array.Empty<string>(),
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        // The modules of another PowerShell that these tests were started from are not this one's.
        start.Environment.Remove("PSModulePath");
        // What PowerShell keeps for its user, such as the repository that the suite publishes to, is kept for the
        // suite.
        string data = Path.Combine(folder, ".local", "share");
        Directory.CreateDirectory(data);
        Directory.CreateDirectory(Path.Combine(folder, ".config"));
        start.Environment["HOME"] = folder;
        start.Environment["XDG_DATA_HOME"] = data;
        start.Environment["CNNPARAMS_PWSH"] = Pwsh;
        return start;
    }

    // Pester 5 is what Windows PowerShell's users have; where there is none, the shell runs the suite with it, too.
    private string Program =>
        _pester == "Pester5" && OperatingSystem.IsWindows()
            ? "powershell.exe"
            : Path.Combine(
                AppContext.BaseDirectory,
                OperatingSystem.IsWindows() ? "CnnParams.Shell.exe" : "CnnParams.Shell"
            );

    private static string Pwsh =>
        typeof(PesterSuite)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(item => item.Key == "Pwsh")
            .Value!;
}
