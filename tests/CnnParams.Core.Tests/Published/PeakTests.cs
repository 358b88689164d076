using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Published;

/// <summary>
/// Peaks of activation memory in inference. What a layer reads and what it writes coexist, and what is read later
/// stays; activations and batch norms are written in place, sums, concatenations and poolings are not, unless it is
/// said.
/// </summary>
public sealed class PeakTests
{
    // Recomputed from torchvision's modules.
    [Theory]
    [InlineData("Article", "article", InPlaceOperations.Activations, 9_344)]
    [InlineData("AlexNet", "torchvision", InPlaceOperations.Activations, 344_128)]
    [InlineData("VGG16", "torchvision", InPlaceOperations.Activations, 6_422_528)]
    [InlineData("ResNet18", "torchvision", InPlaceOperations.Activations, 1_003_520)]
    [InlineData("ResNet50", "torchvision", InPlaceOperations.Activations, 2_408_448)]
    [InlineData("MobileNetV2", "torchvision", InPlaceOperations.Activations, 1_505_280)]
    [InlineData("SqueezeNet1_1", "torchvision", InPlaceOperations.Activations, 982_144)]
    [InlineData("GoogLeNet", "torchvision", InPlaceOperations.Activations, 1_003_520)]
    [InlineData("ResNet50", "torchvision", InPlaceOperations.ActivationsAndSums, 1_806_336)]
    [InlineData("ResNet18", "torchvision", InPlaceOperations.None, 1_605_632)]
    [InlineData("MobileNetV2", "torchvision", InPlaceOperations.None, 2_408_448)]
    // petewarden/ml_memory_analyser, README, as is MobileNetV2's.
    [InlineData("MobileNetV3Large", "torchvision", InPlaceOperations.Activations, 1_003_520)]
    public void Elements(string model, string variant, InPlaceOperations inPlace, long elements) =>
        Assert.Equal(
            elements,
            Model
                .Measure(model, variant, options: new MeasureOptions { DataType = DataType.Int8, InPlace = inPlace })
                .Totals.PeakActivationBytes
        );

    [Fact]
    public void VGG_16_in_bytes() =>
        Assert.Equal(25_690_112, Model.Measure("VGG16", "torchvision").Totals.PeakActivationBytes);

    [Fact]
    // Its first sum holds two branches and itself: 3 * 56 * 56 * 256.
    public void ResNet_50_peaks_at_its_first_sum()
    {
        var measurement = Model.Measure("ResNet50", "torchvision");
        Assert.Equal("Add", measurement.Rows.Single(row => row.Name == measurement.Totals.PeakLayer).Type);
        Assert.StartsWith("layer1.0", measurement.Totals.PeakLayer, StringComparison.Ordinal);
    }

    [Theory]
    // petewarden/ml_memory_analyser, README. The widest layers of MobileNet v1, 112*112*(32+64), and of
    // EfficientNet-Lite4, (150*150 + 75*75)*144; their files have the padding within the convolutions.
    [InlineData(
        "224x224x3",
        1_204_224,
        "Conv2D Filters=32 Stride=2",
        "DepthwiseConv2D",
        "Conv2D Filters=64 KernelSize=1",
        "DepthwiseConv2D Stride=2",
        "Conv2D Filters=128 KernelSize=1"
    )]
    [InlineData(
        "300x300x3",
        4_050_000,
        "Conv2D Filters=32 Stride=2",
        "DepthwiseConv2D",
        "Conv2D Filters=24 KernelSize=1",
        "Conv2D Filters=144 KernelSize=1",
        "DepthwiseConv2D Stride=2",
        "Conv2D Filters=32 KernelSize=1"
    )]
    public void The_widest_layers_of_networks_for_phones(string input, long bytes, params string[] layers)
    {
        var network = new Network(
            layers
                .Select(text => text.Split(' '))
                .Select(words =>
                    LayerTypes
                        .Get(words[0])
                        .Create([
                            .. words
                                .Skip(1)
                                .Append("Padding=same")
                                .Concat(
                                    words.Any(word => word.StartsWith("Kernel", StringComparison.Ordinal))
                                        ? []
                                        : ["KernelSize=3"]
                                )
                                .Select(word => word.Split('='))
                                .Select(pair => KeyValuePair.Create(pair[0], (object)pair[1])),
                        ])
                )
                .Prepend(new Input { Shape = TensorShape.Parse(input) })
        );
        Assert.Equal(
            bytes,
            Measurer.Measure(network, new MeasureOptions { DataType = DataType.Int8 }).Totals.PeakActivationBytes
        );
    }

    [Fact]
    // eliberis/tflite-tools, README: the bytes alive at each operator of a small uint8 network. Its softmax is not in
    // place.
    public void The_live_set_of_every_step()
    {
        var rows = Measurer
            .Measure(
                new Network([
                    new Input { Shape = new TensorShape(32, 32, 3) },
                    new Convolution(2) { Filters = 16, KernelSize = 3 },
                    new Convolution(2) { Filters = 16, KernelSize = 3 },
                    new MaxPooling(2),
                    new FullyConnected { Units = 128 },
                    new FullyConnected { Units = 10 },
                    new Activation { Function = "softmax" },
                ]),
                new MeasureOptions { DataType = DataType.Int8, InPlace = InPlaceOperations.None }
            )
            .Rows;
        Assert.Equal([17_472L, 26_944, 15_680, 3_264, 138, 20], rows.Skip(1).Select(row => row.LiveBytes!.Value));
    }
}
