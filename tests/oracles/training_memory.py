#!/usr/bin/env python3
"""What autograd keeps, and what optimizers keep, measured in PyTorch: tests/data/training.

Run:  python3 tests/oracles/training_memory.py      (Debian 12: apt-get install python3-torch python3-torchvision; 5 minutes)

torch.autograd.graph.saved_tensors_hooks sees every tensor that is kept for the backward pass. Each storage is counted
once, whole, by its address; those of parameters and buffers are not counted. Networks are in train mode, the batch is 2.

  torchvision.csv   network, size of the image; float32: the bytes; amp: the same under autocast with bfloat16 on the CPU, empty where the
                    CPU's lists of operators are not those of CUDA (see AMP_SAME); frozen: with the parameters frozen
                    whose names begin with the text before it; checkpointed and recomputed: with the blocks named called
                    by torch.utils.checkpoint, and what the largest of them keeps inside when it is computed again
  random.jsonl      300 networks of random layers, in our words: input, layers (name, type, settings, inputs), frozen
                    (layers), float32, and amp where the CPU can do it as CUDA does
  optimizers.csv    network, optimizer, bytes of all tensors of state_dict()['state'] after a step

A dropout is computed by torch.native_dropout, as it is on a GPU: it keeps a mask of bytes. On the CPU torch.nn.Dropout
keeps the noise as float32.

torch 1.13 keeps the input of a mean; later versions keep its sizes alone.
"""
import csv
import gc
import json
import os
import random
import sys
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from torch.utils.checkpoint import checkpoint

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "training")
BATCH = 2

F.dropout = lambda input, p=0.5, training=True, inplace=False: (
    torch.native_dropout(input, p, True)[0] if training and p > 0 else input)


class Saved:
    """The storages that autograd keeps of what is run inside, but for those that were there before."""

    def __init__(self, model):
        self.known = {t.storage().data_ptr() for t in list(model.parameters()) + list(model.buffers())}
        self.kept, self.held = {}, []

    def __enter__(self):
        def pack(tensor):
            storage = tensor.storage()
            if storage.nbytes() and storage.data_ptr() not in self.known:
                self.kept[storage.data_ptr()] = storage.nbytes()
                self.held.append(tensor)
            return tensor
        self.hooks = torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor)
        self.hooks.__enter__()
        return self

    def __exit__(self, *error):
        return self.hooks.__exit__(*error)

    @property
    def bytes(self):
        return sum(self.kept.values())


def measure(model, inputs, amp=False):
    model.train()
    with Saved(model) as saved:
        if amp:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                output = model(*inputs)
        else:
            output = model(*inputs)
    del output
    # The hooks hold what holds them: without this, gigabytes stay.
    saved.held.clear()
    gc.collect()
    return saved.bytes


# --- torchvision

SIZES = {"inception_v3": 299}
NAMES = """alexnet densenet121 densenet161 densenet169 densenet201 efficientnet_b0 efficientnet_b1 efficientnet_b2
efficientnet_b3 efficientnet_v2_s googlenet inception_v3 mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3 mobilenet_v2
mobilenet_v3_large mobilenet_v3_small regnet_x_16gf regnet_x_1_6gf regnet_x_3_2gf regnet_x_400mf regnet_x_800mf
regnet_y_1_6gf regnet_y_3_2gf regnet_y_400mf regnet_y_800mf resnet101 resnet152 resnet18 resnet34 resnet50
resnext50_32x4d shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 squeezenet1_0
squeezenet1_1 vgg11 vgg11_bn vgg16 vgg19_bn wide_resnet50_2 convnext_tiny vit_b_16""".split()
# The CPU computes a layer norm and a softmax in the type of their input, CUDA in 32 bits.
AMP_OTHER = ("convnext", "vit")
FROZEN = {"resnet18": "layer1.", "resnet50": "layer1.", "mobilenet_v2": "features.1.", "vgg16": "classifier.0", "alexnet": "features.",
          "densenet121": "features.conv0", "efficientnet_b0": "features.0."}
BLOCKS = {"resnet18": "layer*", "resnet50": "layer*", "resnet101": "layer*.*", "resnext50_32x4d": "layer*.*",
          "regnet_x_400mf": "trunk_output.*", "mobilenet_v2": "features.*", "shufflenet_v2_x1_0": "stage*"}


def build(name):
    torch.manual_seed(0)
    options = {"aux_logits": False, "init_weights": False} if name in ("googlenet", "inception_v3") else {}
    return getattr(torchvision.models, name)(weights=None, **options)


def matching(model, pattern):
    import fnmatch
    depth = pattern.count(".") + 1
    return [(name, module) for name, module in model.named_modules()
            if name and name.count(".") + 1 == depth and fnmatch.fnmatch(name, pattern)]


def checkpointed(model, pattern, inputs):
    """Bytes kept when the blocks are checkpointed, and the most that one keeps when it is computed again."""
    model.train()
    largest = [0]
    for _, block in matching(model, pattern):
        def wrapped(x, plain=block.forward, block=block):
            if not x.requires_grad:
                x = x.detach().requires_grad_()
            inside = Saved(block)
            inside.known.add(x.storage().data_ptr())
            state = torch.get_rng_state()
            with inside:
                plain(x)
            torch.set_rng_state(state)
            largest[0] = max(largest[0], inside.bytes)
            inside.held.clear()
            return checkpoint(plain, x, use_reentrant=True)
        block.forward = wrapped
    known = {t.storage().data_ptr() for t in list(model.parameters()) + list(model.buffers())}
    kept, held = {}, []
    # The hooks of the measurement inside come last and are taken off before the checkpoint is called.
    def pack(tensor):
        storage = tensor.storage()
        if storage.nbytes() and storage.data_ptr() not in known:
            kept[storage.data_ptr()] = storage.nbytes()
            held.append(tensor)
        return tensor
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = model(*inputs)
    del output
    held.clear()
    gc.collect()
    return sum(kept.values()), largest[0]


def torchvision_rows():
    for name in os.environ.get("NETWORKS", "").split() or NAMES:
        size = SIZES.get(name, 224)
        inputs = [torch.randn(BATCH, 3, size, size)]
        model = build(name)
        row = {"network": name, "size": size, "float32": measure(model, inputs), "amp": "", "frozen_prefix": "", "frozen": "",
               "checkpoint": "", "checkpointed": "", "recomputed": ""}
        if not name.startswith(AMP_OTHER):
            row["amp"] = measure(build(name), inputs, amp=True)
        if name in FROZEN:
            model = build(name)
            for parameter, value in model.named_parameters():
                if parameter.startswith(FROZEN[name]):
                    value.requires_grad_(False)
            row["frozen_prefix"], row["frozen"] = FROZEN[name], measure(model, inputs)
        if name in BLOCKS:
            row["checkpoint"] = BLOCKS[name]
            row["checkpointed"], row["recomputed"] = checkpointed(build(name), BLOCKS[name], inputs)
        print(row, flush=True)
        yield row


# --- random networks

class Fn(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, *x):
        return self.f(*x)


ACTIVATIONS = {
    "relu": nn.ReLU(), "relu6": nn.ReLU6(), "leaky_relu": nn.LeakyReLU(), "elu": nn.ELU(), "selu": nn.SELU(), "celu": nn.CELU(),
    "gelu": nn.GELU(), "silu": nn.SiLU(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "hard_sigmoid": nn.Hardsigmoid(),
    "hard_swish": nn.Hardswish(), "hard_tanh": nn.Hardtanh(), "softplus": nn.Softplus(), "softsign": nn.Softsign(), "mish": nn.Mish(),
    "rrelu": nn.RReLU(), "threshold": nn.Threshold(0.1, 0.0), "hard_shrink": nn.Hardshrink(), "soft_shrink": nn.Softshrink(),
    "tanh_shrink": nn.Tanhshrink(), "exponential": Fn(torch.exp), "softmax": nn.Softmax(1), "log_softmax": nn.LogSoftmax(1),
}
# What autocast computes on the CPU in the type in which it does on CUDA.
AMP_SAME = {"Conv2D", "DepthwiseConv2D", "BatchNormalization", "MaxPool2D", "AveragePool2D", "Add", "Multiply", "Concatenate", "Dropout",
            "SpatialDropout2D", "UpSampling2D", "ZeroPadding2D", "AdaptiveAveragePool2D", "AdaptiveMaxPool2D", "Flatten", "Dense", "DropPath",
            "GlobalAveragePool2D", "ChannelShuffle", "Slice", "Split", "InstanceNormalization"}
AMP_SAME_FUNCTIONS = {"relu", "relu6", "leaky_relu", "silu", "gelu", "sigmoid", "tanh", "hard_sigmoid", "hard_swish", "hard_tanh"}


class Random(nn.Module):
    """A network of random layers, and the same in our words."""

    def __init__(self, seed):
        super().__init__()
        self.r = random.Random(seed)
        torch.manual_seed(seed)
        self.nodes, self.layers, self.ops = [], [], nn.ModuleList()
        self.amp = True
        r = self.r
        self.shape = (r.choice([1, 2, 3, 4]), r.choice([12, 16, 20]), r.choice([12, 16, 18]))
        self.values = [torch.randn(BATCH, *self.shape)]
        self.names = ["in"]
        with torch.no_grad():
            x = 0
            for _ in range(r.randint(2, 9)):
                x = self.block(x)
            self.head(x)

    def node(self, type, settings, module, *inputs, function=None):
        """Adds a layer after others and returns its number; a layer that PyTorch refuses is left out."""
        try:
            value = module(*[self.values[i] for i in inputs])
        except Exception:
            return None
        if value.numel() == 0 or value.numel() > 200_000:
            return None
        self.amp &= type in AMP_SAME if function is None else function in AMP_SAME_FUNCTIONS
        name = f"n{len(self.values)}"
        self.ops.append(module)
        self.nodes.append((len(self.ops) - 1, inputs))
        self.layers.append([name, type, settings, [self.names[i] for i in inputs]])
        self.values.append(value)
        self.names.append(name)
        return len(self.values) - 1

    def or_same(self, x, *arguments, **options):
        made = self.node(*arguments, **options)
        return x if made is None else made

    def channels(self, x):
        return self.values[x].shape[1]

    def conv(self, x, filters=None, kernel=None, stride=None, plain=False):
        r, c = self.r, self.channels(x)
        filters = filters or r.choice([2, 4, 6, 8, 12])
        kernel = kernel or r.choice([1, 3, 3, 5])
        stride = stride or r.choice([1, 1, 1, 2])
        groups = 1 if plain else r.choice([g for g in (1, 1, 2, c) if c % g == 0 and filters % g == 0])
        bias = r.random() < 0.6
        padding = kernel // 2 if plain or r.random() < 0.7 else 0
        settings = f"Filters={filters}; KernelSize={kernel}; Stride={stride}; Padding={padding}; Groups={groups}; UseBias={bias}"
        return self.or_same(x, "Conv2D", settings, nn.Conv2d(c, filters, kernel, stride, padding, groups=groups, bias=bias), x)

    def activation(self, x, function=None):
        function = function or self.r.choice(list(ACTIVATIONS))
        axis = "; Axis=1" if "softmax" in function else ""
        return self.or_same(x, "Activation", f"Function={function}{axis}", ACTIVATIONS[function], x, function=function)

    def norm(self, x):
        r, c = self.r, self.channels(x)
        kind = r.choice(["batch"] * 6 + ["group", "instance", "layer", "lrn", "none"])
        if kind == "batch":
            affine = r.random() < 0.8
            return self.or_same(x, "BatchNormalization", f"Scale={affine}; Center={affine}", nn.BatchNorm2d(c, affine=affine), x)
        if kind == "group":
            groups = r.choice([g for g in (1, 2, 4) if c % g == 0])
            return self.or_same(x, "GroupNormalization", f"Groups={groups}", nn.GroupNorm(groups, c), x)
        if kind == "instance":
            affine, track = r.random() < 0.5, r.random() < 0.3
            return self.or_same(x, "InstanceNormalization", f"Scale={affine}; Center={affine}; TrackStatistics={track}",
                                nn.InstanceNorm2d(c, affine=affine, track_running_stats=track), x)
        if kind == "layer":
            sizes = list(self.values[x].shape[-r.choice([1, 2, 3]):])
            return self.or_same(x, "LayerNormalization", "NormalizedShape=" + ",".join(map(str, sizes)), nn.LayerNorm(sizes), x)
        if kind == "lrn":
            size = r.choice([2, 3, 5])
            return self.or_same(x, "LocalResponseNormalization", f"Size={size}", nn.LocalResponseNorm(size), x)
        return x

    def unit(self, x, **options):
        return self.activation(self.norm(self.conv(x, **options)))

    def block(self, x):
        r = self.r
        kind = r.choice(["unit"] * 5 + ["residual"] * 2 + ["gate", "dense", "branches", "pool", "pool", "dropout", "resize", "pad", "shape",
                                                            "transposed", "arithmetic", "separable", "cut"])
        c = self.channels(x)
        if kind == "residual":
            y = self.norm(self.conv(self.unit(x, stride=1, plain=True), filters=c, stride=1, plain=True))
            if r.random() < 0.3:
                y = self.or_same(y, "DropPath", "Rate=0.2", torchvision.ops.StochasticDepth(0.2, "row"), y)
            y = self.or_same(y, "Add", "", Fn(lambda a, b: a + b), y, x)
            return self.activation(y, r.choice(["relu", "silu", "gelu"])) if r.random() < 0.7 else y
        if kind == "gate":
            g = self.or_same(x, "AdaptiveAveragePool2D", "OutputSize=1", nn.AdaptiveAvgPool2d(1), x)
            g = self.activation(self.conv(g, filters=2, kernel=1, stride=1, plain=True), r.choice(["relu", "silu"]))
            g = self.activation(self.conv(g, filters=c, kernel=1, stride=1, plain=True), r.choice(["sigmoid", "hard_sigmoid"]))
            return self.or_same(x, "Multiply", "", Fn(lambda a, b: a * b), x, g)
        if kind == "dense":
            y = self.unit(x, stride=1, plain=True)
            return self.or_same(y, "Concatenate", "", Fn(lambda *a: torch.cat(a, 1)), x, y)
        if kind == "branches":
            ends = [self.unit(x, stride=1, plain=True) for _ in range(r.choice([2, 3]))]
            if r.random() < 0.5:
                ends.append(self.or_same(x, "MaxPool2D", "PoolSize=3; Stride=1; Padding=1", nn.MaxPool2d(3, 1, 1), x))
            return self.or_same(x, "Concatenate", "", Fn(lambda *a: torch.cat(a, 1)), *ends)
        if kind == "pool":
            size = r.choice([2, 2, 3])
            stride = r.choice([1, 2])
            which = r.choice(["MaxPool2D", "MaxPool2D", "AveragePool2D", "LPPool2D"])
            module = {"MaxPool2D": nn.MaxPool2d(size, stride), "AveragePool2D": nn.AvgPool2d(size, stride), "LPPool2D": nn.LPPool2d(2, size, stride)}[which]
            return self.or_same(x, which, f"PoolSize={size}; Stride={stride}", module, x)
        if kind == "dropout":
            which = r.choice(["Dropout", "Dropout", "SpatialDropout2D", "AlphaDropout"])
            module = {"Dropout": nn.Dropout(0.3), "SpatialDropout2D": nn.Dropout2d(0.3), "AlphaDropout": nn.AlphaDropout(0.3)}[which]
            return self.or_same(x, which, "Rate=0.3", module, x)
        if kind == "resize":
            if r.random() < 0.3 and c % 4 == 0:
                return self.or_same(x, "PixelShuffle", "Factor=2", nn.PixelShuffle(2), x)
            bilinear = r.random() < 0.5
            return self.or_same(x, "UpSampling2D", "Size=2" + ("; Interpolation=bilinear" if bilinear else ""),
                                nn.Upsample(scale_factor=2, mode="bilinear" if bilinear else "nearest"), x)
        if kind == "pad":
            which = r.choice(["Constant", "Reflect", "Replicate"])
            module = {"Constant": nn.ZeroPad2d(1), "Reflect": nn.ReflectionPad2d(1), "Replicate": nn.ReplicationPad2d(1)}[which]
            return self.or_same(x, "ZeroPadding2D", f"Padding=1; Mode={which}", module, x)
        if kind == "shape" and c % 2 == 0:
            return self.or_same(x, "ChannelShuffle", "Groups=2", nn.ChannelShuffle(2), x)
        if kind == "transposed":
            return self.activation(self.norm(self.or_same(x, "TransposedConv2D", "Filters=4; KernelSize=2; Stride=2; Padding=0",
                                                           nn.ConvTranspose2d(c, 4, 2, 2), x)))
        if kind == "arithmetic":
            y, z = self.unit(x, filters=c, stride=1, plain=True), self.unit(x, filters=c, stride=1, plain=True)
            which, f = r.choice([("Subtract", lambda a, b: a - b), ("Multiply", lambda a, b: a * b), ("Divide", lambda a, b: a / b),
                                 ("Maximum", torch.maximum), ("Minimum", torch.minimum), ("Average", lambda a, b: (a + b) / 2)])
            return self.or_same(x, which, "", Fn(f), y, z)
        if kind == "separable":
            module = nn.Sequential(nn.Conv2d(c, c, 3, padding=1, groups=c, bias=False), nn.Conv2d(c, 6, 1))
            return self.activation(self.norm(self.or_same(x, "SeparableConv2D", "Filters=6; KernelSize=3; Padding=1", module, x)))
        if kind == "cut" and c > 1:
            return self.or_same(x, "Slice", f"Axis=1; Start=0; End={c // 2}", Fn(lambda a, n=c // 2: a[:, :n]), x)
        return self.unit(x)

    def head(self, x):
        r = self.r
        kind = r.choice(["global", "adaptive", "flatten", "none"])
        if kind == "global":
            x = self.or_same(x, "GlobalAveragePool2D", "", Fn(lambda a: a.mean((2, 3))), x)
        elif kind == "adaptive":
            size = r.choice([1, 2, 3])
            which = r.choice(["AdaptiveAveragePool2D", "AdaptiveMaxPool2D"])
            x = self.or_same(x, which, f"OutputSize={size}", (nn.AdaptiveAvgPool2d if "Average" in which else nn.AdaptiveMaxPool2d)(size), x)
        elif kind == "none":
            return
        if self.values[x].dim() > 2:
            x = self.or_same(x, "Flatten", "", nn.Flatten(), x)
        for _ in range(r.choice([1, 2])):
            units = r.choice([5, 10, 16])
            x = self.or_same(x, "Dense", f"Units={units}", nn.Linear(self.values[x].shape[1], units), x)
            if r.random() < 0.5:
                x = self.activation(x, r.choice(["relu", "tanh", "gelu", "elu"]))
            if r.random() < 0.4:
                x = self.or_same(x, "Dropout", "Rate=0.5", nn.Dropout(0.5), x)

    def forward(self, x):
        values = [x]
        for op, inputs in self.nodes:
            values.append(self.ops[op](*[values[i] for i in inputs]))
        # Whatever nobody reads is an output of the network.
        read = {i for _, inputs in self.nodes for i in inputs}
        return [value for i, value in enumerate(values) if i not in read]


def random_rows(count):
    seed = 0
    while count > 0:
        seed += 1
        model = Random(seed)
        if not model.nodes or not any(True for _ in model.parameters()):
            continue
        inputs = [model.values[0]]
        model.values = []
        row = {"input": "x".join(map(str, model.shape)), "layers": model.layers, "frozen": []}
        if seed % 3 == 0:
            for (op, _), layer in zip(model.nodes, model.layers):
                if any(True for _ in model.ops[op].parameters()) and model.r.random() < 0.5:
                    row["frozen"].append(layer[0])
                    model.ops[op].requires_grad_(False)
        try:
            row["float32"] = measure(model, inputs)
            if model.amp:
                row["amp"] = measure(model, inputs, amp=True)
        except RuntimeError as error:
            print(seed, error, file=sys.stderr)
            continue
        count -= 1
        yield row


# --- optimizers

OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1), "Momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "Adam": torch.optim.Adam, "AdamW": torch.optim.AdamW, "AMSGrad": lambda p: torch.optim.Adam(p, amsgrad=True), "Adamax": torch.optim.Adamax,
    "NAdam": torch.optim.NAdam, "RAdam": torch.optim.RAdam, "RMSprop": torch.optim.RMSprop, "Adagrad": torch.optim.Adagrad,
    "Adadelta": torch.optim.Adadelta, "Rprop": torch.optim.Rprop,
}


def optimizer_rows():
    for name in ("squeezenet1_1", "mobilenet_v3_small", "resnet18"):
        for optimizer, make in OPTIMIZERS.items():
            model = build(name)
            steps = make(model.parameters())
            for parameter in model.parameters():
                parameter.grad = torch.zeros_like(parameter)
            steps.step()
            tensors = [value for state in steps.state_dict()["state"].values() for value in state.values() if torch.is_tensor(value)]
            yield {"network": name, "optimizer": optimizer, "bytes": sum(t.numel() * t.element_size() for t in tensors)}


def write_csv(name, rows):
    rows = list(rows)
    with open(os.path.join(OUT, name), "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    os.makedirs(OUT, exist_ok=True)
    parts = sys.argv[1:] or ["optimizers", "random", "torchvision"]
    if "optimizers" in parts:
        write_csv("optimizers.csv", optimizer_rows())
    if "random" in parts:
        with open(os.path.join(OUT, "random.jsonl"), "w") as file:
            for row in random_rows(300):
                file.write(json.dumps(row) + "\n")
    if "torchvision" in parts:
        write_csv("torchvision.csv", torchvision_rows())
