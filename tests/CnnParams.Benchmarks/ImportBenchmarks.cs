using System.Management.Automation.Runspaces;
using BenchmarkDotNet.Attributes;
using CnnParams.Shell;

namespace CnnParams.Benchmarks;

/// <summary>
/// Importing the module into a fresh session, beside a module with one empty cmdlet. Goal: at most 1.5 times.
/// </summary>
// Each import reads files and opens a session: it takes many to tell half a millisecond.
[WarmupCount(20)]
[IterationCount(60)]
public class ImportBenchmarks
{
    private string _folder = null!;
    private string _empty = null!;
    private string _module = null!;

    /// <summary>Lays out the empty module: a manifest and this assembly, which has one cmdlet.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _module = ModuleLocator.Manifest;
        _folder = Path.Combine(Path.GetTempPath(), "cnnparams-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_folder);
        _empty = Path.Combine(_folder, "Empty.psd1");
        File.WriteAllText(
            _empty,
            $$"""
            @{
                RootModule = '{{typeof(CopyInputCommand).Assembly.Location}}'
                ModuleVersion = '1.0'
                GUID = '0e9a7c1c-5d0a-4b4e-9a3f-000000000001'
                FunctionsToExport = @(); CmdletsToExport = 'Copy-Input'; VariablesToExport = @(); AliasesToExport = @()
            }
            """
        );
    }

    /// <summary>Removes the folder.</summary>
    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    /// <summary>The floor: a session without any module.</summary>
    [Benchmark]
    public string NoModule() => Open();

    /// <summary>A session with the empty binary module.</summary>
    [Benchmark(Baseline = true)]
    public string EmptyModule() => Open(_empty);

    /// <summary>A session with the module.</summary>
    [Benchmark]
    public string CnnParams() => Open(_module);

    private static string Open(params string[] modules)
    {
        using Runspace runspace = EngineCommands.Open(modules);
        return runspace.Name;
    }
}
