using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// Layers that are known by their tensors: learned constants, files of weights, operators that are not understood.
/// </summary>
public sealed class TensorLayerTests
{
    [Fact]
    public void Tensors_are_counted_by_their_role()
    {
        var row = Single.Measure(
            "7",
            "Weights",
            "Tensors=conv.weight:3x3x64x128,conv.bias:128:Bias,mean:64:Statistic,steps:scalar:Counter,anchors:9x4:Constant"
        );
        Assert.Equal("(3 * 3 * 64 * 128) + 128 + 64 = 73920", row.Calculation);
        Assert.Equal((73_920 - 64, 64, 37), (row.TrainableParameters, row.NonTrainableParameters, row.Buffers));
    }

    // ViT-B/16: positions of 197 tokens, learned as they are; nothing is computed for them.
    [Fact]
    public void A_learned_constant()
    {
        var layer = new WeightTensors
        {
            Name = "positions",
            Tensors = [new TensorSpec("position", new TensorShape(197, 768))],
            OutputShape = new TensorShape(197, 768),
        };
        var row = Measurer.Measure(new Network([new Input { Shape = new TensorShape(197, 768) }, layer])).Rows[1];
        Assert.Equal((151_296, 0, "(197,768)"), (row.Parameters, row.Macs, row.OutputShape.ToString()));
    }

    // What is done with the weights of a file is not known: its cost is not zero.
    [Fact]
    public void A_file_of_weights_has_no_cost_that_is_known()
    {
        var row = Measurer
            .Measure(new Network([new WeightTensors { Tensors = [TensorSpec.Parse("a:3x4")] }]) { HasGraph = false })
            .Rows[0];
        Assert.Equal(
            (12, null, Trust.Exact, Trust.Unknown),
            (row.Parameters, row.Macs, row.ParametersTrust, row.MacsTrust)
        );
    }

    [Fact]
    public void An_operator_that_is_not_understood()
    {
        var row = Single.Measure("1000x4", "Operation", "OperatorType=NonMaxSuppression; Tensors=scale:4");
        Assert.Equal((4, null, "?"), (row.Parameters, row.Macs, row.OutputShape.ToString()));
        Assert.Equal("the operator NonMaxSuppression is not understood", row.TrustReason);
        Assert.Null(row.ReceptiveField);

        var shaped = Single.Measure("1000x4", "Operation", "OperatorType=NonMaxSuppression; OutputShape=100x4");
        Assert.Equal(("(100,4)", null), (shaped.OutputShape.ToString(), shaped.Macs));
    }

    [Theory]
    [InlineData("a:3x4", "a:3x4")]
    [InlineData("conv/kernel:0:3,3,1,8", "conv/kernel:0:3x3x1x8")]
    [InlineData("a:3x4:bias", "a:3x4:Bias")]
    [InlineData("count:scalar", "count:scalar")]
    [InlineData("0:3x4", "0:3x4")]
    public void A_tensor_is_written_as_it_is_read(string text, string written) =>
        Assert.Equal(written, TensorSpec.Parse(text).ToString());

    [Theory]
    [InlineData("a")]
    [InlineData(":3x4")]
    [InlineData("a:")]
    [InlineData("a:3x?")]
    [InlineData("a:3x4:Weight")]
    public void What_is_not_a_tensor(string text)
    {
        var refused = Assert.Throws<LayerException>(() =>
            SettingValue.Convert(text, typeof(IReadOnlyList<TensorSpec>), "Tensors")
        );
        Assert.Equal(ErrorId.InvalidSetting, refused.Id);
        Assert.Contains("Tensors", refused.Message, StringComparison.Ordinal);
    }
}
