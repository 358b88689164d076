using CnnParams.Auditing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>The way from one total to another, by counts of kernels: k * k * d * f.</summary>
public sealed class ReconciliationTests
{
    [Fact]
    public void Kernels_without_a_twin_are_named()
    {
        var from = Measured(Filters("a", 4, 3), Filters("b", 5, 3));
        var to = Measured(Filters("a", 4, 5), Filters("b", 7, 3));
        // a: 3*4 channels of 9, then of 25. b: 4*5*9 = 180, and 4*7*9 = 252.
        Assert.Equal(
            [
                "typed network of 3 layers: +288",
                "weights that only the second has: b: +252",
                "1 kernel of 5x5 where the first has 3x3: +192",
                "weights that only the first has: b: -180",
            ],
            Reconciliation
                .OfParameters(from, to)
                .Select(term => term.ToString().Replace(from.Network + ":", "typed network of 3 layers:"))
        );
        Assert.Equal([288L, 540, 732, 552], Reconciliation.OfParameters(from, to).Select(term => term.Sum));
    }

    [Fact]
    public void Four_are_named_of_many()
    {
        var from = Measured();
        Assert.Contains("first has: a, b, c, d: -", Last(4), StringComparison.Ordinal);
        Assert.Contains("first has: a, b, c, d, ...: -", Last(5), StringComparison.Ordinal);

        string Last(int layers) =>
            Reconciliation
                .OfParameters(Measured([.. "abcde".Take(layers).Select(name => Filters($"{name}", 2, 3))]), from)[^1]
                .ToString();
    }

    // Both read the same 12 weights, of which the second adds none to the total.
    [Fact]
    public void Weights_that_are_shared_are_the_rest()
    {
        var twice = new Network([
            new Input { Name = "in", Shape = new TensorShape(3) },
            new Dense
            {
                Name = "one",
                Units = 3,
                UseBias = false,
            },
            new Dense
            {
                Name = "two",
                Units = 3,
                UseBias = false,
                WeightsFrom = "one",
            },
        ]);
        var apart = new Network([
            .. twice.Layers.Take(2),
            new Dense
            {
                Name = "two",
                Units = 3,
                UseBias = false,
            },
        ]);
        var terms = Reconciliation.OfParameters(Measurer.Measure(twice), Measurer.Measure(apart));
        Assert.Equal((9L, 18L), (terms[0].Sum, terms[^1].Sum));
        Assert.Equal("weights that only the second has: two: +9", terms[^1].ToString());
    }

    private static Convolution Filters(string name, int filters, int window) =>
        new(2)
        {
            Name = name,
            Filters = filters,
            KernelSize = window,
            Padding = Padding.Same,
            UseBias = false,
        };

    private static NetworkMeasurement Measured(params Layer[] layers) =>
        Measurer.Measure(new Network([new Input { Name = "in", Shape = new TensorShape(32, 32, 3) }, .. layers]));
}
