using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring;

/// <summary>
/// A batch norm is a factor and an offset for each position of one axis: it can be folded into weights that have one
/// for each position of that axis, and into no others.
/// </summary>
public sealed class FoldingTests
{
    // 8 units after 16 values, with a bias: 136; a norm over the 10 rows cannot go into them, one over the units can.
    [Theory]
    [InlineData(null, ShapeLayout.ChannelsLast, 136)]
    [InlineData(-1, ShapeLayout.ChannelsLast, 136)]
    [InlineData(1, ShapeLayout.ChannelsLast, 136 + 40)]
    [InlineData(null, ShapeLayout.ChannelsFirst, 136 + 40)]
    [InlineData(2, ShapeLayout.ChannelsFirst, 136)]
    public void Into_units_over_the_last_axis_alone(int? axis, ShapeLayout layout, long parameters) =>
        Assert.Equal(
            parameters,
            Folded(
                new Input { Shape = new TensorShape(10, 16), Layout = layout },
                new Dense { Units = 8 },
                new BatchNormalization { Axis = axis }
            )
        );

    // 4 filters of 3x3 over 3 channels and a bias: 112; over the 6 rows of the output there are 24 numbers more.
    [Theory]
    [InlineData(null, 112)]
    [InlineData(3, 112)]
    [InlineData(1, 112 + 24)]
    public void Into_filters_over_the_channels_alone(int? axis, long parameters) =>
        Assert.Equal(
            parameters,
            Folded(
                new Input { Shape = new TensorShape(8, 8, 3) },
                new Convolution(2) { Filters = 4, KernelSize = 3 },
                new BatchNormalization { Axis = axis }
            )
        );

    // torch.fx.experimental.optimization.fuse folds norms one after the other: 108 numbers and a bias.
    [Fact]
    public void One_norm_after_the_other() =>
        Assert.Equal(
            112,
            Folded(
                new Input { Shape = new TensorShape(8, 8, 3) },
                new Convolution(2)
                {
                    Filters = 4,
                    KernelSize = 3,
                    UseBias = false,
                },
                new BatchNormalization(),
                new BatchNormalization()
            )
        );

    [Fact]
    public void Not_into_weights_that_another_layer_uses() =>
        Assert.Equal(
            112 + 16,
            Folded(
                new Input { Name = "in", Shape = new TensorShape(8, 8, 3) },
                new Convolution(2)
                {
                    Name = "conv",
                    Filters = 4,
                    KernelSize = 3,
                },
                new BatchNormalization { Name = "norm" },
                new Convolution(2)
                {
                    Name = "again",
                    Filters = 4,
                    KernelSize = 3,
                    Inputs = ["in"],
                    WeightsFrom = "conv",
                },
                new Merge { Operation = MergeOperation.Add, Inputs = ["norm", "again"] }
            )
        );

    [Fact]
    public void Not_into_a_layer_whose_values_leave_the_network()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Convolution(2)
            {
                Name = "conv",
                Filters = 4,
                KernelSize = 3,
            },
            new BatchNormalization { Name = "norm" },
        ])
        {
            Outputs = ["conv", "norm"],
        };
        Assert.Equal(
            112 + 16,
            Measurer.Measure(network, new MeasureOptions { View = ParameterView.Folded }).Totals.Parameters
        );
    }

    private static long Folded(params Layer[] layers) =>
        Measurer.Measure(new Network(layers), new MeasureOptions { View = ParameterView.Folded }).Totals.Parameters;
}
