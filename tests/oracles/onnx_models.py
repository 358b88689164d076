"""ONNX models with what onnx says of them: tests/data/onnx/*.onnx, *.csv (shapes by value) and totals.csv.

Each function below builds one small model, with torch.onnx or with onnx.helper. Payloads over 1 KiB are replaced by a
reference to a file that is not there. The shapes are those of onnx.shape_inference (with data propagation) on the whole
model; a size that stays open is written as its name, or as ? where it has none; a value that it infers nothing for is
left out. totals.csv has the sum of the elements of the float initialisers, and of those that are stored as 8-bit
numbers; `not_learned` lists what of the float ones is no weight, as the function that builds the model says.

Run with: /usr/bin/python3 tests/oracles/onnx_models.py   (torch 1.13.1, onnx 1.12.0, Debian 12)
"""
import csv
import io
import os
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper, shape_inference
from torch import nn
from torchvision.ops.misc import FrozenBatchNorm2d

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "onnx")
FLOATS = (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16)
BYTES = (TensorProto.INT8, TensorProto.UINT8)
MODELS = {}


def model(function):
    """Registers a function that builds a model, by its name."""
    MODELS[function.__name__] = function
    return function


def export(module, *inputs, opset=13, names=None, axes=None, fold=True, training=None, keep=None, trained=True):
    """Exports a module as torch.onnx does, with random parameters so that equal ones are not merged, or untrained."""
    torch.manual_seed(1)
    module.eval()
    for parameter in module.parameters() if trained else ():
        nn.init.normal_(parameter)
    for name, buffer in module.named_buffers():
        if buffer.dtype.is_floating_point:
            nn.init.uniform_(buffer, 0.5, 1.5)
    target = io.BytesIO()
    options = {} if training is None else {"training": training}
    if keep is not None:
        options["export_modules_as_functions"] = keep
    torch.onnx.export(module, inputs, target, opset_version=opset, input_names=names, dynamic_axes=axes, do_constant_folding=fold, **options)
    return onnx.load_from_string(target.getvalue())


def graph(nodes, inputs, outputs, weights=(), opset=13, domains=(), functions=(), values=()):
    """A model of nodes; inputs and outputs are (name, shape[, type])."""
    def info(name, shape, kind=TensorProto.FLOAT):
        return helper.make_tensor_value_info(name, kind, shape)

    made = helper.make_graph(nodes, "g", [info(*i) for i in inputs], [info(*o) for o in outputs], initializer=list(weights), value_info=[info(*v) for v in values])
    sets = [helper.make_opsetid("", opset)] + [helper.make_opsetid(name, 1) for name in domains]
    return helper.make_model(made, opset_imports=sets, functions=list(functions), producer_name="onnx.helper")


def weight(name, *shape, kind=np.float32):
    values = np.random.RandomState(len(name) + sum(shape)).randint(1, 9, shape) if kind != np.float32 else np.random.RandomState(sum(shape) + len(name)).rand(*shape)
    return numpy_helper.from_array(np.asarray(values, dtype=kind), name)


def whole(name, *numbers):
    return numpy_helper.from_array(np.asarray(numbers, dtype=np.int64), name)


def scalar(name, value, kind=np.float32):
    return numpy_helper.from_array(np.asarray(value, dtype=kind), name)


node = helper.make_node


# ---------------------------------------------------------------- convolutions, poolings, norms


class Windows(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 5, stride=2, padding=2)
        self.b = nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=8, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.c = nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1)
        self.p = nn.PReLU(4)
        self.i = nn.InstanceNorm2d(4, affine=True)
        self.d = nn.Conv2d(4, 6, (1, 3), padding=(0, 1))

    def forward(self, x):
        x = torch.relu(self.bn(self.b(self.a(x))))
        x = nn.functional.max_pool2d(x, 3, 2, ceil_mode=True)
        x = self.i(self.p(self.c(x)))
        x = nn.functional.avg_pool2d(x, 2, padding=1, count_include_pad=False)
        return self.d(nn.functional.leaky_relu(x))


def windows(opset):
    return export(Windows(), torch.zeros(1, 3, 33, 29), opset=opset, training=torch.onnx.TrainingMode.PRESERVE)


for version in (7, 9, 11, 13, 15, 17):
    MODELS[f"windows_{version}"] = lambda version=version: windows(version)


@model
def windows_1d_3d():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Conv1d(4, 6, 3, padding=1)
            self.bn = nn.BatchNorm1d(6)
            self.b = nn.Conv3d(2, 4, 3, stride=(1, 2, 2))
            self.c = nn.ConvTranspose3d(4, 2, 2, stride=2)

        def forward(self, x, y):
            x = nn.functional.max_pool1d(self.bn(self.a(x)), 2)
            y = nn.functional.avg_pool3d(self.c(self.b(y)), 2)
            return nn.functional.adaptive_avg_pool1d(x, 1), y.mean((2, 3, 4))

    return export(Module(), torch.zeros(2, 4, 20), torch.zeros(2, 2, 8, 9, 10))


@model
def auto_pad():
    nodes = [
        node("Conv", ["x", "w"], ["a"], auto_pad="SAME_UPPER", strides=[2, 2]),
        node("Conv", ["a", "w2"], ["b"], auto_pad="SAME_LOWER", strides=[1, 2], kernel_shape=[3, 3]),
        node("MaxPool", ["b"], ["c", "places"], auto_pad="VALID", kernel_shape=[2, 2]),
        node("AveragePool", ["c"], ["d"], auto_pad="SAME_UPPER", kernel_shape=[3, 3], strides=[2, 1]),
        node("ConvTranspose", ["d", "w3"], ["e"], strides=[2, 2], output_shape=[9, 11]),
        node("LpPool", ["e"], ["f"], kernel_shape=[2, 2], strides=[2, 2]),
        node("LRN", ["f"], ["g"], size=3),
        node("GlobalMaxPool", ["g"], ["y"]),
    ]
    weights = [weight("w", 8, 3, 3, 3), weight("w2", 8, 8, 3, 3), weight("w3", 8, 4, 3, 3)]
    return graph(nodes, [("x", [1, 3, 17, 21])], [("y", None), ("places", None, TensorProto.INT64)], weights)


@model
def norms():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3)
            self.group = nn.GroupNorm(4, 8)
            self.layer = nn.LayerNorm(8)
            self.scale = nn.Parameter(torch.zeros(8, 1, 1))

        def forward(self, x):
            x = self.group(self.conv(x)) * self.scale
            return self.layer(x.permute(0, 2, 3, 1))

    return export(Module(), torch.zeros(1, 3, 10, 12), opset=17)


@model
def lenet():
    """The article's network, which is in the module's examples too."""
    def layer(kind, reads, leaves, name, **attributes):
        return node(kind, [reads, name + ".weight", name + ".bias"], [leaves], name=name, **attributes)

    nodes = [
        layer("Conv", "INPUT", "c1", "CONV1"), node("MaxPool", ["c1"], ["p1"], name="POOL1", kernel_shape=[2, 2], strides=[2, 2]),
        layer("Conv", "p1", "c2", "CONV2"), node("MaxPool", ["c2"], ["p2"], name="POOL2", kernel_shape=[2, 2], strides=[2, 2]),
        node("Flatten", ["p2"], ["f"], name="FLATTEN"), layer("Gemm", "f", "f3", "FC3", transB=1), layer("Gemm", "f3", "f4", "FC4", transB=1),
        layer("Gemm", "f4", "OUTPUT", "Softmax", transB=1),
    ]
    weights = []
    for name, *sizes in (("CONV1", 8, 3, 5, 5), ("CONV2", 16, 8, 5, 5), ("FC3", 120, 400), ("FC4", 84, 120), ("Softmax", 10, 84)):
        weights += [weight(name + ".weight", *sizes), weight(name + ".bias", sizes[0])]
    return graph(nodes, [("INPUT", ["batch", 3, 32, 32])], [("OUTPUT", ["batch", 10])], weights)


# ---------------------------------------------------------------- dense, attention, embeddings


class Attention(nn.Module):
    def __init__(self, dim=32, heads=4):
        super().__init__()
        self.heads = heads
        self.patch = nn.Conv2d(3, dim, 8, 8)
        self.token = nn.Parameter(torch.zeros(1, 1, dim))
        self.position = nn.Parameter(torch.zeros(1, 17, dim))
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 48), nn.GELU(), nn.Linear(48, dim))
        self.head = nn.Linear(dim, 10)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        b, n, c = x.shape
        q, k, v = self.qkv(self.norm(x)).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        a = ((q @ k.transpose(-2, -1)) * (c // self.heads) ** -0.5).softmax(-1)
        x = x + self.out((a @ v).transpose(1, 2).reshape(b, n, c))
        x = x + self.mlp(x)
        return self.head(x[:, 0])


def attention(opset, axes=None):
    return export(Attention(), torch.zeros(1, 3, 32, 32), opset=opset, names=["image"], axes=axes)


for version in (9, 11, 13, 17):
    MODELS[f"attention_{version}"] = lambda version=version: attention(version)

MODELS["attention_dynamic"] = lambda: attention(14, {"image": {0: "batch"}})


@model
def multi_head():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.Embedding(50, 24)
            self.layers = nn.TransformerEncoderLayer(24, 3, 40, batch_first=True, dropout=0.1)
            self.head = nn.Linear(24, 50, bias=False)

        def forward(self, ids):
            return self.head(self.layers(self.words(ids)))

    return export(Module(), torch.zeros(2, 7, dtype=torch.int64), opset=14, names=["ids"], axes={"ids": {0: "batch", 1: "sequence"}})


@model
def einsum():
    nodes = [
        node("Einsum", ["x", "w"], ["a"], equation="bsd,dhe->bhse"),
        node("Einsum", ["a", "a"], ["b"], equation="bhie,bhje->bhij"),
        node("Softmax", ["b"], ["c"], axis=-1),
        node("Einsum", ["c", "a"], ["d"], equation="bhij,bhjd->bihd"),
        node("Einsum", ["d"], ["y"], equation="...hd->...dh"),
    ]
    return graph(nodes, [("x", [1, 9, 12])], [("y", None)], [weight("w", 12, 2, 6)])


@model
def attention_fused():
    nodes = [
        helper.make_node("Attention", ["x", "w", "b"], ["a"], domain="com.microsoft", num_heads=2),
        node("Reshape", ["a", "shape"], ["r"]),
        node("Transpose", ["r"], ["t"], perm=[0, 2, 1, 3]),
        node("Attention", ["t", "t", "t"], ["y"]),
    ]
    return graph(nodes, [("x", [1, 9, 12])], [("y", [1, 2, 9, 6])], [weight("w", 12, 36), weight("b", 36), whole("shape", 1, 9, 2, 6)], domains=["com.microsoft"])


# ---------------------------------------------------------------- recurrent


class Recurrent(nn.Module):
    def __init__(self, kind, **settings):
        super().__init__()
        self.rnn = kind(6, 5, **settings)
        self.head = nn.Linear(10 if settings.get("bidirectional") else 5, 3)

    def forward(self, x):
        return self.head(self.rnn(x)[0])


MODELS["lstm"] = lambda: export(Recurrent(nn.LSTM, num_layers=2), torch.zeros(7, 1, 6), names=["x"])
MODELS["lstm_both"] = lambda: export(Recurrent(nn.LSTM, bidirectional=True, batch_first=True), torch.zeros(2, 7, 6), names=["x"], axes={"x": {0: "batch", 1: "time"}})
MODELS["gru"] = lambda: export(Recurrent(nn.GRU, batch_first=True), torch.zeros(1, 7, 6), names=["x"])
MODELS["rnn"] = lambda: export(Recurrent(nn.RNN, bias=False), torch.zeros(7, 3, 6), names=["x"])


@model
def lstm_states():
    nodes = [
        node("LSTM", ["x", "w", "r", "b", "", "", "", "p"], ["", "last", "cell"], hidden_size=5, direction="reverse"),
        node("Squeeze", ["last"], ["flat"], axes=[0]),
        node("Concat", ["last", "cell"], ["both"], axis=0),
        node("Gemm", ["flat", "k", "c"], ["y"], transB=1),
    ]
    weights = [weight("w", 1, 20, 6), weight("r", 1, 20, 5), weight("b", 1, 40), weight("p", 1, 15), weight("k", 3, 5), weight("c", 3)]
    return graph(nodes, [("x", [7, 2, 6])], [("y", None), ("both", None)], weights, opset=11)


# ---------------------------------------------------------------- shapes that are computed


@model
def dynamic_reshape():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3, padding=1)

        def forward(self, x):
            x = self.conv(x)
            b, c, h, w = x.shape
            x = x.view(b, 2, c // 2, h, w).transpose(1, 2).contiguous().view(b, -1, h, w)
            x = nn.functional.interpolate(x, size=(h * 2, w * 2))
            x = nn.functional.interpolate(x, scale_factor=0.5, mode="bilinear")
            x = nn.functional.pad(x, (1, 0, 2, 1))
            x = x[:, 1:5, ::2, -6:]
            return x.flatten(1).chunk(2, 1)

    return export(Module(), torch.zeros(1, 3, 12, 16), opset=12, names=["x"], axes={"x": {0: "batch"}}, fold=False)


MODELS["dynamic_reshape_static"] = lambda: export(PixelBlocks(), torch.zeros(2, 4, 6, 8), opset=11)


class PixelBlocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 16, 1)

    def forward(self, x):
        x = nn.functional.pixel_shuffle(self.conv(x), 2)
        values, places = torch.topk(x.flatten(1), 5)
        a, b = torch.split(x, [1, 3], 1)
        return values, places, torch.stack([b[:, 0], a.squeeze(1)]), x.repeat(1, 2, 1, 1).argmax(1)


@model
def windows_of_image():
    """Windows as in Swin: the batch is merged with the windows, and parted again."""
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.patch = nn.Conv2d(3, 8, 2, 2)
            self.inner = nn.Conv2d(8, 8, 3, padding=1)
            self.dense = nn.Linear(8, 8)

        def forward(self, x):
            x = self.patch(x).permute(0, 2, 3, 1)
            b, h, w, c = x.shape
            x = x.view(b, h // 4, 4, w // 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 4, 4, c)
            x = self.inner(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
            x = self.dense(x.reshape(-1, 16, c))
            return x.view(b, h // 4, w // 4, 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, c)

    return export(Module(), torch.zeros(1, 3, 16, 24), opset=13)


def reductions(opset):
    class Module(nn.Module):
        def forward(self, x):
            a = x.mean((2, 3), keepdim=True)
            b = x.sum(1)
            c = x.amax(-1)
            return a.squeeze(-1).squeeze(-1), b.unsqueeze(1), c.norm(dim=1), (x - a).clamp(0, 6).clamp(max=2)

    return export(Module(), torch.zeros(1, 4, 6, 8), opset=opset)


for version in (9, 11, 13, 17):
    MODELS[f"reductions_{version}"] = lambda version=version: reductions(version)


@model
def symbolic_image():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Conv2d(3, 8, 3, padding=1)
            self.b = nn.Conv2d(8, 8, 3, stride=2, padding=1)

        def forward(self, x):
            x = self.a(x)
            y = nn.functional.interpolate(self.b(x), size=x.shape[2:])
            return torch.cat([x, y], 1).mean((2, 3))

    return export(Module(), torch.zeros(1, 3, 32, 32), opset=13, names=["image"], axes={"image": {0: "batch", 2: "height", 3: "width"}})


@model
def movements():
    nodes = [
        node("Shape", ["x"], ["s"]),
        node("Gather", ["s", "i"], ["rows"], axis=0),
        node("Unsqueeze", ["rows", "zero"], ["rows1"]),
        node("Mul", ["rows1", "two"], ["twice"]),
        node("Concat", ["minus", "twice"], ["target"], axis=0),
        node("Reshape", ["x", "target"], ["a"]),
        node("ConstantOfShape", ["target2"], ["zeros"]),
        node("Expand", ["v", "target3"], ["b"]),
        node("Tile", ["b", "repeats"], ["c"]),
        node("DepthToSpace", ["x4"], ["d"], blocksize=2),
        node("SpaceToDepth", ["d"], ["e"], blocksize=2),
        node("GatherElements", ["x", "places"], ["f"], axis=1),
        node("GatherND", ["x", "corners"], ["g"]),
        node("OneHot", ["i2", "depth", "on_off"], ["h"]),
        node("Where", ["mask", "x", "v2"], ["j"]),
        node("CumSum", ["x", "one"], ["k"]),
        node("Range", ["r0", "r1", "r2"], ["l"]),
        node("NonZero", ["x"], ["m"]),
        node("Pad", ["x", "pads"], ["n"]),
        node("Slice", ["x", "starts", "ends", "axes", "steps"], ["o"]),
        node("Transpose", ["x"], ["p"]),
        node("ArgMax", ["x"], ["q"], axis=1, keepdims=0),
        node("TopK", ["x", "three"], ["t", "u"]),
        node("Split", ["x", "parts"], ["v0", "v1"], axis=1),
        node("Trilu", ["x"], ["w"]),
        node("ScatterElements", ["x", "places", "updates"], ["aa"], axis=1),
        node("Flatten", ["x4"], ["ab"], axis=2),
        node("Einsum", ["x", "x"], ["ac"], equation="ij,kj->ik"),
    ]
    weights = [
        whole("i", 0), whole("zero", 0), whole("two", 2), whole("minus", -1), whole("target2", 2, 3), whole("target3", 2, 1, 4), whole("repeats", 1, 3, 2),
        weight("places", 4, 2, kind=np.int64), whole("depth", 10), weight("on_off", 2), whole("i2", 1, 2, 3), scalar("one", 1, np.int64), scalar("r0", 0, np.int64),
        scalar("r1", 10, np.int64), scalar("r2", 3, np.int64), whole("pads", 1, 2, 0, 1), whole("starts", -1, 0), whole("ends", -10, 5), whole("axes", 0, 1),
        whole("steps", -1, 2), whole("three", 3), whole("parts", 2, 4), weight("updates", 4, 2), numpy_helper.from_array(np.array([[0, 1], [2, 3]]), "corners"),
    ]
    inputs = [("x", [4, 6]), ("v", [1, 4]), ("v2", [6]), ("mask", [4, 1], TensorProto.BOOL), ("x4", [1, 8, 3, 5])]
    outputs = [(name, None) for name in ("a", "zeros", "c", "e", "f", "g", "h", "j", "k", "n", "o", "p", "v0", "v1", "t", "w", "aa", "ab", "ac")]
    outputs += [(name, None, TensorProto.INT64) for name in ("l", "m", "q", "u")]
    nodes[1] = node("Gather", ["s", "at"], ["rows"], axis=0)
    nodes[2] = node("Unsqueeze", ["rows", "zero"], ["rows1"])
    weights.append(scalar("at", 0, np.int64))
    made = graph(nodes, inputs, outputs, weights, opset=14)
    # Not the two values of OneHot.
    made.metadata_props.add(key="learned", value="8")
    return made


@model
def lists():
    nodes = [
        node("SplitToSequence", ["x", "two"], ["parts"], axis=1),
        node("SequenceAt", ["parts", "last"], ["a"]),
        node("Relu", ["a"], ["b"]),
        node("SequenceInsert", ["parts", "b"], ["more"]),
        node("ConcatFromSequence", ["more"], ["c"], axis=1),
        node("SplitToSequence", ["c"], ["single"], axis=1, keepdims=0),
        node("SequenceLength", ["single"], ["count"]),
        node("ConcatFromSequence", ["single"], ["d"], axis=0, new_axis=1),
        node("Conv", ["c", "w"], ["y"]),
    ]
    weights = [scalar("two", 2, np.int64), scalar("last", -1, np.int64), weight("w", 4, 6, 3, 3)]
    return graph(nodes, [("x", [1, 5, 6, 6])], [("y", [1, 4, 4, 4]), ("d", [6, 1, 6, 6]), ("count", [], TensorProto.INT64)], weights)


@model
def signals():
    nodes = [
        node("HannWindow", ["length"], ["window"]),
        node("Mul", ["x", "window"], ["frames"]),
        node("DFT", ["frames1"], ["spectrum"], axis=2, onesided=1),
        node("MelWeightMatrix", ["bins", "length", "rate", "low", "high"], ["mel"]),
        node("MatMul", ["magnitude", "mel"], ["y"]),
        node("ReduceL2", ["spectrum"], ["magnitude"], axes=[3], keepdims=0),
        node("MaxPool", ["image"], ["pooled", "places"], kernel_shape=[2, 2], strides=[2, 2]),
        node("MaxUnpool", ["pooled", "places"], ["unpooled"], kernel_shape=[2, 2], strides=[2, 2]),
        node("Det", ["unpooled"], ["det"]),
    ]
    # Not STFT: onnx 1.12 infers more frames for one side of the spectrum than for both.
    nodes = nodes[:2] + [node("Unsqueeze", ["frames", "end"], ["frames1"]), nodes[2], nodes[5], nodes[3], nodes[4]] + nodes[6:]
    weights = [scalar("length", 16, np.int64), whole("end", -1), scalar("bins", 6, np.int64), scalar("rate", 8000, np.int64),
               scalar("low", 0.0), scalar("high", 4000.0)]
    made = graph(nodes, [("x", [2, 5, 16]), ("image", [2, 3, 6, 6])],
                 [("y", None), ("spectrum", None), ("unpooled", [2, 3, 6, 6]), ("det", None)], weights, opset=17)
    made.metadata_props.add(key="learned", value="0")
    return made


@model
def legacy():
    """Opset 7: attributes that became inputs later."""
    nodes = [
        node("Upsample", ["x"], ["a"], scales=[1.0, 1.0, 2.0, 2.0], mode="nearest"),
        node("Pad", ["a"], ["b"], pads=[0, 0, 1, 1, 0, 0, 1, 1]),
        node("Slice", ["b"], ["c"], axes=[2, 3], starts=[1, 0], ends=[-1, 2147483647]),
        node("Clip", ["c"], ["d"], min=0.0, max=6.0),
        node("Dropout", ["d"], ["e"], ratio=0.3),
        node("Split", ["e"], ["f", "g"], axis=1, split=[1, 2]),
        node("ReduceMean", ["g"], ["h"], axes=[2, 3], keepdims=0),
        node("Unsqueeze", ["h"], ["i"], axes=[1, 2]),
        node("Squeeze", ["i"], ["j"], axes=[1, 2]),
        node("TopK", ["j"], ["k", "l"], k=1),
        node("Gemm", ["j", "w", "c0"], ["m"]),
        node("BatchNormalization", ["f", "s", "b0", "mu", "var"], ["n"]),
    ]
    weights = [weight("w", 2, 5), weight("c0", 5), weight("s", 1), weight("b0", 1), weight("mu", 1), weight("var", 1)]
    return graph(nodes, [("x", [1, 3, 6, 7])], [("m", None), ("n", None), ("k", None), ("l", None, TensorProto.INT64)], weights, opset=7)


@model
def oldest():
    """Opset 4, as Caffe2 wrote: shapes as attributes, operands aligned by an axis, weights among the inputs."""
    nodes = [
        node("Conv", ["x", "w"], ["a"], pads=[1, 1, 1, 1]),
        node("Add", ["a", "b"], ["c"], broadcast=1, axis=1),
        node("BatchNormalization", ["c", "s", "o", "mu", "var"], ["d"], is_test=1, consumed_inputs=[0, 0, 0, 1, 1]),
        node("PRelu", ["d", "slope"], ["e"]),
        node("AveragePool", ["e"], ["f"], kernel_shape=[2, 2], strides=[2, 2]),
        node("Dropout", ["f"], ["g", "mask"], is_test=1, ratio=0.4),
        node("Reshape", ["g"], ["h"], shape=[0, -1]),
        node("Gemm", ["h", "k", "k0"], ["i"], transB=1, broadcast=1),
        node("Softmax", ["i"], ["y"]),
    ]
    weights = [weight("w", 6, 3, 3, 3), weight("b", 6), weight("s", 6), weight("o", 6), weight("mu", 6), weight("var", 6), weight("slope", 6),
               weight("k", 5, 96), weight("k0", 5)]
    made = graph(nodes, [("x", [1, 3, 8, 8])], [("y", [1, 5])], weights, opset=4)
    for tensor in weights:
        made.graph.input.append(helper.make_tensor_value_info(tensor.name, TensorProto.FLOAT, tensor.dims))
    return made


# ---------------------------------------------------------------- weights in other forms


@model
def shared():
    nodes = [
        node("Conv", ["x", "w", "b"], ["a"], pads=[1, 1, 1, 1]),
        node("Conv", ["a", "w", "b"], ["c"], pads=[1, 1, 1, 1]),
        node("MatMul", ["ids_", "table_t"], ["logits"]),
        node("Transpose", ["table"], ["table_t"], perm=[1, 0]),
        node("Gather", ["table", "ids"], ["words"]),
    ]
    nodes = [nodes[0], nodes[1], nodes[4], nodes[3], node("MatMul", ["words", "table_t"], ["logits"])]
    return graph(nodes, [("x", [1, 4, 9, 9]), ("ids", [1, 5], TensorProto.INT64)], [("c", None), ("logits", None)],
                 [weight("w", 4, 4, 3, 3), weight("b", 4), weight("table", 20, 6)])


@model
def constant_nodes():
    def constant(tensor):
        return node("Constant", [], [tensor.name], value=tensor)

    nodes = [
        constant(weight("w", 8, 3, 3, 3)), constant(weight("b", 8)), constant(weight("k", 8, 5)), constant(weight("k0", 5)),
        constant(whole("shape", 1, -1)), constant(scalar("half", 0.5)),
        node("Conv", ["x", "w", "b"], ["a"]),
        node("Mul", ["a", "half"], ["h"]),
        node("GlobalAveragePool", ["h"], ["c"]),
        node("Reshape", ["c", "shape"], ["d"]),
        node("MatMul", ["d", "k"], ["e"]),
        node("Add", ["e", "k0"], ["y"]),
    ]
    made = graph(nodes, [("x", [1, 3, 9, 9])], [("y", None)])
    made.metadata_props.add(key="learned", value=str(8 * 27 + 8 + 40 + 5))
    return made


@model
def normalised_weights():
    return export(nn.Sequential(nn.utils.weight_norm(nn.Conv2d(3, 8, 3)), nn.ReLU(), nn.Conv2d(8, 2, 1)), torch.zeros(1, 3, 8, 8), fold=False)


def counted(module, *inputs, **settings):
    """An export with the number of its parameters, where the file has others."""
    made = export(module, *inputs, **settings)
    made.metadata_props.add(key="learned", value=str(sum(parameter.numel() for parameter in module.parameters())))
    return made


@model
def untrained():
    # Offsets of norms and biases are 0, factors 1: the export keeps one of each size.
    layers = [nn.Conv2d(3, 8, 3, bias=False), nn.InstanceNorm2d(8, affine=True), nn.PReLU(8), nn.Conv2d(8, 8, 1), nn.InstanceNorm2d(8, affine=True), nn.PReLU(8), nn.LayerNorm(6), nn.LayerNorm(6)]
    nn.init.zeros_(layers[3].bias)
    return counted(nn.Sequential(*layers), torch.zeros(1, 3, 8, 8), training=torch.onnx.TrainingMode.PRESERVE, trained=False)


@model
def copied_layers():
    torch.manual_seed(1)
    layer = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True)
    return counted(nn.TransformerEncoder(layer, 3), torch.zeros(1, 5, 8), opset=14, trained=False)


@model
def repeated_norm():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.n, self.block_1, self.block_2 = nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 1), nn.GroupNorm(2, 4), nn.GroupNorm(2, 4), nn.GroupNorm(2, 4)

        def forward(self, x):
            # Factors are turned for each use; those of the second and the third norm are merged with those of the first.
            return self.block_2(self.block_1(self.b(self.n(self.a(self.n(self.a(x)))))))

    return counted(Module(), torch.zeros(1, 4, 6, 6), trained=False)


@model
def buffers():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.norm = nn.Linear(4, 4), nn.LayerNorm(4)
            self.gain = nn.Parameter(torch.ones(4))
            self.register_buffer("table", torch.ones(1, 5, 4))
            self.register_buffer("mask", torch.ones(1, 1))
            self.register_buffer("filter", torch.ones(4, 1, 3))

        def forward(self, x):
            x = self.norm(self.a(x) + self.table) * self.gain + self.mask
            return nn.functional.conv1d(x.transpose(1, 2), self.filter, groups=4)

    return counted(Module(), torch.zeros(1, 5, 4))


@model
def frozen_norm():
    return counted(nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), FrozenBatchNorm2d(4), nn.Conv2d(4, 2, 1)), torch.zeros(1, 3, 8, 8))


@model
def quantised_qdq():
    nodes = [
        node("QuantizeLinear", ["x", "xs", "xz"], ["xq"]),
        node("DequantizeLinear", ["xq", "xs", "xz"], ["xd"]),
        node("DequantizeLinear", ["wq", "ws", "wz"], ["wd"], axis=0),
        node("DequantizeLinear", ["bq", "bs", "bz"], ["bd"]),
        node("Conv", ["xd", "wd", "bd"], ["a"], pads=[1, 1, 1, 1]),
        node("Relu", ["a"], ["r"]),
        node("GlobalAveragePool", ["r"], ["p"]),
        node("Flatten", ["p"], ["f"]),
        node("DequantizeLinear", ["kq", "xs", "kz"], ["kd"]),
        node("Gemm", ["f", "kd", "c"], ["y"], transB=1),
    ]
    weights = [
        scalar("xs", 0.1), scalar("xz", 3, np.uint8), weight("wq", 8, 3, 3, 3, kind=np.int8), weight("ws", 8), weight("wz", 8, kind=np.int8),
        weight("bq", 8, kind=np.int32), scalar("bs", 0.1), scalar("bz", 0, np.int32), weight("kq", 5, 8, kind=np.uint8), scalar("kz", 3, np.uint8), weight("c", 5),
    ]
    made = graph(nodes, [("x", [1, 3, 9, 9])], [("y", None)], weights)
    made.metadata_props.add(key="learned", value=str(8 * 27 + 8 + 40 + 5))
    return made


@model
def quantised_operators():
    nodes = [
        node("QuantizeLinear", ["x", "xs", "xz"], ["xq"]),
        node("QLinearConv", ["xq", "xs", "xz", "wq", "ws", "wz", "ys", "yz", "b"], ["a"], strides=[2, 2]),
        node("Reshape", ["a", "shape"], ["f"]),
        node("QLinearMatMul", ["f", "ys", "yz", "k", "ks", "kz", "zs", "zz"], ["c"]),
        node("DequantizeLinear", ["c", "zs", "zz"], ["y"]),
        node("DynamicQuantizeLinear", ["x"], ["dq", "ds", "dz"]),
        node("ConvInteger", ["dq", "w2", "dz"], ["e"]),
        node("Cast", ["e"], ["y2"], to=TensorProto.FLOAT),
        node("MatMulInteger", ["m", "k2"], ["y3"]),
    ]
    weights = [
        scalar("xs", 0.1), scalar("xz", 3, np.uint8), weight("wq", 8, 3, 3, 3, kind=np.int8), weight("ws", 8), weight("wz", 8, kind=np.int8),
        scalar("ys", 0.2), scalar("yz", 3, np.uint8), weight("b", 8, kind=np.int32), whole("shape", 1, -1), weight("k", 128, 5, kind=np.uint8), scalar("ks", 0.1),
        scalar("kz", 1, np.uint8), scalar("zs", 0.1), scalar("zz", 1, np.uint8), weight("w2", 4, 3, 1, 1, kind=np.uint8), weight("k2", 6, 7, kind=np.int8),
    ]
    made = graph(nodes, [("x", [1, 3, 9, 9]), ("m", [1, 4, 6], TensorProto.UINT8)], [("y", None), ("y2", None), ("y3", None, TensorProto.INT32)], weights)
    made.metadata_props.add(key="learned", value=str(8 * 27 + 8 + 128 * 5 + 12 + 42))
    return made


@model
def half_precision():
    nodes = [
        node("Conv", ["x", "w"], ["a"]),
        node("Clip", ["a", "zero", "six"], ["b"]),
        node("Flatten", ["b"], ["c"]),
        node("Gemm", ["c", "k", "k0"], ["y"], transB=1),
    ]
    weights = [numpy_helper.from_array(numpy_helper.to_array(weight(name, *shape)).astype(np.float16), name)
               for name, shape in (("w", (4, 3, 3, 3)), ("k", (3, 144)), ("k0", (3,)))]
    weights += [scalar("zero", 0, np.float16), scalar("six", 6, np.float16)]
    made = graph(nodes, [("x", [1, 3, 8, 8], TensorProto.FLOAT16)], [("y", None, TensorProto.FLOAT16)], weights)
    made.metadata_props.add(key="learned", value=str(108 + 3 * 144 + 3))
    return made


# ---------------------------------------------------------------- graphs within graphs, functions, other domains


@model
def branches():
    def branch(name, count):
        return helper.make_graph([node("Conv", ["x", name], [name + "_y"], pads=[1, 1, 1, 1])], name, [],
                                 [helper.make_tensor_value_info(name + "_y", TensorProto.FLOAT, None)], initializer=[weight(name, 4, 3, 3, 3)])

    nodes = [
        node("If", ["c"], ["a"], then_branch=branch("p", 1), else_branch=branch("q", 2), name="choice"),
        node("Conv", ["a", "w"], ["y"]),
    ]
    made = graph(nodes, [("c", [], TensorProto.BOOL), ("x", [1, 3, 8, 8])], [("y", None)], [weight("w", 2, 4, 1, 1)])
    made.metadata_props.add(key="learned", value=str(2 * 4 * 27 + 8))
    return made


@model
def branch_known():
    """A condition that shapes decide: torch exports a squeeze so."""
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 1, 3)

        def forward(self, x):
            return torch.squeeze(self.conv(x), 1)

    return export(Module(), torch.zeros(1, 3, 8, 8), opset=11, names=["x"], axes={"x": {0: "batch"}})


@model
def loop():
    body = helper.make_graph(
        [node("MatMul", ["state", "w"], ["next"]), node("Identity", ["go"], ["again"]), node("Relu", ["next"], ["seen"])],
        "body",
        [helper.make_tensor_value_info("i", TensorProto.INT64, []), helper.make_tensor_value_info("go", TensorProto.BOOL, []),
         helper.make_tensor_value_info("state", TensorProto.FLOAT, [2, 6])],
        [helper.make_tensor_value_info("again", TensorProto.BOOL, []), helper.make_tensor_value_info("next", TensorProto.FLOAT, [2, 6]),
         helper.make_tensor_value_info("seen", TensorProto.FLOAT, [2, 6])])
    nodes = [node("Loop", ["trips", "true", "x"], ["y", "all"], body=body, name="repeat")]
    return graph(nodes, [("x", [2, 6])], [("y", None), ("all", None)], [weight("w", 6, 6), scalar("trips", 4, np.int64), scalar("true", True, bool)])


@model
def scan():
    body = helper.make_graph(
        [node("Add", ["sum", "part"], ["next"]), node("Gemm", ["next", "w"], ["out"])],
        "body",
        [helper.make_tensor_value_info("sum", TensorProto.FLOAT, [2, 6]), helper.make_tensor_value_info("part", TensorProto.FLOAT, [2, 6])],
        [helper.make_tensor_value_info("next", TensorProto.FLOAT, [2, 6]), helper.make_tensor_value_info("out", TensorProto.FLOAT, [2, 3])])
    nodes = [node("Scan", ["zero", "x"], ["y", "all"], body=body, num_scan_inputs=1, name="steps")]
    return graph(nodes, [("zero", [2, 6]), ("x", [5, 2, 6])], [("y", None), ("all", None)], [weight("w", 6, 3)])


@model
def functions():
    class Block(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.conv = nn.Conv2d(channels, channels, 3, padding=1)

        def forward(self, x):
            return torch.relu(self.conv(x)) + x

    return export(nn.Sequential(Block(4), Block(4), nn.Conv2d(4, 2, 1)), torch.zeros(1, 4, 8, 8), opset=15, keep={Block})


@model
def function_attributes():
    inner = helper.make_function(
        "own", "Inner", ["a", "k"], ["b"],
        [node("Conv", ["a", "k"], ["c"]), node("LeakyRelu", ["c"], ["b"])],
        [helper.make_opsetid("", 13)], ["alpha"])
    attribute = inner.node[1].attribute.add()
    attribute.name, attribute.ref_attr_name, attribute.type = "alpha", "alpha", onnx.AttributeProto.FLOAT
    outer = helper.make_function(
        "own", "Outer", ["a", "k"], ["b"],
        [helper.make_node("Inner", ["a", "k"], ["m"], domain="own", alpha=0.1), helper.make_node("MaxPool", ["m"], ["b"], kernel_shape=[2, 2], strides=[2, 2])],
        [helper.make_opsetid("", 13), helper.make_opsetid("own", 1)])
    nodes = [helper.make_node("Outer", ["x", "w"], ["y"], domain="own", name="block")]
    return graph(nodes, [("x", [1, 3, 9, 9])], [("y", None)], [weight("w", 4, 3, 3, 3)], domains=["own"], functions=[inner, outer])


@model
def unknown_operator():
    nodes = [
        node("Conv", ["x", "w"], ["a"]),
        helper.make_node("Mystery", ["a", "k"], ["b"], domain="elsewhere", name="mystery"),
        node("Relu", ["b"], ["c"]),
        helper.make_node("Riddle", ["c", "q", "places"], ["d"], domain="elsewhere", name="riddle"),
        node("Conv", ["d", "w2"], ["y"]),
    ]
    weights = [weight("w", 4, 3, 3, 3), weight("k", 4, 4), weight("w2", 2, 4, 1, 1), weight("q", 3, 5, kind=np.int8), whole("places", 1, 2, 3)]
    made = graph(nodes, [("x", [1, 3, 9, 9])], [("y", None)], weights, domains=["elsewhere"], values=[("b", [1, 4, 5, 5])])
    made.metadata_props.add(key="learned", value=str(108 + 16 + 8 + 15))
    return made


@model
def channels_last():
    """As tf2onnx writes a network of TensorFlow: transposed in front and behind, padding by number, bias as a sum."""
    nodes = [
        node("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2]),
        node("Conv", ["t", "w"], ["a"], pads=[0, 0, 1, 1], strides=[2, 2]),
        node("Add", ["a", "b"], ["c"]),
        node("Relu", ["c"], ["r"]),
        node("Transpose", ["r"], ["u"], perm=[0, 2, 3, 1]),
        node("ReduceMean", ["u"], ["m"], axes=[1, 2], keepdims=0),
        node("MatMul", ["m", "k"], ["n"]),
        node("Add", ["n", "k0"], ["o"]),
        node("Softmax", ["o"], ["y"]),
    ]
    weights = [weight("w", 8, 3, 3, 3), weight("b", 1, 8, 1, 1), weight("k", 8, 5), weight("k0", 5)]
    return graph(nodes, [("x", ["unk__1", 20, 24, 3])], [("y", None)], weights)


@model
def turned_image():
    """An image that comes back from a transposition under a new shape, and is filtered again."""
    nodes = [
        node("Conv", ["x", "w"], ["a"], pads=[1, 1, 1, 1]),
        node("Reshape", ["a", "flat"], ["b"]),
        node("Transpose", ["b"], ["c"], perm=[0, 2, 1]),
        node("Reshape", ["c", "image"], ["d"]),
        node("Conv", ["d", "w2"], ["y"]),
    ]
    weights = [weight("w", 4, 3, 3, 3), whole("flat", 1, 4, 36), whole("image", 1, 4, 6, 6), weight("w2", 5, 4, 3, 3)]
    return graph(nodes, [("x", [1, 3, 6, 6])], [("y", None)], weights)


# ---------------------------------------------------------------- writing


def strip(tensor):
    if len(tensor.raw_data) == 0 and tensor.data_type in FLOATS + BYTES:
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    if len(tensor.raw_data) <= 1024:
        return
    onnx.external_data_helper.set_external_data(tensor, "absent.bin", 0, len(tensor.raw_data))
    tensor.data_location = TensorProto.EXTERNAL
    tensor.ClearField("raw_data")


def size(dim):
    return str(dim.dim_value) if dim.HasField("dim_value") else dim.dim_param or "?"


def strip_graph(made):
    for tensor in made.initializer:
        strip(tensor)
    for item in made.node:
        for attribute in item.attribute:
            if attribute.HasField("t"):
                strip(attribute.t)
            if attribute.HasField("g"):
                strip_graph(attribute.g)


def tensors(made):
    yield from made.initializer
    for item in made.node:
        for attribute in item.attribute:
            if attribute.HasField("g"):
                yield from tensors(attribute.g)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    rows = []
    for name, build in MODELS.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        made = build()
        inferred = shape_inference.infer_shapes(made, data_prop=True)
        written = [(info.name, "x".join(size(dim) for dim in info.type.tensor_type.shape.dim))
                   for info in list(inferred.graph.value_info) + list(inferred.graph.output)
                   if info.type.tensor_type.HasField("shape")]
        with open(os.path.join(FOLDER, name + ".csv"), "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("value", "shape"), *written])
        learned = next((entry.value for entry in made.metadata_props if entry.key == "learned"), None)
        floats = sum(int(np.prod(tensor.dims)) for tensor in tensors(made.graph) if tensor.data_type in FLOATS)
        rows.append((name, learned or floats, floats, len(made.graph.node)))
        # What inference adds is left out: the reader is to find it by itself.
        strip_graph(made.graph)
        for function in made.functions:
            for item in function.node:
                for attribute in item.attribute:
                    if attribute.HasField("t"):
                        strip(attribute.t)
        if name != "unknown_operator":
            del made.graph.value_info[:]
        onnx.save(made, os.path.join(FOLDER, name + ".onnx"))
        if name == "lenet":
            onnx.save(made, os.path.join(FOLDER, "..", "..", "..", "module", "examples", "LeNet.onnx"))
    if len(sys.argv) == 1:
        with open(os.path.join(FOLDER, "totals.csv"), "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("file", "learned", "float_initializer_elements", "nodes"), *rows])
    for row in rows:
        print(*row)


main()
