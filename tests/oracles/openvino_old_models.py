"""Lets the Model Optimizer of OpenVINO's own releases write models of PyTorch as IR of version 2, 4, 6 and 7.

Makes in tests/data/openvino squeezenet1_1_v2.xml, resnet18_v4.xml, mobilenet_v2_v6.xml, operators_v2.xml and _v4, _v6,
_v7, and lstm_v7.xml, from what torch 1.13.1 exports to ONNX. Each port of such a file has the shape that the optimizer
has inferred, and each layer the bytes of its weights: the tests hold both against what is read.

MODEL_OPTIMIZER has to name a command that runs the Model Optimizer of the release that is its first argument
(2018_R5, 2019_R3.1, 2020.1) with the other arguments; without it the files stay as they are. The releases are older
than Python 3.11, with which they were run: names that NumPy, networkx and ElementTree have taken away since were put
back for them.
"""
import os
import shutil
import subprocess
import tempfile
import warnings

import onnx
import torch
import torch.nn.functional as functional
import torchvision
from onnx import helper
from torch import nn

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "openvino")


class Operators(nn.Module):
    """Layers of many kinds; as the release of 2018 can take them, with fewer ways to cut a tensor."""

    def __init__(self, simple):
        super().__init__()
        self.simple = simple
        self.stem = nn.Conv2d(3, 16, (3, 5), stride=(2, 1), padding=(1, 2))
        self.bn = nn.BatchNorm2d(16)
        self.prelu = nn.PReLU(16)
        self.dw = nn.Conv2d(16, 32, 3, padding=2, dilation=2, groups=16, bias=False)
        self.lrn = nn.LocalResponseNorm(5)
        self.up = nn.ConvTranspose2d(32, 12, 4, stride=2, padding=1)
        self.upg = nn.ConvTranspose2d(32, 12 if simple else 32, 2, stride=2, groups=1 if simple else 4, bias=False)
        self.inorm = nn.InstanceNorm2d(12, affine=True)
        self.fc1 = nn.Linear(864, 40)
        self.fc2 = nn.Linear(40, 10, bias=False)

    def forward(self, x):
        x = self.prelu(self.bn(self.stem(x)))
        x = functional.max_pool2d(x, 3, 2, 1, ceil_mode=True)
        x = self.lrn(functional.leaky_relu(self.dw(x), 0.1))
        a, b = self.inorm(self.up(x)), self.upg(x)
        b = functional.elu(functional.avg_pool2d(b, 3, 2, 1, count_include_pad=False))
        a = torch.sigmoid(functional.avg_pool2d(a, 2, 2))
        x = torch.cat([a, b if self.simple else b[:, :12]], 1)
        y = torch.clamp(torch.tanh(x) * 2 + 1, 0, 6) + x
        y = functional.interpolate(y, scale_factor=2, mode="nearest")
        if not self.simple:
            p, q = torch.split(y, [8, 16], 1)
            y = torch.cat([q * q, p], 1)
        y = functional.pad(y, (1, 2, 3, 4))
        y = y.permute(0, 1, 3, 2) if self.simple else torch.tanh(y.permute(0, 2, 3, 1) * 2).permute(0, 3, 1, 2)
        y = functional.avg_pool2d(y, (10, 10), (9, 9))
        return functional.softmax(self.fc2(functional.relu(self.fc1(y.reshape(1, -1)))), 1)


class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.fc = nn.LSTM(16, 24), nn.Linear(24, 5)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])


def vary(model):
    """Gives each norm numbers of its own, so that none is folded away."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_()
            module.running_var.uniform_(1, 2)
        if isinstance(module, (nn.BatchNorm2d, nn.InstanceNorm2d)) and module.weight is not None:
            module.weight.data.uniform_(1, 2)
            module.bias.data.uniform_()
    return model


def simplify(path):
    """As ONNX wrote it in 2018: the scales of an Upsample as attributes, and a Relu for a Clip."""
    model = onnx.load(path)
    for node in model.graph.node:
        if node.op_type in ("Upsample", "Resize"):
            del node.input[1:]
            node.op_type = "Upsample"
            node.attribute.extend([helper.make_attribute("width_scale", 2.0), helper.make_attribute("height_scale", 2.0)])
        if node.op_type == "Clip":
            del node.input[1:]
            del node.attribute[:]
            node.op_type = "Relu"
    onnx.save(model, path)


def main():
    command = os.environ.get("MODEL_OPTIMIZER")
    if not command:
        print("MODEL_OPTIMIZER names none: the files stay as they are")
        return
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    image, small, steps = torch.zeros(1, 3, 224, 224), torch.zeros(1, 3, 97, 53), torch.zeros(7, 1, 16)
    models = torchvision.models
    version2, version7 = ["--generate_deprecated_IR_V2"], ["--generate_deprecated_IR_V7"]
    files = [
        ("squeezenet1_1_v2", "2018_R5", models.squeezenet1_1(weights=None), image, version2),
        ("resnet18_v4", "2018_R5", models.resnet18(weights=None), image, []),
        ("mobilenet_v2_v6", "2019_R3.1", models.mobilenet_v2(weights=None), image, []),
        ("operators_v2", "2018_R5", Operators(simple=True), small, version2 + ["--disable_fusing"]),
        ("operators_v4", "2018_R5", Operators(simple=True), small, []),
        ("operators_v6", "2019_R3.1", Operators(simple=False), small, ["--disable_fusing"]),
        ("operators_v7", "2020.1", Operators(simple=False), small, version7 + ["--data_type", "FP16"]),
        ("lstm_v7", "2020.1", Sequence(), steps, version7),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, release, model, example, options in files:
            path = os.path.join(folder, name + ".onnx")
            torch.onnx.export(vary(model).eval(), example, path, opset_version=9)
            if getattr(model, "simple", False):
                simplify(path)
            subprocess.run([command, release, "--input_model", path, "--output_dir", folder, "--model_name", name] + options, check=True)
            shutil.copy(os.path.join(folder, name + ".xml"), TARGET)
            print(name, os.path.getsize(os.path.join(folder, name + ".bin")), "bytes of weights")


if __name__ == "__main__":
    main()
