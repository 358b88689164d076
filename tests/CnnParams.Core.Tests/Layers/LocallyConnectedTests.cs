namespace CnnParams.Core.Tests.Layers;

public sealed class LocallyConnectedTests
{
    // The example in Keras 2's own documentation of LocallyConnected2D: (30*30)*(3*3*3*64) + (30*30)*64 parameters.
    [Fact]
    public void Every_position_has_its_own_filters_and_bias()
    {
        var row = Single.Measure("32x32x3", "LocallyConnected2D", "Filters=64; KernelSize=3");
        Assert.Equal("(30,30,64)", row.OutputShape.ToString());
        Assert.Equal("((3 * 3 * 3) + 1) * 64 * 900 = 1612800", row.Calculation);
        Assert.Equal((30 * 30 * (3 * 3 * 3 * 64)) + (30 * 30 * 64), row.Parameters);
        Assert.Equal(["900x27x64", "30x30x64"], row.Weights.Select(weight => weight.Shape));
    }

    // Each weight is used once: as many multiplications as the kernel has values.
    [Fact]
    public void Every_weight_is_used_once()
    {
        var row = Single.Measure("10x32", "LocallyConnected1D", "Filters=64; KernelSize=3; UseBias=false");
        Assert.Equal("(8,64)", row.OutputShape.ToString());
        Assert.Equal(8 * 3 * 32 * 64, row.Parameters);
        Assert.Equal(row.Parameters, row.Macs);
    }

    [Fact]
    public void An_open_size_leaves_the_parameters_open()
    {
        var row = Single.Measure("?x32x3", "LocallyConnected2D", "Filters=64; KernelSize=3");
        Assert.Equal("(?,30,64)", row.OutputShape.ToString());
        Assert.Null(row.Parameters);
    }
}
