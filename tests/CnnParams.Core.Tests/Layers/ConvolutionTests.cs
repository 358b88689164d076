using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

public sealed class ConvolutionTests
{
    // The article's LeNet-5; PyTorch 1.13: Conv2d 64 -> 128, groups 1 and 2; Conv1d 16 -> 32; Conv3d 3 -> 64.
    [Theory]
    [InlineData("32x32x3", "Conv2D", "Filters=8; KernelSize=5", "(28,28,8)", "((5 * 5 * 3) + 1) * 8 = 608")]
    [InlineData("14x14x8", "Conv2D", "Filters=16; KernelSize=5", "(10,10,16)", "((5 * 5 * 8) + 1) * 16 = 3216")]
    [InlineData("8x8x64", "Conv2D", "Filters=128; KernelSize=3", "(6,6,128)", "((3 * 3 * 64) + 1) * 128 = 73856")]
    [InlineData(
        "8x8x64",
        "Conv2D",
        "Filters=128; KernelSize=3; Groups=2",
        "(6,6,128)",
        "((3 * 3 * (64 / 2)) + 1) * 128 = 36992"
    )]
    [InlineData("100x16", "Conv1D", "Filters=32; KernelSize=5", "(96,32)", "((5 * 16) + 1) * 32 = 2592")]
    [InlineData("8x8x8x3", "Conv3D", "Filters=64; KernelSize=3", "(6,6,6,64)", "((3 * 3 * 3 * 3) + 1) * 64 = 5248")]
    [InlineData(
        "8x8x64",
        "Conv2D",
        "Filters=128; KernelSize=3x5; UseBias=false",
        "(6,4,128)",
        "(3 * 5 * 64) * 128 = 122880"
    )]
    public void Parameters(string shape, string type, string settings, string output, string calculation)
    {
        var row = Single.Measure(shape, type, settings);
        Assert.Equal(output, row.OutputShape.ToString());
        Assert.Equal(calculation, row.Calculation);
    }

    // LeNet-5 (LeCun 1998, table I): C3 connects 60 of 96 pairs of planes, 1,516 parameters and 151,600 connections,
    // of which 150,000 are multiplications.
    [Theory]
    [InlineData("true", "(5 * 5 * 60) + 16 = 1516")]
    [InlineData("false", "5 * 5 * 60 = 1500")]
    public void Partly_connected_planes(string bias, string calculation)
    {
        var row = Single.Measure("14x14x6", "Conv2D", $"Filters=16; KernelSize=5; Connections=60; UseBias={bias}");
        Assert.Equal(calculation, row.Calculation);
        Assert.Equal(150_000, row.Macs);
        Assert.Equal("(10,10,16)", row.OutputShape.ToString());
    }

    [Fact]
    public void More_connections_than_pairs_are_refused() =>
        Assert.Equal(
            ErrorId.InvalidSetting,
            Single.Refused("14x14x6", "Conv2D", "Filters=16; KernelSize=5; Connections=97").Id
        );

    // keras/src/layers/convolutional/base_conv.py; PyTorch computes it.
    [Fact]
    public void Keras_refuses_stride_and_dilation_together()
    {
        Assert.Equal(
            ErrorId.InvalidSetting,
            Single.Refused("16x16x3", "Conv2D", "Filters=2; KernelSize=3; Stride=2; Dilation=2").Id
        );
        Assert.Equal(
            "(2,6,6)",
            Single
                .Measure(
                    "3x16x16",
                    "Conv2D",
                    "Filters=2; KernelSize=3; Stride=2; Dilation=2",
                    ShapeLayout.ChannelsFirst
                )
                .OutputShape.ToString()
        );
    }

    [Fact]
    public void The_legend_names_every_letter() =>
        Assert.Equal(
            "m, n: kernel height and width; d: input channels; g: groups; k: filters",
            Single.Measure("8x8x64", "Conv2D", "Filters=128; KernelSize=3; Groups=2").Legend
        );
}
