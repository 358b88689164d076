using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// Layers that only move values. Shapes agree with PyTorch and Keras case by case (LayerAgreementTests); here are the
/// rest.
/// </summary>
public sealed class ReshapingTests
{
    [Theory]
    [InlineData("3136", "Reshape", "TargetShape=7x7x-1", "(7,7,64)", "axis -1: 3136 / 49 = 64")]
    [InlineData("12", "Reshape", "TargetShape=3,4", "(3,4)", "")]
    [InlineData("n,12", "Reshape", "TargetShape=-1,4", "(?,4)", "")]
    [InlineData("28x28x64", "Slice", "Axis=3; Start=0; End=32", "(28,28,32)", "axis 3: ceil((32 - 0) / 1) = 32")]
    [InlineData("10", "Slice", "Axis=1; Start=1; End=100; Step=3", "(3)", "axis 1: ceil((10 - 1) / 3) = 3")]
    [InlineData("n,8", "Slice", "Axis=1; Start=1", "(?,8)", "")]
    [InlineData("n,8", "Slice", "Axis=1", "(n,8)", "")]
    [InlineData("32", "RepeatVector", "Times=10", "(10,32)", "time: 10")]
    public void Output(string shape, string type, string settings, string output, string calculation)
    {
        var row = Single.Measure(shape, type, settings);
        Assert.Equal((output, calculation), (row.OutputShape.ToString(), row.ShapeCalculation));
        Assert.Equal((0, 0), (row.Parameters, row.Macs));
    }

    // The layout follows the channels: to the front is PyTorch's order, to the end Keras's.
    [Theory]
    [InlineData("28x28x8", ShapeLayout.ChannelsLast, "3,1,2", "(8,28,28)", ShapeLayout.ChannelsFirst)]
    [InlineData("8x28x28", ShapeLayout.ChannelsFirst, "2,3,1", "(28,28,8)", ShapeLayout.ChannelsLast)]
    [InlineData("8x28x28", ShapeLayout.ChannelsFirst, "1,3,2", "(8,28,28)", ShapeLayout.ChannelsFirst)]
    [InlineData("4x5x6", ShapeLayout.ChannelsLast, "1,3,2", "(4,6,5)", ShapeLayout.ChannelsLast)]
    [InlineData("8", ShapeLayout.ChannelsFirst, "1", "(8)", ShapeLayout.ChannelsFirst)]
    public void The_layout_follows_the_channels(
        string shape,
        ShapeLayout layout,
        string order,
        string output,
        ShapeLayout outgoing
    )
    {
        var row = Single.Measure(shape, "Permute", $"Order={order}", layout);
        Assert.Equal((output, outgoing), (row.OutputShape.ToString(), row.OutputShape.Layout));
    }

    // A convolution that follows the channels sees the same positions: the receptive field of 3, then of another 3, is
    // 5. One that does not slides over the channels as well, and what it sees is no window of positions.
    [Fact]
    public void Channels_that_move_leave_the_positions()
    {
        (string, string) conv = ("Conv2D", "Filters=4; KernelSize=3"),
            permute = ("Permute", "Order=3,1,2");
        Assert.Equal(
            5,
            Single.See("28x28x8", conv, permute, ("Conv2D", "Filters=4; KernelSize=3; Layout=ChannelsFirst"))!.Size
        );
        Assert.Null(Single.See("28x28x8", conv, permute, conv));
    }

    [Fact]
    public void Positions_that_move_are_not_followed() =>
        Assert.Null(Single.See("28x28x8", ("Permute", "Order=2,1,3")));

    [Fact]
    public void Every_second_position_doubles_the_step() =>
        Assert.Equal([2.0, 1.0], Single.See("28x28x8", ("Slice", "Axis=1; Step=2"))!.Jumps);

    [Fact]
    public void Parts_are_outputs_of_their_own()
    {
        var row = Single.Measure("28x28x64", "Split", "Sizes=16,48");
        Assert.Equal(["(28,28,16)", "(28,28,48)"], row.OutputShapes);
        Assert.Equal(28 * 28 * 64, row.ActivationSize);
        Assert.Equal(
            ["(8,14,28)", "(8,14,28)"],
            Single.Measure("8x28x28", "Split", "Axis=2; Sections=2", ShapeLayout.ChannelsFirst).OutputShapes
        );
    }

    [Theory]
    [InlineData("12", "Reshape", "TargetShape=5,2", ErrorId.InvalidShape, "12 values")]
    [InlineData("12", "Reshape", "TargetShape=-1,5", ErrorId.InvalidShape, "12 values")]
    [InlineData("12", "Reshape", "TargetShape=-1,-1", ErrorId.InvalidSetting, "TargetShape")]
    [InlineData("12", "Reshape", "TargetShape=0,12", ErrorId.InvalidSetting, "TargetShape")]
    [InlineData("3x4x5", "Permute", "Order=1,2", ErrorId.InvalidShape, "Order")]
    [InlineData("3x4x5", "Permute", "Order=1,1,2", ErrorId.InvalidSetting, "Order")]
    [InlineData("10", "Slice", "Axis=2", ErrorId.InvalidSetting, "Axis")]
    [InlineData("10", "Slice", "Axis=1; Start=5; End=5", ErrorId.InvalidSetting, "Start")]
    [InlineData("12", "Split", "", ErrorId.MissingSetting, "Sections or Sizes")]
    [InlineData("12", "Split", "Sections=2; Sizes=6,6", ErrorId.MissingSetting, "Sections or Sizes")]
    [InlineData("12", "Split", "Sections=5", ErrorId.InvalidSetting, "Sections")]
    [InlineData("12", "Split", "Sizes=5,5", ErrorId.InvalidSetting, "Sizes")]
    [InlineData("3x4", "RepeatVector", "Times=2", ErrorId.InvalidShape, "(features)")]
    public void Refuses(string shape, string type, string settings, ErrorId id, string part) =>
        Single.AssertRefused(id, part, shape, type, settings);
}
