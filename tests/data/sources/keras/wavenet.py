# WaveNet's stack: dilated causal convolutions with gates, skips that are added up.
import keras
from keras import layers

residual_channels, skip_channels, kernel_size = 32, 64, 2
dilations = [2 ** i for i in range(8)] * 2


def wavenet_block(x, dilation):
    tanh = layers.Conv1D(residual_channels, kernel_size, dilation_rate=dilation, padding='causal', activation='tanh')(x)
    gate = layers.Conv1D(residual_channels, kernel_size, dilation_rate=dilation, padding='causal', activation='sigmoid')(x)
    z = layers.Multiply()([tanh, gate])
    skip = layers.Conv1D(skip_channels, 1)(z)
    res = layers.Conv1D(residual_channels, 1)(z)
    return layers.Add()([x, res]), skip


inputs = layers.Input(shape=(1024, 1))
x = layers.Conv1D(residual_channels, kernel_size, padding='causal')(inputs)
skips = []
for d in dilations:
    x, skip = wavenet_block(x, d)
    skips.append(skip)
out = layers.Activation('relu')(layers.Add()(skips))
out = layers.Conv1D(128, 1, activation='relu')(out)
out = layers.Conv1D(256, 1, activation='softmax')(out)
model = keras.Model(inputs, out)
