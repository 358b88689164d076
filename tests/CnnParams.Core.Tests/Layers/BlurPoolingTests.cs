using CnnParams.Measuring.Conventions;

namespace CnnParams.Core.Tests.Layers;

public sealed class BlurPoolingTests
{
    // It is a convolution of each channel on its own, whose weights are a buffer: nine products for each output value.
    [Fact]
    public void Has_products_and_no_parameters()
    {
        var row = Single.Measure("56x56x64", "BlurPool2D", "PoolSize=3; Stride=2; Padding=1");
        Assert.Equal("(28,28,64)", row.OutputShape.ToString());
        Assert.Equal(0, row.Parameters);
        Assert.Equal(3 * 3 * 64 * 28 * 28, row.Macs);
        Assert.Equal(row.Macs, CostConventions.Get("fvcore").CostOf(row).Cost);
        Assert.Equal(0, CostConventions.Get("thop").CostOf(row).Cost);
    }
}
