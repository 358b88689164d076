# Twins: one encoder for both pictures, the difference of what it finds, and its distance.
import tensorflow as tf
from tensorflow.keras import layers, models
import tensorflow.keras.backend as K


def encoder(shape):
    i = layers.Input(shape)
    x = i
    for n in [8, 16, 32]:
        x = layers.Conv2D(n, 3, activation='relu')(x)
        x = layers.AveragePooling2D()(x)
    x = layers.BatchNormalization()(layers.Flatten()(x))
    x = layers.Dense(72)(x)
    return models.Model(i, layers.Lambda(lambda v: K.l2_normalize(v, axis=1))(x), name='encoder')


enc = encoder((62, 62, 3))
left, right = layers.Input((62, 62, 3)), layers.Input((62, 62, 3))
difference = layers.subtract([enc(left), enc(right)])
size = layers.Lambda(lambda d: tf.abs(d))(difference)
hidden = layers.Dense(16, activation='relu')(size)
twins = models.Model(inputs=[left, right], outputs=layers.Dense(1, activation='sigmoid')(hidden))
twins.compile('adam', 'binary_crossentropy')
