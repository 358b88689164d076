# Number plates: convolutions, the columns as steps, two bidirectional LSTMs, and a loss of its own layer.
import string
import keras
from keras import layers

characters = sorted(set(string.ascii_uppercase + string.digits))
downsample_factor = 4
height, width = 40, 160

img = layers.Input(shape=(width, height, 1), name="image", dtype="float32")
x = layers.Conv2D(24, (3, 3), activation="relu", kernel_initializer="he_normal", padding="same", name="Conv1")(img)
x = layers.MaxPooling2D((2, 2), name="pool1")(x)
x = layers.Conv2D(48, (3, 3), activation="relu", kernel_initializer="he_normal", padding="same", name="Conv2")(x)
x = layers.MaxPooling2D((2, 2), name="pool2")(x)
new_shape = (width // downsample_factor, (height // downsample_factor) * 48)
x = layers.Reshape(target_shape=new_shape, name="reshape")(x)
x = layers.Dense(56, activation="relu", name="dense1")(x)
x = layers.Dropout(0.2)(x)
x = layers.Bidirectional(layers.LSTM(96, return_sequences=True, dropout=0.25))(x)
x = layers.Bidirectional(layers.LSTM(64, return_sequences=True, dropout=0.25), merge_mode="sum")(x)
x = layers.Dense(len(characters) + 1, activation="softmax", name="dense2")(x)
plates = keras.models.Model(inputs=[img], outputs=x, name="plates")
plates.summary()
