namespace CnnParams.Core.Tests.Layers;

public sealed class ResamplingTests
{
    [Theory]
    [InlineData("14x14x64", "UpSampling2D", "", "(28,28,64)")]
    [InlineData("14x14x64", "UpSampling2D", "Size=2,3", "(28,42,64)")]
    [InlineData("9x7x3", "Upsample", "ScaleFactor=1.5", "(13,10,3)")]
    [InlineData("256x256x3", "Resize2D", "OutputSize=224,160", "(224,160,3)")]
    [InlineData("?x?x3", "Resizing", "OutputSize=224", "(224,224,3)")]
    public void Sizes(string shape, string type, string settings, string output) =>
        Assert.Equal(output, Single.Measure(shape, type, settings).OutputShape.ToString());

    // math.floor(size * factor) of Python floats, as PyTorch's interpolate has it; 100 * 0.29 is 28.999999999999996.
    [Theory]
    [InlineData(10, "0.3", "floor(10 * 3 / 10) = 3")]
    [InlineData(9, "0.3333333333333333", "floor(9 * 1 / 3) = 3")]
    [InlineData(10, "1.5", "floor(10 * 3 / 2) = 15")]
    [InlineData(100, "0.29", "floor(100 * 29 / 100) + (-1) = 28")]
    [InlineData(3, "2", "floor(3 * 2 / 1) = 6")]
    public void A_real_factor_is_cut_off(long size, string factor, string calculation) =>
        Assert.Equal(
            "length: " + calculation,
            Single.Measure($"{size}x4", "UpSampling1D", "ScaleFactor=" + factor).ShapeCalculation
        );

    [Theory]
    [InlineData("UpSampling2D", "Size=2; ScaleFactor=2")]
    [InlineData("UpSampling2D", "ScaleFactor=0")]
    [InlineData("UpSampling2D", "ScaleFactor=NaN")]
    [InlineData("UpSampling2D", "ScaleFactor=1e300")]
    [InlineData("UpSampling2D", "ScaleFactor=0.01")]
    [InlineData("UpSampling2D", "ScaleFactor=2,2,2")]
    [InlineData("UpSampling2D", "Interpolation=sharp")]
    [InlineData("Resize2D", "OutputSize=0")]
    public void Refused(string type, string settings) =>
        Assert.Equal(ErrorId.InvalidSetting, Single.Refused("14x14x3", type, settings).Id);

    // A convolution of 3 after twice as many positions reaches one input position further.
    [Fact]
    public void What_is_seen()
    {
        var seen = Single.See("14x14x3", ("UpSampling2D", "Size=2"), ("Conv2D", "Filters=4; KernelSize=3"))!;
        Assert.Equal([2.0, 2.0], seen.Sizes);
        Assert.Equal([0.5, 0.5], seen.Jumps);
        // The first output position is a copy of the first input position, whose middle that is.
        Assert.Equal(
            [0.5, 0.5],
            Single.See("14x14x3", ("UpSampling2D", "Size=2"))!.Starts.Select(start => start!.Value)
        );
        Assert.Equal([2.0, 2.0], Single.See("14x14x3", ("Resize2D", "OutputSize=7; Interpolation=area"))!.Sizes);
    }

    // Four multiplications and three additions for a value between four positions; none for a copy.
    [Theory]
    [InlineData("nearest", 0)]
    [InlineData("bilinear", 28 * 28 * 3 * 7)]
    public void Work(string interpolation, long operations) =>
        Assert.Equal(
            operations,
            Single.Measure("14x14x3", "UpSampling2D", "Interpolation=" + interpolation).ElementOperations
        );
}
