using System.Globalization;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What is wrong in a source in Keras is said with its place; what is right is the same as in files and the catalogue.
/// </summary>
public sealed class KerasErrorTests
{
    private const string Imports =
        "import numpy as np\nimport tensorflow as tf\nimport keras\nfrom keras import layers, ops, backend as K\n";

    [Theory]
    [InlineData(
        "x = layers.Input((8, 8, 3))\ny = layers.Conv2D(4, 9)(x)\nm = keras.Model(x, y)",
        "line 6",
        "Conv2D 'conv2d'"
    )]
    [InlineData("m = keras.Sequential([keras.Input((4,)), layers.Dens(3)])", "line 5", "did you mean 'Dense'?")]
    [InlineData("m = keras.Sequential([keras.Input((4,)), layers.Dense()])", "line 5", "units")]
    [InlineData(
        "m = keras.Sequential([keras.Input((4,)), layers.Dense(3, use_biass=True)])",
        "line 5",
        "has no parameter 'use_biass'"
    )]
    [InlineData("m = keras.Sequential([keras.Input((4,)), layers.Dense])", "line 5", "Dense(...) makes one")]
    [InlineData("x = keras.Input((4,))\nm = keras.Model(x, ops.reshape(x, (-1, 3)))", "line 6", "cannot be reshaped")]
    [InlineData("x = keras.Input((4,))\nm = keras.Model(x, x + keras.Input((5,)))", "line 6", "do not fit")]
    [InlineData("x = keras.Input((4,))\nz = keras.Input((4,))\nm = keras.Model(x, x + z)", "line 7", "disconnected")]
    [InlineData(
        "x = keras.Input((4,))\nm = keras.Model(x, layers.Dense(2)(3))",
        "line 6",
        "a layer is called with a tensor"
    )]
    [InlineData(
        "m = keras.applications.VGG16(input_shape=(32, 32), weights=None)",
        "line 5",
        "a height, a width and channels"
    )]
    [InlineData(
        "x = keras.Input((4,))\nm = keras.Model(x, tf.nn.else(x))",
        "line 6",
        "'else' where the name of an attribute"
    )]
    [InlineData("m = keras.models.load_model('x.h5')\nm.summary()", "line 5", "Import-CnnModel reads it")]
    public void An_error_has_its_place_and_what_would_be_right(string code, string place, string message)
    {
        var error = Assert.Throws<ModelFileException>(() => Read(Imports + code));
        Assert.Contains(place, error.Message);
        Assert.Contains(message, error.Message);
        Assert.Contains("^", error.Message);
    }

    // A layer that cannot be added must not be missing in silence.
    [Fact]
    public void A_chain_whose_layer_fails_is_an_error()
    {
        var error = Assert.Throws<ModelFileException>(() =>
            Read(
                Imports
                    + "m = keras.Sequential([keras.Input((4,))])\nm.add(layers.Dense(3))\nm.add(layers.Dense(undefined))\nm.add(layers.Dense(2))"
            )
        );
        Assert.Contains("'undefined' is not defined", error.Message);
        Assert.Contains("line 7", error.Message);
    }

    [Theory]
    [InlineData("x = keras.Input((6,))\nd = layers.Dense(6)\nm = keras.Model(x, d(d(x)))", 42)]
    [InlineData(
        "inner = keras.Sequential([layers.Dense(5), layers.Dense(3)])\nx = keras.Input((7, 4))\nm = keras.Model(x, "
            + "layers.TimeDistributed(inner)(x))",
        25 + 18
    )]
    [InlineData(
        "x = keras.Input((7, 4))\ny, h, c = layers.LSTM(8, return_sequences=True, return_state=True)(x)\nm = "
            + "keras.Model(x, layers.Dense(2)(h))",
        (4 * 8 * (4 + 8 + 1)) + 18
    )]
    [InlineData(
        "x = keras.Input((16, 16, 3))\ny = tf.nn.relu(tf.image.resize(x, (8, 8)))\nm = keras.Model(x, "
            + "layers.Dense(2)(layers.Flatten()(y)))",
        386
    )]
    [InlineData(
        "x = keras.Input((8, 8, 4))\ny = K.mean(x, axis=[1, 2]) * 2.0\nm = keras.Model(x, layers.Dense(np.prod((2, "
            + "3)))(y))",
        30
    )]
    [InlineData(
        "class L(layers.Layer):\n    def build(self, s):\n        self.k = self.add_weight(name='k', shape=(3, 3, "
            + "s[-1], 5))\n    def call(self, x):\n        return tf.nn.conv2d(x, self.k, [1, 2, 2, 1], 'SAME')\nm = "
            + "keras.Sequential([keras.Input((8, 8, 2)), L()])",
        90
    )]
    [InlineData(
        "x = keras.Input((10, 6))\nq = layers.Dense(6)(x)\ns = tf.nn.softmax(tf.matmul(q, x, transpose_b=True))\nm = "
            + "keras.Model(x, tf.matmul(s, x))",
        42
    )]
    public void Operations_have_the_shapes_that_layers_after_them_need(string code, long parameters)
    {
        var measured = Measurer.Measure(Read(Imports + code));
        Assert.Empty(measured.Problems);
        Assert.Equal(parameters, measured.Totals.Parameters);
    }

    [Theory]
    [InlineData("ResNet50")]
    [InlineData("VGG16")]
    [InlineData("MobileNetV2")]
    [InlineData("EfficientNetB0")]
    [InlineData("ConvNeXtTiny")]
    public void Networks_of_applications_are_those_of_the_catalogue(string name)
    {
        string[] expected = File.ReadLines(TestFiles.PathOf("keras/applications.csv"))
            .Select(line => line.Split(','))
            .First(row => row[0] == name);
        long size = long.Parse(expected[1], CultureInfo.InvariantCulture);
        var whole = Measurer.Measure(Read($"from keras.applications import {name}\nm = {name}(weights=None)"));
        var features = Measurer.Measure(
            Read(
                $"from keras.applications import {name}\nm = {name}(include_top=False, input_shape=({size}, {size}, "
                    + "3))\nm.trainable = False"
            )
        );
        Assert.Equal(expected[2], whole.Totals.Parameters.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected[4], whole.Totals.Macs.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected[5], features.Totals.Parameters.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0, features.Totals.TrainableParameters);
        Assert.Equal(expected[6], string.Join("x", features.Rows[^1].OutputShape.Sizes));
    }

    private static Network Read(string code) =>
        new ModelLibrary().ReadCode(code, new ReadOptions(), CancellationToken.None);
}
