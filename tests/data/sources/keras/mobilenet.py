# Depthwise separable blocks with a width multiplier, as in MobileNet.
import tensorflow as tf
L = tf.keras.layers

ALPHA = 0.5


def conv_block(x, filters, strides):
    filters = int(filters * ALPHA)
    x = L.Conv2D(filters, 3, strides=strides, padding='same', use_bias=False)(x)
    x = L.BatchNormalization()(x)
    return L.ReLU(6.)(x)


def depthwise_block(x, filters, strides=1):
    filters = int(filters * ALPHA)
    x = L.DepthwiseConv2D(3, strides=strides, padding='same', use_bias=False)(x)
    x = L.BatchNormalization()(x)
    x = L.ReLU(6.)(x)
    x = L.Conv2D(filters, 1, padding='same', use_bias=False)(x)
    x = L.BatchNormalization()(x)
    return L.ReLU(6.)(x)


inp = L.Input((128, 128, 3))
x = conv_block(inp, 32, 2)
for filters, strides in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]:
    x = depthwise_block(x, filters, strides)
x = L.GlobalAveragePooling2D()(x)
x = L.Dropout(1e-3)(x)
out = L.Dense(100, activation='softmax')(x)
mobilenet = tf.keras.Model(inp, out)
tf.keras.utils.plot_model(mobilenet, show_shapes=True)
