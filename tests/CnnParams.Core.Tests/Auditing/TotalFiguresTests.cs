using CnnParams.Auditing;
using CnnParams.Auditing.Mistakes;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Every total that slips make of a small network's: 112 + 16 + 370 = 498 parameters, 3888 + 360 = 4248 products.
/// </summary>
public sealed class TotalFiguresTests
{
    // 3*3*3*4 + 4 over 6x6; 4 vectors of 4; 3*3*4 values for 10 units.
    private static readonly Network Small = new([
        new Input { Name = "image", Shape = TensorShape.Parse("8,8,3") },
        new Convolution(2)
        {
            Name = "conv",
            Filters = 4,
            KernelSize = 3,
        },
        new BatchNormalization { Name = "norm" },
        new Activation { Name = "relu", Function = "relu" },
        new MaxPooling(2) { Name = "pool", PoolSize = 2 },
        new Flatten { Name = "flatten" },
        new FullyConnected { Name = "classes", Units = 10 },
    ]);

    // What is counted otherwise, by how much, and which kinds of weights that is.
    private static readonly (string Id, long Amount, string[] Kinds)[] OfParameters =
    [
        ("WithoutStatistics", -2 * 4, ["statistics"]),
        ("WithCounters", 1, ["counters"]),
        ("WithoutNormalizations", -2 * 4, ["factors"]),
        ("WithoutBatchNorms", -4 * 4, ["statistics", "counters", "factors"]),
        ("WithoutConvolutionBiases", -4, ["biases"]),
        ("WithoutUnitBiases", -10, ["biases of units"]),
        ("WithoutClassifier", -370, ["biases of units"]),
    ];

    // 6*6*4 values that get a bias, are normalised by a product and a sum, and activated; three comparisons each for
    // 3*3*4 that are pooled.
    private static readonly (string Id, long Amount, string[] Kinds)[] OfMacs =
    [
        ("WithBiasAdds", 144 + 10, ["biases"]),
        ("WithNormalizationOperations", 2 * 144, ["norms"]),
        ("WithActivationOperations", 144, ["activations"]),
        ("WithPoolingOperations", 3 * 36, ["pooling"]),
        ("WithoutUnits", -360, ["units"]),
    ];

    [Fact]
    public void Up_to_three_kinds_of_weights_are_counted_otherwise() =>
        AssertSums(Whole(1), ClaimedQuantity.Parameters, 498, OfParameters);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Up_to_three_kinds_of_operations_are_counted_otherwise(int batch) =>
        AssertSums(
            Whole(batch),
            ClaimedQuantity.Macs,
            batch * 4248,
            [.. OfMacs.Select(term => (term.Id, batch * term.Amount, term.Kinds))]
        );

    [Fact]
    public void One_row_is_left_out_or_counted_twice_or_given_alone()
    {
        var made = new OneRow().Make(Whole(1), ClaimedQuantity.Parameters, 498);
        Assert.Equal(
            new (string, string, long?)[]
            {
                ("RowLeftOut", "conv", 386),
                ("RowCountedTwice", "conv", 610),
                ("NeighbouringRow", "conv", 112),
                ("RowLeftOut", "norm", 482),
                ("RowCountedTwice", "norm", 514),
                ("NeighbouringRow", "norm", 16),
                ("RowLeftOut", "classes", 128),
                ("RowCountedTwice", "classes", 868),
                ("NeighbouringRow", "classes", 370),
            },
            made.Select(one => (one.Slip.Id, one.CausedBy, one.Total))
        );
        Assert.Equal(
            new long?[] { 360, 8136, 3888, 3888, 4608, 360 },
            new OneRow().Make(Whole(1), ClaimedQuantity.Macs, 4248).Select(one => one.Total)
        );
    }

    [Fact]
    public void Products_are_given_for_operations_alone()
    {
        Assert.Equal(4248, Assert.Single(new MacsForOperations().Make(Whole(1), ClaimedQuantity.Flops, 1)).Total);
        Assert.Empty(new MacsForOperations().Make(Whole(1), ClaimedQuantity.Macs, 1));
        Assert.Empty(new TopAlone().Make(Whole(1), ClaimedQuantity.Macs, 1));
        Assert.Empty(new SharedPerUse().Make(Whole(1), ClaimedQuantity.Parameters, 1));
    }

    private static void AssertSums(
        RowSet whole,
        ClaimedQuantity quantity,
        long right,
        (string Id, long Amount, string[] Kinds)[] terms
    )
    {
        var expected = Enumerable
            .Range(1, (1 << terms.Length) - 1)
            .Select(chosen => terms.Where((_, i) => (chosen >> i) % 2 == 1).ToArray())
            .Where(chosen =>
                chosen.Length <= 3
                && chosen.SelectMany(term => term.Kinds).GroupBy(kind => kind).All(same => same.Count() == 1)
            )
            .Select(chosen =>
                (string.Join("+", chosen.Select(term => term.Id)), right + chosen.Sum(term => term.Amount))
            );
        Assert.Equal(
            expected.Order(),
            TotalTerms
                .Sums(whole, quantity, right)
                .Select(sum => (string.Join("+", sum.Slips.Select(slip => slip.Id)), sum.Total))
                .Order()
        );
    }

    private static RowSet Whole(int batch)
    {
        var measured = Measurer.Measure(Small, new MeasureOptions { View = ParameterView.Keras, BatchSize = batch });
        return new RowSet(measured, measured.Rows);
    }
}
