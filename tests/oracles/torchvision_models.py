#!/usr/bin/env python3
"""Totals and layer tables of torchvision's models: tests/data/torchvision/.

Run:  python3 tests/oracles/torchvision_models.py     (about 20 minutes on one shared core; Debian 12's python3-torchvision)

torch 1.13.1, torchvision 0.14.1, weights=None (nothing is downloaded), eval mode, batch 1, every parameter set to 0.

totals.csv      model, input (height = width), parameters = numel over parameters(), running_stats = elements of
                running_mean and running_var, leaf_calls = forward calls of modules without children,
                macs_conv_linear = weight elements * output positions of convolutions and in_features * output elements
                of linears, by forward hooks of those modules, output = shape without the batch (several: with ;).
                Models with _aux own their auxiliary heads (torchvision's default for googlenet and inception_v3; they
                do not run in eval mode; those of fcn and deeplabv3 run). ssd300_vgg16: output = the heads' scores and
                boxes.
layers/*.csv    one row per call of a leaf module, in call order, shapes without the batch. A module called twice has two
                rows. An input or output that is no tensor with a batch is written as it is.
uncalled.csv    parameters that no row of layers/ (and of tests/data/truth/torchvision-layers) shows, because the module owning them has children or is not called
                itself: class tokens, position embeddings, layer scales, attention projections, auxiliary heads. Distinct
                paths of a layer table plus these give the model's total (checked here).
attention.csv   models that compute more than their conv and linear modules: macs_all counts every convolution and
                matrix product that reaches the dispatcher (vit: packed projections and attention products; swin: its
                qkv/proj are used as functions). For every other model macs_all = macs_conv_linear (checked here).
"""
import csv
import os
import sys
import warnings

import torch
import torch.nn as nn
import torchvision
from torch.utils._python_dispatch import TorchDispatchMode
from torchvision import models as tv

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "torchvision")
for name in dir(nn.init):                       # nothing here depends on the values: do not spend minutes drawing them
    if name.endswith("_") and not name.startswith("_"):
        setattr(nn.init, name, lambda tensor, *a, **k: tensor)

EFFICIENT = {"b0": 224, "b1": 240, "b2": 288, "b3": 300, "b4": 380, "b5": 456, "b6": 528, "b7": 600}
PREFIXES = ("alexnet", "vgg", "resnet", "resnext", "wide_resnet", "squeezenet", "densenet", "mobilenet", "shufflenet_v2",
            "mnasnet", "regnet_", "convnext_")
TRANSFORMERS = ("vit_", "swin_t", "swin_s", "swin_b", "swin_v2_", "maxvit_t")
LAYERS = ("resnet34 resnet101 vgg11 densenet169 mobilenet_v3_large mnasnet1_0 regnet_y_400mf regnet_x_400mf efficientnet_b4 "
          "efficientnet_v2_s convnext_small inception_v3 squeezenet1_0 wide_resnet50_2 swin_t vit_b_16 fcn_resnet50 "
          "deeplabv3_resnet50").split()
TRUTH = ("alexnet convnext_tiny densenet121 efficientnet_b0 googlenet mobilenet_v2 mobilenet_v3_small resnet18 resnet50 "
         "resnext50_32x4d shufflenet_v2_x1_0 squeezenet1_1 vgg16 vgg16_bn").split()    # layer tables in tests/data/truth


def catalogue():
    """name -> (input, build)."""
    c = {}
    for name in tv.list_models(module=tv):
        if name.startswith(PREFIXES + TRANSFORMERS):
            size = 256 if name.startswith("swin_v2_") else 224
            c[name] = (size, lambda name=name: tv.get_model(name, weights=None))
    for b, size in EFFICIENT.items():
        c["efficientnet_" + b] = (size, lambda b=b: tv.get_model("efficientnet_" + b, weights=None))
    for v, size in (("s", 384), ("m", 480), ("l", 480)):
        c["efficientnet_v2_" + v] = (size, lambda v=v: tv.get_model("efficientnet_v2_" + v, weights=None))
    for aux in (False, True):
        a = "_aux" if aux else ""
        c["googlenet" + a] = (224, lambda aux=aux: tv.googlenet(weights=None, aux_logits=aux, init_weights=False))
        c["inception_v3" + a] = (299, lambda aux=aux: tv.inception_v3(weights=None, aux_logits=aux, init_weights=False))
        for name in ("fcn_resnet50", "fcn_resnet101", "deeplabv3_resnet50", "deeplabv3_resnet101"):
            c[name + a] = (520, lambda name=name, aux=aux: getattr(tv.segmentation, name)(
                weights=None, weights_backbone=None, aux_loss=aux))
    c["ssd300_vgg16"] = (300, lambda: tv.detection.ssd300_vgg16(weights=None, weights_backbone=None))
    return dict(sorted(c.items()))


class Products(TorchDispatchMode):
    """Counts multiply-accumulates of everything that reaches the dispatcher."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        y = func(*args, **(kwargs or {}))
        name = func._schema.name
        if name == "aten::convolution":
            assert not args[6]
            self.macs += args[1].numel() * (y.numel() // (y.shape[0] * y.shape[1])) * y.shape[0]
        elif name in ("aten::mm", "aten::bmm"):
            self.macs += args[0].numel() * args[1].shape[-1]
        elif name in ("aten::addmm", "aten::baddbmm"):
            self.macs += args[1].numel() * args[2].shape[-1]
        elif name in ("aten::linear", "aten::matmul", "aten::einsum", "aten::_native_multi_head_attention"):
            raise SystemExit("not decomposed: " + name)
        return y


def shape(x):
    if isinstance(x, torch.Tensor):
        return "x".join(map(str, x.shape[1:]))
    if isinstance(x, (tuple, list)) and x:
        return ";".join(shape(v) for v in x)
    if isinstance(x, dict):
        return shape(x["out"]) if "out" in x else ";".join(shape(v) for v in x.values())
    return ""


def run(name, size, build):
    model = build().eval()
    for p in list(model.parameters()) + list(model.buffers()):
        p.data.zero_()
    for m in model.modules():
        if isinstance(getattr(m, "running_var", None), torch.Tensor):
            m.running_var.fill_(1)
    rows, macs, heads = [], [0], []

    def hook(path):
        def leaf(m, x, y):
            rows.append((path, type(m).__name__, shape(x[0] if x else None), shape(y),
                         sum(p.numel() for p in m.parameters()),
                         sum(b.numel() for k, b in m.named_buffers() if k.startswith("running_"))))
            if isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
                macs[0] += m.weight.numel() * y[0, 0].numel()
            elif isinstance(m, nn.Linear):
                macs[0] += m.in_features * y[0].numel()
        return leaf

    for path, m in model.named_modules():
        if not any(m.children()):
            m.register_forward_hook(hook(path))
    if name.startswith("ssd"):
        model.head.register_forward_hook(lambda m, x, y: heads.append(shape([y["cls_logits"], y["bbox_regression"]])))
    x = torch.zeros(1, 3, size, size)
    # with gradients a vision transformer does not take the fused path that hides its products
    with torch.set_grad_enabled(name.startswith("vit")), Products() as products:
        y = model([x[0]] if heads is not None and name.startswith("ssd") else x)
    parameters = sum(p.numel() for p in model.parameters())
    stats = sum(b.numel() for k, b in model.named_buffers() if k.split(".")[-1] in ("running_mean", "running_var"))
    called = {r[0] for r in rows}
    uncalled = []
    for path, m in model.named_modules():
        own = [(k, p) for k, p in m.named_parameters(recurse=False)]
        if path not in called:
            uncalled += [(name, (path + "." if path else "") + k, type(m).__name__, "x".join(map(str, p.shape)), p.numel())
                         for k, p in own]
    assert sum({r[0]: r[4] for r in rows}.values()) + sum(u[4] for u in uncalled) == parameters, name
    total = (name, size, parameters, stats, len(rows), macs[0], heads[0] if heads else shape(y))
    return total, rows, uncalled, products.macs


def write(path, header, rows):
    with open(os.path.join(OUT, path), "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(header.split(","))
        w.writerows(rows)


def main():
    os.makedirs(os.path.join(OUT, "layers"), exist_ok=True)
    totals, uncalled, attention = [], [], []
    for name, (size, build) in catalogue().items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        for s in (size, 224) if name == "inception_v3" else (size,):
            total, rows, missing, everything = run(name, s, build)
            totals.append(total)
            print(*total, flush=True)
            if everything != total[5]:
                assert name.startswith(TRANSFORMERS), (name, everything)
                attention.append((name, s, total[5], everything))
            if name in LAYERS and s == size:
                write("layers/%s.csv" % name, "path,type,input_shape,output_shape,parameters,running_stats", rows)
            if name in LAYERS + TRUTH and s == size:
                uncalled += missing
    if len(sys.argv) > 1:
        return                                  # a trial of some models leaves the totals alone
    write("totals.csv", "model,input,parameters,running_stats,leaf_calls,macs_conv_linear,output", totals)
    write("uncalled.csv", "model,parameter,owner,shape,elements", uncalled)
    write("attention.csv", "model,input,macs_conv_linear,macs_all", attention)


if __name__ == "__main__":
    assert torchvision.__version__.startswith("0.14.1"), torchvision.__version__
    main()
