"""Writes torchvision's ResNet-18 as a program of PaddlePaddle, with torchvision's shapes beside it.

Makes tests/data/paddle/resnet18.pdmodel and resnet18.csv: operator (by the name of what it writes),output (without the
batch), by forward hooks on torchvision 0.14.1. The bytes are protobuf's, by the field numbers of PaddlePaddle:
paddle/fluid/framework/framework.proto; `protoc --decode paddle.framework.proto.ProgramDesc` of that file reads them.
"""
import csv
import os

import torch
import torchvision

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "paddle")


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


# Number of each kind of setting, the field of its value.
def setting(name, value):
    if isinstance(value, bool):
        kind, content = 6, number(10, int(value))
    elif isinstance(value, int):
        kind, content = 0, number(3, value)
    elif isinstance(value, str):
        kind, content = 2, message(5, value)
    else:
        kind, content = 3, b"".join(number(6, item) for item in value)
    return message(4, message(1, name) + number(2, kind) + content)


class Program:
    def __init__(self):
        self.variables, self.operators = b"", b""

    def variable(self, name, sizes, kept=False):
        tensor = number(1, 5) + b"".join(number(2, size) for size in sizes)
        self.variables += message(3, message(1, name) + message(2, number(1, 7) + message(3, message(1, tensor) + number(2, 0))) + number(3, int(kept)))
        return name

    def add(self, kind, inputs, outputs, **settings):
        def arguments(field, words):
            return b"".join(message(field, message(1, key) + message(2, name)) for key, name in words.items())
        self.operators += message(4, arguments(1, inputs) + arguments(2, outputs) + message(3, kind) + b"".join(setting(*pair) for pair in settings.items()))

    def save(self, path):
        block = number(1, 0) + number(2, -1) + self.variables + self.operators
        with open(path, "wb") as out:
            out.write(message(1, block) + message(4, number(1, 0)))


def main():
    os.makedirs(TARGET, exist_ok=True)
    model = torchvision.models.resnet18(weights=None).eval()
    shapes = {}
    for name, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _, __, output, name=name: shapes.update({name: list(output.shape)}))
    model(torch.zeros(1, 3, 224, 224))
    net, rows = Program(), []

    def output(name, sizes):
        return net.variable(name, [-1, *sizes[1:]])

    def note(name):
        rows.append([name, "x".join(map(str, shapes[name][1:]))])
        return output(name, shapes[name])

    def conv(name, module, at):
        kernel = net.variable(name + ".w", list(module.weight.shape), kept=True)
        net.add("conv2d", {"Input": at, "Filter": kernel}, {"Output": note(name)}, strides=module.stride, paddings=module.padding, dilations=module.dilation,
                groups=module.groups, padding_algorithm="EXPLICIT", data_format="NCHW")
        return name

    def norm(name, module, at):
        parts = {key: net.variable(f"{name}.{key}", [module.num_features], kept=True) for key in ("Scale", "Bias", "Mean", "Variance")}
        net.add("batch_norm", {"X": at, **parts}, {"Y": note(name), "MeanOut": parts["Mean"], "VarianceOut": parts["Variance"]}, is_test=True)
        return name

    def relu(name, at, sizes):
        net.add("relu", {"X": at}, {"Out": output(name, sizes)})
        return name

    net.variable("feed", [])
    at = output("image", [1, 3, 224, 224])
    net.add("feed", {"X": "feed"}, {"Out": at}, col=0)
    at = relu("relu", norm("bn1", model.bn1, conv("conv1", model.conv1, at)), shapes["conv1"])
    net.add("pool2d", {"X": at}, {"Out": note("maxpool")}, pooling_type="max", ksize=(3, 3), strides=(2, 2), paddings=(1, 1), global_pooling=False, ceil_mode=False, adaptive=False)
    at = "maxpool"
    for stage in range(1, 5):
        for index, block in enumerate(getattr(model, f"layer{stage}")):
            name = f"layer{stage}.{index}"
            begin, sizes = at, shapes[name + ".bn2"]
            at = relu(name + ".relu1", norm(name + ".bn1", block.bn1, conv(name + ".conv1", block.conv1, at)), sizes)
            at = norm(name + ".bn2", block.bn2, conv(name + ".conv2", block.conv2, at))
            if block.downsample is not None:
                begin = norm(name + ".downsample.1", block.downsample[1], conv(name + ".downsample.0", block.downsample[0], begin))
            net.add("elementwise_add", {"X": at, "Y": begin}, {"Out": output(name + ".sum", sizes)}, axis=-1)
            at = relu(name + ".relu2", name + ".sum", sizes)
    net.add("pool2d", {"X": at}, {"Out": note("avgpool")}, pooling_type="avg", ksize=(1, 1), adaptive=True)
    net.add("flatten_contiguous_range", {"X": "avgpool"}, {"Out": output("flatten", [1, 512])}, start_axis=1, stop_axis=-1)
    net.add("matmul_v2", {"X": "flatten", "Y": net.variable("fc.w", [512, 1000], kept=True)}, {"Out": output("fc.product", [1, 1000])}, trans_x=False, trans_y=False)
    net.add("elementwise_add", {"X": "fc.product", "Y": net.variable("fc.b", [1000], kept=True)}, {"Out": note("fc")}, axis=-1)
    net.add("fetch", {"X": "fc"}, {"Out": net.variable("fetch", [])}, col=0)
    net.save(os.path.join(TARGET, "resnet18.pdmodel"))
    with open(os.path.join(TARGET, "resnet18.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["operator", "output"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
