#!/usr/bin/env python3
"""What PyTorch makes of the sources in tests/data/pytorch-sources: totals.csv there.

Run:  python3 tests/oracles/torch_sources.py        (Debian 12: apt-get install python3-torch python3-torchvision)

Each source is run, and the model that it calls last is looked at: sum of numel over parameters() and over those with
requires_grad; the multiply-accumulates of the convolutions (weight elements times output positions; transposed: times
input positions) and linears (weight elements times rows) that were called, for one sample; and the shape that leaves
first, without the batch (`axis`: which one that is). einops is needed besides (pip install einops); of Lightning and
torchinfo, the little that the sources use is said here.
"""
import contextlib
import csv
import inspect
import io
import pathlib
import sys
import types

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "pytorch-sources"
AXIS = {"crnn": 1, "words_first": 1}
INPUT_AXIS = {"words_first": 1}


class Hyperparameters(dict):
    __getattr__ = dict.__getitem__


class LightningModule(nn.Module):
    def save_hyperparameters(self, ignore=()):
        given = inspect.currentframe().f_back.f_locals
        self.hparams = Hyperparameters({name: value for name, value in given.items() if name not in ("self", "__class__", *ignore)})


sys.modules["pytorch_lightning"] = types.SimpleNamespace(LightningModule=LightningModule, seed_everything=torch.manual_seed)
sys.modules["torchinfo"] = types.SimpleNamespace(summary=lambda model, input_size: model(torch.zeros(input_size)))
depth, last, macs, before = 0, None, 0, None


def enter(module, inputs):
    global depth, macs, last
    if depth == 0:
        macs, last = 0, (module, inputs)
    depth += 1


def leave(module, inputs, output):
    global depth, macs, last
    depth -= 1
    if isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d)):
        macs += module.weight.numel() * inputs[0][0, 0].numel() * inputs[0].shape[0]
    elif isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        # A class of the source's own may cut off what the convolution gives.
        made = module._conv_forward(inputs[0], module.weight, module.bias)
        macs += module.weight.numel() * made[0, 0].numel() * made.shape[0]
    elif isinstance(module, nn.Linear):
        macs += module.weight.numel() * (output.numel() // output.shape[-1])
    if depth == 0:
        last = (module, inputs, output)


nn.modules.module.register_module_forward_pre_hook(enter)
nn.modules.module.register_module_forward_hook(leave)
rows = []
for path in sorted(FOLDER.glob("*.py")):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(path.read_text(), str(path), "exec"), {"__name__": "__main__"})
    module, inputs, output = last
    batch = inputs[0].shape[INPUT_AXIS.get(path.stem, 0)]
    first = output[0] if isinstance(output, tuple) else next(iter(output.values())) if isinstance(output, dict) else output
    axis = AXIS.get(path.stem, 0)
    shape = [size for i, size in enumerate(first.shape) if i != axis]
    rows.append([
        path.stem, sum(p.numel() for p in module.parameters()), sum(p.numel() for p in module.parameters() if p.requires_grad),
        macs // batch, "x".join(map(str, shape))])
with open(FOLDER / "totals.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["source", "parameters", "trainable", "macs", "output"])
    writer.writerows(rows)
