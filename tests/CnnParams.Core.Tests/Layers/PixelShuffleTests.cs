using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

// Shapes against PyTorch 1.13: see LayerAgreementTests.
public sealed class PixelShuffleTests
{
    [Fact]
    public void There_and_back()
    {
        Assert.Equal("(28,42,4)", Single.Measure("14x21x16", "PixelShuffle", "Factor=2").OutputShape.ToString());
        Assert.Equal("(14,21,16)", Single.Measure("28x42x4", "PixelUnshuffle", "Factor=2").OutputShape.ToString());
        Assert.Equal(
            "(4,28,42)",
            Single.Measure("16x14x21", "PixelShuffle", "Factor=2", ShapeLayout.ChannelsFirst).OutputShape.ToString()
        );
    }

    [Fact]
    public void The_rules_are_shown() =>
        Assert.Equal(
            "height, width: 14 * 2 = 28; channels: 16 / (2 * 2) = 4",
            Single.Measure("14x14x16", "DepthToSpace", "Factor=2").ShapeCalculation
        );

    [Theory]
    [InlineData("14x14x6", "PixelShuffle", "Factor=2", ErrorId.InvalidShape)]
    [InlineData("15x14x6", "PixelUnshuffle", "Factor=2", ErrorId.InvalidShape)]
    [InlineData("15x14x6", "PixelUnshuffle", "Factor=0", ErrorId.InvalidSetting)]
    [InlineData("14x14x10", "ChannelShuffle", "Groups=3", ErrorId.IndivisibleGroups)]
    public void Refused(string shape, string type, string settings, ErrorId id) =>
        Assert.Equal(id, Single.Refused(shape, type, settings).Id);

    [Fact]
    public void Channels_are_shuffled_in_place() =>
        Assert.Equal("(14,14,12)", Single.Measure("14x14x12", "ChannelShuffle", "Groups=3").OutputShape.ToString());
}
