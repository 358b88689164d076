using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring;

/// <summary>
/// Weights, their gradients, Adam's two moments (Kingma and Ba 2015) and the activations, term by term.
/// </summary>
public sealed class TrainingMemoryTests
{
    private static readonly Network Small = new([
        new Input { Shape = new TensorShape(8, 8, 3) },
        new Convolution(2)
        {
            Name = "conv",
            Filters = 4,
            KernelSize = 3,
        },
        new BatchNormalization { Name = "norm" },
        new Flatten { Name = "flat" },
        new Dense
        {
            Name = "frozen",
            Units = 10,
            Trainable = false,
        },
    ]);

    [Fact]
    public void Term_by_term()
    {
        var memory = Measurer
            .Measure(Small, new MeasureOptions { BatchSize = 2, View = ParameterView.PyTorch })
            .Totals.TrainingMemory;
        // 112 + 8 trainable, 1,450 frozen, and beside them 8 statistics and a counter.
        Assert.Equal(4 * (112 + 8 + 1_450 + 9), memory.Weights);
        Assert.Equal(4 * 120, memory.Gradients);
        Assert.Equal(2 * 4 * 120, memory.OptimizerState);
        // Input, convolution, batch norm and units, twice; the flattened one is a view of what it reads.
        Assert.Equal(2 * 4 * (192 + 144 + 144 + 10), memory.Activations);
        Assert.Equal(memory.Weights + memory.Gradients + memory.OptimizerState + memory.Activations, memory.Total);
    }

    // PyTorch keeps less than every output: of a ResNet-50 at batch 16 1310.9 MiB for the backward pass.
    [Fact]
    public void It_says_that_it_is_an_upper_bound_where_it_is()
    {
        Assert.StartsWith(
            "at most ",
            Measurer.Measure(Small).Totals.TrainingMemory.ToString(),
            StringComparison.Ordinal
        );
        var steps = new Network([new Input { Shape = new TensorShape(5, 3) }, new LSTM { Units = 4 }]);
        Assert.StartsWith("about ", Measurer.Measure(steps).Totals.TrainingMemory.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_counts_as_a_parameter_changes_no_byte() =>
        Assert.Single(
            Enum.GetValues<ParameterView>()
                .Where(view => view is not (ParameterView.Folded or ParameterView.Fused))
                .Select(view => Measurer.Measure(Small, new MeasureOptions { View = view }).Totals.TrainingMemory.Total)
                .Distinct()
        );
}
