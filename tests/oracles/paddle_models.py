"""Writes networks of torchvision as programs of PaddlePaddle, in both of its files, with torchvision's numbers beside them.

Makes tests/data/paddle: NAME.pdmodel and NAME.json of ResNet-18 and MobileNet v3 small, the same network twice; NAME.csv:
operator (by the name of what it writes in the .pdmodel), output (without the batch), by forward hooks on torchvision
0.14.1; totals.csv: network, parameters, buffers (running means and variances), multiplications of convolutions and
linear layers.

The bytes of a .pdmodel are protobuf's, by the field numbers of PaddlePaddle: paddle/fluid/framework/framework.proto;
`protoc --decode paddle.framework.proto.ProgramDesc` of that file reads them. The .json is what
paddle/fluid/pir/serialize_deserialize of PaddlePaddle 3 writes: ir_serialize.cc (operators, parameters first), schema.h
(keys), serialize_utils.h (types and attributes); arguments by position as in paddle/phi/ops/yaml/ops.yaml, and the bias
of a convolution as paddle.nn.Conv2D has it: reshaped to 1, filters, 1, 1 and added.
"""
import csv
import json
import os

import torch
import torchvision

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "paddle")


class Network:
    """Operators in the words of a .pdmodel, gathered to be written twice."""

    def __init__(self, model, size):
        self.model, self.shapes, self.rows, self.macs = model.eval(), {}, [], 0
        self.parameters, self.sizes, self.operators = {}, {}, []
        for name, module in model.named_modules():
            if not list(module.children()):
                module.register_forward_hook(lambda module, _, output, name=name: self.measure(name, module, output))
        model(torch.zeros(1, 3, size, size))
        self.add("feed", {}, "image", [1, 3, size, size])

    def measure(self, name, module, output):
        self.shapes[name] = list(output.shape)
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            self.macs += module.weight[0].numel() * output.numel()

    def parameter(self, name, sizes):
        self.parameters[name] = list(sizes)
        return name

    def add(self, kind, inputs, output, sizes, **settings):
        self.sizes[output] = [-1, *sizes[1:]]
        self.operators.append((kind, inputs, output, settings))
        return output

    def note(self, name):
        self.rows.append([name, "x".join(map(str, self.shapes[name][1:]))])
        return self.shapes[name]

    def conv(self, name, at):
        module = self.model.get_submodule(name)
        kind = "depthwise_conv2d" if module.groups == module.in_channels > 1 else "conv2d"
        kernel = self.parameter(name + ".w_0", module.weight.shape)
        self.add(kind, {"Input": at, "Filter": kernel}, name, self.note(name), strides=module.stride, paddings=module.padding, dilations=module.dilation,
                 groups=module.groups, padding_algorithm="EXPLICIT", data_format="NCHW")
        if module.bias is None:
            return name
        bias = self.parameter(name + ".b_0", module.bias.shape)
        return self.add("elementwise_add", {"X": name, "Y": bias}, name + ".sum", self.shapes[name], axis=1)

    def norm(self, name, at):
        channels = [self.model.get_submodule(name).num_features]
        parts = {key: self.parameter(f"{name}.{file}", channels) for key, file in (("Mean", "w_1"), ("Variance", "w_2"), ("Scale", "w_0"), ("Bias", "b_0"))}
        return self.add("batch_norm", {"X": at, **parts}, name, self.note(name), is_test=True, momentum=0.9, epsilon=1e-5, data_layout="NCHW", use_global_stats=True)

    def linear(self, name, at):
        module, sizes = self.model.get_submodule(name), self.note(name)
        self.add("matmul_v2", {"X": at, "Y": self.parameter(name + ".w_0", module.weight.shape[::-1])}, name, sizes, trans_x=False, trans_y=False)
        return self.add("elementwise_add", {"X": name, "Y": self.parameter(name + ".b_0", module.bias.shape)}, name + ".sum", sizes, axis=-1)

    def activate(self, kind, at):
        return self.add(kind, {"X": at}, f"{at}.{kind}", self.sizes[at])

    def pool(self, name, at, sizes, kind, size, stride, padding, adaptive):
        return self.add("pool2d", {"X": at}, name, sizes, pooling_type=kind, ksize=size, strides=stride, paddings=padding, global_pooling=False,
                        ceil_mode=False, adaptive=adaptive, exclusive=True, data_format="NCHW", padding_algorithm="EXPLICIT")

    def finish(self, at):
        self.add("fetch", {"X": at}, "fetch", self.sizes[at], col=0)


class Protobuf:
    """A .pdmodel."""

    def __init__(self, net):
        self.variables = self.operators = b""
        self.variable("feed", [])
        for name, sizes in net.parameters.items():
            self.variable(name, sizes, kept=True)
        for kind, inputs, output, settings in net.operators:
            if kind == "feed":
                inputs, settings = {"X": "feed"}, {"col": 0}
            self.variable(output, net.sizes[output] if kind != "fetch" else [])
            outputs = {{"conv2d": "Output", "depthwise_conv2d": "Output", "batch_norm": "Y"}.get(kind, "Out"): output}
            if kind == "batch_norm":
                outputs.update(MeanOut=inputs["Mean"], VarianceOut=inputs["Variance"])
            self.add(kind, inputs, outputs, settings)

    @staticmethod
    def varint(value):
        value &= (1 << 64) - 1
        out = bytearray()
        while value >= 0x80:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
        return bytes(out)

    @classmethod
    def number(cls, field, value):
        return cls.varint(field << 3) + cls.varint(value)

    @classmethod
    def message(cls, field, content=b""):
        content = content.encode() if isinstance(content, str) else content
        return cls.varint(field << 3 | 2) + cls.varint(len(content)) + content

    # Number of each kind of setting, the field of its value.
    def setting(self, name, value):
        if isinstance(value, bool):
            kind, content = 6, self.number(10, int(value))
        elif isinstance(value, int):
            kind, content = 0, self.number(3, value)
        elif isinstance(value, float):
            kind, content = 1, self.varint(4 << 3 | 5) + torch.tensor([value]).numpy().tobytes()
        elif isinstance(value, str):
            kind, content = 2, self.message(5, value)
        else:
            kind, content = 3, b"".join(self.number(6, item) for item in value)
        return self.message(4, self.message(1, name) + self.number(2, kind) + content)

    def variable(self, name, sizes, kept=False):
        tensor = self.number(1, 5) + b"".join(self.number(2, size) for size in sizes)
        described = self.message(3, self.message(1, tensor) + self.number(2, 0))
        self.variables += self.message(3, self.message(1, name) + self.message(2, self.number(1, 7) + described) + self.number(3, int(kept)))

    def add(self, kind, inputs, outputs, settings):
        def arguments(field, words):
            return b"".join(self.message(field, self.message(1, key) + self.message(2, name)) for key, name in words.items())
        self.operators += self.message(4, arguments(1, inputs) + arguments(2, outputs) + self.message(3, kind) + b"".join(self.setting(*pair) for pair in settings.items()))

    def save(self, path):
        block = self.number(1, 0) + self.number(2, -1) + self.variables + self.operators
        with open(path, "wb") as out:
            out.write(self.message(1, block) + self.message(4, self.number(1, 0)))


class Representation:
    """A .json of PaddlePaddle 3."""

    NAMES = {"batch_norm": "batch_norm_", "elementwise_add": "add", "elementwise_mul": "multiply", "matmul_v2": "matmul", "hard_swish": "hardswish",
             "hard_sigmoid": "hardsigmoid", "flatten_contiguous_range": "flatten"}
    ARGUMENTS = {"batch_norm": ["X", "Mean", "Variance", "Scale", "Bias"], "conv2d": ["Input", "Filter"], "depthwise_conv2d": ["Input", "Filter"]}
    SETTINGS = {"trans_x": "transpose_x", "trans_y": "transpose_y", "data_layout": "data_format"}

    def __init__(self, net):
        self.values, self.last, self.operators = {}, 0, []
        for name, sizes in reversed(list(net.parameters.items())):
            self.operators.append({"#": "p", "A": [0, 1, 1, name], "DA": [], "O": self.value(name, sizes), "OA": [1, 0, 1], "QA": []})
        for kind, inputs, output, settings in net.operators:
            self.translate(net, kind, inputs, output, settings)

    def value(self, name, sizes, kind="0.t_f32"):
        self.last += 1
        self.values[name] = self.last
        return {"%": self.last, "TT": {"#": "0.t_dtensor", "D": [{"#": kind}, sizes, "NCHW", [], 0]}}

    def attribute(self, value):
        if isinstance(value, bool):
            return {"#": "0.a_bool", "D": value}
        if isinstance(value, int):
            return {"#": "0.a_i32", "D": value}
        if isinstance(value, float):
            return {"#": "0.a_f32", "D": torch.tensor(value).item()}
        if isinstance(value, str):
            return {"#": "0.a_str", "D": value}
        return {"#": "0.a_array", "D": [self.attribute(item) for item in value]}

    def add(self, name, inputs, outputs, attributes):
        operands = [{"%": self.values[one] if one else 0} for one in inputs]
        flags = {"AT": self.attribute([False for _ in outputs]), "N": "stop_gradient"}
        self.operators.append({"#": name, "A": [{"AT": value, "N": key} for key, value in attributes.items()], "I": operands, "O": outputs, "OA": [flags]})

    def constant(self, output, values):
        place = {"#": "1.a_place", "D": [1, 0, ""]}
        items = {"#": "0.a_array", "D": [{"#": "0.a_i64", "D": value} for value in values]}
        self.add("1.full_int_array", [], [self.value(output, [len(values)], "0.t_i64")], {"value": items, "dtype": {"#": "1.a_dtype", "D": "int64"}, "place": place})
        return output

    def full(self, output, value, kind):
        self.add("1.full", [], [self.value(output, [1], "0.t_" + kind)], {"shape": {"#": "1.a_intarray", "D": [1]}, "value": {"#": "0.a_f64", "D": value}})
        return output

    def translate(self, net, kind, inputs, output, settings):
        settings = dict(settings)
        arguments = [inputs[key] for key in self.ARGUMENTS.get(kind, inputs)]
        if kind == "feed":
            size = {"#": "1.a_intarray", "D": net.sizes[output]}
            place = {"#": "1.a_place", "D": [0, 0, ""]}
            return self.add("1.data", [], [self.value(output, net.sizes[output])], {
                "name": self.attribute(output), "shape": size, "dtype": {"#": "1.a_dtype", "D": "float32"}, "place": place})
        if kind == "elementwise_add" and settings.pop("axis", -1) == 1:
            sizes = self.constant(output + ".sizes", [1, -1, 1, 1])
            bias = [1, *net.parameters[arguments[1]], 1, 1]
            self.add("1.reshape", [arguments[1], sizes], [self.value(output + ".bias", bias)], {})
            arguments = [arguments[0], output + ".bias"]
        if kind == "pool2d":
            arguments.append(self.constant(output + ".size", settings.pop("ksize")))
        if kind == "dropout":
            arguments += [None, self.full(output + ".p", 0.2, "f32")]
        outputs = [self.value(output, net.sizes[output])]
        if kind == "batch_norm":
            channels = net.parameters[inputs["Mean"]]
            outputs += [self.value(output + more, channels) for more in (".m", ".v", ".sm", ".sv")] + [self.value(output + ".r", [-1], "0.t_ui8")]
        if kind == "dropout":
            outputs.append(self.value(output + ".mask", net.sizes[output], "0.t_ui8"))
        attributes = {self.SETTINGS.get(key, key): self.attribute(value) for key, value in settings.items()}
        if kind == "fetch":
            attributes = {"name": self.attribute("fetch_name_0"), "col": self.attribute(0)}
        self.add("1." + self.NAMES.get(kind, kind), arguments, outputs, attributes)

    def save(self, path):
        block = {"#": "block_0", "args": [], "ops": self.operators}
        whole = {"base_code": {"magic": "pir", "trainable": True, "version": 1}, "program": {"regions": [{"#": "region_0", "blocks": [block]}]}}
        with open(path, "w") as out:
            json.dump(whole, out, sort_keys=True, separators=(",", ":"))


def resnet():
    net = Network(torchvision.models.resnet18(weights=None), 224)
    at = net.activate("relu", net.norm("bn1", net.conv("conv1", "image")))
    at = net.pool("maxpool", at, net.note("maxpool"), "max", (3, 3), (2, 2), (1, 1), False)
    for stage in range(1, 5):
        for index, block in enumerate(net.model.get_submodule(f"layer{stage}")):
            name, begin = f"layer{stage}.{index}", at
            at = net.activate("relu", net.norm(name + ".bn1", net.conv(name + ".conv1", at)))
            at = net.norm(name + ".bn2", net.conv(name + ".conv2", at))
            if block.downsample is not None:
                begin = net.norm(name + ".downsample.1", net.conv(name + ".downsample.0", begin))
            at = net.activate("relu", net.add("elementwise_add", {"X": at, "Y": begin}, name + ".merged", net.sizes[at], axis=-1))
    at = net.pool("avgpool", at, net.note("avgpool"), "avg", (1, 1), (1, 1), (0, 0), True)
    at = net.add("flatten_contiguous_range", {"X": at}, "flatten", [1, 512], start_axis=1, stop_axis=-1)
    net.finish(net.linear("fc", at))
    return net


def mobilenet():
    net = Network(torchvision.models.mobilenet_v3_small(weights=None), 224)
    kinds = {torch.nn.Hardswish: "hard_swish", torch.nn.ReLU: "relu", torch.nn.Hardsigmoid: "hard_sigmoid"}

    # Convolution, normalisation, and a function where there is one.
    def unit(name, at):
        at = net.norm(name + ".1", net.conv(name + ".0", at))
        parts = net.model.get_submodule(name)
        return net.activate(kinds[type(parts[2])], at) if len(parts) > 2 else at

    def squeeze(name, at):
        module = net.model.get_submodule(name)
        gate = net.pool(name + ".avgpool", at, net.note(name + ".avgpool"), "avg", (1, 1), (1, 1), (0, 0), True)
        gate = net.activate(kinds[type(module.activation)], net.conv(name + ".fc1", gate))
        gate = net.activate(kinds[type(module.scale_activation)], net.conv(name + ".fc2", gate))
        return net.add("elementwise_mul", {"X": at, "Y": gate}, name + ".scaled", net.sizes[at], axis=-1)

    at = unit("features.0", "image")
    for index in range(1, 12):
        block, begin = net.model.features[index], at
        for step, part in enumerate(block.block):
            name = f"features.{index}.block.{step}"
            at = squeeze(name, at) if type(part).__name__ == "SqueezeExcitation" else unit(name, at)
        if block.use_res_connect:
            at = net.add("elementwise_add", {"X": at, "Y": begin}, f"features.{index}.merged", net.sizes[at], axis=-1)
    at = unit("features.12", at)
    at = net.pool("avgpool", at, net.note("avgpool"), "avg", (1, 1), (1, 1), (0, 0), True)
    at = net.add("flatten_contiguous_range", {"X": at}, "flatten", [1, 576], start_axis=1, stop_axis=-1)
    at = net.activate("hard_swish", net.linear("classifier.0", at))
    at = net.add("dropout", {"X": at}, "classifier.2", net.note("classifier.2"), is_test=True, dropout_implementation="upscale_in_train")
    net.finish(net.linear("classifier.3", at))
    return net


def write(name, header, rows):
    with open(os.path.join(TARGET, name), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    os.makedirs(TARGET, exist_ok=True)
    totals = []
    for name, make in (("resnet18", resnet), ("mobilenet_v3_small", mobilenet)):
        net = make()
        for container, extension in ((Protobuf, "pdmodel"), (Representation, "json")):
            container(net).save(os.path.join(TARGET, f"{name}.{extension}"))
        write(name + ".csv", ["operator", "output"], net.rows)
        buffers = sum(buffer.numel() for key, buffer in net.model.named_buffers() if not key.endswith("num_batches_tracked"))
        totals.append([name, sum(parameter.numel() for parameter in net.model.parameters()), buffers, net.macs])
    write("totals.csv", ["network", "parameters", "buffers", "macs"], totals)


if __name__ == "__main__":
    main()
