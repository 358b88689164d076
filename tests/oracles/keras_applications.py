#!/usr/bin/env python3
"""Totals and layers of Keras's applications: tests/data/keras/applications.csv and application_layers.csv.

Run:  python3 tests/oracles/keras_applications.py DIRECTORY > tests/data/keras/applications.csv
      python3 tests/oracles/keras_applications.py DIRECTORY layers > tests/data/keras/application_layers.csv

DIRECTORY is keras/src/applications of a checkout of keras-team/keras; the table is from commit 3422977 (August 2026).
Those files define the models; they run here unchanged, with stand-ins for the layers that only count: shapes, weights
and multiply-accumulates, by Keras's documented rules. Keras itself and its back ends are not needed.

applications.csv   model, input (height = width), parameters, non_trainable, macs (convolutions and dense layers, bias not
                   counted, batch 1), without_top (parameters with include_top=False), without_top_output
application_layers.csv   model, top (1 with include_top), layers (how many model.layers has), order (SHA-256 of a line
                   "class parameters" for each of model.layers, joined by line feeds), names (the same of the names, the
                   input's being "input")

The order of model.layers is that of keras/src/ops/function.py (map_graph): by the distance from the output, farthest
first, then in the order in which a walk from the output meets them.
"""
import collections
import contextlib
import csv
import hashlib
import importlib
import os
import re
import sys
import types

MODELS = {
    "convnext": {"ConvNeXtTiny": 224, "ConvNeXtSmall": 224, "ConvNeXtBase": 224, "ConvNeXtLarge": 224, "ConvNeXtXLarge": 224},
    "densenet": {"DenseNet121": 224, "DenseNet169": 224, "DenseNet201": 224},
    "efficientnet": {"EfficientNetB0": 224, "EfficientNetB1": 240, "EfficientNetB2": 260, "EfficientNetB3": 300,
                     "EfficientNetB4": 380, "EfficientNetB5": 456, "EfficientNetB6": 528, "EfficientNetB7": 600},
    "efficientnet_v2": {"EfficientNetV2B0": 224, "EfficientNetV2B1": 240, "EfficientNetV2B2": 260, "EfficientNetV2B3": 300,
                        "EfficientNetV2S": 384, "EfficientNetV2M": 480, "EfficientNetV2L": 480},
    "inception_resnet_v2": {"InceptionResNetV2": 299},
    "inception_v3": {"InceptionV3": 299},
    "mobilenet": {"MobileNet": 224},
    "mobilenet_v2": {"MobileNetV2": 224},
    "mobilenet_v3": {"MobileNetV3Large": 224, "MobileNetV3Small": 224},
    "nasnet": {"NASNetMobile": 224, "NASNetLarge": 331},
    "resnet": {"ResNet50": 224, "ResNet101": 224, "ResNet152": 224},
    "resnet_v2": {"ResNet50V2": 224, "ResNet101V2": 224, "ResNet152V2": 224},
    "vgg16": {"VGG16": 224},
    "vgg19": {"VGG19": 224},
    "xception": {"Xception": 299},
}


class Count:
    """What the layers of one model add up to."""

    def __init__(self):
        self.trainable = self.fixed = self.macs = 0
        self.names = collections.Counter()

    def name_of(self, layer):
        """As Keras names what has no name: conv2d, conv2d_1."""
        name = re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", type(layer).__name__)).lower()
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}_{self.names[name] - 1}"


count = Count()


class Tensor:
    def __init__(self, shape, maker=None, reads=()):
        self.shape, self.maker, self.reads = tuple(shape), maker, reads

    def __mul__(self, other):
        return Tensor(max(self.shape, getattr(other, "shape", ()), key=len), object(), flat([self, other]))

    __rmul__ = __add__ = __radd__ = __sub__ = __truediv__ = __mul__


def flat(value):
    return [t for one in value for t in flat(one)] if isinstance(value, (list, tuple)) else [value] if isinstance(value, Tensor) else []


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def window(size, kernel, stride, padding, dilation=1):
    if padding.lower() == "same":
        return -(-size // stride)
    return (size - (kernel - 1) * dilation - 1) // stride + 1


class Layer:
    """A layer that passes what arrives; subclasses say what else it does."""

    def __init__(self, *args, name=None, **settings):
        self.args, self.settings, self.name = args, settings, name or count.name_of(self)

    def get(self, index, name, default=None):
        return self.args[index] if len(self.args) > index else self.settings.get(name, default)

    def __call__(self, x, *unused, **unused_too):
        before = count.trainable + count.fixed
        if hasattr(self, "build"):                  # the layers that an application defines itself
            self.build(x.shape)
        y = self.call(x)
        y.maker, y.reads = self, flat(x)
        self.parameters = count.trainable + count.fixed - before
        return y

    def call(self, x):
        return Tensor(x.shape)

    def add_weight(self, shape, **unused):
        count.trainable += product(shape)
        return Tensor(shape)


def product(values):
    total = 1
    for value in values:
        total *= value
    return total


class Windowed(Layer):
    def slide(self, x, kernel, stride, padding):
        _, height, width, _ = x.shape
        d = pair(self.settings.get("dilation_rate", 1))
        return window(height, kernel[0], stride[0], padding, d[0]), window(width, kernel[1], stride[1], padding, d[1])


class Conv2D(Windowed):
    def call(self, x):
        filters, kernel = self.get(0, "filters"), pair(self.get(1, "kernel_size"))
        groups, channels = self.settings.get("groups", 1), x.shape[3]
        rows, columns = self.slide(x, kernel, pair(self.get(2, "strides", 1)), self.get(3, "padding", "valid"))
        weights = kernel[0] * kernel[1] * channels // groups * filters
        count.trainable += weights + (filters if self.settings.get("use_bias", True) else 0)
        count.macs += weights * rows * columns
        return Tensor((None, rows, columns, filters))


class DepthwiseConv2D(Windowed):
    def call(self, x):
        kernel, channels = pair(self.get(0, "kernel_size")), x.shape[3] * self.settings.get("depth_multiplier", 1)
        rows, columns = self.slide(x, kernel, pair(self.get(1, "strides", 1)), self.get(2, "padding", "valid"))
        count.trainable += (kernel[0] * kernel[1] + (1 if self.settings.get("use_bias", True) else 0)) * channels
        count.macs += kernel[0] * kernel[1] * channels * rows * columns
        return Tensor((None, rows, columns, channels))


class SeparableConv2D(Windowed):
    def call(self, x):
        filters = self.get(0, "filters")
        middle = DepthwiseConv2D(self.get(1, "kernel_size"), strides=self.get(2, "strides", 1),
                                 padding=self.get(3, "padding", "valid"), use_bias=False).call(x)
        return Conv2D(filters, 1, use_bias=self.settings.get("use_bias", True)).call(middle)


class Dense(Layer):
    def call(self, x):
        units = self.get(0, "units")
        count.trainable += x.shape[-1] * units + (units if self.settings.get("use_bias", True) else 0)
        count.macs += product(v for v in x.shape[1:-1]) * x.shape[-1] * units
        return Tensor(x.shape[:-1] + (units,))


class BatchNormalization(Layer):
    def call(self, x):
        channels = x.shape[-1]
        count.trainable += channels * (self.settings.get("scale", True) + self.settings.get("center", True))
        count.fixed += 2 * channels
        return Tensor(x.shape)


class LayerNormalization(Layer):
    def call(self, x):
        count.trainable += 2 * x.shape[-1]
        return Tensor(x.shape)


class Normalization(Layer):
    def call(self, x):
        if self.settings.get("mean") is None:       # adapted: mean, variance and how many samples were seen
            count.fixed += 2 * x.shape[-1] + 1
        return Tensor(x.shape)


class Pooling(Windowed):
    def call(self, x):
        size = pair(self.get(0, "pool_size", 2))
        stride = self.get(1, "strides")
        rows, columns = self.slide(x, size, size if stride is None else pair(stride), self.get(2, "padding", "valid"))
        return Tensor((None, rows, columns, x.shape[3]))


class GlobalPooling(Layer):
    def call(self, x):
        return Tensor((None, 1, 1, x.shape[3]) if self.settings.get("keepdims") else (None, x.shape[3]))


def sides(value):
    if isinstance(value, int):
        return (value, value), (value, value)
    return tuple(pair(v) for v in value)


class ZeroPadding2D(Layer):
    sign = 1

    def call(self, x):
        (top, bottom), (left, right) = sides(self.get(0, "padding", self.settings.get("cropping", 1)))
        _, height, width, channels = x.shape
        return Tensor((None, height + self.sign * (top + bottom), width + self.sign * (left + right), channels))


class Cropping2D(ZeroPadding2D):
    sign = -1


class Flatten(Layer):
    def call(self, x):
        return Tensor((None, product(x.shape[1:])))


class Reshape(Layer):
    def call(self, x):
        shape = list(self.get(0, "target_shape"))
        if -1 in shape:
            known = product(v for v in shape if v != -1)
            shape[shape.index(-1)] = product(x.shape[1:]) // known
        return Tensor((None, *shape))


class Merge(Layer):
    def call(self, x):
        largest = max((t.shape for t in x), key=lambda shape: product(shape[1:]))
        assert all(a in (b, 1) for t in x for a, b in zip(t.shape, largest)), [t.shape for t in x]
        return Tensor(largest)


class Concatenate(Layer):
    def call(self, x):
        assert all(t.shape[1:3] == x[0].shape[1:3] for t in x), [t.shape for t in x]
        return Tensor(x[0].shape[:-1] + (sum(t.shape[-1] for t in x),))


class Sequential(Layer):
    def call(self, x):
        for layer in self.args[0]:
            x = layer(x)
        return x


class Functional:
    def __init__(self, inputs, outputs, name=None):
        self.outputs = outputs


PACKAGES = ("keras", "keras.src", "keras.src.applications")


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    if name not in PACKAGES:
        module.__getattr__ = lambda member: (lambda *a, **k: a[0] if a else None)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module


def install(directory):
    layer_types = {
        "Conv2D": Conv2D, "DepthwiseConv2D": DepthwiseConv2D, "SeparableConv2D": SeparableConv2D, "Dense": Dense,
        "BatchNormalization": BatchNormalization, "LayerNormalization": LayerNormalization, "Normalization": Normalization,
        "MaxPooling2D": Pooling, "AveragePooling2D": Pooling, "GlobalAveragePooling2D": GlobalPooling,
        "GlobalMaxPooling2D": GlobalPooling, "ZeroPadding2D": ZeroPadding2D, "Cropping2D": Cropping2D, "Flatten": Flatten,
        "Reshape": Reshape, "Add": Merge, "Multiply": Merge, "Concatenate": Concatenate,
        "Activation": Layer, "ReLU": Layer, "Dropout": Layer, "Rescaling": Layer, "Lambda": Layer, "InputLayer": Layer,
    }
    layer_types = {name: type(name, (base,), {}) for name, base in layer_types.items()}
    layer_types.update({
        "add": lambda x, **k: layer_types["Add"](**k)(x), "multiply": lambda x, **k: layer_types["Multiply"](**k)(x),
        "concatenate": lambda x, **k: layer_types["Concatenate"](**k)(x),
        "Input": lambda shape=None, **k: layer_types["InputLayer"](name="input")(Tensor((None, *shape))),
        "Layer": Layer,
    })
    stand_in("keras").__path__ = []
    stand_in("keras.src").__path__ = []
    stand_in("keras.src.api_export", keras_export=lambda *a, **k: lambda f: f)
    stand_in("keras.src.layers", **layer_types).__path__ = []
    stand_in("keras.src.layers.layer", Layer=Layer)
    stand_in("keras.src.models", Functional=Functional, Sequential=Sequential)
    stand_in("keras.src.backend", image_data_format=lambda: "channels_last", is_keras_tensor=lambda x: True,
             name_scope=contextlib.nullcontext, backend=lambda: "none", get_uid=lambda name: 0, floatx=lambda: "float32")
    for name in ("activations", "initializers", "ops", "random", "utils", "dtype_policies"):
        stand_in("keras.src." + name).__path__ = []
    stand_in("keras.src.ops.operation_utils")
    stand_in("keras.src.utils.file_utils")
    stand_in("keras.src.dtype_policies.dtype_policy")
    stand_in("keras.src.applications").__path__ = [directory]


def build(module, name, size, top):
    global count
    count = Count()
    function = getattr(importlib.import_module("keras.src.applications." + module), name)
    model = function(weights=None, include_top=top, input_shape=(size, size, 3))
    return count, model.outputs


def layers_of(output):
    """The layers of model.layers in the order of Keras: each makes one tensor here."""
    met, finished, pending = {}, [], [(output, False)]
    while pending:
        tensor, is_done = pending.pop()
        if is_done:
            finished.append(tensor)
        elif tensor not in met and tensor.maker is not None:
            met[tensor] = len(met)
            pending.append((tensor, True))
            pending.extend((read, False) for read in reversed(tensor.reads))
    depths = dict.fromkeys(finished, 0)
    for tensor in reversed(finished):
        for read in tensor.reads:
            if read in depths:
                depths[read] = max(depths[read], depths[tensor] + 1)
    ordered = sorted(finished, key=lambda tensor: (-depths[tensor], met[tensor]))
    return [tensor.maker for tensor in ordered if isinstance(tensor.maker, Layer)]


def write_layers(writer):
    writer.writerow("model,top,layers,order,names".split(","))
    for module, models in MODELS.items():
        for name, size in models.items():
            for top in (True, False):
                layers = layers_of(build(module, name, size, top)[1])
                order, names = [f"{type(layer).__name__} {layer.parameters}" for layer in layers], [layer.name for layer in layers]
                writer.writerow((name, int(top), len(layers), *(hashlib.sha256("\n".join(lines).encode()).hexdigest() for lines in (order, names))))
                if len(sys.argv) > 3:              # a folder for the lists themselves, to look at
                    with open(os.path.join(sys.argv[3], f"{name}_{int(top)}.txt"), "w") as file:
                        file.write("".join(f"{layer} {named}\n" for layer, named in zip(order, names)))


def main():
    install(os.path.abspath(sys.argv[1]))
    if sys.argv[2:3] == ["layers"]:
        write_layers(csv.writer(sys.stdout, lineterminator="\n"))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow("model,input,parameters,non_trainable,macs,without_top,without_top_output".split(","))
    rows = []
    for module, models in MODELS.items():
        for name, size in models.items():
            whole, _ = build(module, name, size, True)
            body, output = build(module, name, size, False)
            rows.append((name, size, whole.trainable + whole.fixed, whole.fixed, whole.macs,
                         body.trainable + body.fixed, "x".join(map(str, output.shape[1:]))))
    writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
