"""Writes torchvision models as files of MNN, with torchvision's shapes and numbers beside them.

Makes in tests/data/mnn squeezenet1_1.mnn, mobilenet_v2.mnn (batch norms folded into the convolutions, as MNN's
converter does), shufflenet_v2_x0_5.mnn (quantised to bytes) and vit_b_16.mnn, as MNN writes a model of ONNX whose
weights it keeps in a file beside it: their places and sizes are in the model, the file itself is not written. Also
shapes.csv: model,layer,output (without the batch), by forward hooks on torchvision 0.14.1, and totals.csv:
model,parameters,macs,bytes, by torch (macs of convolutions and linear layers, as weights times positions; none for the
transformer, whose products of tensors they leave out; bytes of the weights in the file beside, without the scales of
quantised filters).

The bytes are made with the FlatBuffers library for Python; the numbers of fields, operators and settings are those of
alibaba/MNN, schema/default.
"""
import csv
import os

import flatbuffers
import numpy
import torch
import torchvision
from torch.nn.utils.fusion import fuse_conv_bn_eval

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "mnn")

# OpType, and OpParameter.
OPS = dict(BinaryOp=7, Concat=10, Const=11, Convolution=12, ConvolutionDepthwise=13, GatherV2=31, Input=34, MatMul=39, Permute=46, Pooling=47, Reduction=68,
           Reshape=73, Slice=83, Softmax=85, UnaryOp=101, BatchMatMul=106, ConvertTensor=129, LayerNorm=603)
SETTINGS = dict(Axis=4, BinaryOp=6, Blob=7, Convolution2D=9, Input=21, MatMul=25, Permute=29, Pool=31, ReductionParam=50, Reshape=55, Slice=61,
                TensorConvertInfo=66, UnaryOp=70, BatchMatMulParam=73, LayerNorm=88)
NCHW, NHWC, NC4HW4 = 0, 1, 2
ONNX, TORCH = 3, 4


def table(builder, fields):
    """Writes a table: {field: (kind, value)}."""
    made = {}
    for field, (kind, value) in fields.items():
        if kind == "text":
            made[field] = builder.CreateString(value)
        elif kind == "table":
            made[field] = table(builder, value)
        elif kind == "tables":
            made[field] = offsets(builder, [table(builder, one) for one in value])
        elif kind == "texts":
            made[field] = offsets(builder, [builder.CreateString(one) for one in value])
        elif kind in ("ints", "longs", "floats"):
            made[field] = builder.CreateNumpyVector(numpy.array(value, {"ints": "<i4", "longs": "<i8", "floats": "<f4"}[kind]))
    builder.StartObject(max(fields) + 1 if fields else 0)
    for field, (kind, value) in fields.items():
        if field in made:
            builder.PrependUOffsetTRelativeSlot(field, made[field], 0)
        elif kind == "int":
            builder.PrependInt32Slot(field, value, None)
        elif kind == "byte":
            builder.PrependUint8Slot(field, value, None)
        elif kind == "float":
            builder.PrependFloat32Slot(field, value, None)
    return builder.EndObject()


def offsets(builder, many):
    builder.StartVector(4, len(many), 4)
    for one in reversed(many):
        builder.PrependUOffsetTRelative(one)
    return builder.EndVector()


class Net:
    """A model as it is written, operator by operator; tensors are numbers."""

    def __init__(self, name, bytes_per_weight=4):
        self.name, self.ops, self.tensors, self.place, self.width = name, [], [], 0, bytes_per_weight
        self.shapes, self.sizes = {}, []

    def op(self, kind, name, inputs, settings=None, fields=None, outputs=1):
        made = []
        for i in range(outputs):
            made.append(len(self.tensors))
            self.tensors.append(name if i == 0 else f"{name}:{i}")
        one = {3: ("text", name), 4: ("ints", made), 5: ("int", OPS[kind]), 6: ("byte", NCHW)}
        if inputs:
            one[0] = ("ints", inputs)
        if settings:
            one[1], one[2] = ("byte", SETTINGS[settings]), ("table", fields)
        self.ops.append(one)
        return made[0] if outputs == 1 else made

    def outside(self, *counts):
        place = [self.place, *counts]
        self.place += sum(counts)
        return place

    def input(self, name, sizes):
        return self.op("Input", name, [], "Input", {0: ("ints", sizes), 1: ("int", 1), 2: ("byte", NCHW)})

    def packed(self, at, name):
        return self.op("ConvertTensor", f"{name}___in", [at], "TensorConvertInfo", {0: ("byte", NCHW), 1: ("byte", NC4HW4)})

    def plain(self, at, name):
        return self.op("ConvertTensor", f"{name}___out", [at], "TensorConvertInfo", {0: ("byte", NC4HW4), 1: ("byte", NCHW)})

    def conv(self, name, module, at, relu=False, relu6=False):
        (kh, kw), (sh, sw), (dh, dw), (ph, pw) = module.kernel_size, module.stride, module.dilation, module.padding
        common = {0: ("int", pw), 1: ("int", ph), 2: ("int", kw), 3: ("int", kh), 4: ("int", sw), 5: ("int", sh), 6: ("int", dw), 7: ("int", dh), 8: ("byte", 0),
                  9: ("int", module.groups), 10: ("int", module.out_channels), 11: ("int", module.in_channels), 12: ("byte", relu), 13: ("byte", relu6),
                  14: ("ints", [ph, pw, ph, pw])}
        fields = {0: ("table", common)}
        count, units = module.weight.numel(), module.out_channels
        if self.width == 1:
            # Bytes, the scale of each filter, the bias.
            fields[3] = ("table", {2: ("int", 4), 10: ("byte", 1)})
            fields[6] = ("longs", self.outside(count, 4 * units, 4 * units))
        else:
            fields[6] = ("longs", self.outside(4 * count, 4 * units))
        depthwise = module.groups > 1 and module.groups == module.in_channels == module.out_channels
        return self.op("ConvolutionDepthwise" if depthwise else "Convolution", name, [at], "Convolution2D", fields)

    def pool(self, name, at, kind, kernel=0, stride=0, pad=0, ceil=False, over_all=False):
        return self.op("Pooling", name, [at], "Pool", {0: ("int", pad), 1: ("int", pad), 2: ("byte", over_all), 3: ("int", kernel), 4: ("int", kernel), 5: ("int", stride),
                                                      6: ("int", stride), 7: ("byte", kind), 8: ("byte", 0), 10: ("byte", ceil), 11: ("ints", [pad] * 4)})

    def numbers(self, name, values):
        return self.op("Const", name, [], "Blob", {0: ("ints", [len(values)]), 1: ("byte", NCHW), 2: ("int", 3), 5: ("ints", values)})

    def number(self, name, value):
        return self.op("Const", name, [], "Blob", {1: ("byte", NCHW), 2: ("int", 3), 5: ("ints", [value])})

    def weight(self, name, tensor):
        sizes = list(tensor.shape)
        return self.op("Const", name, [], "Blob", {0: ("ints", sizes), 1: ("byte", NCHW), 2: ("int", 1), 9: ("longs", self.outside(4 * tensor.numel()))})

    def reshape(self, name, at, sizes):
        return self.op("Reshape", name, [at, self.numbers(f"{name}/shape", sizes)], "Reshape", {1: ("byte", NCHW)})

    def binary(self, name, left, right, operation=0):
        return self.op("BinaryOp", name, [left, right], "BinaryOp", {0: ("int", operation), 1: ("int", 1)})

    def linear_as_conv(self, name, module, at):
        """As the converter writes Gemm: the product as a convolution over one position."""
        window = torch.nn.Conv2d(module.in_features, module.out_features, 1)
        at = self.packed(self.reshape(f"{name}/in", at, [-1, module.in_features, 1, 1]), name)
        at = self.plain(self.conv(name, window, at), name)
        return self.reshape(f"{name}/rows", at, [-1, module.out_features])

    def linear(self, name, module, at):
        at = self.op("MatMul", name, [at, self.weight(f"{name}.weight", module.weight.t())], "MatMul", {0: ("int", 1)})
        return self.binary(f"{name}/add", at, self.weight(f"{name}.bias", module.bias))

    def norm(self, name, module, at):
        return self.op("LayerNorm", name, [at], "LayerNorm", {0: ("ints", [-1]), 1: ("float", module.eps), 5: ("longs", self.outside(4 * module.weight.numel(), 4 * module.bias.numel()))})

    def save(self, *outputs):
        builder = flatbuffers.Builder(1 << 16)
        described = [{0: ("table", {0: ("ints", [1, *sizes]), 1: ("byte", NCHW)}), 1: ("int", tensor)} for tensor, sizes in self.shapes.items()]
        root = table(builder, {1: ("tables", described), 2: ("table", {2: ("text", "3.6.1")}), 3: ("tables", self.ops), 4: ("texts", [self.tensors[at] for at in outputs]),
                               6: ("byte", ONNX), 7: ("texts", self.tensors), 8: ("int", len(self.tensors))})
        builder.Finish(root)
        with open(os.path.join(TARGET, f"{self.name}.mnn"), "wb") as out:
            out.write(builder.Output())


def watched(model, size):
    """The output shapes of all modules, and the multiply-accumulates of those with weights."""
    shapes, macs = {}, [0]

    def hook(name):
        def keep(module, _, output):
            if isinstance(output, torch.Tensor):
                shapes[name] = list(output.shape)[1:]
                if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                    positions = output[0, 0].numel() if isinstance(module, torch.nn.Conv2d) else output[0].numel() // module.out_features
                    macs[0] += module.weight.numel() * positions
        return keep

    for name, module in model.named_modules():
        module.register_forward_hook(hook(name))
    with torch.no_grad():
        model(torch.zeros(1, 3, size, size))
    return shapes, macs[0]


def folded(model):
    """Batch norms folded into the convolutions in front of them, as torch does it."""
    model = model.eval()
    for module in model.modules():
        children = list(module.named_children())
        for (name, one), (other, norm) in zip(children, children[1:]):
            if isinstance(one, torch.nn.Conv2d) and isinstance(norm, torch.nn.BatchNorm2d):
                setattr(module, name, fuse_conv_bn_eval(one, norm))
                setattr(module, other, torch.nn.Identity())
    return model


def squeezenet():
    model = torchvision.models.squeezenet1_1(weights=None).eval()
    shapes, macs = watched(model, 224)
    net = Net("squeezenet1_1")
    at = net.packed(net.input("input", [1, 3, 224, 224]), "input")
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            source = squeezed if name.endswith("expand3x3") else at
            made = net.conv(name, module, source, relu=True)
            if name.endswith("expand1x1"):
                squeezed, left = at, made
            elif name.endswith("expand3x3"):
                made = net.op("Concat", name.rsplit(".", 1)[0], [left, made], "Axis", {0: ("int", 1)})
            at = made
            net.shapes[at] = shapes[name] if not name.endswith("expand3x3") else shapes[name.rsplit(".", 1)[0]]
        elif isinstance(module, torch.nn.MaxPool2d):
            at = net.pool(name, at, 0, 3, 2, ceil=True)
        elif isinstance(module, torch.nn.AdaptiveAvgPool2d):
            at = net.pool(name, at, 1, over_all=True)
    net.save(net.reshape("flat", net.plain(at, "flat"), [-1, 1000]))
    return model, shapes, macs, [name for name, module in model.named_modules() if isinstance(module, (torch.nn.Conv2d, torch.nn.MaxPool2d, torchvision.models.squeezenet.Fire))]


def mobilenet():
    model = folded(torchvision.models.mobilenet_v2(weights=None))
    shapes, macs = watched(model, 224)
    net = Net("mobilenet_v2")
    at = net.packed(net.input("input", [-1, 3, 224, 224]), "input")
    for index, block in enumerate(model.features):
        begin = at
        convs = [(name, module) for name, module in block.named_modules() if isinstance(module, torch.nn.Conv2d)]
        for i, (name, module) in enumerate(convs):
            # The last of a block has no function behind it, but for those of a single one.
            at = net.conv(f"features.{index}.{name}", module, at, relu6=len(convs) == 1 or i + 1 < len(convs))
        if getattr(block, "use_res_connect", False):
            at = net.binary(f"features.{index}", begin, at)
    at = net.op("Reduction", "pool", [net.plain(at, "pool"), net.numbers("pool/axes", [2, 3])], "ReductionParam", {0: ("byte", 3), 3: ("byte", 0)})
    net.save(net.linear_as_conv("classifier.1", model.classifier[1], at))
    names = [name for name, module in model.named_modules() if isinstance(module, torch.nn.Conv2d) or getattr(module, "use_res_connect", False)]
    return model, shapes, macs, names


def shufflenet():
    model = folded(torchvision.models.shufflenet_v2_x0_5(weights=None))
    shapes, macs = watched(model, 224)
    net = Net("shufflenet_v2_x0_5", bytes_per_weight=1)
    at = net.packed(net.input("input", [1, 3, 224, 224]), "input")

    def chain(prefix, modules, at):
        convs = [(name, module) for name, module in modules.named_children() if isinstance(module, torch.nn.Conv2d)]
        for name, module in convs:
            at = net.conv(f"{prefix}.{name}", module, at, relu=module.groups == 1)
        return at

    at = net.pool("maxpool", chain("conv1", model.conv1, at), 0, 3, 2, 1)
    for stage in ("stage2", "stage3", "stage4"):
        for index, block in enumerate(getattr(model, stage)):
            name = f"{stage}.{index}"
            channels, height, width = shapes[name]
            if block.stride == 1:
                left, right = net.op("Slice", f"{name}/halves", [at], "Slice", {0: ("int", 1), 2: ("byte", TORCH)}, outputs=2)
            else:
                left, right = chain(f"{name}.branch1", block.branch1, at), at
            right = chain(f"{name}.branch2", block.branch2, right)
            at = net.plain(net.op("Concat", f"{name}/both", [left, right], "Axis", {0: ("int", 1)}), name)
            at = net.reshape(f"{name}/groups", at, [1, 2, channels // 2, height, width])
            at = net.op("Permute", f"{name}/turned", [at], "Permute", {0: ("ints", [0, 2, 1, 3, 4])})
            at = net.packed(net.reshape(name, at, [0, -1, height, width]), name)
    at = chain("conv5", model.conv5, at)
    at = net.op("Reduction", "mean", [net.plain(at, "mean")], "ReductionParam", {0: ("byte", 3), 1: ("ints", [2, 3]), 3: ("byte", 0)})
    net.save(net.linear_as_conv("fc", model.fc, at))
    names = [name for name, module in model.named_modules() if isinstance(module, (torch.nn.Conv2d, torch.nn.MaxPool2d, torchvision.models.shufflenetv2.InvertedResidual))]
    return model, shapes, macs, names


def transformer():
    model = torchvision.models.vit_b_16(weights=None).eval()
    shapes, _ = watched(model, 224)
    net = Net("vit_b_16")
    at = net.packed(net.input("input", [1, 3, 224, 224]), "input")
    at = net.plain(net.conv("conv_proj", model.conv_proj, at), "conv_proj")
    at = net.op("Permute", "rows", [net.reshape("columns", at, [-1, 768, 196])], "Permute", {0: ("ints", [0, 2, 1])})
    at = net.op("Concat", "tokens", [net.weight("class_token", model.class_token), at], "Axis", {0: ("int", 1)})
    at = net.binary("positions", at, net.weight("encoder.pos_embedding", model.encoder.pos_embedding))
    for index, block in enumerate(model.encoder.layers):
        name = f"encoder.layers.encoder_layer_{index}"
        inner = net.norm(f"{name}.ln_1", block.ln_1, at)
        joined = torch.nn.Linear(768, 3 * 768)
        assert joined.weight.shape == block.self_attention.in_proj_weight.shape
        inner = net.linear(f"{name}.self_attention.in_proj", joined, inner)
        parts = net.op("Slice", f"{name}/parts", [inner], "Slice", {0: ("int", -1), 1: ("ints", [768, 768, 768]), 2: ("byte", ONNX)}, outputs=3)
        heads = [net.op("Permute", f"{name}/heads{i}", [net.reshape(f"{name}/split{i}", part, [-1, 197, 12, 64])], "Permute", {0: ("ints", [0, 2, 1, 3])}) for i, part in enumerate(parts)]
        scores = net.op("BatchMatMul", f"{name}/scores", heads[:2], "BatchMatMulParam", {0: ("byte", 0), 1: ("byte", 1)})
        scores = net.op("Softmax", f"{name}/softmax", [scores], "Axis", {0: ("int", -1)})
        inner = net.op("BatchMatMul", f"{name}/values", [scores, heads[2]], "BatchMatMulParam", {0: ("byte", 0), 1: ("byte", 0)})
        inner = net.reshape(f"{name}/together", net.op("Permute", f"{name}/back", [inner], "Permute", {0: ("ints", [0, 2, 1, 3])}), [-1, 197, 768])
        at = net.binary(f"{name}/sum", at, net.linear(f"{name}.self_attention.out_proj", block.self_attention.out_proj, inner))
        inner = net.norm(f"{name}.ln_2", block.ln_2, at)
        inner = net.op("UnaryOp", f"{name}/gelu", [net.linear(f"{name}.mlp.0", block.mlp[0], inner)], "UnaryOp", {0: ("int", 32), 1: ("int", 1)})
        at = net.binary(name, at, net.linear(f"{name}.mlp.3", block.mlp[3], inner))
    at = net.norm("encoder.ln", model.encoder.ln, at)
    at = net.op("GatherV2", "first", [at, net.number("first/place", 0), net.number("first/axis", 1)])
    net.save(net.linear("heads.head", model.heads.head, at))
    names = [name for name in shapes if name.endswith((".ln_1", ".ln_2", ".mlp.0", ".mlp.3", "conv_proj", "encoder.ln", "heads.head")) or name.split("_")[-1].isdigit() and "layers" in name]
    return model, shapes, "", names


def main():
    os.makedirs(TARGET, exist_ok=True)
    torch.manual_seed(0)
    rows, totals = [], []
    for name, make in (("squeezenet1_1", squeezenet), ("mobilenet_v2", mobilenet), ("shufflenet_v2_x0_5", shufflenet), ("vit_b_16", transformer)):
        model, shapes, macs, layers = make()
        rows += [[name, layer, "x".join(map(str, shapes[layer]))] for layer in layers]
        filters = {id(module.weight) for module in model.modules() if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear))} if name.startswith("shuffle") else set()
        totals.append([name, sum(parameter.numel() for parameter in model.parameters()), macs,
                       sum(parameter.numel() * (1 if id(parameter) in filters else 4) for parameter in model.parameters())])
    for file, header, lines in (("shapes.csv", ["model", "layer", "output"], rows), ("totals.csv", ["model", "parameters", "macs", "bytes"], totals)):
        with open(os.path.join(TARGET, file), "w", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(lines)


if __name__ == "__main__":
    main()
