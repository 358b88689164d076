# A small transformer for photographs of flowers: tokens are cut out of the picture by hand, as the course does it.
import keras
from keras import layers, ops

SIDE, CUT, WIDTH, HEADS, DEPTH, KINDS = 96, 8, 48, 3, 5, 17
TOKENS = (SIDE // CUT) ** 2


class CutIntoTokens(layers.Layer):
    """(batch, side, side, 3) to (batch, tokens, cut * cut * 3)."""

    def __init__(self, cut, **kwargs):
        super().__init__(**kwargs)
        self.cut = cut

    def call(self, pictures):
        batch, rows, columns, colours = ops.shape(pictures)
        pieces = ops.image.extract_patches(pictures, size=self.cut)
        return ops.reshape(pieces, (batch, (rows // self.cut) * (columns // self.cut), self.cut ** 2 * colours))


class AddPlaces(layers.Layer):
    def __init__(self, count, width):
        super().__init__()
        self.count = count
        self.to_width = layers.Dense(width)
        self.places = layers.Embedding(count, width)

    def call(self, tokens):
        numbers = ops.expand_dims(ops.arange(0, self.count), 0)
        return self.places(numbers) + self.to_width(tokens)


def look_around(tokens):
    calm = layers.LayerNormalization()(tokens)
    seen = layers.MultiHeadAttention(HEADS, WIDTH, dropout=0.2)(calm, calm)
    return layers.Add()([tokens, seen])


def think(tokens, factor=3):
    thought = keras.Sequential([
        layers.LayerNormalization(),
        layers.Dense(factor * WIDTH, activation=keras.activations.gelu),
        layers.Dense(WIDTH),
        layers.Dropout(0.2),
    ])
    return layers.Add()([tokens, thought(tokens)])


photo = keras.Input((80, 80, 3), name="photo")
ready = keras.Sequential([layers.Normalization(), layers.Resizing(SIDE, SIDE), layers.RandomFlip("horizontal")])(photo)
flow = AddPlaces(TOKENS, WIDTH)(CutIntoTokens(CUT)(ready))
for step in range(DEPTH):
    flow = think(look_around(flow))
flow = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(flow))
flowers = keras.Model(photo, layers.Dense(KINDS, activation="softmax")(flow), name="flowers")
