using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;
using CnnParams.Writing;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>What is written for Keras is read as it was, and TensorFlow.js loads it and counts the same.</summary>
public sealed class KerasWriterTests
{
    private static readonly FileForm Form = new()
    {
        NameOf = layer => layer.Replace('/', '.'),
        Endings = ["_reshape", "_crop"],
    };

    [Fact]
    public void Networks_of_the_catalogue_return()
    {
        string[] refused =
        [
            .. RoundTrip
                .Catalogue()
                .Where(pair => !RoundTrip.Check(pair.Network, "Keras", ".keras.json", Form))
                .Where(pair =>
                    !pair.Network.Layers.Any(layer =>
                        layer
                            is WeightTensors
                                or Operation
                                or Split
                                or Scale
                                or BlurPooling
                                or EvoNormalization
                                or StandardizedConvolution
                                or ConditionalConvolution
                    )
                )
                .Select(pair => pair.Name),
        ];

        // Layers of weights alone, as transformers have, layers that are split or scaled, blurs, filters that are
        // computed, and what has no layer are refused anywhere. Besides, LeNet-5 connects some pairs; AlexNet, ZFNet,
        // GoogLeNet normalise by neighbours; YOLO moves space into channels; Sequencer's recurrent layers have two
        // biases a gate.
        Assert.All(refused, name => Assert.Matches("^(LeNet5|AlexNet|ZFNet|GoogLeNet|YOLO|ViT|Swin|sequencer)", name));
    }

    [Fact]
    public void Keras_agrees() =>
        WitnessedExport.Check(
            "Keras",
            ".keras.json",
            (@case, _, seen) =>
            {
                if (seen.Parameters < 0)
                {
                    // What TensorFlow.js lacks goes by Keras's names; the reader of Keras's files has read it above.
                    Assert.Matches(
                        "^(TensorFlow.js has no|Unknown layer|Unknown activation|GRUCell does not support reset_after)",
                        seen.Layers
                    );
                    return;
                }

                var measured = Measurer.Measure(@case.Network, new MeasureOptions { View = ParameterView.Keras });
                var totals = measured.Totals;
                Assert.Equal(
                    (@case.Name, totals.Parameters, totals.NonTrainableParameters),
                    (@case.Name, seen.Parameters, seen.Statistics)
                );
                var read = measured.Rows.SelectMany(row => row.Inputs).ToHashSet();
                var outputs = measured
                    .Rows.Where(row => !read.Contains(row.Name))
                    .Select(row => string.Join("x", row.OutputShape.Sizes));
                Assert.Equal((@case.Name, string.Join(" ", outputs)), (@case.Name, seen.Output));
                if (@case.Network.Layers.All(layer => layer is not TransposedConvolution))
                    Assert.Equal((@case.Name, Digest(measured)), (@case.Name, seen.Layers));
            }
        );

    [Fact]
    public void All_layers_in_the_way_are_named_at_once()
    {
        var network = new Network([
            new Input { Name = "in", Shape = new TensorShape(8, 8, 4) },
            LayerTypes.Get("LocalResponseNormalization").Create([], "lrn"),
            LayerTypes
                .Get("Conv2D")
                .Create([new("Filters", 4), new("KernelSize", 3), new("Stride", 2), new("Dilation", 2)], "both"),
            LayerTypes.Get("Conv2D").Create([new("Filters", 4), new("KernelSize", 3)], "fine"),
        ])
        {
            Name = "Small",
        };
        var exception = Assert.Throws<ModelWriteException>(() => Exported.Bytes(network, "Keras"));
        Assert.Equal(["lrn", "both"], exception.Layers.Select(layer => layer.Layer));
        Assert.Contains("Small cannot be written as Keras", exception.Message, StringComparison.Ordinal);
        Assert.Contains("a stride or a dilation, and not both", exception.Layers[1].Reason, StringComparison.Ordinal);
    }

    // keras/src/activations/activations.py of the versions, and tf_keras/activations.py.
    [Theory]
    [InlineData("relu", "2.15.0")]
    [InlineData("mish", "2.15.0")]
    [InlineData("log_softmax", "3.0.0")]
    [InlineData("hard_swish", "3.2.0")]
    [InlineData("celu", "3.7.0")]
    [InlineData("rrelu", null)]
    public void The_file_names_a_version_that_knows_what_it_holds(string function, string? version)
    {
        var network = new Network([
            new Input { Name = "input", Shape = new TensorShape(8) },
            new Activation { Name = "act", Function = function },
        ]);
        if (version is null)
            Assert.Throws<CnnParams.Writing.ModelWriteException>(() => Exported.Text(network, "Keras"));
        else
            Assert.Contains(
                $"\"keras_version\": \"{version}\"",
                Exported.Text(network, "Keras"),
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void A_layer_that_is_shared_is_one_layer_with_two_calls()
    {
        var network = new Network([
            new Input { Name = "a", Shape = new TensorShape(8, 8, 4) },
            new Input { Name = "b", Shape = new TensorShape(8, 8, 4) },
            LayerTypes.Get("Conv2D").Create([new("Filters", 4), new("KernelSize", 3), new("Inputs", "a")], "one"),
            LayerTypes
                .Get("Conv2D")
                .Create(
                    [new("Filters", 4), new("KernelSize", 3), new("Inputs", "b"), new("WeightsFrom", "one")],
                    "two"
                ),
            LayerTypes.Get("Add").Create([new("Inputs", "one,two")], "sum"),
        ]);
        var read = Exported.Read(Exported.Bytes(network, "Keras"), "model.keras.json");
        Assert.Equal(148, Measurer.Measure(read).Totals.Parameters);
        Assert.Equal(["one", "one#2"], read.Layers[^1].Inputs);
    }

    // Shi 2015: 4 * (3 * (16 + 8) + 1) * 8 parameters, and 4 * 3 * (16 + 8) * 8 products at 10 * 100 positions; and
    // 4 * (27 * (2 + 8) + 1) * 8, and 4 * 27 * (2 + 8) * 8 at 10 * 8 * 16 * 16.
    [Theory]
    [InlineData("10x100x16", "ConvLSTM1D", 2336, 2_304_000)]
    [InlineData("10x8x16x16x2", "ConvLSTM3D", 8672, 176_947_200)]
    public void Convolutional_LSTMs_of_every_rank_keep_their_products(
        string shape,
        string type,
        long parameters,
        long products
    )
    {
        var network = new Network([
            new Input { Name = "input", Shape = TensorShape.Parse(shape) },
            LayerTypes.Get(type).Create([new("Filters", 8), new("KernelSize", 3), new("Padding", "same")], "lstm"),
        ]);
        var read = Measurer.Measure(Exported.Read(Exported.Bytes(network, "Keras"), "model.keras.json"));
        Assert.Equal((parameters, products), (read.Totals.Parameters, read.Totals.Macs));
    }

    // In a network with channels last, what reads channels first: 8 filters of 3 x 1 over 8 channels of 10 x 3.
    [Fact]
    public void A_layer_with_channels_elsewhere_says_so_or_is_refused()
    {
        var network = new Network([
            new Input { Name = "input", Shape = new TensorShape(8, 10, 3) },
            LayerTypes
                .Get("DepthwiseConv2D")
                .Create([new("KernelSize", "3x1"), new("UseBias", false), new("Layout", "ChannelsFirst")], "first"),
        ]);
        var read = Measurer.Measure(Exported.Read(Exported.Bytes(network, "Keras"), "model.keras.json"));
        Assert.Equal((24, "(8,8,3)"), (read.Totals.Parameters, read.Rows[^1].OutputShape.ToString()));
        foreach (string format in new[] { "ONNX", "PyTorch", "Caffe", "Darknet" })
        {
            var refused = Assert.Throws<ModelWriteException>(() => Exported.Bytes(network, format));
            Assert.Equal("first", Assert.Single(refused.Layers).Layer);
        }
    }

    private static string Digest(NetworkMeasurement measured) =>
        WitnessedExport.Digest(
            measured
                .Rows.Where(row => row.Parameters > 0)
                .Select(row => (row.Parameters!.Value, row.OutputShape.Sizes.Select(size => size ?? 0)))
        );
}
