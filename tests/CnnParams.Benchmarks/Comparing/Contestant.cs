using System.Reflection;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>Somebody who does the work that is compared.</summary>
/// <param name="name">What it is called in the table.</param>
internal abstract class Contestant(string name)
{
    internal string Name { get; } = name;

    /// <summary>Its version; null where this machine does not have it.</summary>
    internal abstract string? Version { get; }

    /// <summary>Whether the others are held against it.</summary>
    internal bool IsOurs { get; init; }

    /// <summary>Does the work once.</summary>
    internal abstract Usage Run();
}

/// <summary>Work of a process of its own, from its start to its end.</summary>
internal abstract class ProcessContestant(string name, string program, params string[] arguments) : Contestant(name)
{
    protected string Program { get; } = program;

    internal override Usage Run() => ChildProcess.Run(Program, arguments).Usage;
}

/// <summary>A fresh PowerShell, with the module where the script imports it.</summary>
internal sealed class ShellContestant(string name, string script)
    : ProcessContestant(name, "dotnet", Shell, "-NoProfile", "-NonInteractive", "-Command", script)
{
    // The engine that the tests have, which is not compiled ahead as an installed one is: it starts later.
    private static string Shell { get; } =
        typeof(ShellContestant)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(item => item.Key == "Pwsh")
            .Value!;

    private static readonly Lazy<string?> Installed = new(() => ChildProcess.FirstLine("dotnet", Shell, "--version"));

    internal override string? Version => Installed.Value;

    /// <summary>Imports the module, and goes on.</summary>
    internal static string WithModule(string script) =>
        $"Import-Module '{CnnParams.Shell.ModuleLocator.Manifest}'; {script}";
}

/// <summary>A fresh Python that has a package.</summary>
internal sealed class PythonContestant(string name, string package, string script)
    : ProcessContestant(name, Python, "-c", script)
{
    private static string Python => Environment.GetEnvironmentVariable("CNNPARAMS_PYTHON") ?? "/usr/bin/python3";

    /// <summary>The file that a package begins with, which is not run; null where there is none.</summary>
    internal static string? FileOf(string package) =>
        ChildProcess.FirstLine(
            Python,
            "-c",
            $"import importlib.util; print(importlib.util.find_spec('{package}').origin)"
        );

    internal override string? Version { get; } =
        ChildProcess.FirstLine(
            Python,
            "-c",
            $"import {package.Split('.')[0]} as p, {package}; print('{package}', getattr(p, '__version__', ''))"
        );
}

/// <summary>A fresh Node that has a package.</summary>
internal sealed class NodeContestant(string name, string package, string script)
    : ProcessContestant(name, Node, "-e", script)
{
    private const string Node = "node";

    internal override string? Version { get; } =
        ChildProcess.FirstLine(Node, "-p", $"'{package} ' + require('{package}/package.json').version");
}

/// <summary>Work within this process, done until it can be told from nothing.</summary>
internal sealed class SessionContestant(string name, Action work) : Contestant(name)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(300);

    private int _times;

    internal override string Version => "";

    internal override Usage Run()
    {
        if (_times == 0)
            WarmUp();
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (int i = 0; i < _times; i++)
            work();
        return new Usage((Environment.CpuUsage.TotalTime - cpu) / _times, clock.Elapsed / _times, 0);
    }

    // Long enough for the compiler to have done its best.
    private void WarmUp()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int done = 0;
        for (; clock.Elapsed < Least * 4 || done < 2; done++)
            work();
        _times = Math.Max(1, (int)(done * Least / clock.Elapsed));
    }
}
