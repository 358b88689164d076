using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>
/// What is written as ONNX passes the checker, has the shapes that ONNX infers, and is read as it was.
/// </summary>
public sealed class OnnxWriterTests
{
    private static readonly FileForm Form = new()
    {
        IsApart = layer => layer is Scale,
        Endings = ["/turned_back", "/sum"],
        IsGone = layer => layer is Dropout { Kind: not DropoutKind.Dropout } or Activation { Function: "linear" },
    };

    // 9 * 8 * 6 * 12 values, more than are followed one by one.
    [Fact]
    public void Factors_of_a_large_normalisation_without_weights_are_none()
    {
        Layer[] layers =
        [
            new Input { Name = "input", Shape = new TensorShape(9, 8, 6, 12) },
            LayerTypes.Get("Flatten").Create([]),
            LayerTypes.Get("InstanceNormalization").Create([]),
        ];
        byte[] bytes = Exported.Bytes(new Network(layers), "ONNX", "model.onnx");
        Assert.Equal(0, Measurer.Measure(Exported.Read(bytes, "model.onnx")).Totals.Parameters);
    }

    [Fact]
    public void ONNX_agrees() =>
        WitnessedExport.Check(
            "ONNX",
            ".onnx",
            (@case, _, seen) =>
            {
                var measured = Measurer.Measure(@case.Network, new MeasureOptions { View = ParameterView.Keras });
                var totals = measured.Totals;
                Assert.Equal((@case.Name, totals.Parameters), (@case.Name, seen.Parameters));
                var read = measured.Rows.SelectMany(row => row.Inputs).Select(name => name.Split(':')[0]).ToHashSet();
                var outputs = measured
                    .Rows.Where(row => !read.Contains(row.Name))
                    .SelectMany(row =>
                        row.GetLayer() is Split
                            ? row.OutputShapes.Take(1).Select(_ => row.OutputShape)
                            : [row.OutputShape]
                    )
                    .Select(shape => string.Join("x", shape.Sizes));
                Assert.Equal((@case.Name, string.Join(" ", outputs)), (@case.Name, seen.Output));
                Assert.Equal((@case.Name, Digest(measured)), (@case.Name, seen.Layers));
            }
        );

    [Fact]
    public void Networks_of_the_catalogue_return()
    {
        // A network with channels last comes back with transpositions, and channels first between them. The
        // normalisation of ONNX always has a factor and an offset: what is not learned there is a constant that the
        // reader counts, as are filters that are not trained.
        string[] refused =
        [
            .. RoundTrip
                .Catalogue()
                .Where(pair => pair.Network.Inputs[0].Layout == ShapeLayout.ChannelsFirst)
                .Where(pair =>
                    pair.Network.Layers.All(layer =>
                        layer is not BatchNormalization norm || (norm.Scale && norm.Center)
                    )
                )
                .Where(pair => pair.Network.Layers.All(layer => layer.Trainable))
                .Where(pair => !RoundTrip.Check(pair.Network, "ONNX", ".onnx", Form))
                .Where(pair =>
                    !pair.Network.Layers.Any(layer =>
                        layer
                            is WeightTensors
                                or Operation
                                or GroupNormalization
                                or LayerNormalization { IsRootMeanSquare: true }
                                or StandardizedConvolution
                                or ConditionalConvolution
                                or EvoNormalization
                                or BlurPooling
                                or TimeDistributed
                    )
                )
                .Select(pair => pair.Name),
        ];

        // Layers of weights alone, as transformers have, what has no layer, and layers that the writer has no rule for
        // are refused anywhere. Besides, LeNet-5 connects some pairs, YOLO has filters of their own for every position,
        // transformers attention; YOLO26 has weights that inference does not use.
        Assert.All(refused, name => Assert.Matches("^(LeNet5|YOLOv1|YOLO26.-(seg|pose)|ViT|Swin)", name));
    }

    [Fact]
    public void No_number_of_a_weight_is_written()
    {
        var network = RoundTrip.Catalogue().Single(pair => pair.Name == "VGG16-torchvision").Network;
        Assert.True(Exported.Bytes(network, "ONNX").Length < 20_000);
    }

    private static string Digest(NetworkMeasurement measured) =>
        WitnessedExport.Digest(
            measured
                .Rows.Where(row => row.Parameters > 0)
                .Select(row => (row.Parameters!.Value, row.OutputShape.Sizes.Select(size => size ?? 0)))
        );
}
