# Raw sound, one sample after the other: causal convolutions, each twice as wide apart, with gates and residuals.
from keras import Model, Input
from keras.layers import Conv1D, Multiply, Add, Activation, ReLU


class Waves:
    def __init__(self, length, levels, channels=24, skip=40, stacks=2, depth=6):
        self.length, self.levels = length, levels
        self.channels, self.skip = channels, skip
        self.dilations = [2 ** i for _ in range(stacks) for i in range(depth)]

    def residual(self, x, dilation):
        filtered = Conv1D(self.channels, kernel_size=3, dilation_rate=dilation, padding="causal", activation="tanh")(x)
        gate = Conv1D(self.channels, kernel_size=3, dilation_rate=dilation, padding="causal", activation="sigmoid")(x)
        z = Multiply()([filtered, gate])
        return Add()([x, Conv1D(self.channels, 1)(z)]), Conv1D(self.skip, 1)(z)

    def build(self):
        sound = Input(shape=(self.length, self.levels))
        x, skips = Conv1D(self.channels, 2, padding="causal")(sound), []
        for dilation in self.dilations:
            x, skip = self.residual(x, dilation)
            skips += [skip]
        y = ReLU()(Add()(skips))
        y = Conv1D(self.skip, 1, activation="relu")(y)
        y = Conv1D(self.levels, 1)(y)
        return Model(inputs=sound, outputs=Activation("softmax")(y))


model = Waves(length=2048, levels=64).build()
