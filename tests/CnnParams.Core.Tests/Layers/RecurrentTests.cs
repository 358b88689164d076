using CnnParams.Layers;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// Expected numbers: PyTorch 1.13's parameters() and arithmetic of Keras's documentation (field.md 3.5).
/// </summary>
public sealed class RecurrentTests
{
    // 128 features, 64 units.
    [Theory]
    [InlineData("SimpleRNN", "BiasCount=2", 12416)]
    [InlineData("GRU", "BiasCount=2", 37248)]
    [InlineData("LSTM", "BiasCount=2", 49664)]
    [InlineData("SimpleRNN", "", 12352)]
    [InlineData("GRU", "", 37248)]
    [InlineData("GRU", "ResetAfter=false", 37056)]
    [InlineData("LSTM", "", 49408)]
    [InlineData("LSTM", "BiasCount=2; Bidirectional=true", 99328)]
    [InlineData("LSTM", "BiasCount=2; LayerCount=2", 82944)]
    [InlineData("LSTM", "BiasCount=2; LayerCount=2; Bidirectional=true", 198656)]
    [InlineData("LSTM", "BiasCount=2; ProjectionSize=32", 43520)]
    public void Parameters(string type, string settings, long parameters) =>
        Assert.Equal(parameters, Single.Measure("10x128", type, "Units=64; " + settings).Parameters);

    [Theory]
    [InlineData("SimpleRNN", "", "(u * p) + (u * u) + u", "(64 * 128) + (64 * 64) + 64 = 12352")]
    [InlineData("LSTM", "", "4 * ((u * p) + (u * u) + u)", "4 * ((64 * 128) + (64 * 64) + 64) = 49408")]
    [InlineData("GRU", "", "3 * ((u * p) + (u * u) + (2 * u))", "3 * ((64 * 128) + (64 * 64) + (2 * 64)) = 37248")]
    [InlineData("LSTM", "UseBias=false", "4 * ((u * p) + (u * u))", "4 * ((64 * 128) + (64 * 64)) = 49152")]
    [InlineData(
        "LSTM",
        "ProjectionSize=32",
        "4 * ((u * p) + (u * r) + u) + (r * u)",
        "4 * ((64 * 128) + (64 * 32) + 64) + (32 * 64) = 43264"
    )]
    [InlineData(
        "GRU",
        "LayerCount=3; Bidirectional=true; UseBias=false",
        "2 * (3 * ((u * p) + (u * u)) + (l - 1) * (3 * ((u * q) + (u * u))))",
        "2 * (3 * ((64 * 128) + (64 * 64)) + (3 - 1) * (3 * ((64 * 128) + (64 * 64)))) = 221184"
    )]
    public void Parameters_are_explained(string type, string settings, string formula, string calculation)
    {
        var row = Single.Measure("10x128", type, "Units=64; " + settings);
        Assert.Equal((formula, calculation), (row.Formula, row.Calculation));
    }

    // The products of one step are the parameters without bias; ten steps are ten times that.
    [Theory]
    [InlineData("LSTM", "", "10 * (4 * ((64 * 128) + (64 * 64))) = 491520", 2560)]
    [InlineData("LSTM", "Bidirectional=true; BiasCount=2", "10 * (2 * (4 * ((64 * 128) + (64 * 64)))) = 983040", 10240)]
    [InlineData("GRU", "ResetAfter=false", "10 * (3 * ((64 * 128) + (64 * 64))) = 368640", 1920)]
    [InlineData("SimpleRNN", "UseBias=false", "10 * ((64 * 128) + (64 * 64)) = 122880", 0)]
    public void Every_step_is_worked(string type, string settings, string calculation, long biasAdds)
    {
        var row = Single.Measure("10x128", type, "Units=64; " + settings);
        Assert.Equal(calculation, row.MacsCalculation);
        Assert.Equal(biasAdds, row.BiasAdds);
    }

    [Theory]
    [InlineData("10x128", "", "(64)")]
    [InlineData("10x128", "ReturnSequences=true", "(10,64)")]
    [InlineData("10x128", "Bidirectional=true", "(128)")]
    [InlineData("10x128", "Bidirectional=true; MergeMode=sum", "(64)")]
    [InlineData("10x128", "Bidirectional=true; ReturnSequences=true; ProjectionSize=16", "(10,32)")]
    [InlineData("n,128", "ReturnSequences=true", "(n,64)")]
    [InlineData("?", "ReturnSequences=true", "(?,64)")]
    public void Output(string shape, string settings, string output) =>
        Assert.Equal(output, Single.Measure(shape, "LSTM", "Units=64; " + settings).OutputShape.ToString());

    // A sequence of open length has all of its parameters, and no number of products.
    [Fact]
    public void Open_length()
    {
        var row = Single.Measure("n,128", "LSTM", "Units=64");
        Assert.Equal((49408, null), (row.Parameters, row.Macs));
        Assert.Equal(49408, Single.Measure("?", "LSTM", "Units=64; InputFeatures=128").Parameters);
    }

    [Theory]
    [InlineData("128", "LSTM", "", ErrorId.InvalidShape, "(time,features)")]
    [InlineData("10x128", "LSTM", "InputFeatures=64", ErrorId.ShapeMismatch, "InputFeatures")]
    [InlineData("10x128", "LSTM", "ProjectionSize=64", ErrorId.InvalidSetting, "ProjectionSize")]
    [InlineData("10x128", "GRU", "BiasCount=3", ErrorId.InvalidSetting, "BiasCount")]
    [InlineData("10x128", "GRU", "MergeMode=max", ErrorId.InvalidSetting, "MergeMode")]
    public void Refuses(string shape, string type, string settings, ErrorId id, string part) =>
        Single.AssertRefused(id, part, shape, type, "Units=64; " + settings);

    // Keras 4 * ((3*3*(3+16)) + 1) * 16 for ConvLSTM2D(16, 3) on three channels: tfjs 4.22 agrees on such
    // (keras.jsonl).
    [Fact]
    public void A_convolutional_one()
    {
        var row = Single.Measure("10x32x32x3", "ConvLSTM2D", "Filters=16; KernelSize=3; ReturnSequences=true");
        Assert.Equal("(10,30,30,16)", row.OutputShape.ToString());
        Assert.Equal("4 * ((3 * 3 * (3 + 16)) + 1) * 16 = 11008", row.Calculation);
        // 10944 weights at 30 * 30 positions of 10 steps.
        Assert.Equal(10944L * 900 * 10, row.Macs);
        Assert.Equal(64L * 900 * 10, row.BiasAdds);
    }

    [Theory]
    [InlineData("10x100x16", "ConvLSTM1D", "(100,8)", "4 * ((3 * (16 + 8)) + 1) * 8 = 2336")]
    [InlineData("10x8x16x16x2", "ConvLSTM3D", "(8,16,16,8)", "4 * ((3 * 3 * 3 * (2 + 8)) + 1) * 8 = 8672")]
    public void Convolutional_ones_of_other_ranks(string shape, string type, string output, string calculation)
    {
        var row = Single.Measure(shape, type, "Filters=8; KernelSize=3; Padding=same");
        Assert.Equal((output, calculation), (row.OutputShape.ToString(), row.Calculation));
    }

    [Fact]
    public void A_convolutional_one_needs_a_time_axis() =>
        Assert.Contains(
            "time axis",
            Single.Refused("32x32x3", "ConvLSTM2D", "Filters=8; KernelSize=3").Message,
            StringComparison.Ordinal
        );
}
