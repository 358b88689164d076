namespace CnnParams.Core.Tests.Layers;

public sealed class SeparableConvolutionTests
{
    // Keras SeparableConv2D(64, 3) on 32 channels: 2,400, one bias (tfjs 4.22; two biased layers would be 2,432).
    [Fact]
    public void One_bias_behind_the_second_step()
    {
        var row = Single.Measure("12x12x32", "SeparableConv2D", "Filters=64; KernelSize=3");
        Assert.Equal("(10,10,64)", row.OutputShape.ToString());
        Assert.Equal("(3 * 3 * 32 * 1) + ((32 * 1) + 1) * 64 = 2400", row.Calculation);
        Assert.Equal(["3x3x32x1", "1x1x32x64", "64"], row.Weights.Select(weight => weight.Shape));
    }

    // PyTorch's two layers without bias: 288 + 2,048 parameters, each at 100 positions.
    [Fact]
    public void Both_steps_are_worked()
    {
        var row = Single.Measure("12x12x32", "SeparableConv2D", "Filters=64; KernelSize=3; UseBias=false");
        Assert.Equal(2336, row.Parameters);
        Assert.Equal("(3 * 3 * 32 * 1 * 100) + (32 * 1 * 64 * 100) = 233600", row.MacsCalculation);
    }

    [Fact]
    public void A_sequence() =>
        Assert.Equal(
            "(5 * 16 * 2) + ((16 * 2) + 1) * 8 = 424",
            Single.Measure("100x16", "SeparableConv1D", "Filters=8; KernelSize=5; DepthMultiplier=2").Calculation
        );
}
