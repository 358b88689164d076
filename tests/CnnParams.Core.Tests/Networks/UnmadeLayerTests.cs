using CnnParams.Budgets;
using CnnParams.Layers;
using CnnParams.Measuring;
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
