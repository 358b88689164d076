#!/usr/bin/env python3
"""Receptive fields of small networks, measured in PyTorch: tests/data/layers/receptive-fields.jsonl.

Run:  python3 tests/oracles/receptive_fields.py        (Debian 12: apt-get install python3-torch)

Random networks of one axis, with weights of 1, so that an output depends on an input exactly where the Jacobian is not
zero. The field is the widest span from the first to the last input position that an output position away from the
borders depends on. One JSON object a line:

  layers   [type, settings] in CnnParams's words, one behind the other; ["Add", [[...], [...]]] for branches that meet
  size     the span
"""
import json
import random
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

LENGTH, BORDER, COUNT = 720, 200, 80


def convolution(rng):
    k, s, d, p = rng.randint(1, 5), rng.choice([1, 1, 2, 3]), rng.choice([1, 1, 2]), rng.randint(0, 2)
    layer = nn.Conv1d(1, 1, k, s, p, d, bias=False)
    return ["Conv1D", f"Filters=1; KernelSize={k}; Stride={s}; Dilation={d}; Padding={p}"], layer


def transposed(rng):
    k, s, d, p = rng.randint(1, 5), rng.choice([1, 2, 3]), rng.choice([1, 1, 2]), rng.randint(0, 1)
    layer = nn.ConvTranspose1d(1, 1, k, s, p, bias=False, dilation=d)
    return ["TransposedConv1D", f"Filters=1; KernelSize={k}; Stride={s}; Dilation={d}; Padding={p}"], layer


def pool(rng):
    k, s = rng.randint(2, 4), rng.choice([1, 2, 3])
    return ["AveragePool1D", f"PoolSize={k}; Stride={s}"], nn.AvgPool1d(k, s)


def nearest(rng):
    f = rng.choice([2, 3, 4])
    return ["UpSampling1D", f"Size={f}"], nn.Upsample(scale_factor=f, mode="nearest")


def linear(rng):
    f = rng.choice([2, 3])
    return ["UpSampling1D", f"Size={f}; Interpolation=Linear"], nn.Upsample(scale_factor=f, mode="linear")


MAKERS = [convolution, convolution, transposed, pool, nearest, linear]


class Sum(nn.Module):
    def __init__(self, left, right):
        super().__init__()
        self.left, self.right = left, right

    def forward(self, x):
        left, right = self.left(x), self.right(x)
        n = min(left.shape[-1], right.shape[-1])
        return left[..., :n] + right[..., :n]


def branches(rng):
    """Two convolutions of one stride whose windows lie differently."""
    (a, left), s = convolution(rng), 1
    k = rng.randint(1, 6)
    left = nn.Conv1d(1, 1, left.kernel_size[0], s, 0, left.dilation[0], bias=False)
    a = ["Conv1D", f"Filters=1; KernelSize={left.kernel_size[0]}; Dilation={left.dilation[0]}"]
    right = nn.Conv1d(1, 1, k, s, 0, bias=False)
    reach = left.dilation[0] * (left.kernel_size[0] - 1) + 1
    # Cut at the beginning of the longer one, so that the branches are not aligned.
    longer = max(k - reach, reach - k)
    crop = ["Cropping1D", f"Cropping={longer}:0"]

    class Cut(nn.Module):
        def forward(self, x):
            return x[..., longer:]

    if longer == 0:
        return ["Add", [[a], [["Conv1D", f"Filters=1; KernelSize={k}"]]]], Sum(left, right)
    if reach < k:
        return ["Add", [[a, crop], [["Conv1D", f"Filters=1; KernelSize={k}"]]]], Sum(nn.Sequential(left, Cut()), right)
    return ["Add", [[a], [["Conv1D", f"Filters=1; KernelSize={k}"], crop]]], Sum(left, nn.Sequential(right, Cut()))


def field(net):
    for parameter in net.parameters():
        nn.init.ones_(parameter)
    x = torch.ones(1, 1, LENGTH, requires_grad=True)
    y = net(x)[0, 0]
    widest = 0
    for i in range(y.shape[0]):
        if not y[i].requires_grad:
            continue
        grad, = torch.autograd.grad(y[i], x, retain_graph=True)
        # Above rounding: a third, three times, is not quite the position that it is meant to be.
        seen = torch.nonzero(grad[0, 0] > 1e-5 * grad.max()).flatten()
        if len(seen) and seen[0] >= BORDER and seen[-1] < LENGTH - BORDER:
            widest = max(widest, int(seen[-1] - seen[0]) + 1)
    return widest


def main():
    rng = random.Random(15)
    torch.manual_seed(15)
    lines = [json.dumps({"layers": [["Conv1D", "Filters=1; KernelSize=3; Stride=2"], ["UpSampling1D", "Size=2"], ["Conv1D", "Filters=1; KernelSize=2"]], "size": 5})]
    example = nn.Sequential(nn.Conv1d(1, 1, 3, 2, bias=False), nn.Upsample(scale_factor=2), nn.Conv1d(1, 1, 2, bias=False))
    assert field(example) == 5
    while len(lines) < COUNT:
        made = [rng.choice(MAKERS)(rng) for _ in range(rng.randint(2, 5))]
        if rng.random() < 0.3:
            made.insert(rng.randint(0, len(made)), branches(rng))
        size = field(nn.Sequential(*[layer for _, layer in made]))
        if 0 < size < BORDER // 2:
            lines.append(json.dumps({"layers": [settings for settings, _ in made], "size": size}))
    path = Path(__file__).parent.parent / "data" / "layers" / "receptive-fields.jsonl"
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
