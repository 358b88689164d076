using CnnParams.Budgets;
using CnnParams.Designing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Training;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Networks;

/// <summary>A network one of whose layers could not be made is never measured as if it were complete.</summary>
public sealed class UnmadeLayerTests
{
    private static readonly Network Lacking = new([
        new Input { Shape = new TensorShape(32, 32, 3) },
        new UnmadeLayer { WantedType = "Convv2D", Reason = "'Convv2D' is not a layer type" },
        new Dense { Units = 10, InputFeatures = 3 },
    ]);

    [Fact]
    public void Its_totals_are_lower_bounds_and_say_why()
    {
        var measurement = Measurer.Measure(Lacking);
        Assert.Equal(ErrorId.UnmadeLayer, Assert.Single(measurement.Problems).Id);
        Assert.Equal(
            (Trust.LowerBound, Trust.LowerBound, Trust.LowerBound),
            (measurement.Totals.ParametersTrust, measurement.Totals.MacsTrust, measurement.Totals.ShapeTrust)
        );
        Assert.Equal(40, measurement.Totals.Parameters);
        Assert.Contains("could not be made", measurement.Totals.TrustReasons[0], StringComparison.Ordinal);
        Assert.Equal(
            ("unmade1", "Convv2D", (long?)null),
            (measurement.Rows[1].Name, measurement.Rows[1].Type, measurement.Rows[1].Parameters)
        );
    }

    [Fact]
    public void No_limit_passes() =>
        Assert.False(
            Budget.Check(Measurer.Measure(Lacking), [BudgetLimit.Read("MaxParameters", 100_000)]).Single().Passed
        );

    [Theory]
    [InlineData("dense1.Units")]
    [InlineData("KernelSize")]
    [InlineData("Resolution")]
    public void No_setting_is_said_to_have_no_value(string setting)
    {
        var network = new Network([
            .. Lacking.Layers,
            new Convolution(2)
            {
                Name = "last",
                Filters = 2,
                KernelSize = 3,
            },
        ]);
        string wanted = setting == "KernelSize" ? "last.KernelSize" : setting;
        var search = new SettingSearch(network, wanted, [BudgetLimit.Read("MaxParameters", 100_000)]);
        string message = Assert.Throws<LayerException>(() => search.Find()).Message;
        Assert.Contains("(Convv2D): it could not be made", message, StringComparison.Ordinal);
        Assert.Contains("'Convv2D' is not a layer type", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_batch_is_proven_by_bounds()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Convolution(2) { Filters = 4, KernelSize = 3 },
            new UnmadeLayer { WantedType = "Convv2D" },
        ]);
        var memory = TrainingMemory.Of(Measurer.Measure(network), new TrainingOptions());
        var answer = LargestBatch.Find(memory, 1 << 20);
        Assert.Equal(Trust.LowerBound, answer.Trust);
        Assert.Equal(
            $"{answer.BatchSize} takes at least {answer.Bytes} bytes, {answer.BatchSize + 1} takes at least "
                + $"{answer.NextBytes} bytes, the limit is 1048576, and no term falls as the batch grows; what is not "
                + "counted may leave room for fewer",
            answer.Proof
        );
    }

    [Fact]
    public void Reasons_that_are_joined_have_no_full_stops_between_them() =>
        Assert.DoesNotContain(
            ".;",
            Budget.Check(Measurer.Measure(Lacking), [BudgetLimit.Read("MaxParameters", 100_000)]).Single().Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void Nor_where_it_is_applied_to_every_step()
    {
        var measurement = Measurer.Measure(
            new Network([
                new Input { Shape = new TensorShape(5, 8) },
                new TimeDistributed { Layer = new UnmadeLayer { WantedType = "Dens" } },
            ])
        );
        Assert.Equal(Trust.LowerBound, measurement.Totals.ParametersTrust);
        Assert.Single(measurement.Problems);
    }
}
