using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>What code for TensorFlow does around Keras's layers; the shapes are what its statements say.</summary>
public sealed class TensorFlowCodeTests
{
    [Theory]
    [InlineData("tf.reshape(x, tf.stack([s[0], s[1] * s[2], s[3]]))", "(784,16)")]
    [InlineData("tf.reshape(x, tf.concat([s[:1], [14, 56], s[3:]], 0))", "(14,56,16)")]
    [InlineData("tf.reshape(x, tf.concat([tf.shape(x)[:-1], [4, 4]], axis=0))", "(28,28,4,4)")]
    [InlineData("tf.nn.lrn(input=x, depth_radius=2)", "(28,28,16)")]
    [InlineData("tf.nn.depth_to_space(input=x, block_size=2)", "(56,56,4)")]
    [InlineData("tf.nn.relu(features=x)", "(28,28,16)")]
    [InlineData(
        "x if tf.executing_eagerly() else tf.nn.max_pool2d(input=x, ksize=2, strides=2, padding='SAME')",
        "(14,14,16)"
    )]
    public void Sizes_and_names_are_those_of_TensorFlow(string call, string shape)
    {
        var measured = Measure(
            $"class Own(layers.Layer):\n    def call(self, x):\n        s = tf.shape(x)\n        return {call}\n"
                + "model = tf.keras.Model(i, Own()(i))\n"
        );

        Assert.Equal(shape, measured.Rows[measured.Rows.Count - 1].OutputShape.ToString());
    }

    // A slope for each of 16 channels.
    [Fact]
    public void A_class_that_derives_from_a_layer_has_its_settings_of_training() =>
        Assert.Equal(
            16,
            Measure(
                "class Slopes(layers.PReLU):\n    def build(self, shape):\n"
                    + "        self.alpha = self.add_weight(shape=(shape[-1],), name='alpha', "
                    + "initializer=self.alpha_initializer, regularizer=self.alpha_regularizer, "
                    + "constraint=self.alpha_constraint)\n"
                    + "    def call(self, x):\n"
                    + "        return tf.maximum(0., x) + self.alpha * tf.minimum(0., x)\n"
                    + "model = tf.keras.Model(i, Slopes()(i))\n"
            ).Totals.Parameters
        );

    // 3x3 for 16 channels with a bias, 8 filters and then 4 for those.
    [Fact]
    public void A_layer_is_renamed_by_the_attribute_behind_its_name()
    {
        var measured = Measure(
            "class Chain(layers.Layer):\n    def __init__(self, **kwargs):\n        super().__init__(**kwargs)\n"
                + "        self.steps = []\n    def add(self, layer):\n"
                + "        layer._name = '{}/{}'.format(self.name, layer._name)\n        self.steps.append(layer)\n"
                + "    def call(self, x):\n        for step in self.steps:\n            x = step(x)\n        return x\n"
                + "c = Chain(name='c')\nc.add(layers.Conv2D(8, 3, name='one'))\nc.add(layers.Conv2D(4, 3, name='two'))\n"
                + "model = tf.keras.Model(i, c(i))\n"
        );

        Assert.Equal((16 * 9 * 8) + 8 + (8 * 9 * 4) + 4, measured.Totals.Parameters);
        Assert.Contains(measured.Rows, row => row.Name.EndsWith("c/two", StringComparison.Ordinal));
    }

    private static NetworkMeasurement Measure(string code)
    {
        var measured = Measurer.Measure(
            new ModelLibrary().ReadCode(
                "import tensorflow as tf\nfrom tensorflow.keras import layers\ni = layers.Input((28, 28, 16))\n" + code,
                new ReadOptions(),
                CancellationToken.None
            )
        );
        Assert.Empty(measured.Problems);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        return measured;
    }
}
