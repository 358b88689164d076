using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Networks;

/// <summary>A shape that a file has for one input is not taken for what leaves with another.</summary>
public sealed class StoredShapeTests
{
    [Theory]
    [InlineData(WorkKind.ElementWise, "(8,64,64)", Trust.Exact)]
    [InlineData(WorkKind.Unknown, "?", Trust.LowerBound)]
    [InlineData(WorkKind.DataMovement, "?", Trust.LowerBound)]
    public void Of_another_input_nothing_is_known_but_what_follows_value_by_value(
        WorkKind kind,
        string shape,
        Trust trust
    )
    {
        var measured = Measurer.Measure(Stored(kind), new MeasureOptions { InputShape = new TensorShape(3, 64, 64) });
        Assert.Equal(shape, measured.Rows[2].OutputShape.ToString());
        Assert.Equal(trust, measured.Totals.ShapeTrust);
        Assert.Equal(kind == WorkKind.ElementWise ? Trust.Exact : Trust.LowerBound, measured.Totals.MacsTrust);
    }

    [Fact]
    public void With_its_own_input_all_is_as_stored()
    {
        var measured = Measurer.Measure(
            Stored(WorkKind.DataMovement),
            new MeasureOptions { InputShape = new TensorShape(3, 32, 32) }
        );
        Assert.Equal(("(8,32,32)", Trust.Exact), (measured.Rows[3].OutputShape.ToString(), measured.Totals.MacsTrust));
    }

    [Fact]
    public void What_follows_from_the_input_is_kept()
    {
        var network = new Network([
            new Input
            {
                Name = "in",
                Shape = TensorShape.Parse("3,?,?"),
                Layout = ShapeLayout.ChannelsFirst,
            },
            new Operation
            {
                Name = "op",
                Inputs = ["in"],
                OperatorType = "Top",
                OutputShape = new TensorShape(100, 4),
            },
        ]);
        Assert.Equal(
            "(100,4)",
            Measurer
                .Measure(network, new MeasureOptions { InputShape = new TensorShape(3, 64, 64) })
                .Rows[1]
                .OutputShape.ToString()
        );
    }

    private static Network Stored(WorkKind kind) =>
        new([
            new Input
            {
                Name = "in",
                Shape = new TensorShape(3, 32, 32),
                Layout = ShapeLayout.ChannelsFirst,
            },
            new Convolution(2)
            {
                Name = "conv1",
                Filters = 8,
                KernelSize = 3,
                Padding = Padding.Same,
            },
            new Operation
            {
                Name = "op",
                Inputs = ["conv1"],
                OperatorType = "Mystery",
                Kind = kind,
                OutputShape = new TensorShape(8, 32, 32),
            },
            new Convolution(2)
            {
                Name = "conv2",
                Filters = 8,
                KernelSize = 3,
                Padding = Padding.Same,
            },
        ]);
}
