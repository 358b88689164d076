using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Graphs;

/// <summary>
/// What cannot be, in any format that writes a graph: an error that names the layer and the file, and no weight that is
/// lost.
/// </summary>
public sealed class FailedLayerTests
{
    // An image that the first window is larger than: the weights are in the file all the same.
    [Theory]
    [InlineData("openvino/alexnet.xml")]
    [InlineData("openvino/squeezenet1_1_v2.xml")]
    [InlineData("ncnn/squeezenet1_1.param")]
    [InlineData("mnn/squeezenet1_1.mnn")]
    [InlineData("coreml/squeezenet1_1.mlmodel")]
    [InlineData("coreml/resnet18.mlpackage")]
    [InlineData("paddle/resnet18.pdmodel")]
    public void A_layer_that_fails_keeps_the_weights_that_the_file_states(string path)
    {
        long parameters = Measurer.Measure(WeightFiles.Read(path)).Totals.Parameters;
        var small = new TensorShape(3, 1, 1);
        var asked = Measurer.Measure(TestFiles.Read(TestFiles.PathOf(path), new ReadOptions { InputShape = small }));
        foreach (
            var measured in new[]
            {
                asked,
                Measurer.Measure(WeightFiles.Read(path), new MeasureOptions { InputShape = small }),
            }
        )
            Assert.Equal(parameters, measured.Totals.Parameters);
    }

    [Fact]
    public void What_a_failed_layer_keeps_is_a_lower_bound()
    {
        using var file = new TemporaryFile(
            "net.param",
            "7767517\n2 2\nInput x 0 1 x 0=2 1=2 2=3\nConvolution c 1 1 x y 0=8 1=3 5=1 6=216\n"u8.ToArray()
        );
        var measured = Measurer.Measure(WeightFiles.Read(file.Path));
        Assert.Contains("'c'", Assert.Single(measured.Problems).Message, StringComparison.Ordinal);
        Assert.Equal((224L, Trust.LowerBound), (measured.Totals.Parameters, measured.Totals.ParametersTrust));
        Assert.Equal(224, measured.Rows[^1].Parameters);
    }

    [Theory]
    [InlineData(
        "net.prototxt",
        "layer { name: 'data' type: 'Input' top: 'x' input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } } layer { "
            + "name: 'join' type: 'Concat' top: 'y' }",
        "join",
        "needs 1 input"
    )]
    [InlineData(
        "net-symbol.json",
        "{\"nodes\":[{\"op\":\"null\",\"name\":\"x\",\"inputs\":[]},{\"op\":\"Concat\",\"name\":\"join\",\"inputs\":[]}],\"arg_nodes\":[0],\"heads\":[[1,0]]}",
        "join",
        "needs 1 input"
    )]
    public void A_layer_that_reads_too_little_is_named(string name, string text, string layer, string said)
    {
        using var file = new TemporaryFile(name, Encoding.UTF8.GetBytes(text));
        string message = Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains($"'{layer}'", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }
}
