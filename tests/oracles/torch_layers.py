#!/usr/bin/env python3
"""Single-layer cases computed by PyTorch: tests/data/layers/torch.jsonl.

Run:  python3 tests/oracles/torch_layers.py        (Debian 12: apt-get install python3-torch python3-torchvision)

Every case builds one layer of torch 1.13.1 (Debian calls it 1.13.0a0), runs it in eval mode on zeros with a batch
of 2 and records what came out. One JSON object a line:

  source, type, layout   type and settings use CnnParams's names (ChannelsFirst throughout)
  inputs, outputs        shapes without the batch
  settings               a setting that equals our default is sometimes given and sometimes left out; per-axis
                         settings are written as one number or as a list, paddings in all three forms
  parameters, trainable  sum of numel over parameters() (with requires_grad)
  statistics             elements of running_mean and running_var (num_batches_tracked is not counted)
  weights                name: shape of every parameter
  macs                   counted, not by formula: convolution = weight.numel() * output positions; transposed
                         convolution = weight.numel() * input positions; linear = weight.numel() * output rows
                         (= in * out * rows); pools 0. Bias additions are never counted. Only on such rows.
  error, kind            instead of outputs ...: PyTorch refuses the case; `kind` is a short name of the reason

How PyTorch was made to say it where the names differ:
  DepthwiseConv = Conv with groups = channels and channels * DepthMultiplier filters.
  Asymmetric Padding of a convolution = ConstantPad, then the convolution.
  Padding "same" is PyTorch's own padding="same" (stride 1 only; PyTorch refuses other strides, we do not).
  Global pools = mean/amax over the spatial axes, KeepDims = adaptive pool to 1. Cropping = negative padding.
  Element-wise merges and MatMul are computed on tensors without a batch, so that ranks may differ.
  Recurrent layers: ReturnSequences true = the output, false = the last layer's h_n, directions concatenated.
  FullyConnected = Flatten + Linear; Dense = Linear on the last axis.
  MultiHeadAttention reads query, value, key (Keras's order; PyTorch's is query, key, value).

Deterministic: samples of the grids come from random.Random with a seed per family.
"""
import itertools
import json
import os
import random
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
SOURCE = "torch 1.13.1"
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "layers", "torch.jsonl")
BATCH = 2
rows, seen, natural = [], set(), {}


class Fn(nn.Module):
    """A function as a module without parameters."""

    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, *x):
        return self.f(*x)


def count_macs(module, call):
    """Runs call() and counts multiply-accumulates of convolutions and linears by forward hooks."""
    total, handles = [0], []

    def conv(m, x, y):
        total[0] += m.weight.numel() * (y[0, 0].numel())

    def transposed(m, x, y):
        total[0] += m.weight.numel() * (x[0][0, 0].numel())

    def linear(m, x, y):
        total[0] += m.weight.numel() * (y[0].numel() // m.out_features)

    for m in module.modules():
        if isinstance(m, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)):
            handles.append(m.register_forward_hook(transposed))
        elif isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
            handles.append(m.register_forward_hook(conv))
        elif isinstance(m, nn.Linear):
            handles.append(m.register_forward_hook(linear))
    try:
        return call(), total[0]
    finally:
        for h in handles:
            h.remove()


def case(type_, inputs, settings, build, macs=False, batch=True, dtype=torch.float32, expect=None):
    """Runs one case. expect: kind of the refusal that must come; a refusal nobody asked for is kept twice a type."""
    key = json.dumps([type_, inputs, settings], sort_keys=True)
    if key in seen:
        return False
    seen.add(key)
    row = {"source": SOURCE, "type": type_, "layout": "ChannelsFirst", "inputs": inputs, "settings": settings}
    try:
        module = build()
        module.eval()
        xs = [torch.zeros(([BATCH] if batch else []) + list(s), dtype=dtype) for s in inputs]
        y, n = count_macs(module, lambda: module(*xs))   # with gradients: eval mode + no_grad breaks attention without bias
        ys = list(y) if isinstance(y, (tuple, list)) else [y]
        shapes = [list(t.shape)[1 if batch else 0:] for t in ys]
        if batch:
            assert all(t.shape[0] == BATCH for t in ys), "batch lost"
        if any(0 in s for s in shapes):
            raise RuntimeError("empty output")
    except AssertionError as e:
        if str(e) == "batch lost":
            raise
        return error(row, e, expect)
    except (RuntimeError, ValueError, IndexError) as e:
        return error(row, e, expect)
    if expect:
        raise SystemExit("PyTorch accepted what it should refuse: " + key)
    row["outputs"] = shapes
    row["parameters"] = sum(p.numel() for p in module.parameters())
    row["trainable"] = sum(p.numel() for p in module.parameters() if p.requires_grad)
    row["statistics"] = sum(b.numel() for k, b in module.named_buffers() if k.split(".")[-1].startswith("running_"))
    weights = {k.split(".")[-1]: list(p.shape) for k, p in module.named_parameters()}
    if weights:
        row["weights"] = weights
    if macs:
        row["macs"] = n
    rows.append(row)
    return True


def error(row, e, expect):
    message = str(e).split("\n")[0][:120]
    if message == "empty output":
        return False
    kind = expect
    if not kind:
        low = message.lower()
        kind = ("pool-padding-over-half" if "half of" in low else
                "kernel-too-large" if "kernel size can't be" in low else
                "output-too-small" if "too small" in low or "negative" in low else
                "output-padding" if "output padding" in low else
                "padding-too-large" if "padding size should be less" in low else "other")
        t = row["type"] + kind
        natural[t] = natural.get(t, 0) + 1
        if kind == "other" or natural[t] > 2:
            return False
    row["error"], row["kind"] = message, kind
    rows.append(row)
    return False


def family(n, seed, make, choices):
    """Draws from the product of choices with a fixed seed until make(rng, *drawn) has succeeded n times."""
    rng, done, tries = random.Random(seed), 0, 0
    while done < n and tries < n * 40:
        tries += 1
        done += bool(make(rng, *[rng.choice(c) for c in choices]))
    if done < n:
        print("only", done, "of", n, "for", seed)


def per_axis(rng, v):
    return v[0] if len(set(map(str, v))) == 1 and rng.random() < 0.6 else list(v)


def pads(rng, p):
    """Pairs in one of the three written forms."""
    if all(b == e for b, e in p):
        r = rng.random()
        if len({b for b, e in p}) == 1 and r < 0.5:
            return p[0][0]
        if r < 0.8 and len(p) > 1:
            return [b for b, e in p]
    return [list(x) for x in p]


def put(rng, s, name, value, default, form=None):
    """Adds a setting; one that equals our default only one time in three."""
    if value == default and rng.random() > 0.33:
        return
    s[name] = form if form is not None else value


def axis_settings(rng, s, rank, **named):
    for name, (value, default) in named.items():
        put(rng, s, name, list(value), [default] * rank, per_axis(rng, value))


def draw(rng, rank, options, same=0.5):
    """One number for all axes or one for each."""
    if rng.random() < same:
        return [rng.choice(options)] * rank
    return [rng.choice(options) for _ in range(rank)]


CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
TRANS = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
MAXP = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}
AVGP = {1: nn.AvgPool1d, 2: nn.AvgPool2d, 3: nn.AvgPool3d}
SIZES = {1: [1, 2, 5, 7, 8, 13, 16, 31, 64, 100, 127], 2: [3, 4, 5, 7, 8, 11, 12, 13, 17, 23, 28, 31, 32],
         3: [3, 4, 5, 6, 7, 9, 10]}


def flat_pad(p):
    """Pairs axis by axis -> F.pad's order (last axis first)."""
    return [v for pair in reversed(p) for v in pair]


# --------------------------------------------------------------------------------------------- convolutions

def conv_case(rank, depthwise):
    def make(rng, mode, groups, bias):
        size = draw(rng, rank, SIZES[rank], 0.25)
        k = draw(rng, rank, [1, 2, 3, 3, 4, 5, 6, 7] if rank < 3 else [1, 2, 3, 4, 5])
        stride = draw(rng, rank, [1, 1, 2, 3, 4])
        dil = draw(rng, rank, [1, 1, 1, 2, 3])
        s, kw = {}, {}
        if depthwise:
            cin, mult = rng.choice([1, 3, 4, 8]), rng.choice([1, 1, 2, 3])
            groups, cout = cin, cin * mult
            put(rng, s, "DepthMultiplier", mult, 1)
        else:
            cin, cout = groups * rng.choice([1, 2, 3]), groups * rng.choice([1, 2, 3, 4])
            if groups == 1:
                cin = rng.choice([1, 2, 3, 4, 6])
            s["Filters"] = cout
        s["KernelSize"] = per_axis(rng, k)
        before = None
        if mode == "valid":
            put(rng, s, "Padding", "valid", "valid")
        elif mode == "same":
            stride, kw["padding"], s["Padding"] = [1] * rank, "same", "same"
        elif mode == "symmetric":
            p = draw(rng, rank, [0, 1, 1, 2, 3])
            kw["padding"] = p
            s["Padding"] = pads(rng, [(v, v) for v in p])
        else:
            before = [(rng.choice([0, 1, 2]), rng.choice([0, 1, 2, 3])) for _ in range(rank)]
            s["Padding"] = pads(rng, before)
        axis_settings(rng, s, rank, Stride=(stride, 1), Dilation=(dil, 1))
        if not depthwise:
            put(rng, s, "Groups", groups, 1)
            if rng.random() < 0.1:
                s["InputChannels"] = cin
        put(rng, s, "UseBias", bias, True)

        def build():
            c = CONV[rank](cin, cout, k, stride=stride, dilation=dil, groups=groups, bias=bias, **kw)
            return c if before is None else nn.Sequential(Fn(lambda x: F.pad(x, flat_pad(before))), c)

        return case(("Depthwise" if depthwise else "") + "Conv%dD" % rank, [[cin] + size], s, build, macs=True)
    return make


for rank, n, nd in ((1, 90, 35), (2, 205, 70), (3, 90, 26)):
    family(n, "conv%d" % rank, conv_case(rank, False),
           (["valid", "valid", "same", "symmetric", "symmetric", "asymmetric"], [1, 1, 1, 2, 3, 4], [True, False]))
    family(nd, "depthwise%d" % rank, conv_case(rank, True),
           (["valid", "same", "symmetric", "symmetric", "asymmetric"], [1], [True, False]))

# the well known ones
for cin, hw, cout, k, st, p in ((3, 32, 8, 5, 1, 0), (8, 14, 16, 5, 1, 0), (3, 224, 64, 7, 2, 3), (3, 224, 32, 3, 2, 1),
                                (3, 224, 64, 11, 4, 2), (3, 227, 96, 11, 4, 0), (3, 224, 96, 11, 4, 0), (64, 56, 64, 1, 1, 0)):
    case("Conv2D", [[cin, hw, hw]], {"Filters": cout, "KernelSize": k, "Stride": st, "Padding": p},
         lambda: nn.Conv2d(cin, cout, k, st, p), macs=True)
for d, p in ((2, 2), (2, 0)):
    case("Conv2D", [[4, 56, 56]], {"Filters": 4, "KernelSize": 3, "Dilation": d, "Padding": p},
         lambda: nn.Conv2d(4, 4, 3, padding=p, dilation=d), macs=True)
case("Conv1D", [[16, 40]], {"Filters": 32, "KernelSize": 5}, lambda: nn.Conv1d(16, 32, 5), macs=True)
case("Conv3D", [[3, 8, 8, 8]], {"Filters": 64, "KernelSize": 3}, lambda: nn.Conv3d(3, 64, 3), macs=True)

for cin, cout, g in ((6, 8, 4), (8, 6, 4), (3, 4, 2), (5, 5, 2)):
    case("Conv2D", [[cin, 8, 8]], {"Filters": cout, "KernelSize": 3, "Groups": g},
         lambda: nn.Conv2d(cin, cout, 3, groups=g), expect="groups")
    case("Conv1D", [[cin, 8]], {"Filters": cout, "KernelSize": 3, "Groups": g},
         lambda: nn.Conv1d(cin, cout, 3, groups=g), expect="groups")
case("TransposedConv2D", [[6, 8, 8]], {"Filters": 8, "KernelSize": 3, "Padding": 0, "Groups": 4},
     lambda: nn.ConvTranspose2d(6, 8, 3, groups=4), expect="groups")
case("TransposedConv2D", [[8, 8, 8]], {"Filters": 6, "KernelSize": 3, "Padding": 0, "Groups": 4},
     lambda: nn.ConvTranspose2d(8, 6, 3, groups=4), expect="groups")
for a, b in ((3, 4), (4, 3), (1, 3)):
    case("Conv2D", [[a, 8, 8]], {"Filters": 2, "KernelSize": 3, "InputChannels": b},
         lambda: nn.Conv2d(b, 2, 3), expect="input-channels")
    case("TransposedConv2D", [[a, 8, 8]], {"Filters": 2, "KernelSize": 3, "Padding": 0, "InputChannels": b},
         lambda: nn.ConvTranspose2d(b, 2, 3), expect="input-channels")
for size, k, p, d in (([4, 9], [5, 3], 0, 1), ([9, 4], [3, 5], 0, 1), ([2, 2], [5, 5], 1, 1), ([4, 4], [3, 3], 0, 2)):
    case("Conv2D", [[3] + size], {"Filters": 4, "KernelSize": k, "Padding": p, "Dilation": d},
         lambda: nn.Conv2d(3, 4, k, padding=p, dilation=d), expect="kernel-too-large")
    case("DepthwiseConv2D", [[3] + size], {"KernelSize": k, "Padding": p, "Dilation": d},
         lambda: nn.Conv2d(3, 3, k, padding=p, dilation=d, groups=3), expect="kernel-too-large")


# ------------------------------------------------------------------------------------ transposed convolutions

def transposed_case(rank):
    def make(rng, groups, bias, extra):
        size = draw(rng, rank, [1, 2, 3, 4, 5, 7, 8, 9, 14] if rank < 3 else [1, 2, 3, 4, 5], 0.3)
        k = draw(rng, rank, [1, 2, 3, 4, 5, 6] if rank < 3 else [1, 2, 3, 4])
        stride, dil = draw(rng, rank, [1, 2, 2, 3, 4]), draw(rng, rank, [1, 1, 1, 2, 3])
        p = draw(rng, rank, [0, 0, 1, 2])
        op = [0] * rank
        if extra:
            op = [rng.randrange(max(a, b)) for a, b in zip(stride, dil)]
        cin, cout = groups * rng.choice([1, 2, 3]), groups * rng.choice([1, 2, 3, 4])
        s = {"Filters": cout, "KernelSize": per_axis(rng, k), "Padding": pads(rng, [(v, v) for v in p])}
        axis_settings(rng, s, rank, Stride=(stride, 1), OutputPadding=(op, 0), Dilation=(dil, 1))
        put(rng, s, "Groups", groups, 1)
        put(rng, s, "UseBias", bias, True)
        if rng.random() < 0.1:
            s["InputChannels"] = cin
        return case("TransposedConv%dD" % rank, [[cin] + size], s, lambda: TRANS[rank](
            cin, cout, k, stride, p, op, groups=groups, bias=bias, dilation=dil), macs=True)
    return make


for rank, n in ((1, 70), (2, 150), (3, 58)):
    family(n, "transposed%d" % rank, transposed_case(rank), ([1, 1, 1, 2, 4], [True, False], [True, False, False]))
for k, st, p, op, d in ((4, 2, 1, 0, 1), (3, 2, 1, 0, 1), (3, 2, 1, 1, 1), (2, 2, 0, 0, 1), (3, 2, 0, 0, 2)):
    case("TransposedConv2D", [[64, 7, 7]], {"Filters": 32, "KernelSize": k, "Stride": st, "Padding": p,
                                            "OutputPadding": op, "Dilation": d},
         lambda: nn.ConvTranspose2d(64, 32, k, st, p, op, dilation=d), macs=True)
case("TransposedConv2D", [[3, 2, 2]], {"Filters": 1, "KernelSize": 2, "Stride": 2, "Padding": 0},
     lambda: nn.ConvTranspose2d(3, 1, 2, 2), macs=True)
for st, op, d in ((1, 1, 1), (2, 2, 1), (2, 3, 2)):
    case("TransposedConv2D", [[3, 5, 5]], {"Filters": 2, "KernelSize": 3, "Stride": st, "Padding": 0, "OutputPadding": op,
                                           "Dilation": d},
         lambda: nn.ConvTranspose2d(3, 2, 3, st, 0, op, dilation=d), expect="output-padding")
case("TransposedConv2D", [[3, 1, 1]], {"Filters": 2, "KernelSize": 3, "Padding": 2},
     lambda: nn.ConvTranspose2d(3, 2, 3, 1, 2), expect="output-too-small")


# ------------------------------------------------------------------------------------------------------- pools

def pool_case(rank, kind):
    def make(rng, ceil, include):
        size = draw(rng, rank, SIZES[rank], 0.3)
        k = draw(rng, rank, [1, 2, 2, 3, 3, 4, 5])
        stride = None if rng.random() < 0.3 else draw(rng, rank, [1, 2, 2, 3, 4])
        p = draw(rng, rank, [0, 0, 1, 2])
        dil = draw(rng, rank, [1, 1, 2, 3])
        if rng.random() < 0.97:                      # now and then a padding that PyTorch refuses
            p = [min(v, w // 2) for v, w in zip(p, k)]
        cin = rng.choice([1, 3, 5])
        s = {"PoolSize": per_axis(rng, k)}
        if stride is not None:
            s["Stride"] = per_axis(rng, stride)
        if kind == "LP":
            norm = rng.choice([1, 2, 2, 3])
            put(rng, s, "NormType", norm, 2)
            put(rng, s, "CeilMode", ceil, False)
            build = lambda: (nn.LPPool1d if rank == 1 else nn.LPPool2d)(
                norm, k[0] if rank == 1 else tuple(k), stride if stride is None or rank > 1 else stride[0], ceil)
            return case("LPPool%dD" % rank, [[cin] + size], s, build, macs=True)
        put(rng, s, "Padding", p, [0] * rank, pads(rng, [(v, v) for v in p]))
        put(rng, s, "CeilMode", ceil, False)
        if kind == "Max":
            axis_settings(rng, s, rank, Dilation=(dil, 1))
            return case("MaxPool%dD" % rank, [[cin] + size], s, lambda: MAXP[rank](
                k, stride, p, dil, ceil_mode=ceil), macs=True)
        s["CountIncludePad"] = include
        return case("AveragePool%dD" % rank, [[cin] + size], s, lambda: AVGP[rank](
            k, stride, p, ceil_mode=ceil, count_include_pad=include), macs=True)
    return make


for rank, nm, na in ((1, 55, 45), (2, 120, 100), (3, 48, 40)):
    family(nm, "max%d" % rank, pool_case(rank, "Max"), ([True, True, False], [True]))
    family(na, "avg%d" % rank, pool_case(rank, "Average"), ([True, True, False], [True, False]))
family(20, "lp1", pool_case(1, "LP"), ([True, False], [True]))
family(32, "lp2", pool_case(2, "LP"), ([True, False], [True]))
for size, k, st, p in ((112, 3, 2, 0), (6, 3, 2, 0), (112, 3, 2, 1), (5, 2, 2, 1), (13, 2, 2, 1), (113, 2, 2, 1), (4, 1, 2, 0)):
    for ceil in (False, True):
        case("MaxPool2D", [[2, size, size]], {"PoolSize": k, "Stride": st, "Padding": p, "CeilMode": ceil},
             lambda: nn.MaxPool2d(k, st, p, ceil_mode=ceil), macs=True)
        case("AveragePool2D", [[2, size, size]], {"PoolSize": k, "Stride": st, "Padding": p, "CeilMode": ceil},
             lambda: nn.AvgPool2d(k, st, p, ceil_mode=ceil), macs=True)
case("AveragePool2D", [[2, 9, 9]], {"PoolSize": 4, "Stride": 4, "Padding": 2, "CeilMode": True},
     lambda: nn.AvgPool2d(4, 4, 2, ceil_mode=True), macs=True)
case("MaxPool2D", [[2, 3, 9]], {"PoolSize": 4}, lambda: nn.MaxPool2d(4), expect="output-too-small")
case("MaxPool2D", [[2, 5, 5]], {"PoolSize": 3, "Dilation": 3}, lambda: nn.MaxPool2d(3, dilation=3), expect="output-too-small")
case("AveragePool2D", [[2, 9, 3]], {"PoolSize": 4}, lambda: nn.AvgPool2d(4), expect="output-too-small")
case("MaxPool1D", [[2, 3]], {"PoolSize": 4}, lambda: nn.MaxPool1d(4), expect="output-too-small")
case("AveragePool3D", [[2, 3, 3, 3]], {"PoolSize": 4}, lambda: nn.AvgPool3d(4), expect="output-too-small")

ADAPT = {("Average", 1): nn.AdaptiveAvgPool1d, ("Average", 2): nn.AdaptiveAvgPool2d, ("Average", 3): nn.AdaptiveAvgPool3d,
         ("Max", 1): nn.AdaptiveMaxPool1d, ("Max", 2): nn.AdaptiveMaxPool2d, ("Max", 3): nn.AdaptiveMaxPool3d}


def adaptive_case(rank, kind):
    def make(rng):
        size = draw(rng, rank, [1, 2, 4, 5, 7, 8, 13], 0.3)
        out = draw(rng, rank, [1, 1, 2, 3, 5, 6, 7] + ([None] if rank > 1 else []))
        c = rng.choice([1, 3, 6])
        return case("Adaptive%sPool%dD" % (kind, rank), [[c] + size], {"OutputSize": per_axis(rng, out)},
                    lambda: ADAPT[kind, rank](out[0] if rank == 1 else tuple(out)), macs=True)
    return make


for rank, n in ((1, 12), (2, 28), (3, 16)):
    for kind in ("Average", "Max"):
        family(n, "adaptive%s%d" % (kind, rank), adaptive_case(rank, kind), ())
        for size in ([1] * rank, [7, 5, 3][:rank], [8] * rank):
            dims = list(range(2, 2 + rank))
            plain = (lambda: Fn(lambda x: x.mean(dims))) if kind == "Average" else (lambda: Fn(lambda x: x.amax(dims)))
            kept = lambda: ADAPT[kind, rank](1)
            case("Global%sPool%dD" % (kind, rank), [[5] + size], {}, plain, macs=True)
            case("Global%sPool%dD" % (kind, rank), [[6] + size], {"KeepDims": False}, plain, macs=True)
            case("Global%sPool%dD" % (kind, rank), [[5] + size], {"KeepDims": True}, kept, macs=True)


# ------------------------------------------------------------------------------- padding, cropping, resampling

def pad_case(rank):
    def make(rng, mode):
        size = draw(rng, rank, [2, 3, 4, 5, 7, 10], 0.3)
        low = -1 if mode == "Constant" else 0
        p = [(rng.randint(low, 3), rng.randint(low, 3)) for _ in range(rank)]
        if rng.random() < 0.3:
            p = [(p[0][0], p[0][0])] * rank
        s = {"Padding": pads(rng, p)}
        put(rng, s, "Mode", mode, "Constant")
        return case("ZeroPadding%dD" % rank, [[3] + size], s,
                    lambda: Fn(lambda x: F.pad(x, flat_pad(p), mode=mode.lower())))
    return make


MODES = ["Constant", "Constant", "Reflect", "Replicate", "Circular"]
for rank, n in ((1, 28), (2, 52), (3, 32)):
    family(n, "pad%d" % rank, pad_case(rank), (MODES,))
case("ZeroPadding2D", [[3, 4, 4]], {"Padding": [[4, 0], [0, 0]], "Mode": "Reflect"},
     lambda: nn.ReflectionPad2d((0, 0, 4, 0)), expect="padding-too-large")
case("ZeroPadding1D", [[3, 4]], {"Padding": [[0, 5]], "Mode": "Circular"},
     lambda: Fn(lambda x: F.pad(x, (0, 5), mode="circular")), expect="padding-too-large")
case("ZeroPadding2D", [[3, 4, 4]], {"Padding": [[-3, -2], [0, 0]]},
     lambda: Fn(lambda x: F.pad(x, (0, 0, -3, -2))), expect="output-too-small")


def crop_case(rank):
    def make(rng):
        size = draw(rng, rank, [4, 5, 7, 9, 12], 0.3)
        p = [(rng.randint(0, 2), rng.randint(0, 2)) for _ in range(rank)]
        if rng.random() < 0.3:
            p = [(p[0][0], p[0][0])] * rank
        return case("Cropping%dD" % rank, [[3] + size], {"Cropping": pads(rng, p)},
                    lambda: Fn(lambda x: F.pad(x, [-v for v in flat_pad(p)])))
    return make


for rank, n in ((1, 10), (2, 20), (3, 12)):
    family(n, "crop%d" % rank, crop_case(rank), ())
case("Cropping2D", [[3, 4, 9]], {"Cropping": [[3, 2], [0, 0]]},
     lambda: Fn(lambda x: F.pad(x, (0, 0, -3, -2))), expect="output-too-small")

INTERP = {1: ["Nearest", "Linear", "Area"], 2: ["Nearest", "Nearest", "Bilinear", "Bicubic", "Area"],
          3: ["Nearest", "Trilinear", "Area"]}


def upsample_case(rank, how):
    def make(rng):
        size = draw(rng, rank, [1, 2, 3, 5, 7, 9, 10, 13, 20] if rank < 3 else [2, 3, 4, 5], 0.4)
        mode = rng.choice(INTERP[rank])
        s, kw = {}, {}
        if how == "Size":
            f = draw(rng, rank, [1, 2, 2, 3, 4])
            put(rng, s, "Size", f, [2] * rank, per_axis(rng, f))
            kw["scale_factor"] = tuple(float(v) for v in f)
        elif how == "ScaleFactor":
            f = draw(rng, rank, [0.5, 0.7, 0.25, 1.1, 1.3, 1.5, 2.0, 2.5, 1 / 3, 0.3, 2.3, 3.7], 0.7)
            s["ScaleFactor"] = per_axis(rng, f)
            kw["scale_factor"] = tuple(f)
        else:
            o = draw(rng, rank, [1, 2, 4, 5, 8, 11, 16])
            s["OutputSize"] = per_axis(rng, o)
            kw["size"] = tuple(o)
        put(rng, s, "Interpolation", mode, "Nearest")
        return case(("Resize%dD" if how == "OutputSize" else "UpSampling%dD") % rank, [[3] + size], s,
                    lambda: Fn(lambda x: F.interpolate(x, mode=mode.lower(), **kw)))
    return make


for rank, n1, n2, n3 in ((1, 8, 14, 8), (2, 25, 30, 22), (3, 8, 12, 8)):
    family(n1, "size%d" % rank, upsample_case(rank, "Size"), ())
    family(n2, "scale%d" % rank, upsample_case(rank, "ScaleFactor"), ())
    family(n3, "resize%d" % rank, upsample_case(rank, "OutputSize"), ())

for r, (c, h, w) in itertools.product((1, 2, 3, 4), ((1, 3, 5), (2, 4, 4), (3, 1, 1), (5, 7, 2))):
    case("PixelShuffle", [[c * r * r, h, w]], {"Factor": r}, lambda: nn.PixelShuffle(r))
    case("PixelUnshuffle", [[c, h * r, w * r]], {"Factor": r}, lambda: nn.PixelUnshuffle(r))
case("PixelShuffle", [[6, 3, 3]], {"Factor": 2}, lambda: nn.PixelShuffle(2), expect="divisible")
case("PixelUnshuffle", [[6, 3, 4]], {"Factor": 2}, lambda: nn.PixelUnshuffle(2), expect="divisible")
case("PixelUnshuffle", [[6, 4, 5]], {"Factor": 2}, lambda: nn.PixelUnshuffle(2), expect="divisible")
for g, shape in itertools.product((1, 2, 3, 4, 6), ([12, 5, 7], [24, 1, 1])):
    case("ChannelShuffle", [shape], {"Groups": g}, lambda: nn.ChannelShuffle(g))
case("ChannelShuffle", [[10, 4, 4]], {"Groups": 3}, lambda: nn.ChannelShuffle(3), expect="divisible")

# ------------------------------------------------------------------------------------------------ shape layers

for shape in ([6], [3, 5], [3, 4, 5], [2, 3, 4, 5]):
    n = len(shape)
    case("Flatten", [shape], {}, lambda: nn.Flatten())
    for a in range(1, n + 1):
        for b in range(a, n + 1):
            case("Flatten", [shape], {"StartAxis": a, "EndAxis": b}, lambda: nn.Flatten(a, b))
        case("Flatten", [shape], {"StartAxis": a}, lambda: nn.Flatten(a))
    case("Flatten", [shape], {"EndAxis": -1}, lambda: nn.Flatten(1, -1))
    if n > 1:
        case("Flatten", [shape], {"EndAxis": -2}, lambda: nn.Flatten(1, -2))
        case("Flatten", [shape], {"StartAxis": n, "EndAxis": 1}, lambda: nn.Flatten(n, 1), expect="axes")
    case("Flatten", [shape], {"StartAxis": n + 1}, lambda: nn.Flatten(n + 1), expect="axes")
for shape, targets in (([12], ([3, 4], [-1, 2], [2, 2, 3], [12, 1], [-1])), ([4, 6], ([24], [-1], [2, 12], [3, -1], [2, 3, 4], [-1, 1, 8])),
                       ([8, 3, 4], ([96], [8, -1], [-1, 4], [2, 4, 3, 4], [3, 4, 8], [1, -1, 6])),
                       ([2, 3, 4, 5], ([6, 20], [-1, 5], [120], [5, -1, 2], [1, 2, 3, 4, 5]))):
    for t in targets:
        case("Reshape", [shape], {"TargetShape": t}, lambda: Fn(lambda x: x.reshape(BATCH, *t)))
for shape, t in (([12], [5, 2]), ([12], [-1, 5]), ([4, 6], [-1, -1]), ([8, 3, 4], [8, 3, 5]), ([4, 6], [25])):
    case("Reshape", [shape], {"TargetShape": t}, lambda: Fn(lambda x: x.reshape(BATCH, *t)), expect="reshape")
for n, shape in ((2, [3, 5]), (3, [3, 4, 5]), (4, [2, 3, 4, 5])):
    for order in list(itertools.permutations(range(1, n + 1)))[::1 if n < 4 else 3]:
        case("Permute", [shape], {"Order": list(order)}, lambda: Fn(lambda x: x.permute(0, *order)))
for shape, order in (([3, 4, 5], [1, 2]), ([3, 4, 5], [1, 1, 2]), ([3, 4, 5], [1, 2, 4])):
    case("Permute", [shape], {"Order": order}, lambda: Fn(lambda x: x.permute(0, *order)), expect="permute")
for shape, axis in (([10], 1), ([6, 9], 1), ([6, 9], 2), ([8, 5, 7], 1), ([8, 5, 7], 3), ([8, 5, 7], -1)):
    for a, b, st in ((0, 3, 1), (1, None, 1), (None, -1, 1), (-4, -1, 1), (0, None, 2), (1, 100, 3)):
        s = {"Axis": axis}
        s.update({k: v for k, v in (("Start", a), ("End", b)) if v is not None})
        if st != 1:
            s["Step"] = st
        index = [slice(None)] * (len(shape) + 1)
        index[axis] = slice(a, b, st)
        case("Slice", [shape], s, lambda: Fn(lambda x: x[tuple(index)]))
for shape, axis in (([12], 1), ([6, 8], 2), ([12, 5, 6], 1), ([12, 5, 6], 3), ([4, 6, 8], -1)):
    size = shape[axis - 1 if axis > 0 else axis]
    for n in (1, 2, 4, 6):
        if size % n == 0:
            case("Split", [shape], {"Axis": axis, "Sections": n}, lambda: Fn(lambda x: torch.split(x, size // n, axis)))
    for sizes in ([1, size - 1], [2, size - 3, 1]):
        case("Split", [shape], {"Axis": axis, "Sizes": sizes}, lambda: Fn(lambda x: torch.split(x, sizes, axis)))
    case("Split", [shape], {"Axis": axis, "Sizes": [1, size]}, lambda: Fn(lambda x: torch.split(x, [1, size], axis)), expect="split")

# ------------------------------------------------------------------------------------------------------ merges

MERGES = {"Add": sum, "Subtract": lambda v: v[0] - v[1], "Multiply": lambda v: torch.stack(torch.broadcast_tensors(*v)).prod(0),
          "Divide": lambda v: v[0] / v[1], "Average": lambda v: sum(v) / len(v),
          "Maximum": lambda v: torch.stack(torch.broadcast_tensors(*v)).amax(0),
          "Minimum": lambda v: torch.stack(torch.broadcast_tensors(*v)).amin(0)}
PAIRS = [[[4], [4]], [[4], [1]], [[3, 5], [3, 5]], [[3, 1], [1, 5]], [[3, 5], [5]], [[8, 4, 6], [8, 4, 6]], [[8, 4, 6], [8, 1, 1]],
         [[8, 1, 1], [8, 4, 6]], [[8, 4, 6], [1, 4, 6]], [[8, 1, 6], [1, 4, 1]], [[8, 4, 6], [6]], [[8, 4, 6], [4, 1]],
         [[2, 3, 4, 5], [2, 1, 4, 1]], [[2, 3, 4, 5], [3, 1, 1]]]
TRIPLES = [[[4, 5], [4, 5], [4, 5]], [[8, 4, 6], [8, 1, 1], [1, 4, 6]], [[3, 1, 1], [1, 4, 1], [1, 1, 5]]]
for t, f in MERGES.items():
    for shapes in PAIRS + ([] if t in ("Subtract", "Divide") else TRIPLES):
        case(t, shapes, {}, lambda: Fn(lambda *v: f(v)), batch=False)
    for shapes in ([[3, 5], [3, 4]], [[8, 4, 6], [8]], [[8, 4, 6], [4, 4, 6]])[:3 if t in ("Add", "Multiply") else 1]:
        case(t, shapes, {}, lambda: Fn(lambda *v: f(v)), batch=False, expect="broadcast")
for shapes, axis in (([[3], [5]], 1), ([[3, 5], [4, 5]], 1), ([[3, 5], [3, 2]], 2), ([[3, 5], [3, 2]], -1),
                     ([[3, 4, 5], [6, 4, 5]], 1), ([[3, 4, 5], [6, 4, 5]], -3), ([[3, 4, 5], [3, 1, 5], [3, 2, 5]], 2),
                     ([[3, 4, 5], [3, 4, 1]], 3), ([[3, 4, 5], [3, 4, 1]], -1), ([[3, 4, 5], [3, 7, 5]], -2),
                     ([[2, 3, 4, 5], [1, 3, 4, 5]], 1), ([[2, 3, 4, 5], [2, 3, 4, 5]], 4), ([[2, 3, 4, 5], [2, 3, 1, 5]], 3),
                     ([[1, 4, 4], [1, 4, 4], [1, 4, 4], [1, 4, 4]], 1)):
    case("Concatenate", shapes, {"Axis": axis}, lambda: Fn(lambda *v: torch.cat(v, axis)))
for shapes in ([[3, 4, 5], [6, 4, 5]], [[2, 6, 6], [3, 6, 6], [4, 6, 6]], [[2, 9], [5, 9]], [[4, 3, 4, 5], [1, 3, 4, 5]]):
    case("Concatenate", shapes, {}, lambda: Fn(lambda *v: torch.cat(v, 1)))
for shapes, axis in (([[3, 4, 5], [3, 4, 6]], 1), ([[3, 4, 5], [3, 5, 5]], 3), ([[3, 5], [4, 5]], 2), ([[3, 4, 5], [4, 5]], 1)):
    case("Concatenate", shapes, {"Axis": axis}, lambda: Fn(lambda *v: torch.cat(v, axis)), expect="concatenate")
for a, b in (([3, 4], [4, 5]), ([1, 4], [4, 1]), ([2, 3, 4], [2, 4, 5]), ([2, 3, 4], [4, 5]), ([3, 4], [2, 4, 5]),
             ([7, 1, 3, 4], [2, 4, 5])):
    for ta, tb in itertools.product((False, True), (False, True)):
        a2, b2 = (a[:-2] + a[:-3:-1] if ta else a), (b[:-2] + b[:-3:-1] if tb else b)
        s = {k: v for k, v in (("TransposeA", ta), ("TransposeB", tb)) if v or (len(a) == 3 and len(b) == 3)}
        case("MatMul", [a2, b2], s, lambda: Fn(lambda x, y: torch.matmul(
            x.transpose(-1, -2) if ta else x, y.transpose(-1, -2) if tb else y)), batch=False)
for a, b in (([3, 4], [5, 4]), ([2, 3, 4], [3, 4, 5])):
    case("MatMul", [a, b], {}, lambda: Fn(torch.matmul), batch=False, expect="matmul")

# ---------------------------------------------------------------------------------- dense, bilinear, embedding

for shape, units, bias, given in itertools.product(([5], [120], [3, 4], [2, 3, 4], [16, 5, 5], [2, 2, 3, 4]), (1, 10), (True, False),
                                                   (False, True)):
    n = 1
    for v in shape:
        n *= v
    if given and not bias and units == 1:
        continue
    s = {"Units": units}
    if not bias or given:
        s["UseBias"] = bias
    if len(shape) < 4:
        d = dict(s, **({"InputFeatures": shape[-1]} if given else {}))
        case("Dense", [shape], d, lambda: nn.Linear(shape[-1], units, bias), macs=True)
    f = dict(s, **({"InputFeatures": n} if given else {}))
    case("FullyConnected", [shape], f, lambda: nn.Sequential(nn.Flatten(), nn.Linear(n, units, bias)), macs=True)
for shape, n in (([12], 10), ([3, 4], 12), ([3, 4], 3)):
    case("Dense", [shape], {"Units": 5, "InputFeatures": n}, lambda: nn.Linear(n, 5), expect="input-features")
for shape, n in (([12], 10), ([3, 4, 4], 3), ([16, 5, 5], 256)):
    case("FullyConnected", [shape], {"Units": 5, "InputFeatures": n},
         lambda: nn.Sequential(nn.Flatten(), nn.Linear(n, 5)), expect="input-features")
for a, b, u, bias in itertools.product(([3], [7]), ([4], [1]), (1, 5), (True, False)):
    case("Bilinear", [a, b], {"Units": u} if bias else {"Units": u, "UseBias": False}, lambda: nn.Bilinear(a[-1], b[-1], u, bias))
case("Bilinear", [[6, 3], [6, 4]], {"Units": 2}, lambda: nn.Bilinear(3, 4, 2))
for v, e, shape in itertools.product((10, 1000), (1, 8, 64), ([5], [1], [3, 4])):
    case("Embedding", [shape], {"VocabularySize": v, "EmbeddingSize": e}, lambda: nn.Embedding(v, e), dtype=torch.long)

# -------------------------------------------------------------------------------------------------- activations

ACTIVATIONS = {"relu": nn.ReLU, "relu6": nn.ReLU6, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "selu": nn.SELU, "celu": nn.CELU,
               "gelu": nn.GELU, "silu": nn.SiLU, "sigmoid": nn.Sigmoid, "hard_sigmoid": nn.Hardsigmoid, "hard_swish": nn.Hardswish,
               "tanh": nn.Tanh, "softmax": lambda: nn.Softmax(1), "log_softmax": lambda: nn.LogSoftmax(1), "softplus": nn.Softplus,
               "softsign": nn.Softsign, "linear": nn.Identity, "mish": nn.Mish, "exponential": lambda: Fn(torch.exp),
               "threshold": lambda: nn.Threshold(0.5, 0.0)}
ALIAS = {"relu": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU", "silu": "SiLU",
         "sigmoid": "Sigmoid", "hard_sigmoid": "HardSigmoid", "hard_swish": "HardSwish", "tanh": "Tanh", "softmax": "Softmax",
         "log_softmax": "LogSoftmax", "softplus": "Softplus", "softsign": "Softsign", "mish": "Mish"}
for i, (name, build) in enumerate(ACTIVATIONS.items()):
    for shape in ([[10], [3, 5, 7]] if i % 2 else [[4, 6], [2, 3, 4, 5]]):
        case("Activation", [shape], {"Function": name}, build)
    if name in ALIAS:
        case(ALIAS[name], [[3, 8, 8]], {}, build)
for shape, axis in (([10], 1), ([6, 4], 1), ([6, 4], -1), ([6, 4, 8], 1), ([6, 4, 8], 3), ([6, 4, 8], 2)):
    case("Activation", [shape], {"Function": "glu", "Axis": axis}, lambda: nn.GLU(axis))
case("Activation", [[7, 4]], {"Function": "glu", "Axis": 1}, lambda: nn.GLU(1), expect="divisible")
for shape in ([8], [8, 5], [8, 28, 28], [8, 3, 4, 5]):
    for n in (1, 8):
        case("PReLU", [shape], {"ParameterCount": n}, lambda: nn.PReLU(n))
case("PReLU", [[6, 5, 5]], {"ParameterCount": 5}, lambda: nn.PReLU(5), expect="channels")

# ------------------------------------------------------------------------------------------------ normalisation

BN = {0: nn.BatchNorm1d, 1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
IN = {1: nn.InstanceNorm1d, 2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}
for rank, affine, track, c, given in itertools.product((0, 1, 2, 3), (True, False), (True, False), (1, 6), (False, True)):
    shape = [c] + [5, 4, 3][:rank]
    s = {} if affine else {"Scale": False, "Center": False}
    if given and affine:
        s = {"Scale": True, "Center": True}
    if not track or given:
        s["TrackStatistics"] = track
    if given and rank == 2:
        s["InputChannels"] = c
    case("BatchNormalization", [shape], s, lambda: BN[rank](c, affine=affine, track_running_stats=track))
    if rank:
        t = {"Scale": True, "Center": True} if affine else {"Scale": False, "Center": False} if given else {}
        if track or given:
            t["TrackStatistics"] = track
        case("InstanceNormalization", [shape], t, lambda: IN[rank](c, affine=affine, track_running_stats=track))
case("BatchNormalization", [[6, 5, 5]], {"InputChannels": 5}, lambda: nn.BatchNorm2d(5), expect="channels")
case("BatchNormalization", [[6]], {"InputChannels": 8}, lambda: nn.BatchNorm1d(8), expect="channels")
for shape, norm in (([7], [7]), ([5, 7], [7]), ([5, 7], [5, 7]), ([64, 7, 7], [64, 7, 7]), ([64, 7, 7], [7, 7]), ([6, 4, 8], [8]),
                    ([2, 3, 4, 5], [3, 4, 5])):
    for affine in (True, False):
        case("LayerNormalization", [shape], dict({"NormalizedShape": norm}, **({} if affine else {"Scale": False, "Center": False})),
             lambda: nn.LayerNorm(norm, elementwise_affine=affine))
for shape, norm in (([5, 7], [5]), ([6, 4, 8], [4, 6]), ([7], [8])):
    case("LayerNormalization", [shape], {"NormalizedShape": norm}, lambda: nn.LayerNorm(norm), expect="normalized-shape")
for (c, g), extra, affine in itertools.product(((64, 8), (64, 32), (6, 1), (6, 6), (6, 3)), ([], [5], [4, 5]), (True, False)):
    s = {} if affine else {"Scale": False, "Center": False}
    if g != 32 or extra:
        s["Groups"] = g
    case("GroupNormalization", [[c] + extra], s, lambda: nn.GroupNorm(g, c, affine=affine))
for c, g in ((6, 4), (10, 3)):
    case("GroupNormalization", [[c, 4, 4]], {"Groups": g}, lambda: nn.GroupNorm(g, c), expect="groups")
for n, shape in itertools.product((1, 2, 5), ([8, 5], [8, 5, 7], [4, 3, 3, 3])):
    case("LocalResponseNormalization", [shape], {"Size": n}, lambda: nn.LocalResponseNorm(n))

# --------------------------------------------------------------------------------------- recurrent, attention


def recurrent(rng, cls, type_, feats, units, layers, both, bias, proj, seq):
    def last(out, state):
        h = state[0] if isinstance(state, tuple) else state
        d = 2 if both else 1
        return torch.cat(list(h[-d:]), dim=-1)

    class Wrap(nn.Module):
        def __init__(self):
            super().__init__()
            kw = {"proj_size": proj} if proj else {}
            self.rnn = cls(feats, units, layers, bias=bias, batch_first=True, bidirectional=both, **kw)

        def forward(self, x):
            out, state = self.rnn(x)
            return out if seq else last(out, state)

    s = {"Units": units}
    if bias:
        s["BiasCount"] = 2
    put(rng, s, "UseBias", bias, True)
    put(rng, s, "LayerCount", layers, 1)
    put(rng, s, "Bidirectional", both, False)
    put(rng, s, "ReturnSequences", seq, False)
    if both:
        put(rng, s, "MergeMode", "concat", "concat")
    if proj:
        s["ProjectionSize"] = proj
    if rng.random() < 0.15:
        s["InputFeatures"] = feats
    return case(type_, [[rng.choice([1, 4, 9]), feats]], s, Wrap)


for type_, cls, n, proj in (("SimpleRNN", nn.RNN, 20, [0]), ("GRU", nn.GRU, 22, [0]), ("LSTM", nn.LSTM, 36, [0, 0, 2, 3])):
    family(n, type_, lambda rng, *a: recurrent(rng, cls, type_, *a),
           ([1, 3, 10], [4, 8], [1, 1, 2, 3], [True, False], [True, True, False], proj, [True, False]))
    rng = random.Random(type_ + "128")
    for layers, both, p in ((1, False, 0), (1, True, 0), (2, False, 0), (2, True, 0)):
        recurrent(rng, cls, type_, 128, 64, layers, both, True, p, True)
recurrent(random.Random("proj"), nn.LSTM, "LSTM", 128, 64, 1, False, True, 32, True)
case("LSTM", [[5, 6]], {"Units": 4, "BiasCount": 2, "ProjectionSize": 4}, lambda: nn.LSTM(6, 4, proj_size=4), expect="projection")
case("LSTM", [[5, 6]], {"Units": 4, "BiasCount": 2, "ProjectionSize": 7}, lambda: nn.LSTM(6, 4, proj_size=7), expect="projection")
for type_, cls in (("SimpleRNN", nn.RNN), ("LSTM", nn.LSTM), ("GRU", nn.GRU)):
    case(type_, [[5, 6]], {"Units": 4, "BiasCount": 2, "InputFeatures": 7}, lambda: cls(7, 4, batch_first=True), expect="input-features")


def attention(e, h, bias, kdim, vdim, add, tq, tk, inputs):
    s = {"Heads": h, "KeySize": e // h}
    if not bias:
        s["UseBias"] = False
    if kdim:
        s["KeyFeatures"] = kdim
    if vdim:
        s["ValueFeatures"] = vdim
    if add:
        s["AddBiasKV"] = True
    shapes = [[tq, e], [tk, vdim or e], [tk, kdim or e]][:inputs]

    class Wrap(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention = nn.MultiheadAttention(e, h, bias=bias, add_bias_kv=add, kdim=kdim, vdim=vdim, batch_first=True)

        def forward(self, q, v=None, k=None):
            v = q if v is None else v
            return self.attention(q, v if k is None else k, v)[0]

    case("MultiHeadAttention", shapes, s, Wrap)


for (e, h), bias, add in itertools.product(((8, 2), (12, 3), (16, 1)), (True, False), (False, True)):
    attention(e, h, bias, None, None, add, 5, 5, 1)
    attention(e, h, bias, None, None, add, 5, 7, 3)
    attention(e, h, bias, 6, 10, add, 4, 3, 3)
for kdim, vdim, bias, add in ((None, None, True, False), (None, None, False, False), (256, 128, True, False), (None, None, True, True)):
    attention(512, 8, bias, kdim, vdim, add, 10, 10, 3)
attention(512, 8, True, None, None, False, 10, 20, 2)
case("MultiHeadAttention", [[5, 8], [5, 8], [5, 6]], {"Heads": 2, "KeySize": 4, "KeyFeatures": 8},
     lambda: Fn(lambda q, v, k: nn.MultiheadAttention(8, 2, batch_first=True)(q, k, v)[0]), expect="input-features")

# ------------------------------------------------------------------------------------------- dropout, deformable

for type_, build, shapes in (("Dropout", nn.Dropout, ([10], [3, 4], [3, 8, 8])), ("AlphaDropout", nn.AlphaDropout, ([10], [3, 8, 8])),
                             ("SpatialDropout1D", nn.Dropout1d, ([3, 9],)), ("SpatialDropout2D", nn.Dropout2d, ([3, 9, 8], [1, 1, 1])),
                             ("SpatialDropout3D", nn.Dropout3d, ([3, 4, 5, 6],))):
    for shape, rate in itertools.product(shapes, (0.25, 0.5)):
        case(type_, [shape], {"Rate": rate}, lambda: build(rate))

try:
    from torchvision.ops import DeformConv2d

    def deformable(rng, groups, offset_groups, bias, mask):
        h, w = draw(rng, 2, [5, 7, 8, 11], 0.3)
        k, st, p, d = draw(rng, 2, [1, 2, 3]), draw(rng, 2, [1, 1, 2]), draw(rng, 2, [0, 1, 2]), draw(rng, 2, [1, 1, 2])
        cin = groups * offset_groups * rng.choice([1, 2])
        cout = groups * rng.choice([1, 3])
        oh, ow = [(a + 2 * b - c * (e - 1) - 1) // f + 1 for a, b, c, e, f in zip((h, w), p, d, k, st)]
        if min(oh, ow) < 1:
            return False
        s = {"Filters": cout, "KernelSize": per_axis(rng, k), "Padding": pads(rng, [(v, v) for v in p])}
        axis_settings(rng, s, 2, Stride=(st, 1), Dilation=(d, 1))
        put(rng, s, "Groups", groups, 1)
        put(rng, s, "OffsetGroups", offset_groups, 1)
        put(rng, s, "UseBias", bias, True)
        n = k[0] * k[1] * offset_groups
        shapes = [[cin, h, w], [2 * n, oh, ow]] + ([[n, oh, ow]] if mask else [])
        return case("DeformableConv2D", shapes, s, lambda: DeformConv2d(cin, cout, k, st, p, d, groups, bias))

    family(30, "deformable", deformable, ([1, 1, 2], [1, 1, 2], [True, False], [True, False]))
except ImportError:
    print("no torchvision: deformable convolutions left out")


class StandardizedConv2d(nn.Conv2d):
    """arXiv 1903.10520 (weights of mean 0 and deviation 1), and with a gain 2101.08692."""
    def __init__(self, *args, scale=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.gain = nn.Parameter(torch.ones(self.out_channels, 1, 1, 1)) if scale else None

    def forward(self, x):
        weight = nn.functional.batch_norm(self.weight.reshape(1, self.out_channels, -1), None, None,
                                          None if self.gain is None else self.gain.view(-1), training=True)
        return nn.functional.conv2d(x, weight.reshape_as(self.weight), self.bias, self.stride, self.padding,
                                    self.dilation, self.groups)


def standardized(rng, groups, bias, scale):
    h, w = draw(rng, 2, [5, 7, 8, 11], 0.3)
    k, st, p, d = draw(rng, 2, [1, 2, 3]), draw(rng, 2, [1, 1, 2]), draw(rng, 2, [0, 1, 2]), draw(rng, 2, [1, 1, 2])
    cin, cout = groups * rng.choice([2, 3]), groups * rng.choice([1, 3])
    s = {"Filters": cout, "KernelSize": per_axis(rng, k), "Padding": pads(rng, [(v, v) for v in p])}
    axis_settings(rng, s, 2, Stride=(st, 1), Dilation=(d, 1))
    put(rng, s, "Groups", groups, 1)
    put(rng, s, "UseBias", bias, True)
    put(rng, s, "Scale", scale, False)
    return case("StandardizedConv2D", [[cin, h, w]], s,
                lambda: StandardizedConv2d(cin, cout, k, st, p, d, groups, bias, scale=scale), macs=True)


family(20, "standardized", standardized, ([1, 1, 2], [True, False], [True, False]))

os.makedirs(os.path.dirname(OUT), exist_ok=True)
with open(OUT, "w", newline="\n") as f:
    for row in rows:
        f.write(json.dumps(row, separators=(",", ":")) + "\n")
by_type, errors = {}, {}
for row in rows:
    by_type[row["type"]] = by_type.get(row["type"], 0) + 1
    if "kind" in row:
        errors[row["kind"]] = errors.get(row["kind"], 0) + 1
print(len(rows), "cases,", sum(errors.values()), "refused,", os.path.getsize(OUT), "bytes")
print(by_type)
print(errors)
