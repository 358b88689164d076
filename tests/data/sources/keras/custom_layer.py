# Layers of one's own, with weights that build makes.
import tensorflow as tf


class SimpleDense(tf.keras.layers.Layer):
    def __init__(self, units=32, activation=None, **kwargs):
        super(SimpleDense, self).__init__(**kwargs)
        self.units = units
        self.activation = tf.keras.activations.get(activation)

    def build(self, input_shape):
        self.w = self.add_weight(name='kernel', shape=(input_shape[-1], self.units), initializer='glorot_uniform', trainable=True)
        self.b = self.add_weight(name='bias', shape=(self.units,), initializer='zeros', trainable=True)
        super().build(input_shape)

    def call(self, inputs):
        return self.activation(tf.matmul(inputs, self.w) + self.b)

    def get_config(self):
        config = super().get_config()
        config.update({'units': self.units})
        return config


class ChannelGate(tf.keras.layers.Layer):
    """Squeeze and excitation."""
    def __init__(self, ratio=4):
        super().__init__()
        self.ratio = ratio

    def build(self, input_shape):
        channels = input_shape[-1]
        self.squeeze = tf.keras.layers.Dense(channels // self.ratio, activation='relu')
        self.excite = tf.keras.layers.Dense(channels, activation='sigmoid')
        self.scale = tf.Variable(tf.ones((channels,)), trainable=True)

    def call(self, x):
        s = tf.reduce_mean(x, axis=[1, 2], keepdims=True)
        return x * self.excite(self.squeeze(s)) * self.scale


model = tf.keras.Sequential([
    tf.keras.layers.InputLayer(input_shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(16, 3, activation='relu'),
    ChannelGate(),
    tf.keras.layers.GlobalMaxPooling2D(),
    SimpleDense(32, activation='relu'),
    SimpleDense(10),
])
