using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Published;

/// <summary>
/// Receptive fields by r += (k - 1) * j, j *= s, the longest path over branches: those of google-research's
/// receptive_field table, except for torchvision's ResNet-50, whose stride sits behind the window of its 3x3.
/// </summary>
public sealed class ReceptiveFieldTests
{
    [Theory]
    [InlineData("Article", "article", 16)]
    [InlineData("AlexNet", "torchvision", 195)]
    [InlineData("VGG16", "torchvision", 212)]
    [InlineData("ResNet50", "Keras", 483)]
    [InlineData("ResNet50", "torchvision", 427)]
    [InlineData("MobileNet", "Keras", 315)]
    [InlineData("InceptionV3", "Keras", 1311)]
    [InlineData("InceptionV3", "torchvision", 1311)]
    [InlineData("InceptionResNetV2", "Keras", 3039)]
    public void Before_the_classifier(string model, string variant, double size) =>
        Assert.Equal(size, Model.LastWithField(Model.Measure(model, variant)).ReceptiveField!.Size);

    [Fact]
    public void AlexNet_layer_by_layer()
    {
        var rows = Model.Measure("AlexNet", "torchvision").Rows.Where(row => row.Type is "Conv2D" or "MaxPool2D");
        Assert.Equal([11, 19, 51, 67, 99, 131, 163, 195], rows.Select(row => row.ReceptiveField!.Size));
    }

    [Fact]
    public void VGG_16_at_its_end()
    {
        var measurement = Model.Measure("VGG16", "torchvision");
        Assert.Equal(196, measurement.Rows.Last(row => row.Type == "Conv2D").ReceptiveField!.Size);
        var pool5 = measurement.Rows.Last(row => row.Type == "MaxPool2D").ReceptiveField!;
        Assert.Equal((212, 32, 90), (pool5.Sizes[0], pool5.Jumps[0], pool5.EffectivePaddings[0]!.Value));
    }

    [Fact]
    // Dilation reaches further and changes no stride: 3x3 with 1, 2 and 4 see 3, 7 and 15.
    public void Dilation_widens_the_field()
    {
        var rows = Measurer.Measure(new Network(
        [
            new Input { Shape = new TensorShape(64, 64, 3) },
            new Convolution(2) { Filters = 8, KernelSize = 3 },
            new Convolution(2) { Filters = 8, KernelSize = 3, Dilation = 2 },
            new Convolution(2) { Filters = 8, KernelSize = 3, Dilation = 4 },
        ])).Rows;
        Assert.Equal([3, 7, 15], rows.Skip(1).Select(row => row.ReceptiveField!.Size));
        Assert.All(rows, row => Assert.Equal(1, row.ReceptiveField!.Jumps[0]));
    }

    [Fact]
    // Two branches of different kernels without padding begin at different positions: there is no one padding.
    public void Where_branches_disagree_the_start_is_not_known()
    {
        var rows = Measurer.Measure(new Network(
        [
            new Input { Name = "in", Shape = new TensorShape(16, 16, 3) },
            new Convolution(2) { Name = "wide", Filters = 4, KernelSize = 5 },
            new Convolution(2) { Name = "narrow", Filters = 4, KernelSize = 3, Inputs = ["in"] },
            new CroppingLayer(2) { Name = "crop", Cropping = Padding.Parse("0:2,0:2") },
            new Merge { Name = "sum", Operation = MergeOperation.Add, Inputs = ["wide", "crop"] },
        ])).Rows;
        Assert.Equal((5, (double?)null), (rows[4].ReceptiveField!.Size, rows[4].ReceptiveField!.Starts[0]));
    }

    [Theory]
    [InlineData("GlobalAveragePool2D", "")]
    [InlineData("FullyConnected", "Units=4")]
    public void Some_layers_see_everything(string type, string settings) =>
        Assert.True(Layers.Single.Measure("8x8x3", type, settings).ReceptiveField!.IsWholeInput);
}
