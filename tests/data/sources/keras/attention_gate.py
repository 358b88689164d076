# Where is the lesion? A small U-Net whose skips pass through gates of attention.
import tensorflow as tf
from tensorflow.keras.layers import (Activation, Add, BatchNormalization, Concatenate, Conv2D, Conv2DTranspose, Input,
                                     MaxPool2D, Multiply, UpSampling2D)
from tensorflow.keras.models import Model


def conv_block(x, n):
    for _ in range(2):
        x = Conv2D(n, 3, padding="same", use_bias=False)(x)
        x = BatchNormalization()(x)
        x = Activation("relu")(x)
    return x


def gate(skip, signal, n, name):
    theta = Conv2D(n, 1, strides=2, name=f"{name}_theta")(skip)
    phi = Conv2D(n, 1, name=f"{name}_phi")(signal)
    psi = Activation("relu")(Add()([theta, phi]))
    psi = Conv2D(1, 1, activation="sigmoid", name=f"{name}_psi")(psi)
    return Multiply(name=f"{name}_out")([skip, UpSampling2D(interpolation="bilinear")(psi)])


def attention_unet(size=(96, 96, 1), widths=(16, 32, 64)):
    inputs = Input(size)
    skips, x = [], inputs
    for n in widths:
        x = conv_block(x, n)
        skips.append(x)
        x = MaxPool2D()(x)
    x = conv_block(x, widths[-1] * 2)
    for level, n in reversed(list(enumerate(widths))):
        skip = gate(skips[level], x, n // 2, f"gate{level}")
        x = Conv2DTranspose(n, 2, strides=2, padding="same")(x)
        x = conv_block(Concatenate()([x, skip]), n)
    return Model(inputs, Conv2D(1, 1, activation="sigmoid", dtype=tf.float32)(x), name="attention_unet")


if __name__ == "__main__":
    net = attention_unet()
    net.summary(line_length=120)
