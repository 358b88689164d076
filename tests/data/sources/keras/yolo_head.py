# Traffic signs in a frame: a pipeline of small functions, and boxes from a coarse and a fine grid.
from functools import partial, reduce, wraps
from keras.layers import Conv2D, Input, LeakyReLU, BatchNormalization, MaxPooling2D, UpSampling2D, Concatenate, Reshape
from keras.models import Model
from keras.regularizers import l2

SIGNS, BOXES = 11, 2
VALUES = SIGNS + 5


def pipe(*steps):
    def run(x):
        return reduce(lambda done, step: step(done), steps, x)
    return run


@wraps(Conv2D)
def plain(*args, **kwargs):
    settings = {'padding': 'same', 'kernel_regularizer': l2(1e-4), **kwargs}
    return Conv2D(*args, **settings)


def unit(filters, size=3, **kwargs):
    kwargs.setdefault('use_bias', False)
    return pipe(plain(filters, size, **kwargs), BatchNormalization(), LeakyReLU(0.2))


half = partial(MaxPooling2D, pool_size=2, padding='same')


def boxes(filters, grid):
    rows, columns = grid
    return pipe(unit(filters), plain(BOXES * VALUES, 1), Reshape((rows, columns, BOXES, VALUES)))


frame = Input((192, 320, 3))
stem = [step for filters in (12, 24, 48) for step in (unit(filters), half())]
fine = pipe(*stem, unit(96), unit(48, 1), unit(96))(frame)
coarse = pipe(half(), unit(192), unit(128, 1))(fine)
large = boxes(160, (12, 20))(coarse)
raised = pipe(unit(64, 1), UpSampling2D(2))(coarse)
small = pipe(Concatenate(), boxes(80, (24, 40)))([raised, fine])
signs = Model(inputs=frame, outputs=[large, small])
