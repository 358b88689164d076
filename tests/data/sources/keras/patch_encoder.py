# A vision transformer from scratch: patches are cut by a layer of our own, and numbered by another.
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

image_size, patch_size = 48, 6
num_patches = (image_size // patch_size) ** 2
projection_dim, num_heads, transformer_layers = 32, 4, 3
transformer_units = [projection_dim * 2, projection_dim]


def mlp(x, hidden_units, dropout_rate):
    for units in hidden_units:
        x = layers.Dense(units, activation=tf.nn.gelu)(x)
        x = layers.Dropout(dropout_rate)(x)
    return x


class CutPatches(layers.Layer):
    def __init__(self, side):
        super(CutPatches, self).__init__()
        self.side = side

    def call(self, images):
        count = tf.shape(images)[0]
        patches = tf.image.extract_patches(images=images, sizes=[1, self.side, self.side, 1],
                                           strides=[1, self.side, self.side, 1], rates=[1, 1, 1, 1], padding="VALID")
        return tf.reshape(patches, [count, -1, patches.shape[-1]])


class PatchEncoder(layers.Layer):
    def __init__(self, count, width):
        super(PatchEncoder, self).__init__()
        self.count = count
        self.projection = layers.Dense(units=width)
        self.position = layers.Embedding(input_dim=count, output_dim=width)

    def call(self, patch):
        numbers = tf.range(start=0, limit=self.count, delta=1)
        return self.projection(patch) + self.position(numbers)


def create_classifier():
    inputs = layers.Input(shape=(image_size, image_size, 3))
    encoded = PatchEncoder(num_patches, projection_dim)(CutPatches(patch_size)(inputs))
    for _ in range(transformer_layers):
        x1 = layers.LayerNormalization(epsilon=1e-6)(encoded)
        attended = layers.MultiHeadAttention(num_heads=num_heads, key_dim=projection_dim, dropout=0.1)(x1, x1)
        x2 = layers.Add()([attended, encoded])
        x3 = layers.LayerNormalization(epsilon=1e-6)(x2)
        encoded = layers.Add()([mlp(x3, transformer_units, 0.1), x2])
    flat = layers.Flatten()(layers.LayerNormalization(epsilon=1e-6)(encoded))
    features = mlp(layers.Dropout(0.5)(flat), [128, 64], 0.5)
    return keras.Model(inputs=inputs, outputs=layers.Dense(10)(features))


vit_classifier = create_classifier()
