using System.Text.RegularExpressions;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// Sources of Keras 1: what keras/legacy/interfaces.py of Keras 2.0 to 2.3 makes of their calls, by plain arithmetic.
/// </summary>
public sealed class FirstKerasTests
{
    [Theory]
    // 32 * 9 + 32, 64 * 32 * 9 + 64, 12 * 12 * 64 * 128 + 128, 1290: Keras 1's examples/mnist_cnn.py.
    [InlineData(
        "m = Sequential()\nm.add(Convolution2D(32, 3, 3, border_mode='valid', input_shape=(28, 28, 1)))\n"
            + "m.add(Convolution2D(64, 3, 3))\nm.add(MaxPooling2D((2, 2)))\nm.add(Flatten())\n"
            + "m.add(Dense(128, init='uniform', W_regularizer='l2'))\nm.add(Dropout(p=0.5))\n"
            + "m.add(Dense(output_dim=10, bias=True))",
        1_199_882
    )]
    // 8 * 45 + 8; with strides of 2 and 1 the output is 8x16x32, and 40,970 weights follow.
    [InlineData(
        "m = Sequential()\nm.add(Convolution2D(nb_filter=8, nb_row=5, nb_col=3, subsample=(2, 1), border_mode='same', "
            + "dim_ordering='th', input_shape=(3, 32, 32)))\nm.add(Flatten())\nm.add(Dense(10))",
        41_338
    )]
    [InlineData(
        "from keras import backend as K\nK.set_image_dim_ordering('th')\nm = Sequential()\n"
            + "m.add(Convolution2D(8, 5, 3, border_mode='same', input_shape=(3, 32, 32)))\nm.add(Flatten())\n"
            + "m.add(Dense(10))",
        368 + ((8 * 32 * 32) + 1) * 10
    )]
    // One bias in each gate: 3 * (8 * 4 + 4 * 4 + 4); 4 * (4 * 5 + 5 * 5 + 5).
    [InlineData(
        "m = Sequential()\nm.add(GRU(output_dim=4, inner_init='orthogonal', input_dim=8, input_length=7, "
            + "return_sequences=True, consume_less='gpu'))\nm.add(LSTM(5, dropout_W=0.2, dropout_U=0.2))",
        156 + 200
    )]
    [InlineData(
        "m = Sequential([Convolution1D(nb_filter=16, filter_length=3, border_mode='same', subsample_length=2, "
            + "input_dim=8, input_length=20), MaxPooling1D(pool_length=2, stride=1)])",
        400
    )]
    [InlineData(
        "m = Sequential([Convolution3D(4, 3, 3, 3, subsample=(1, 1, 1), input_shape=(8, 8, 8, 1)), "
            + "BatchNormalization(mode=0, axis=-1)])",
        112 + 16
    )]
    [InlineData(
        "m = Sequential([AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2), input_shape=(32, 32, 3)), Flatten(), Dense(1)])",
        112 + (28 * 28 * 4) + 1
    )]
    [InlineData(
        "m = Sequential([Deconvolution2D(3, 3, 3, output_shape=(None, 14, 14, 3), input_shape=(12, 12, 4))])",
        111
    )]
    [InlineData("m = Sequential([Embedding(100, 4, init='uniform', input_length=5, dropout=0.2)])", 400)]
    [InlineData(
        "m = Sequential([SeparableConvolution2D(8, 3, 3, border_mode='same', subsample=(2, 2), input_shape=(8, 8, 3))])",
        27 + 24 + 8
    )]
    [InlineData(
        "i = Input((8,))\na = Dense(4)(i)\nb = Dense(4)(i)\ns = merge([a, b], mode='sum')\n"
            + "c = merge([s, a], mode='concat', concat_axis=-1)\nm = Model(input=i, output=[Dense(2)(c)])",
        36 + 36 + 18
    )]
    // What a layer keeps of its input, and the usual shape of images: 8 * 27 + 8; 8 gains and 8 offsets.
    [InlineData(
        "from keras.engine import Layer, InputSpec\n"
            + "from keras.applications.imagenet_utils import _obtain_input_shape\nclass Scale(Layer):\n"
            + "    def build(self, shape):\n        self.input_spec = [InputSpec(shape=shape)]\n"
            + "        self.gamma = self.add_weight(shape=(int(shape[-1]),))\n"
            + "        self.beta = self.add_weight(shape=(int(self.input_spec[0].shape[-1]),))\n"
            + "    def call(self, x, mask=None):\n        return x * self.gamma + self.beta\n"
            + "i = Input(_obtain_input_shape(None, default_size=224, min_size=48, data_format=None, include_top=True))\n"
            + "m = Model(i, Scale()(Convolution2D(8, 3, 3, subsample=(2, 2))(i)))",
        224 + 16
    )]
    // As TensorFlow's Keras takes it, with strides of 3.
    [InlineData(
        "m = Sequential([Conv2D(32, 3, 3, input_shape=(32, 32, 3)), Flatten(), Dense(10)])",
        896 + ((10 * 10 * 32) + 1) * 10
    )]
    public void Names_of_Keras_1_are_those_of_today(string code, long parameters)
    {
        var totals = Measurer.Measure(Read(code)).Totals;
        Assert.Equal(parameters, totals.Parameters);
        Assert.Equal(Trust.Exact, totals.ParametersTrust);
    }

    [Theory]
    [InlineData("Merge(mode='concat')", "write keras.layers.concatenate([a, b])")]
    [InlineData("MaxoutDense(16, nb_feature=4)", "write Dense(units * nb_feature)")]
    [InlineData("TimeDistributedDense(4)", "write TimeDistributed(Dense(units))")]
    [InlineData("BatchNormalization(mode=1)", "modes 0 and 2 are")]
    public void What_Keras_2_has_not_says_what_to_write(string layer, string said) =>
        Assert.Contains(
            said,
            Assert
                .Throws<ModelFileException>(() => Read($"m = Sequential([Dense(4, input_dim=3)])\nm.add({layer})"))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Numbers_that_can_be_rows_and_columns_are_said() =>
        Assert.Contains(
            Read("m = Sequential([Conv2D(32, 3, 3, input_shape=(32, 32, 3))])").Warnings,
            warning => warning.EndsWith("write Conv2D(filters, (3, 3))", StringComparison.Ordinal)
        );

    private static CnnParams.Networks.Network Read(string code) =>
        new ModelLibrary().ReadCode(
            "from keras.models import Model, Sequential\nfrom keras.layers import "
                + string.Join(
                    ", ",
                    Regex.Matches(code, @"\b([A-Z]\w*|merge)\(").Select(match => match.Groups[1].Value).Except(Others)
                )
                + $"\n{code}",
            new ReadOptions(),
            CancellationToken.None
        );

    private static readonly string[] Others = ["Model", "Sequential", "Scale", "InputSpec", "Layer"];
}
