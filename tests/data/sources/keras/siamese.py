# Are two signatures by the same hand? One network reads both, and a Lambda takes how far apart they are.
from keras.models import Sequential, Model
from keras.layers import *
from keras import backend as K
from keras.regularizers import l2

paper = (64, 96, 1)


def reader(widths=(24, 48, 96), features=160):
    net = Sequential(name='reader')
    for place, width in enumerate(widths):
        first = {'input_shape': paper} if place == 0 else {}
        net.add(Conv2D(width, (5, 5) if place == 0 else (3, 3), kernel_regularizer=l2(1e-4), **first))
        net.add(PReLU(shared_axes=[1, 2]))
        net.add(MaxPooling2D((2, 2)))
    net.add(Flatten())
    net.add(Dense(features, activation='tanh'))
    return net


def apart(pair):
    known, asked = pair
    return K.square(known - asked)


shared = reader()
known, asked = Input(shape=paper, name='known'), Input(shape=paper, name='asked')
gap = Lambda(apart, name='gap')([shared(known), shared(asked)])
gap = Dropout(0.25)(gap)
same_hand = Model([known, asked], Dense(1, activation='sigmoid', name='same')(gap))
same_hand.compile('rmsprop', loss='binary_crossentropy', metrics=['accuracy'])
print('parameters:', same_hand.count_params())
