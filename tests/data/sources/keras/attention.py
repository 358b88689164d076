# Which of five newspapers wrote it? Words and their places, two encoders of our own, and a softmax.
import keras
from keras import layers, ops

WORDS, LENGTH, WIDTH, PAPERS = 8000, 120, 40, 5


class WordsInPlaces(layers.Layer):
    def __init__(self, words, length, width, **kwargs):
        super().__init__(**kwargs)
        self.meaning = layers.Embedding(words, width)
        self.place = layers.Embedding(length, width)

    def call(self, text):
        numbers = ops.arange(0, ops.shape(text)[-1], 1)
        return self.meaning(text) + self.place(numbers)


class Encoder(layers.Layer):
    """Attention, then two dense layers; the norm comes first, and what came in is added again."""

    def __init__(self, width, heads, inner, drop=0.2, **kwargs):
        super().__init__(**kwargs)
        self.norms = [layers.LayerNormalization(), layers.LayerNormalization()]
        self.look = layers.MultiHeadAttention(heads, width // heads)
        self.think = keras.Sequential([layers.Dense(inner, activation="gelu"), layers.Dense(width), layers.Dropout(drop)])

    def call(self, tokens):
        before, after = self.norms
        calm = before(tokens)
        tokens = tokens + self.look(calm, calm)
        return tokens + self.think(after(tokens))


article = keras.Input((LENGTH,), dtype="int32", name="article")
flow = WordsInPlaces(WORDS, LENGTH, WIDTH)(article)
for inner in (96, 64):
    flow = Encoder(WIDTH, heads=4, inner=inner)(flow)
flow = layers.GlobalMaxPooling1D()(flow)
newspapers = keras.Model(article, layers.Dense(PAPERS, activation="softmax")(flow), name="newspapers")
