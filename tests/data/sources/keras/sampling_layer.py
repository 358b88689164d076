# A variational autoencoder of digits in one functional model: encoder, Sampling, decoder.
import tensorflow as tf
from tensorflow.keras import Input, Model, layers

latent_dim = 6


class Sampling(layers.Layer):
    """Uses (mean, log_var) to draw z."""

    def call(self, inputs):
        mean, log_var = inputs
        batch = tf.shape(mean)[0]
        dim = tf.shape(mean)[1]
        epsilon = tf.keras.backend.random_normal(shape=(batch, dim))
        return mean + tf.exp(0.5 * log_var) * epsilon


encoder_inputs = Input(shape=(28, 28, 1))
x = layers.Conv2D(20, 3, activation="relu", strides=2, padding="same")(encoder_inputs)
x = layers.Conv2D(40, 3, activation="relu", strides=2, padding="same")(x)
volume = x.shape[1:]
x = layers.Flatten()(x)
x = layers.Dense(24, activation="relu")(x)
z_mean = layers.Dense(latent_dim, name="z_mean")(x)
z_log_var = layers.Dense(latent_dim, name="z_log_var")(x)
z = Sampling()([z_mean, z_log_var])
encoder = Model(encoder_inputs, [z_mean, z_log_var, z], name="encoder")

latent_inputs = Input(shape=(latent_dim,))
x = layers.Dense(volume[0] * volume[1] * volume[2], activation="relu")(latent_inputs)
x = layers.Reshape((volume[0], volume[1], volume[2]))(x)
x = layers.Conv2DTranspose(40, 3, activation="relu", strides=2, padding="same")(x)
x = layers.Conv2DTranspose(20, 3, activation="relu", strides=2, padding="same")(x)
decoder = Model(latent_inputs, layers.Conv2DTranspose(1, 3, activation="sigmoid", padding="same")(x), name="decoder")

vae = Model(encoder_inputs, decoder(encoder(encoder_inputs)[2]), name="vae")
