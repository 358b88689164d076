# A model with a call, whose input is known by the data that it is trained on.
from tensorflow import keras
from tensorflow.keras import layers, datasets
import tensorflow as tf

(x_train, y_train), (x_test, y_test) = datasets.cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


class ConvBlock(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = layers.Conv2D(filters, 3, padding='same', use_bias=False)
        self.bn = layers.BatchNormalization()
        self.pool = layers.MaxPooling2D()

    def call(self, x, training=False):
        x = self.bn(self.conv(x), training=training)
        return self.pool(tf.nn.relu(x))


class Net(keras.Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.blocks = [ConvBlock(f) for f in (32, 64, 128)]
        self.flatten = layers.Flatten()
        self.dropout = layers.Dropout(0.5)
        self.classifier = layers.Dense(num_classes)

    def call(self, inputs, training=None):
        x = inputs
        for block in self.blocks:
            x = block(x, training=training)
        x = self.flatten(x)
        if training:
            x = self.dropout(x, training=training)
        return self.classifier(x)


model = Net()
model.compile(optimizer='adam', loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
