namespace CnnParams.Core.Tests.Layers;

public sealed class EvoNormalizationTests
{
    // timm's EvoNorm2dS0 has weight, bias and v; without activation no v; EvoNorm2dB0 has running_var besides.
    [Theory]
    [InlineData("", 3 * 64, 3 * 64)]
    [InlineData("Function=linear", 2 * 64, 2 * 64)]
    [InlineData("TrackStatistics=True; Groups=7", 4 * 64, 3 * 64)]
    public void Has_a_factor_an_offset_and_v_for_each_channel(string settings, long parameters, long trainable)
    {
        var row = Single.Measure("28x28x64", "EvoNormalization", settings);
        Assert.Equal("(28,28,64)", row.OutputShape.ToString());
        Assert.Equal(parameters, row.Parameters);
        Assert.Equal(trainable, row.TrainableParameters);
    }

    [Theory]
    [InlineData("Groups=7", "not divisible")]
    [InlineData("Function=relu", "silu or linear")]
    public void Refuses_what_it_cannot_be(string settings, string message) =>
        Assert.Contains(message, Single.Refused("28x28x64", "EvoNormalization", settings).Message);
}
