using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Measuring.Training;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

public sealed class ConditionalConvolutionTests
{
    // The sizes that torch 1.13 prints of the weights and biases of 4 experts, as timm's CondConv2d has them.
    [Theory]
    [InlineData(1, false, 3_456, "(3 * 3 * 8) * 12 * 4 = 3456")]
    [InlineData(1, true, 3_504, "((3 * 3 * 8) + 1) * 12 * 4 = 3504")]
    [InlineData(2, false, 1_728, "(3 * 3 * (8 / 2)) * 12 * 4 = 1728")]
    [InlineData(2, true, 1_776, "((3 * 3 * (8 / 2)) + 1) * 12 * 4 = 1776")]
    public void Every_expert_has_filters_of_its_own(long groups, bool bias, long parameters, string calculation)
    {
        var row = Row(groups, bias);
        Assert.Equal(parameters, row.Parameters);
        Assert.Equal(calculation, row.Calculation);
        Assert.Equal($"4x{864 / groups}", row.Weights![0].Shape);
        Assert.Equal("(12,5,5)", row.OutputShape.ToString());
    }

    // One mixture is applied at 5 x 5 positions; to mix it takes one product for each number that is learned.
    [Theory]
    [InlineData(1, false, (864 * 25) + 3_456)]
    [InlineData(2, true, (432 * 25) + 1_776)]
    public void Mixing_is_counted_beside_the_filters(long groups, bool bias, long macs)
    {
        var row = Row(groups, bias);
        Assert.Equal(macs, row.Macs);
        Assert.Equal(macs, CostConventions.Get("fvcore").CostOf(row).Cost);
        Assert.Equal(row.Parameters * 25, CostConventions.Get("torchinfo").CostOf(row).Cost);
        Assert.Equal(0, CostConventions.Get("thop").CostOf(row).Cost ?? 0);
    }

    // As saved_tensors_hooks see it in torch 1.13, of a batch of 2: the image, the routing, the mixtures.
    [Theory]
    [InlineData(1, 13_344)]
    [InlineData(2, 9_888)]
    public void Training_keeps_the_mixture_of_each_sample(long groups, long bytes)
    {
        var measurement = Measurer.Measure(Network(groups, bias: false), new MeasureOptions { BatchSize = 2 });
        Assert.Equal(bytes, TrainingMemory.Of(measurement, new TrainingOptions()).Activations);
    }

    [Fact]
    public void A_norm_after_it_is_not_folded()
    {
        Layer norm = new BatchNormalization();
        var network = new Network([.. Network(1, bias: false).Layers, norm]);
        var folded = Measurer.Measure(network, new MeasureOptions { View = ParameterView.Folded });
        Assert.Equal(4 * 12, folded.Rows[^1].Parameters);
    }

    [Fact]
    public void Routing_has_a_number_for_each_expert()
    {
        var problem = Assert.Single(Measurer.Measure(Network(1, bias: true, routing: 3)).Problems);
        Assert.Contains("input 2 is (3); it must be 4", problem.Message);
    }

    [Fact]
    public void Groups_divide_the_channels() =>
        Assert.Contains(
            "8 input channels are not divisible by 3 groups",
            Assert.Single(Measurer.Measure(Network(3, bias: false)).Problems).Message
        );

    private static LayerMeasurement Row(long groups, bool bias)
    {
        var measurement = Measurer.Measure(Network(groups, bias));
        Assert.Empty(measurement.Problems);
        return measurement.Rows[^1];
    }

    private static Network Network(long groups, bool bias, long routing = 4)
    {
        Layer image = new Input
        {
            Shape = new TensorShape(8, 10, 10),
            Layout = ShapeLayout.ChannelsFirst,
            Name = "image",
        };
        Layer shares = new Input { Shape = new TensorShape(routing), Name = "shares" };
        Layer convolution = new ConditionalConvolution
        {
            Name = "conv",
            Inputs = ["image", "shares"],
            Filters = 12,
            KernelSize = 3,
            Stride = 2,
            Padding = 1,
            Groups = groups,
            UseBias = bias,
            Experts = 4,
        };
        return new([image, shares, convolution]);
    }
}
