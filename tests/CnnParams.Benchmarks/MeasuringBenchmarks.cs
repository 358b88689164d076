using BenchmarkDotNet.Attributes;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Benchmarks;

/// <summary>
/// The measuring pass alone, over chains of growing length. Goal: linear time up to a million layers.
/// </summary>
public class MeasuringBenchmarks
{
    private Network _network = null!;

    /// <summary>How many layers.</summary>
    [Params(1_000, 10_000, 100_000, 1_000_000)]
    public int Layers { get; set; }

    /// <summary>Makes the network.</summary>
    [GlobalSetup]
    public void Setup() =>
        _network = new Network(
            Enumerable
                .Range(0, Layers)
                .Select(i =>
                    (Layer)
                        new Convolution(2)
                        {
                            Name = $"conv{i}",
                            Filters = 8,
                            KernelSize = 3,
                            Padding = Padding.Same,
                        }
                )
                .Prepend(new Input { Name = "in", Shape = new TensorShape(32, 32, 8) })
        );

    /// <summary>Measures it.</summary>
    [Benchmark]
    public long Measure() => Measurer.Measure(_network).Totals.Parameters;
}
