"""Writes torchvision models as models of Core ML, with torchvision's shapes beside them.

Makes in tests/data/coreml squeezenet1_1.mlmodel (a neural network, its weights left empty), resnet18.mlpackage (an ML
program; the file of weights is not written), small.mlmodel (a network with weights in it), and shapes.csv:
model,layer,output (without the batch), by forward hooks on torchvision 0.14.1. The bytes are protobuf's, by the field
numbers of apple/coremltools: mlmodel/format; `protoc --decode CoreML.Specification.Model` of those files reads them.
"""
import csv
import json
import os
import struct

import torch
import torchvision

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "coreml")


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def message(field, content=b""):
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def packed(field, values):
    return message(field, b"".join(varint(value) for value in values))


def shapes_of(model, size=(1, 3, 224, 224)):
    shapes = {}
    for name, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _, __, output, name=name: shapes.update({name: list(output.shape)}))
    model(torch.zeros(*size))
    return shapes


def image_input(name, height, width):
    return message(1, message(1, name) + message(3, message(4, number(1, width) + number(2, height) + number(3, 20))))


def save(name, content):
    path = os.path.join(TARGET, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(content)


class Layers:
    """The layers of a neural network (NeuralNetwork.proto)."""

    def __init__(self):
        self.content = b""

    def add(self, name, inputs, outputs, field, settings=b""):
        self.content += message(1, message(1, name) + b"".join(message(2, blob) for blob in inputs) + b"".join(message(3, blob) for blob in outputs) + message(field, settings))
        return outputs[0]

    def conv(self, name, module, bottom, weights=b"", bias=b""):
        pad = module.padding[0]
        edge = message(10, number(1, pad) + number(2, pad)) if pad else message(10)
        settings = number(1, module.out_channels) + number(2, module.in_channels // module.groups) + number(10, module.groups) + packed(20, module.kernel_size)
        settings += packed(30, module.stride) + packed(40, module.dilation) + message(50, message(1, edge * 2)) + number(70, int(module.bias is not None)) + message(90, weights) + (message(91, bias) if bias else b"")
        return self.add(name, [bottom], [name], 100, settings)

    def model(self, version, inputs):
        return number(1, version) + message(2, inputs) + message(500, self.content)


def squeezenet(rows):
    model = torchvision.models.squeezenet1_1(weights=None).eval()
    shapes = shapes_of(model)
    net = Layers()

    def note(name):
        rows.append(["squeezenet1_1.mlmodel", name, "x".join(map(str, shapes[name][1:]))])
        return name

    def unit(name, module, bottom):
        return net.add(name + ".relu", [net.conv(note(name), module, bottom)], [name + ".relu"], 130, message(10))

    at = "image"
    for index, module in enumerate(model.features):
        name = f"features.{index}"
        if isinstance(module, torch.nn.Conv2d):
            at = unit(name, module, at)
        elif isinstance(module, torch.nn.MaxPool2d):
            # Rounded up, as Caffe does.
            at = net.add(note(name), [at], [name], 120, number(1, 0) + packed(10, (3, 3)) + packed(20, (2, 2)) + message(32, packed(10, (0, 0))))
        elif hasattr(module, "squeeze"):
            squeezed = unit(name + ".squeeze", module.squeeze, at)
            at = net.add(name, [unit(name + ".expand1x1", module.expand1x1, squeezed), unit(name + ".expand3x3", module.expand3x3, squeezed)], [name], 320)
    at = unit("classifier.1", model.classifier[1], at)
    at = net.add("pool", [at], ["pool"], 120, number(1, 1) + number(60, 1))
    at = net.add("flatten", [at], ["flatten"], 301)
    net.add("prob", [at], ["prob"], 175)
    save("squeezenet1_1.mlmodel", net.model(1, image_input("image", 224, 224)))


def small():
    """Weights are in the file: a convolution, a batch norm, a scale, a dense layer, and an LSTM's sizes by hand."""
    net = Layers()
    conv = torch.nn.Conv2d(3, 8, 3, padding=1, groups=1)
    at = net.conv("conv", conv, "image", message(1, struct.pack("<216f", *range(216))), message(1, bytes(32)))
    at = net.add("norm", [at], ["norm"], 160, number(1, 8) + b"".join(message(field, message(1, bytes(32))) for field in (15, 16, 17, 18)))
    at = net.add("scale", [at], ["scale"], 245, packed(1, (8, 1, 1)) + message(2, message(1, bytes(32))) + number(3, 1) + packed(4, (8, 1, 1)) + message(5, message(1, bytes(32))))
    at = net.add("dense", [at], ["dense"], 140, number(1, 8 * 6 * 5) + number(2, 4) + number(10, 1) + message(20, message(2, bytes(2 * 960))) + message(21, message(1, bytes(16))))
    net.add("unknown", [at], ["out"], 1999)
    save("small.mlmodel", net.model(4, image_input("image", 6, 5)))


FLOAT32, INT32, BOOL, STRING = 11, 23, 1, 2


class Operations:
    """The operations of a block (MIL.proto)."""

    def __init__(self):
        self.content, self.offset = b"", 64

    @staticmethod
    def type_of(kind, sizes):
        return message(1, number(1, kind) + number(2, len(sizes)) + b"".join(message(3, message(1, number(1, size))) for size in sizes))

    def add(self, kind, name, arguments, sizes, attributes=b"", data=FLOAT32):
        inputs = b"".join(message(2, message(1, key) + message(2, b"".join(message(1, message(1, word)) for word in words))) for key, words in arguments.items())
        self.content += message(3, message(1, kind) + inputs + message(3, message(1, name) + message(2, self.type_of(data, sizes))) + attributes)
        return name

    def const(self, name, kind, sizes, immediate=None):
        value = message(2, self.type_of(kind, sizes))
        if immediate is None:
            value += message(5, message(1, "@model_path/weights/weight.bin") + number(2, self.offset))
            count = 4
            for size in sizes:
                count *= size
            self.offset += 64 + count
        else:
            value += message(3, message(1, immediate))
        return self.add("const", name, {}, sizes, message(5, message(1, "val") + message(2, value)), kind)

    def ints(self, name, values):
        return self.const(name, INT32, [len(values)], message(2, packed(1, values)))

    def whole(self, name, value):
        return self.const(name, INT32, [], message(2, packed(1, [value])))

    def word(self, name, value):
        return self.const(name, STRING, [], message(4, message(1, value)))

    def truth(self, name, value):
        return self.const(name, BOOL, [], message(3, packed(1, [int(value)])))


def resnet(rows):
    model = torchvision.models.resnet18(weights=None).eval()
    shapes = shapes_of(model)
    net = Operations()

    def note(name):
        rows.append(["resnet18.mlpackage", name, "x".join(map(str, shapes[name][1:]))])
        return name

    def conv(name, module, at):
        arguments = {"x": [at], "weight": [net.const(name + ".weight", FLOAT32, list(module.weight.shape))], "strides": [net.ints(name + ".strides", module.stride)],
                     "pad_type": [net.word(name + ".pad_type", "custom")], "pad": [net.ints(name + ".pad", [module.padding[0]] * 4)],
                     "dilations": [net.ints(name + ".dilations", module.dilation)], "groups": [net.whole(name + ".groups", module.groups)]}
        return net.add("conv", note(name), arguments, shapes[name])

    def norm(name, module, at):
        parts = {key: [net.const(f"{name}.{key}", FLOAT32, [module.num_features])] for key in ("mean", "variance", "gamma", "beta")}
        return net.add("batch_norm", note(name), {"x": [at], **parts}, shapes[name])

    def relu(name, at, sizes):
        return net.add("relu", name, {"x": [at]}, sizes)

    at = relu("relu", norm("bn1", model.bn1, conv("conv1", model.conv1, "image")), [1, 64, 112, 112])
    at = net.add("max_pool", note("maxpool"), {"x": [at], "kernel_sizes": [net.ints("pool.kernel", [3, 3])], "strides": [net.ints("pool.strides", [2, 2])],
                                               "pad_type": [net.word("pool.pad_type", "custom")], "pad": [net.ints("pool.pad", [1, 1, 1, 1])],
                                               "ceil_mode": [net.truth("pool.ceil", False)]}, shapes["maxpool"])
    for stage in range(1, 5):
        for index, block in enumerate(getattr(model, f"layer{stage}")):
            name = f"layer{stage}.{index}"
            begin, sizes = at, shapes[name + ".bn2"]
            at = relu(name + ".relu1", norm(name + ".bn1", block.bn1, conv(name + ".conv1", block.conv1, at)), sizes)
            at = norm(name + ".bn2", block.bn2, conv(name + ".conv2", block.conv2, at))
            if block.downsample is not None:
                begin = norm(name + ".downsample.1", block.downsample[1], conv(name + ".downsample.0", block.downsample[0], begin))
            at = relu(name + ".relu2", net.add("add", name + ".sum", {"x": [at], "y": [begin]}, sizes), sizes)
    at = net.add("reduce_mean", note("avgpool"), {"x": [at], "axes": [net.ints("mean.axes", [-1, -2])], "keep_dims": [net.truth("mean.keep", True)]}, shapes["avgpool"])
    at = net.add("reshape", "flatten", {"x": [at], "shape": [net.ints("flatten.shape", [1, 512])]}, [1, 512])
    net.add("linear", note("fc"), {"x": [at], "weight": [net.const("fc.weight", FLOAT32, [1000, 512])], "bias": [net.const("fc.bias", FLOAT32, [1000])]}, shapes["fc"])
    block = message(2, "fc") + net.content
    function = message(1, message(1, "image") + message(2, net.type_of(FLOAT32, [1, 3, 224, 224]))) + message(2, "CoreML5") + message(3, message(1, "CoreML5") + message(2, block))
    program = number(1, 1) + message(2, message(1, "main") + message(2, function))
    save("resnet18.mlpackage/Data/com.apple.CoreML/model.mlmodel", number(1, 6) + message(2) + message(502, program))
    with open(os.path.join(TARGET, "resnet18.mlpackage", "Manifest.json"), "w") as out:
        entry = {"author": "com.apple.CoreML", "description": "CoreML Model Specification", "name": "model.mlmodel", "path": "com.apple.CoreML/model.mlmodel"}
        json.dump({"fileFormatVersion": "1.0.0", "itemInfoEntries": {"MODEL": entry}, "rootModelIdentifier": "MODEL"}, out, indent=2)
        out.write("\n")


def main():
    os.makedirs(TARGET, exist_ok=True)
    rows = []
    squeezenet(rows)
    small()
    resnet(rows)
    with open(os.path.join(TARGET, "shapes.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["model", "layer", "output"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
