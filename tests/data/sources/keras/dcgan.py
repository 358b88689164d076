# The two halves of a DCGAN, and the generator trained through a frozen critic.
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Reshape, Conv2D, Conv2DTranspose, BatchNormalization, LeakyReLU, Dropout, Flatten, Input
from keras.optimizers import Adam

NOISE = 64


def build_critic():
    critic = Sequential([Input((48, 48, 3))], name='critic')
    for n, drop in zip([32, 64, 128], np.linspace(0.2, 0.4, 3)):
        critic.add(Conv2D(n, 5, strides=2, padding='same', kernel_initializer='he_uniform'))
        critic.add(LeakyReLU(0.2))
        critic.add(Dropout(float(drop)))
    critic.add(Flatten())
    critic.add(Dense(1, activation='sigmoid'))
    critic.compile(loss='binary_crossentropy', optimizer=Adam(2e-4, beta_1=0.5), metrics=['accuracy'])
    return critic


def build_generator():
    maker = Sequential(name='maker')
    maker.add(Dense(6 * 6 * 128, use_bias=False, input_dim=NOISE))
    maker.add(BatchNormalization(momentum=0.8))
    maker.add(LeakyReLU(0.2))
    maker.add(Reshape((6, 6, 128)))
    for n in [128, 64]:
        maker.add(Conv2DTranspose(n, (4, 4), strides=(2, 2), padding='same', use_bias=False))
        maker.add(BatchNormalization(momentum=0.8))
        maker.add(LeakyReLU(0.2))
    maker.add(Conv2DTranspose(3, (4, 4), strides=(2, 2), padding='same', activation='tanh'))
    return maker


critic, maker = build_critic(), build_generator()
critic.trainable = False
gan = Sequential([maker, critic])
gan.compile(loss='binary_crossentropy', optimizer=Adam(2e-4, beta_1=0.5))

for step in range(20000):
    noise = np.random.normal(0, 1, (32, NOISE))
    fake = maker.predict(noise)
    if step % 500 == 0:
        print('%d [G loss: %.4f]' % (step, gan.train_on_batch(noise, np.ones((32, 1)))))
