# Text in images: convolutions, then two recurrent layers over the columns.
import tensorflow as tf
from tensorflow.keras import layers, Model, Input
from tensorflow.keras import backend as K

img_w, img_h, num_classes = 128, 64, 63


def get_model(training=True):
    inputs = Input(name='the_input', shape=(img_w, img_h, 1), dtype='float32')
    inner = layers.Conv2D(64, (3, 3), padding='same', name='conv1', kernel_initializer='he_normal')(inputs)
    inner = layers.BatchNormalization()(inner)
    inner = layers.Activation('relu')(inner)
    inner = layers.MaxPooling2D(pool_size=(2, 2), name='max1')(inner)
    inner = layers.Conv2D(128, (3, 3), padding='same', name='conv2', kernel_initializer='he_normal')(inner)
    inner = layers.BatchNormalization()(inner)
    inner = layers.Activation('relu')(inner)
    inner = layers.MaxPooling2D(pool_size=(2, 2), name='max2')(inner)
    inner = layers.Conv2D(256, (3, 3), padding='same', name='conv3', kernel_initializer='he_normal')(inner)
    inner = layers.BatchNormalization()(inner)
    inner = layers.Activation('relu')(inner)
    inner = layers.MaxPooling2D(pool_size=(1, 2), name='max3')(inner)

    inner = layers.Reshape(target_shape=(32, 2048), name='reshape')(inner)
    inner = layers.Dense(64, activation='relu', kernel_initializer='he_normal', name='dense1')(inner)

    inner = layers.Bidirectional(layers.LSTM(256, return_sequences=True))(inner)
    inner = layers.Bidirectional(layers.LSTM(256, return_sequences=True))(inner)
    inner = layers.Dense(num_classes, kernel_initializer='he_normal', name='dense2')(inner)
    y_pred = layers.Activation('softmax', name='softmax')(inner)
    return Model(inputs=inputs, outputs=y_pred)


model = get_model()
