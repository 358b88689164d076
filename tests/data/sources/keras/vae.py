# A variational autoencoder of small faces: a class that trains two halves in its own way, and has no call.
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

CODE = 12
SIZE = (32, 32, 3)


class Draw(layers.Layer):
    """A sample of the normal distribution that the encoder has found."""

    def call(self, found):
        centre, log_width = found
        noise = tf.random.normal(tf.shape(centre))
        return centre + noise * tf.exp(log_width / 2)


def make_reader():
    face = keras.Input(SIZE, name="face")
    h = face
    for filters in (24, 48, 96):
        h = layers.Conv2D(filters, 4, strides=2, padding="same")(h)
        h = layers.LeakyReLU()(h)
    h = layers.Dense(40, activation="tanh")(layers.Flatten()(h))
    centre, log_width = layers.Dense(CODE, name="centre")(h), layers.Dense(CODE, name="log_width")(h)
    return keras.Model(face, [centre, log_width, Draw(name="draw")([centre, log_width])], name="reader")


def make_painter():
    painter = keras.Sequential(name="painter")
    painter.add(keras.Input((CODE,)))
    painter.add(layers.Dense(4 * 4 * 96))
    painter.add(layers.Reshape((4, 4, 96)))
    for filters in (48, 24):
        painter.add(layers.Conv2DTranspose(filters, 4, strides=2, padding="same", activation="relu"))
    painter.add(layers.UpSampling2D())
    painter.add(layers.Conv2D(SIZE[-1], 5, padding="same", activation="sigmoid"))
    return painter


class Faces(keras.Model):
    def __init__(self, reader, painter, weight=0.5, **kwargs):
        super().__init__(**kwargs)
        self.reader, self.painter = reader, painter
        self.weight = weight
        self.seen = keras.metrics.Mean("loss")

    def train_step(self, faces):
        with tf.GradientTape() as tape:
            centre, log_width, code = self.reader(faces, training=True)
            error = tf.reduce_sum(tf.square(faces - self.painter(code, training=True)), [1, 2, 3])
            spread = tf.reduce_sum(tf.exp(log_width) + centre ** 2 - 1 - log_width, axis=1)
            loss = tf.reduce_mean(error + self.weight * spread)
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.seen.update_state(loss)
        return {"loss": self.seen.result()}


(pictures, _), _ = keras.datasets.cifar10.load_data()
faces = Faces(make_reader(), make_painter())
faces.compile(keras.optimizers.RMSprop(1e-3))
faces.fit(pictures.astype("float32") / 255.0, batch_size=64, epochs=5)
