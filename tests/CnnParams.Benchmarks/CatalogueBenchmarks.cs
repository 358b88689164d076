using BenchmarkDotNet.Attributes;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Benchmarks;

/// <summary>
/// From the name of an architecture to its rows. Goal for ResNet-152, of 516 layers: under 5 ms. The floor is to
/// measure layers that are there already.
/// </summary>
[MemoryDiagnoser]
public class CatalogueBenchmarks
{
    private Networks.Network _network = null!;

    /// <summary>The architecture.</summary>
    [Params("ResNet152", "NASNetLarge", "LeNet5")]
    public string Name { get; set; } = "";

    /// <summary>Builds the network that the floor measures.</summary>
    [GlobalSetup]
    public void Setup() => _network = Architectures.Get(Name).Variant().Build(Name);

    /// <summary>Measures layers that are there already.</summary>
    [Benchmark(Baseline = true)]
    public long Measured() => Sum(Measurer.Measure(_network));

    /// <summary>Finds the name, builds the layers, measures them.</summary>
    [Benchmark]
    public long FromNameToRows() => Sum(Measurer.Measure(Architectures.Get(Name).Variant().Build(Name)));

    private static long Sum(NetworkMeasurement measurement) => measurement.Rows.Sum(row => row.Parameters ?? 0);
}
