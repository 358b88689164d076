namespace CnnParams.Core.Tests.Layers;

public sealed class PaddingAndCroppingTests
{
    // Keras 3: ZeroPadding2D of ((0,1),(0,1)), as MobileNet has it, and its default of 1; PyTorch's F.pad cuts off
    // where negative.
    [Theory]
    [InlineData("224x224x3", "ZeroPadding2D", "Padding=0:1,0:1", "(225,225,3)")]
    [InlineData("8x8x3", "ZeroPadding2D", "", "(10,10,3)")]
    [InlineData("8x8x3", "ZeroPadding2D", "Padding=-1,2", "(6,12,3)")]
    [InlineData("8x3", "ZeroPadding1D", "Padding=7; Mode=reflect", "(22,3)")]
    [InlineData("4x8x8x3", "Cropping3D", "Cropping=0:1,1,2", "(3,6,4,3)")]
    [InlineData("?x8x3", "Cropping2D", "Cropping=1", "(?,6,3)")]
    public void Sizes(string shape, string type, string settings, string output)
    {
        var row = Single.Measure(shape, type, settings);
        Assert.Equal(output, row.OutputShape.ToString());
        Assert.Equal(0, row.Parameters);
        Assert.Equal(0, row.Macs);
    }

    [Theory]
    [InlineData("ZeroPadding1D", "Padding=8; Mode=reflect", "at most 7")]
    [InlineData("ZeroPadding1D", "Padding=9; Mode=circular", "at most 8")]
    [InlineData("ZeroPadding1D", "Padding=-4", "leaves nothing")]
    [InlineData("ZeroPadding1D", "Padding=same", "numbers")]
    [InlineData("Cropping1D", "Cropping=4", "leaves nothing")]
    [InlineData("Cropping1D", "Cropping=-1", "zero or more")]
    [InlineData("Cropping1D", "Cropping=1,1", "one for all axes or 1")]
    public void Refused(string type, string settings, string message) =>
        Assert.Contains(message, Single.Refused("8x3", type, settings).Message);

    // Positions shift, and no value sees more than one.
    [Fact]
    public void What_is_seen()
    {
        Assert.Equal([-1.5], Single.See("8x3", ("ZeroPadding1D", "Padding=2:0"))!.Starts.Select(start => start!.Value));
        Assert.Equal([2.5], Single.See("8x3", ("Cropping1D", "Cropping=2:0"))!.Starts.Select(start => start!.Value));
        Assert.Equal(1, Single.See("8x3", ("Cropping1D", "Cropping=2:0"))!.Size);
    }
}
