using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// RNN around Keras's cells and those of a source, over 10 steps of 8 features; cells that a source calls itself. The
/// numbers are plain arithmetic: a gate of n units is (features + n) products a unit, and one bias (GRU: two).
/// </summary>
public sealed class KerasCellTests
{
    private const string Source = """
        import tensorflow as tf
        from tensorflow import keras
        from tensorflow.keras import layers, Input

        class Plain(layers.Layer):
            def __init__(self, units, **kwargs):
                self.units = units
                self.state_size = units
                super(Plain, self).__init__(**kwargs)

            def build(self, input_shape):
                self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name='kernel')
                self.recurrent = self.add_weight(shape=(self.units, self.units), name='recurrent')

            def call(self, inputs, states):
                output = keras.backend.dot(inputs, self.kernel) + keras.backend.dot(states[0], self.recurrent)
                return output, [output]

        class Gated(layers.Layer):
            def __init__(self, units):
                super().__init__()
                self.units = units
                self.gates = layers.Dense(4 * units)

            @property
            def state_size(self):
                return [self.units, self.units]

            def call(self, x, states, training=None):
                h, c = states
                i, f, o, g = tf.split(self.gates(tf.concat([x, h], axis=-1)), 4, axis=-1)
                c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
                h = tf.sigmoid(o) * tf.tanh(c)
                return h, [h, c]

        x = Input((10, 8))
        """;

    [Theory]
    [InlineData("layers.RNN(layers.LSTMCell(16))(x)", 4 * 16 * 25, 10 * 4 * 16 * 24, "(16)")]
    [InlineData("layers.RNN([layers.LSTMCell(16), layers.GRUCell(12)])(x)", 2680, 10 * (1536 + 1008), "(12)")]
    [InlineData("layers.Bidirectional(layers.RNN(layers.GRUCell(12)))(x)", 2 * 36 * 22, 2 * 10 * 36 * 20, "(24)")]
    [InlineData("layers.RNN(layers.LSTMCell(16), return_state=True)(x)[2]", 1600, 15360, "(16)")]
    [InlineData("layers.RNN(Plain(32), return_sequences=True)(x)", 40 * 32, 10 * 40 * 32, "(10,32)")]
    [InlineData("layers.RNN([Plain(32), Plain(64)])(x)", 1280 + (96 * 64), 10 * (1280 + (96 * 64)), "(64)")]
    [InlineData("layers.RNN([layers.LSTMCell(16), Plain(12)])(x)", 1600 + (28 * 12), 10 * (1536 + 336), "(12)")]
    [InlineData("layers.Bidirectional(layers.RNN(Plain(6)))(x)", 2 * 14 * 6, 2 * 10 * 14 * 6, "(12)")]
    [InlineData("layers.RNN(Gated(7), return_sequences=True)(x)", 28 * 16, 10 * 28 * 15, "(10,7)")]
    public void Weights_are_counted_once_and_steps_as_many_as_there_are(
        string output,
        long parameters,
        long macs,
        string shape
    )
    {
        var measured = Measure($"{Source}\nmodel = keras.Model(x, {output})");

        Assert.Equal(parameters, measured.Totals.Parameters);
        Assert.Equal(macs, measured.Totals.Macs);
        Assert.Equal(shape, measured.Rows[measured.Rows.Count - 1].OutputShape.ToString());
    }

    [Fact]
    public void A_cell_that_is_called_twice_has_its_weights_once()
    {
        var measured = Measure(
            $"""
            {Source}
            cell = layers.LSTMCell(16)
            h = c = tf.zeros((tf.shape(x)[0], 16))
            for step in range(3):
                y, (h, c) = cell(x[:, step], [h, c])
            model = keras.Model(x, y)
            """
        );

        Assert.Equal(1600, measured.Totals.Parameters);
        Assert.Equal(3 * 1536, measured.Totals.Macs);
    }

    // MobileNetV2 with additions in it: 2,257,984 parameters (keras.io/api/applications), and those of the LSTM and the
    // classifier: 4 * 16 * (1280 + 16 + 1) and 16 * 3 + 3.
    [Fact]
    public void A_network_that_is_no_chain_is_applied_to_each_step()
    {
        var measured = Measure(
            """
            from tensorflow import keras
            from tensorflow.keras import layers
            frame = keras.applications.MobileNetV2(include_top=False, input_shape=(96, 96, 3), pooling='avg')
            model = keras.Sequential([keras.Input((5, 96, 96, 3)), layers.TimeDistributed(frame), layers.LSTM(16), layers.Dense(3)])
            """
        );

        Assert.Equal(2_257_984 + 83_008 + 51, measured.Totals.Parameters);
        Assert.Equal("(3)", measured.Rows[measured.Rows.Count - 1].OutputShape.ToString());
    }

    private static NetworkMeasurement Measure(string code)
    {
        var measured = Measurer.Measure(new ModelLibrary().ReadCode(code, new ReadOptions(), default));
        Assert.Empty(measured.Problems);
        return measured;
    }
}
