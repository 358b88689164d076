using Single = CnnParams.Core.Tests.Layers.Single;

namespace CnnParams.Core.Tests.Measuring;

/// <summary>Sums and operations beside the products, counted by hand from what a layer is defined to do.</summary>
public sealed class OperationTests
{
    // One bias for each value of the output; a separable convolution has one behind its second step (tfjs 4.22).
    [Theory]
    [InlineData("12x12x32", "SeparableConv2D", "Filters=64; KernelSize=3", 10 * 10 * 64)]
    [InlineData("12x12x32", "SeparableConv2D", "Filters=64; KernelSize=3; UseBias=false", 0)]
    [InlineData("9x9x4", "DepthwiseConv2D", "KernelSize=3", 7 * 7 * 4)]
    [InlineData("7x16", "Dense", "Units=8", 7 * 8)]
    [InlineData("7x16", "Dense", "Units=8; UseBias=false", 0)]
    public void A_bias_is_added_once_for_each_output(string shape, string type, string settings, long adds)
    {
        var row = Single.Measure(shape, type, settings);
        Assert.Equal(adds, row.BiasAdds);
        Assert.Equal((2 * row.Macs) + adds + row.ElementOperations, row.Flops);
    }

    // Mean 1; distance, square and their mean 3; division by the deviation 1; gamma 1; beta 1. A batch norm whose
    // statistics are known is one factor and one sum.
    [Theory]
    [InlineData("10x16", "LayerNormalization", "", 7)]
    [InlineData("10x16", "LayerNormalization", "Scale=false", 6)]
    [InlineData("10x16", "LayerNormalization", "Center=false", 6)]
    [InlineData("10x16", "LayerNormalization", "Scale=false; Center=false", 5)]
    [InlineData("4x4x8", "GroupNormalization", "Groups=2; Center=false", 6)]
    [InlineData("4x4x8", "BatchNormalization", "", 2)]
    public void A_norm_takes_so_many_operations_for_each_value(string shape, string type, string settings, long each)
    {
        var row = Single.Measure(shape, type, settings);
        Assert.Equal(each * row.ActivationSize, row.ElementOperations);
    }
}
