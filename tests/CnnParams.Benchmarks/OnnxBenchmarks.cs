using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using CnnParams.Formats;
using CnnParams.Formats.Tests.Onnx;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Benchmarks;

/// <summary>
/// Reading and measuring an ONNX file of 553 MB, beside the same without its payload (goal: at most 1.5 times) and
/// beside Python's onnx.load with a count of the parameters (goal: 100 times faster). The last needs a Python with
/// onnx, /usr/bin/python3 or what CNNPARAMS_PYTHON names; its process is kept, so that no start is measured.
/// </summary>
[MemoryDiagnoser]
public class OnnxBenchmarks
{
    private const string Script =
        "import sys, math, onnx\n"
        + "for path in sys.stdin:\n"
        + "    model = onnx.load(path.strip(), load_external_data=False)\n"
        + "    print(sum(math.prod(tensor.dims) for tensor in model.graph.initializer), flush=True)\n";

    private readonly ModelLibrary _library = new();
    private string _folder = null!;
    private Process? _python;

    private string Whole => Path.Combine(_folder, "whole.onnx");

    private string Bare => Path.Combine(_folder, "bare.onnx");

    /// <summary>Writes both files, and starts Python.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("cnnparams-").FullName;
        SparseOnnxFile.Write(Whole, hasPayload: true);
        SparseOnnxFile.Write(Bare, hasPayload: false);
    }

    /// <summary>Starts the process that is compared with.</summary>
    [GlobalSetup(Target = nameof(PythonOnnx))]
    public void StartPython()
    {
        Setup();
        _python = Process.Start(
            new ProcessStartInfo(
                Environment.GetEnvironmentVariable("CNNPARAMS_PYTHON") ?? "/usr/bin/python3",
                ["-c", Script]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        );
    }

    /// <summary>Removes the files, and ends Python.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _python?.StandardInput.Close();
        _python?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The floor: the graph alone.</summary>
    [Benchmark(Baseline = true)]
    public long WithoutPayload() => Count(Bare);

    /// <summary>The file with its weights.</summary>
    [Benchmark]
    public long WithPayload() => Count(Whole);

    /// <summary>The peer: it loads the weights.</summary>
    [Benchmark]
    public string? PythonOnnx()
    {
        _python!.StandardInput.WriteLine(Whole);
        _python.StandardInput.Flush();
        return _python.StandardOutput.ReadLine();
    }

    private long Count(string path) =>
        Measurer.Measure(_library.Read(path, new ReadOptions(), CancellationToken.None)).Totals.Parameters;
}
