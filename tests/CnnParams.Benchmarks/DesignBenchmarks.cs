using BenchmarkDotNet.Attributes;
using CnnParams.Budgets;
using CnnParams.Designing;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Benchmarks;

/// <summary>
/// Searching designs of the article's network, of eight layers, beside a bare loop with the same arithmetic written out
/// for it. One operation is one design. Goal: a million designs a second on one core, at any number of designs.
/// </summary>
public class DesignBenchmarks
{
    private const int Options = 40;
    private const int Designs = Options * Options * Options * Options;
    private const long Limit = 50_000;

    private DesignSpace _space = null!;

    /// <summary>Makes the template: four settings of 40 options each, 2,560,000 designs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var network = new Network([
            new Input { Name = "INPUT", Shape = new TensorShape(32, 32, 3) },
            new Convolution(2)
            {
                Name = "CONV1",
                Filters = 8,
                KernelSize = 5,
            },
            LayerTypes.Get("MaxPool2D").Create([new("PoolSize", 2)], "POOL1"),
            new Convolution(2)
            {
                Name = "CONV2",
                Filters = 16,
                KernelSize = 5,
            },
            LayerTypes.Get("MaxPool2D").Create([new("PoolSize", 2)], "POOL2"),
            new FullyConnected { Name = "FC3", Units = 120 },
            new FullyConnected { Name = "FC4", Units = 84 },
            new FullyConnected { Name = "Softmax", Units = 10 },
        ]);
        object[] options = [.. Enumerable.Range(1, Options).Cast<object>()];
        _space = new DesignSpace(
            network,
            new[] { "CONV1.Filters", "CONV2.Filters", "FC3.Units", "FC4.Units" }.Select(name => new KeyValuePair<
                string,
                IReadOnlyList<object>
            >(name, options))
        );
    }

    /// <summary>The floor: loops that count the parameters of every layer of every design.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Designs)]
    public long BareLoop()
    {
        long best = 0;
        for (long a = 1; a <= Options; a++)
        {
            for (long b = 1; b <= Options; b++)
            {
                for (long c = 1; c <= Options; c++)
                {
                    for (long d = 1; d <= Options; d++)
                    {
                        long parameters =
                            (((5 * 5 * 3) + 1) * a)
                            + (((5 * 5 * a) + 1) * b)
                            + (((25 * b) + 1) * c)
                            + ((c + 1) * d)
                            + ((d + 1) * 10);
                        if (parameters <= Limit && parameters > best)
                            best = parameters;
                    }
                }
            }
        }

        return best;
    }

    /// <summary>The largest network under a limit.</summary>
    [Benchmark(OperationsPerInvoke = Designs)]
    public long Search() => Find(BudgetQuantity.Parameters, "MaxParameters", 1);

    /// <summary>The same on two processors.</summary>
    [Benchmark(OperationsPerInvoke = Designs)]
    public long SearchOnTwo() => Find(BudgetQuantity.Parameters, "MaxParameters", 2);

    /// <summary>The largest network whose activations fit, which looks at what is alive when.</summary>
    [Benchmark(OperationsPerInvoke = Designs)]
    public long SearchByMemory() => Find(BudgetQuantity.Parameters, "MaxPeakActivationBytes", 1);

    private long Find(BudgetQuantity goal, string limit, int workers) =>
        new DesignSearch(_space, [BudgetLimit.Read(limit, Limit)])
        {
            Goals = [new DesignGoal(goal, true)],
            Count = 1,
            Workers = workers,
        }
            .Find()
            .Single()
            .Parameters;
}
