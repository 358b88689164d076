using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BenchmarkDotNet.Attributes;
using CnnParams.Shell;

namespace CnnParams.Benchmarks;

/// <summary>
/// Layers through the cmdlets, beside a cmdlet that only passes them on. Goal: at most 3 times, at any count.
/// </summary>
public class PipelineBenchmarks
{
    private Runspace _runspace = null!;
    private object[] _layers = null!;
    private object[] _rows = null!;

    /// <summary>How many layers.</summary>
    [Params(10_000, 100_000)]
    public int Layers { get; set; }

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _runspace = EngineCommands.Open([ModuleLocator.Manifest]);
        _rows = [.. Enumerable.Range(0, Layers).Select(Row)];
        using var shell = System.Management.Automation.PowerShell.Create(_runspace).AddCommand("New-CnnLayer");
        _layers = [.. shell.Invoke(_rows)];
    }

    /// <summary>Closes the session.</summary>
    [GlobalCleanup]
    public void Cleanup() => _runspace.Dispose();

    /// <summary>The floor.</summary>
    [Benchmark(Baseline = true)]
    public int PassOn() => EngineCommands.Count(_runspace, "Copy-Input", _layers);

    /// <summary>Layers that pass through New-CnnLayer.</summary>
    [Benchmark]
    public int NewCnnLayerPassingThrough() => EngineCommands.Count(_runspace, "New-CnnLayer", _layers);

    /// <summary>Rows of a table made into layers.</summary>
    [Benchmark]
    public int NewCnnLayerFromRows() => EngineCommands.Count(_runspace, "New-CnnLayer", _rows);

    /// <summary>Layers measured.</summary>
    [Benchmark]
    public int MeasureCnnParameters() => EngineCommands.Count(_runspace, "Measure-CnnParameters", _layers);

    private static object Row(int i)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty("Type", i == 0 ? "Input" : "Conv2D"));
        row.Properties.Add(new PSNoteProperty("Name", $"layer{i}"));
        if (i == 0)
        {
            row.Properties.Add(new PSNoteProperty("Shape", "32x32x8"));
            return row;
        }

        row.Properties.Add(new PSNoteProperty("Filters", "8"));
        row.Properties.Add(new PSNoteProperty("KernelSize", "3"));
        row.Properties.Add(new PSNoteProperty("Padding", "same"));
        return row;
    }
}
