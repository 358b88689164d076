using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

public sealed class PoolingTests
{
    // PyTorch 1.13, ceil_mode=True: a window that hangs over counts where it starts inside, even the only one.
    [Theory]
    [InlineData("112x112x2", "PoolSize=3; Stride=2; CeilMode=true", "(56,56,2)")]
    [InlineData("5x5x2", "PoolSize=2; Stride=2; Padding=1; CeilMode=true", "(3,3,2)")]
    [InlineData("3x3x2", "PoolSize=4; CeilMode=true", "(1,1,2)")]
    [InlineData("4x4x2", "PoolSize=1; Stride=2; CeilMode=true", "(2,2,2)")]
    [InlineData("4x4x2", "PoolSize=1; Stride=2; CeilMode=CeilCaffe", "(3,3,2)")]
    public void Rounded_up(string shape, string settings, string output) =>
        Assert.Equal(output, Single.Measure(shape, "MaxPool2D", settings).OutputShape.ToString());

    // PyTorch 1.13: "pad should be at most half of kernel size"; padding at one end comes from elsewhere.
    [Fact]
    public void Padding_over_half_of_the_window_is_refused()
    {
        Assert.Equal(ErrorId.InvalidSetting, Single.Refused("8x8x3", "MaxPool2D", "PoolSize=3; Padding=2").Id);
        Assert.Equal(
            "(4,4,3)",
            Single.Measure("8x8x3", "AveragePool2D", "PoolSize=2; Padding=0:1,0:1").OutputShape.ToString()
        );
    }

    // aten/src/ATen/native/FractionalMaxPool2d.cpp: output + window - 1 positions at least.
    [Fact]
    public void Windows_that_are_drawn_lie_within_the_input()
    {
        Assert.Equal(
            "(15,15,3)",
            Single.Measure("16x16x3", "FractionalMaxPool2D", "PoolSize=2; OutputSize=15").OutputShape.ToString()
        );
        Single.AssertRefused(
            ErrorId.WindowTooLarge,
            "16 windows of 2 do not fit into 16 positions (height)",
            "16x16x3",
            "FractionalMaxPool2D",
            "PoolSize=2; OutputSize=16"
        );
    }

    [Fact]
    public void An_input_of_other_axes_is_refused_with_those_that_it_needs()
    {
        Assert.EndsWith(
            "reads (8,3); it needs (height,width,channels); MaxPool1D reads such a shape",
            Single.Refused("8x3", "MaxPool2D").Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "it needs (channels,height,width); MaxPool1D reads such a shape",
            Single.Refused("3x8", "MaxPool2D", layout: ShapeLayout.ChannelsFirst).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_norm_of_each_window()
    {
        var row = Single.Measure("28x28x8", "LPPool2D", "PoolSize=2; NormType=1");
        Assert.Equal("(14,14,8)", row.OutputShape.ToString());
        Assert.Equal(0, row.Parameters);
        Assert.Equal(0, row.Macs);
        Assert.Equal(14 * 14 * 8 * 8, row.ElementOperations);
        Assert.Equal(ErrorId.InvalidSetting, Single.Refused("28x28x8", "LPPool2D", "NormType=0").Id);
    }

    [Theory]
    [InlineData("14x14x512", "OutputSize=7", "(7,7,512)")]
    [InlineData("13x9x6", "OutputSize=5,0", "(5,9,6)")]
    [InlineData("?x?x512", "OutputSize=7", "(7,7,512)")]
    [InlineData("?", "OutputSize=1", "(1,1,?)")]
    public void Adaptive(string shape, string settings, string output) =>
        Assert.Equal(output, Single.Measure(shape, "AdaptiveAveragePool2D", settings).OutputShape.ToString());

    [Fact]
    // Where the size does not divide, windows overlap: 13 positions for 7 are 0:1, 1:3, 3:5 ... (PyTorch,
    // AdaptiveAveragePooling.cpp).
    public void What_adaptive_pooling_sees()
    {
        Assert.Equal([2.0, 2.0], Single.See("14x14x3", ("AdaptiveMaxPool2D", "OutputSize=7"))!.Jumps);
        Assert.Equal([3.0, 3.0], Single.See("13x13x3", ("AdaptiveMaxPool2D", "OutputSize=7"))!.Sizes);
        Assert.True(Single.See("13x13x3", ("AdaptiveMaxPool2D", "OutputSize=1"))!.IsWholeInput);
    }
}
