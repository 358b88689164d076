using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Files of weights beside a source, held against it.</summary>
public class SourceWeightsTests
{
    [Theory]
    [InlineData("alexnet")]
    [InlineData("densenet121")]
    [InlineData("mobilenet_v2")]
    [InlineData("efficientnet_b0")]
    public void Weights_of_the_model_agree(string model)
    {
        var network = Read($"import torchvision\nmodel = torchvision.models.{model}()", model + ".pth");

        Assert.Empty(network.Warnings);
        Assert.All(Measurer.Measure(network).Rows, row => Assert.Equal(Trust.Exact, row.ParametersTrust));
    }

    [Fact]
    public void Another_shape_is_said_and_keeps_the_network_from_being_exact()
    {
        var network = Read("import torchvision\nmodel = torchvision.models.alexnet(num_classes=10)", "alexnet.pth");

        Assert.Equal(
            [
                "classifier.6.weight is 1000x4096 in alexnet.pth and 10x4096 by the source",
                "classifier.6.bias is 1000 in alexnet.pth and 10 by the source",
            ],
            network.Warnings
        );
        Assert.Contains(Measurer.Measure(network).Rows, row => row.ParametersTrust != Trust.Exact);
    }

    [Fact]
    public void What_one_has_alone_is_said()
    {
        var network = Read(
            "import torchvision\nfrom torch import nn\nmodel = torchvision.models.alexnet()\nmodel.classifier[6] = "
                + "nn.Identity()\nmodel.more = nn.Linear(2, 3, bias=False)",
            "alexnet.pth"
        );

        Assert.Contains("more.weight is not in alexnet.pth", network.Warnings);
        Assert.Contains("classifier.6.bias of alexnet.pth is in no module of the source", network.Warnings);
        Assert.Contains(Measurer.Measure(network).Rows, row => row.ParametersTrust != Trust.Exact);
    }

    [Fact]
    public void A_file_that_holds_no_weights_is_an_error()
    {
        Assert.Throws<ModelFileException>(() =>
            Read("import torchvision\nmodel = torchvision.models.alexnet()", "no_such_file.pth")
        );
    }

    private static Network Read(string code, string weights) =>
        new ModelLibrary().ReadCode(
            code,
            new ReadOptions
            {
                InputShape = new TensorShape(3, 224, 224),
                Weights = TestFiles.PathOf(Path.Combine("pytorch", weights)),
            },
            default
        );
}
