using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

public sealed class DepthwiseConvolutionTests
{
    // PyTorch 1.13: Conv2d(32, 32, 3, groups=32, bias=False) 288; Conv2d(32, 64, 3, groups=32) 640.
    [Theory]
    [InlineData("KernelSize=3; UseBias=false", "(10,10,32)", "(3 * 3) * (32 * 1) = 288", 28_800L)]
    [InlineData("KernelSize=3; DepthMultiplier=2", "(10,10,64)", "((3 * 3) + 1) * (32 * 2) = 640", 57_600L)]
    public void Parameters(string settings, string output, string calculation, long macs)
    {
        var row = Single.Measure("12x12x32", "DepthwiseConv2D", settings);
        Assert.Equal(output, row.OutputShape.ToString());
        Assert.Equal(calculation, row.Calculation);
        Assert.Equal(macs, row.Macs);
    }

    // Keras: depthwise_kernel (3,3,32,2). PyTorch: weight (64,1,3,3).
    [Theory]
    [InlineData("12x12x32", ShapeLayout.ChannelsLast, "3x3x32x2")]
    [InlineData("32x12x12", ShapeLayout.ChannelsFirst, "64x1x3x3")]
    public void The_kernel_is_shaped_as_in_the_framework(string shape, ShapeLayout layout, string kernel) =>
        Assert.Equal(
            kernel,
            Single.Measure(shape, "DepthwiseConv2D", "KernelSize=3; DepthMultiplier=2", layout).Weights[0].Shape
        );

    [Fact]
    public void Without_channels_nothing_is_counted()
    {
        var row = Single.Measure("12x12x?", "DepthwiseConv2D", "KernelSize=3");
        Assert.Equal("(10,10,?)", row.OutputShape.ToString());
        Assert.Null(row.Parameters);
        Assert.Null(row.Macs);
    }

    [Fact]
    public void Stated_channels_count_where_none_are_seen() =>
        Assert.Equal(320, Single.Measure("?", "DepthwiseConv2D", "KernelSize=3; InputChannels=32").Parameters);
}
