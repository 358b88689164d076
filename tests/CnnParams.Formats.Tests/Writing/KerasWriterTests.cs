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

    private static string Digest(NetworkMeasurement measured) =>
        WitnessedExport.Digest(
            measured
                .Rows.Where(row => row.Parameters > 0)
                .Select(row => (row.Parameters!.Value, row.OutputShape.Sizes.Select(size => size ?? 0)))
        );
}
