"""Writes torchvision models as OpenVINO IR of version 11, with torchvision's shapes beside them.

Makes in tests/data/openvino alexnet.xml and mobilenet_v2.xml (batch norms folded into the convolutions, as OpenVINO's
converter does), and shapes.csv: model,layer,output (without the batch), by forward hooks on torchvision 0.14.1. The
.bin file is not written: places and sizes of the constants are those that one would have.
"""
import csv
import os
from xml.sax.saxutils import escape, quoteattr

import torch
import torchvision

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "openvino")


class Writer:
    def __init__(self, name):
        self.name, self.layers, self.edges, self.shapes, self.place = name, [], [], {}, 0

    def layer(self, kind, name, inputs, leaving, precision="FP32", **data):
        number = len(self.layers)
        words = " ".join(f"{key}={quoteattr(str(value))}" for key, value in data.items())
        text = [f'<layer id="{number}" name={quoteattr(name)} type="{kind}" version="opset1">']
        if words:
            text.append(f"<data {words}/>")
        if inputs:
            text.append("<input>" + "".join(self.port(i, self.shapes[source]) for i, source in enumerate(inputs)) + "</input>")
        if leaving is not None:
            text.append("<output>" + self.port(len(inputs), leaving, f' precision="{precision}"') + "</output>")
        text.append("</layer>")
        for i, source in enumerate(inputs):
            self.edges.append(f'<edge from-layer="{source[0]}" from-port="{source[1]}" to-layer="{number}" to-port="{i}"/>')
        self.layers.append("".join(text))
        output = (number, len(inputs))
        self.shapes[output] = leaving
        return output

    @staticmethod
    def port(number, shape, more=""):
        return f'<port id="{number}"{more}>' + "".join(f"<dim>{size}</dim>" for size in shape) + "</port>"

    def const(self, name, shape, kind="f32"):
        count = 1
        for size in shape:
            count *= size
        size = count * {"f32": 4, "f16": 2, "i64": 8}[kind]
        output = self.layer("Const", name, [], shape, kind.upper(), element_type=kind, shape=", ".join(map(str, shape)), offset=self.place, size=size)
        self.place += size
        return output

    def conv(self, name, module, source, shape):
        weights = list(module.weight.shape)
        kind, size = "Convolution", weights
        if module.groups > 1:
            kind, size = "GroupConvolution", [module.groups, weights[0] // module.groups, *weights[1:]]
        settings = {"strides": ",".join(map(str, module.stride)), "dilations": ",".join(map(str, module.dilation)),
                    "pads_begin": ",".join(map(str, module.padding)), "pads_end": ",".join(map(str, module.padding)), "auto_pad": "explicit"}
        kernel = self.const(name + ".weight", size, "f16")
        kernel = self.layer("Convert", name + ".weight/fp32", [kernel], size, destination_type="f32")
        output = self.layer(kind, name, [source, kernel], list(shape), **settings)
        bias = self.const(name + ".bias", [1, weights[0], 1, 1])
        return self.layer("Add", name + "/bias", [output, bias], list(shape), auto_broadcast="numpy")

    def linear(self, name, module, source, shape):
        kernel = self.const(name + ".weight", list(module.weight.shape))
        output = self.layer("MatMul", name, [source, kernel], list(shape), transpose_a="false", transpose_b="true")
        bias = self.const(name + ".bias", [1, module.out_features])
        return self.layer("Add", name + "/bias", [output, bias], list(shape), auto_broadcast="numpy")

    def save(self):
        with open(os.path.join(TARGET, self.name + ".xml"), "w") as out:
            out.write(f'<?xml version="1.0"?>\n<net name="{escape(self.name)}" version="11">\n<layers>\n' + "\n".join(self.layers)
                      + "\n</layers>\n<edges>\n" + "\n".join(self.edges) + "\n</edges>\n</net>\n")


def shapes_of(model):
    shapes = {}
    for name, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _, __, output, name=name: shapes.update({name: list(output.shape)}))
    model(torch.zeros(1, 3, 224, 224))
    return shapes


def alexnet(rows):
    model = torchvision.models.alexnet(weights=None).eval()
    shapes = shapes_of(model)
    net = Writer("alexnet")
    at = net.layer("Parameter", "input", [], [1, 3, 224, 224], shape="1,3,224,224", element_type="f32")
    for name, module in model.named_modules():
        shape = shapes.get(name)
        if isinstance(module, torch.nn.Conv2d):
            at = net.conv(name, module, at, shape)
        elif isinstance(module, torch.nn.ReLU):
            at = net.layer("ReLU", name, [at], shape)
        elif isinstance(module, torch.nn.MaxPool2d):
            at = net.layer("MaxPool", name, [at], shape, kernel="3,3", strides="2,2", pads_begin="0,0", pads_end="0,0", rounding_type="floor")
        elif isinstance(module, torch.nn.AdaptiveAvgPool2d):
            target = net.const("flatten/shape", [2], "i64")
            at = net.layer("Reshape", "flatten", [at, target], [1, 9216], special_zero="true")
            continue
        elif isinstance(module, torch.nn.Linear):
            at = net.linear(name, module, at, shape)
        else:
            continue
        rows.append(["alexnet", name, "x".join(map(str, shape[1:]))])
    net.layer("Result", "output", [at], None)
    net.save()


def mobilenet(rows):
    model = torchvision.models.mobilenet_v2(weights=None).eval()
    shapes = shapes_of(model)
    net = Writer("mobilenet_v2")
    at = net.layer("Parameter", "input", [], [1, 3, 224, 224], shape="1,3,224,224", element_type="f32")
    for index, block in enumerate(model.features):
        begin = at
        for name, module in block.named_modules():
            full = f"features.{index}.{name}"
            if isinstance(module, torch.nn.Conv2d):
                at = net.conv(full, module, at, shapes[full])
            elif isinstance(module, torch.nn.ReLU6):
                at = net.layer("Clamp", full, [at], shapes[full], min="0", max="6")
            else:
                continue
            rows.append(["mobilenet_v2", full, "x".join(map(str, shapes[full][1:]))])
        if getattr(block, "use_res_connect", False):
            at = net.layer("Add", f"features.{index}/sum", [begin, at], net.shapes[at], auto_broadcast="numpy")
    axes = net.const("pool/axes", [2], "i64")
    at = net.layer("ReduceMean", "pool", [at, axes], [1, 1280], keep_dims="false")
    at = net.linear("classifier.1", model.classifier[1], at, [1, 1000])
    rows.append(["mobilenet_v2", "classifier.1", "1000"])
    at = net.layer("SoftMax", "softmax", [at], [1, 1000], axis="1")
    net.layer("Result", "output", [at], None)
    net.save()


def main():
    os.makedirs(TARGET, exist_ok=True)
    rows = []
    alexnet(rows)
    mobilenet(rows)
    with open(os.path.join(TARGET, "shapes.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["model", "layer", "output"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
