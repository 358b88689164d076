# A functional U-Net with separable convolutions and dropout, as a paper's appendix gives it.
from keras import backend as K
from keras.layers import Input, SeparableConv2D, Conv2D, MaxPooling2D, UpSampling2D, Dropout, concatenate
from keras.models import Model


def dice(y_true, y_pred, smooth=1.):
    a, b = K.flatten(y_true), K.flatten(y_pred)
    return (2. * K.sum(a * b) + smooth) / (K.sum(a) + K.sum(b) + smooth)


def unet(n_classes=4, side=112, base=12, depth=3, drop=.1):
    inp = Input((side, side, 3))
    pools, downs = inp, {}
    for d in range(depth):
        c = SeparableConv2D(base << d, 3, activation='relu', padding='same')(pools)
        c = Dropout(drop * (d + 1))(c)
        downs[d] = SeparableConv2D(base << d, 3, activation='relu', padding='same')(c)
        pools = MaxPooling2D(2)(downs[d])
    mid = Conv2D(base << depth, 3, activation='relu', padding='same', dilation_rate=2)(pools)
    while downs:
        d, skip = downs.popitem()
        up = Conv2D(base << d, 2, padding='same')(UpSampling2D(size=(2, 2))(mid))
        mid = SeparableConv2D(base << d, 3, activation='relu', padding='same')(concatenate([up, skip], axis=-1))
    out = Conv2D(n_classes, (1, 1), activation='softmax')(mid)
    net = Model(inputs=inp, outputs=out)
    net.compile(optimizer='adam', loss='categorical_crossentropy', metrics=[dice])
    return net


model = unet()
