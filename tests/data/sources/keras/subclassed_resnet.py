# A residual network of classes: blocks are layers, stages are lists of them, the model is called once to be built.
import tensorflow as tf
from tensorflow.keras import Model, layers


class Block(layers.Layer):
    def __init__(self, filters, stride=1):
        super().__init__()
        self.conv1 = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)
        self.bn1 = layers.BatchNormalization()
        self.conv2 = layers.Conv2D(filters, 3, padding="same", use_bias=False)
        self.bn2 = layers.BatchNormalization()
        if stride != 1:
            self.shortcut = tf.keras.Sequential([layers.Conv2D(filters, 1, strides=stride), layers.BatchNormalization()])
        else:
            self.shortcut = lambda x: x

    def call(self, x, training=None):
        y = tf.nn.relu(self.bn1(self.conv1(x), training=training))
        y = self.bn2(self.conv2(y), training=training)
        return tf.nn.relu(y + self.shortcut(x))


class ResNet(Model):
    def __init__(self, counts, classes):
        super().__init__()
        self.stem = tf.keras.Sequential([
            layers.Conv2D(16, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.ReLU()])
        self.stages = []
        for i, count in enumerate(counts):
            for j in range(count):
                self.stages.append(Block(16 * 2 ** i, stride=2 if i > 0 and j == 0 else 1))
        self.pool = layers.GlobalAvgPool2D()
        self.fc = layers.Dense(classes)

    def call(self, x, training=None):
        x = self.stem(x)
        for block in self.stages:
            x = block(x, training=training)
        return self.fc(self.pool(x))


net = ResNet([2, 2, 2], classes=12)
net.build(input_shape=(None, 32, 32, 3))
net.summary()
