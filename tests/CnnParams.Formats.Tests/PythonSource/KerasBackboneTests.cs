using System.Security.Cryptography;
using System.Text;
using CnnParams.Formats.KerasSource;
using CnnParams.Formats.PythonSource;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using SourceText = CnnParams.Python.Syntax.SourceText;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What a source does with some layers of a network of keras.applications: exact where model.layers is Keras's own
/// (tests/oracles/keras_applications.py), and never wrong in silence where it is not.
/// </summary>
public sealed class KerasBackboneTests
{
    public static TheoryData<string, bool> Applications()
    {
        var data = new TheoryData<string, bool>();
        foreach (string[] row in Rows())
            data.Add(row[0], row[1] == "1");
        return data;
    }

    [Theory]
    [MemberData(nameof(Applications))]
    public void Lists_that_are_declared_to_be_Keras_s_are_and_no_others(string name, bool hasTop)
    {
        string[] expected = Rows().First(row => row[0] == name && (row[1] == "1") == hasTop);
        var (order, names) = ListOf(name, hasTop);
        bool isOrdered = expected[3] == Hash(order);
        Assert.Equal(isOrdered, BackboneLayers.AreOrdered(name, hasTop));
        Assert.Equal(isOrdered && expected[4] == Hash(names), BackboneLayers.AreNamed(name, hasTop));
    }

    // The numbers that TensorFlow's tutorial on transfer learning prints
    // (tensorflow.org/tutorials/images/transfer_learning).
    [Fact]
    public void A_slice_freezes_the_layers_that_it_does_in_Keras()
    {
        var measured = Measure(
            "MobileNetV2",
            "b.trainable = True\nfor l in b.layers[:100]:\n    l.trainable = False",
            classes: 1,
            out var network
        );
        Assert.Empty(network.Warnings);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        Assert.Equal(2_259_265, measured.Totals.Parameters);
        Assert.Equal(1_862_721, measured.Totals.TrainableParameters);
    }

    [Theory]
    [InlineData("EfficientNetB0", "for l in b.layers[-20:]:\n    l.trainable = False", "a slice of its layers")]
    [InlineData("EfficientNetB0", "for l in b.layers[:5000]:\n    l.trainable = False", "a slice of its layers")]
    [InlineData("EfficientNetB0", "for i, l in enumerate(b.layers):\n    l.trainable = i > 100", "'trainable' of some")]
    [InlineData("EfficientNetB0", "b.layers[30].trainable = False", "layers[30]")]
    [InlineData("EfficientNetB0", "b.layers[-1].trainable = False", "'trainable' of some")]
    [InlineData("EfficientNetB0", "b.get_layer(index=7).trainable = False", "get_layer(index=7)")]
    [InlineData("ConvNeXtTiny", "b = keras.Model(b.input, list(b.layers)[40].output)", "the layer '")]
    [InlineData(
        "MobileNetV3Large",
        "for l in b.layers:\n    l.trainable = not isinstance(l, layers.BatchNormalization)",
        "'trainable' of some"
    )]
    [InlineData("InceptionV3", "for l in b.layers:\n    l.trainable = 'mixed9' in l.name", "'trainable' of some")]
    [InlineData(
        "Xception",
        "b = keras.Model(b.input, b.get_layer('block13_sepconv2').output)",
        "get_layer('block13_sepconv2')"
    )]
    public void What_depends_on_another_list_is_not_exact(string name, string code, string use)
    {
        var measured = Measure(name, code, classes: 4, out var network);
        Assert.NotEqual(Trust.Exact, measured.Totals.ParametersTrust);
        string warning = Assert.Single(network.Warnings);
        Assert.Contains(name, warning);
        Assert.Contains(use, warning);
        Assert.Contains("model.save", warning);
    }

    [Theory]
    [InlineData("EfficientNetB0", "b.trainable = False", true)]
    [InlineData("EfficientNetB0", "for l in b.layers:\n    l.trainable = False", true)]
    [InlineData("EfficientNetB0", "for l in b.layers[::-1]:\n    l.trainable = False", true)]
    [InlineData("EfficientNetB0", "b.trainable = False\nfor l in b.layers:\n    print(l.name, l.trainable)", true)]
    [InlineData("EfficientNetB0", "b = keras.Model(b.input, b.layers[-1].output)\nb.trainable = False", true)]
    [InlineData("InceptionV3", "for l in b.layers[:249]:\n    l.trainable = False", false)]
    [InlineData("ResNet50", "for l in b.layers:\n    l.trainable = l.name.startswith('conv5')", false)]
    [InlineData("VGG16", "b = keras.Model(b.input, b.get_layer('block4_pool').output)\nb.trainable = False", true)]
    public void What_does_not_depend_on_it_stays_exact(string name, string code, bool isFrozen)
    {
        var measured = Measure(name, code, classes: 4, out var network);
        Assert.Empty(network.Warnings);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        Assert.Equal(isFrozen, measured.Totals.TrainableParameters == measured.Rows[^1].Parameters);
    }

    // Models that go on from the output of the network list its layers before their own.
    [Theory]
    [InlineData("for l in m.layers[:100]:\n    l.trainable = False", false)]
    [InlineData("for l in m.layers[:-2]:\n    l.trainable = False", true)]
    [InlineData("for l in m.layers[-1:]:\n    l.trainable = False", true)]
    [InlineData("for l in m.layers[-3:]:\n    l.trainable = False", false)]
    [InlineData("m.layers[-1].trainable = False", true)]
    [InlineData("m.layers[-4].trainable = False", false)]
    [InlineData("m.get_layer('last').trainable = False", true)]
    [InlineData("m.get_layer('top_conv').trainable = False", false)]
    public void The_layers_of_a_network_within_another_are_as_unsure(string code, bool isExact)
    {
        var network = Read(
            $"""
            import keras
            from keras import layers
            b = keras.applications.EfficientNetB0(include_top=False, input_shape=(160, 160, 3))
            m = keras.Model(b.input, layers.Dense(4, name='last')(layers.GlobalAveragePooling2D()(b.output)))
            {code}
            """
        );
        Assert.Equal(isExact, Measurer.Measure(network).Totals.ParametersTrust == Trust.Exact);
        Assert.Equal(isExact, network.Warnings.Count == 0);
    }

    private static NetworkMeasurement Measure(string name, string code, int classes, out Network network)
    {
        network = Read(
            $"""
            import keras
            from keras import layers
            b = keras.applications.{name}(include_top=False, input_shape=(160, 160, 3))
            {code}
            x = keras.Input((160, 160, 3))
            m = keras.Model(x, layers.Dense({classes})(layers.GlobalAveragePooling2D()(b(x))))
            """
        );
        return Measurer.Measure(network);
    }

    private static (IEnumerable<string> Order, IEnumerable<string> Names) ListOf(string name, bool hasTop)
    {
        string code =
            $"from keras.applications import {name}\nm = {name}(weights=None, "
            + $"include_top={(hasTop ? "True" : "False")})\n";
        var none = new Dictionary<string, object?>();
        var evaluation = SourceEvaluation.OfText("code", new SourceText("code", code), none, CancellationToken.None);
        var model = (ModelInstance)evaluation.FindModel(null, none);
        var parameters = Measurer.Measure(Read(code)).Rows.ToDictionary(row => row.Name, row => row.Parameters ?? 0);
        LayerInstance[] layers = [.. model.Layers(evaluation.Interpreter)];
        return (
            layers.Select(layer =>
                FormattableString.Invariant($"{layer.ClassName} {parameters.GetValueOrDefault(layer.Name!)}")
            ),
            layers.Select(layer => layer.ClassName == "InputLayer" ? "input" : layer.Name!)
        );
    }

    private static string Hash(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private static IEnumerable<string[]> Rows() =>
        File.ReadLines(TestFiles.PathOf("keras/application_layers.csv")).Skip(1).Select(line => line.Split(','));

    private static Network Read(string code) =>
        new ModelLibrary().ReadCode(code, new ReadOptions(), CancellationToken.None);
}
