# A residual network for leaves, 64 x 64: stages are given as a table, blocks put the norm and the ReLU first.
from __future__ import print_function
import keras
from keras.layers import Input, Conv2D, BatchNormalization, Activation, GlobalAveragePooling2D, Dense
from keras.models import Model
from keras.regularizers import l2

LEAVES = 36
STAGES = [(20, 2), (40, 3), (80, 2)]  # filters, blocks
options = dict(padding='same', kernel_initializer='he_uniform', kernel_regularizer=l2(5e-5))


def prepared(x):
    return Activation('relu')(BatchNormalization()(x))


def residual(x, filters, halve):
    step = 2 if halve else 1
    ready = prepared(x)
    if halve or x.shape[-1] != filters:
        # The sizes change: the way around needs a convolution too.
        x = Conv2D(filters, 1, strides=step, use_bias=False, **options)(ready)
    y = Conv2D(filters, 3, strides=step, use_bias=False, **options)(ready)
    y = Conv2D(filters, 3, **options)(prepared(y))
    return keras.layers.add([y, x])


def leaf_net(shape, stages, kinds):
    if not stages:
        raise ValueError('a stage is needed')
    picture = Input(shape=shape)
    x = Conv2D(stages[0][0], 5, strides=2, use_bias=False, **options)(picture)
    for number, (filters, blocks) in enumerate(stages):
        for block in range(blocks):
            x = residual(x, filters, halve=number > 0 and block == 0)
    x = GlobalAveragePooling2D()(prepared(x))
    return Model(picture, Dense(kinds, activation='softmax')(x))


net = leaf_net((64, 64, 3), STAGES, LEAVES)
net.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss='categorical_crossentropy')
net.summary()
