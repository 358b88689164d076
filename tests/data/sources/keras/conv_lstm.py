# The next frame of a film: ConvLSTM layers, and a convolution over space and time.
from keras.models import Sequential
from keras.layers import Conv3D, ConvLSTM2D, BatchNormalization

seq = Sequential([
    ConvLSTM2D(filters=40, kernel_size=(3, 3), input_shape=(15, 40, 40, 1), padding='same', return_sequences=True),
    BatchNormalization(),
    ConvLSTM2D(filters=40, kernel_size=(3, 3), padding='same', return_sequences=True),
    BatchNormalization(),
    Conv3D(filters=1, kernel_size=(3, 3, 3), activation='sigmoid', padding='same', data_format='channels_last'),
])
seq.compile(loss='binary_crossentropy', optimizer='adadelta')
