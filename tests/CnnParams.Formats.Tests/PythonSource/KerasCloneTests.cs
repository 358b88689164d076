using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// keras.models.clone_model: the same layers, weights of their own. The numbers are plain arithmetic.
/// </summary>
public sealed class KerasCloneTests
{
    // A convolution 3 -> 4 (112), a norm (16), a scale (4) with a dense layer 4 -> 5 (25), a dense layer 5 -> 2 (12).
    private const string Source = """
        from tensorflow import keras
        from tensorflow.keras import layers, Model, Input

        class Scale(layers.Layer):
            def __init__(self, units=3, **kwargs):
                super().__init__(**kwargs)
                self.units = units
                self.inner = layers.Dense(units)

            def build(self, shape):
                self.scale = self.add_weight(shape=(shape[-1],), name='scale')

            def call(self, x):
                return self.inner(x * self.scale)

            def get_config(self):
                config = super().get_config()
                config.update({'units': self.units})
                return config

        image = Input((8, 8, 3))
        x = layers.Conv2D(4, 3)(image)
        x = layers.BatchNormalization()(x)
        x = Scale(5)(x + 1.0)
        x = keras.Sequential([layers.Dense(2), layers.ReLU()], name='head')(x)
        model = Model(image, x)
        other = CLONE
        again = Input((8, 8, 3))
        both = Model(again, layers.Add()([model(again), other(again)]))
        """;

    [Theory]
    [InlineData("keras.models.clone_model(model)", 338)]
    [InlineData("model", 169)]
    [InlineData("keras.models.clone_model(model, clone_function=lambda layer: layer)", 169)]
    // The head is shared, and all else is made anew.
    [InlineData(
        "keras.models.clone_model(model, clone_function=lambda layer: layer if layer.name == 'head' "
            + "else layer.__class__.from_config(layer.get_config()))",
        326
    )]
    public void Weights_are_shared_or_not(string clone, long parameters) =>
        Assert.Equal(parameters, Measure(Source.Replace("CLONE", clone, StringComparison.Ordinal)).Totals.Parameters);

    [Fact]
    public void A_clone_is_frozen_without_its_original()
    {
        var measured = Measure(
            """
            from tensorflow import keras
            from tensorflow.keras import layers
            model = keras.Sequential([layers.Conv2D(4, 3, input_shape=(8, 8, 3)), layers.Flatten(), layers.Dense(2)])
            target = keras.models.clone_model(model)
            target.trainable = False
            image = keras.Input((8, 8, 3))
            both = keras.Model(image, layers.Concatenate()([model(image), target(image)]))
            """
        );

        // 112 + (6 * 6 * 4 + 1) * 2 each.
        Assert.Equal(2 * 402, measured.Totals.Parameters);
        Assert.Equal(402, measured.Totals.TrainableParameters);
    }

    private static NetworkMeasurement Measure(string code)
    {
        var measured = Measurer.Measure(new ModelLibrary().ReadCode(code, new ReadOptions(), default));
        Assert.Empty(measured.Problems);
        return measured;
    }
}
