"""Random networks of PyTorch, exported to ONNX at batches 1, 2, 3 and 4 and with an open batch.

Each network is made from its number alone, by `network(number)`. Three kinds are drawn: of images, of tokens with the
batch first, and of tokens with the sequence first (where the exported batch is the second axis). CASES are networks that
were counted wrong once. Written are:

  figures.csv   network, parameters, multiply-accumulates of one sample, shape of one sample that is put out
  files.tar.gz  <network>_<batch>.onnx, batch 0 being the open one; payloads over 64 bytes left out, names kept

Multiply-accumulates are those that run: every convolution and product of matrices that reaches the dispatcher of
PyTorch at batch 2, divided by 2. Parameters are those of `parameters()`; buffers are no parameters.

Run with: /usr/bin/python3 tests/oracles/onnx_random.py [first] [last] [folder]   (torch 1.13.1, onnx 1.12.0, Debian 12)
"""
import csv
import gzip
import io
import os
import random
import sys
import tarfile
import warnings

import onnx
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "onnx-random")
BATCHES = (1, 2, 3, 4, 0)


# ---------------------------------------------------------------- steps


class Step(nn.Module):
    """A module with a function of it: what runs is the function, called with the modules that it needs."""

    def __init__(self, run, *modules, **parameters):
        super().__init__()
        self.run = run
        self.parts = nn.ModuleList(modules)
        for name, value in parameters.items():
            setattr(self, name, value)

    def forward(self, x):
        return self.run(self, x)


def learned(*sizes):
    return nn.Parameter(torch.randn(*sizes))


class Image:
    """Draws steps for (batch, channels, height, width)."""

    def __init__(self, draw):
        self.draw = draw
        self.c = draw.choice([1, 3, 4, 6, 8])
        self.h = draw.choice([6, 8, 12])
        self.w = draw.choice([6, 8, 12])

    def shape(self, batch):
        return (batch, self.c, self.h, self.w)

    def steps(self):
        names = [name for name in dir(self) if name.startswith("step_")]
        return [made for made in (getattr(self, self.draw.choice(names))() for _ in range(self.draw.randint(2, 6))) if made is not None]

    def step_convolution(self):
        draw = self.draw
        k = draw.choice([1, 3, 5])
        out = draw.choice([2, 4, 6, 8, 12])
        groups = draw.choice([g for g in (1, 2, 3, 4) if self.c % g == 0 and out % g == 0])
        dilation = draw.choice([1, 1, 2])
        stride = draw.choice([1, 1, 2])
        pad = draw.choice([0, k // 2, dilation * (k // 2)])
        h = (self.h + 2 * pad - dilation * (k - 1) - 1) // stride + 1
        w = (self.w + 2 * pad - dilation * (k - 1) - 1) // stride + 1
        if h < 2 or w < 2:
            return None
        layer = nn.Conv2d(self.c, out, k, stride, pad, dilation, groups, bias=draw.random() < 0.6)
        self.c, self.h, self.w = out, h, w
        return layer

    def step_depthwise(self):
        k = self.draw.choice([1, 3])
        return nn.Conv2d(self.c, self.c, k, padding=k // 2, groups=self.c, bias=self.draw.random() < 0.5)

    def step_transposed(self):
        if self.h > 12:
            return None
        out = self.draw.choice([2, 4, 8])
        layer = nn.ConvTranspose2d(self.c, out, 2, 2, bias=self.draw.random() < 0.5)
        self.c, self.h, self.w = out, self.h * 2, self.w * 2
        return layer

    def step_batch_norm(self):
        return nn.BatchNorm2d(self.c, affine=self.draw.random() < 0.7, track_running_stats=self.draw.random() < 0.9)

    def step_instance_norm(self):
        return nn.InstanceNorm2d(self.c, affine=self.draw.random() < 0.5, track_running_stats=self.draw.random() < 0.5)

    def step_group_norm(self):
        return nn.GroupNorm(self.draw.choice([g for g in (1, 2, 3, 4) if self.c % g == 0]), self.c, affine=self.draw.random() < 0.7)

    def step_layer_norm(self):
        if self.draw.random() < 0.5:
            return nn.LayerNorm([self.c, self.h, self.w], elementwise_affine=self.draw.random() < 0.7)
        return Step(lambda s, x: s.parts[0](x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), nn.LayerNorm(self.c, elementwise_affine=self.draw.random() < 0.7))

    def step_scale(self):
        return Step(lambda s, x: x * s.gamma, gamma=learned(self.c, 1, 1))

    def step_affine(self):
        return Step(lambda s, x: x * s.gamma + s.beta, gamma=learned(1, self.c, 1, 1), beta=learned(1, self.c, 1, 1))

    def step_positions(self):
        shape = self.draw.choice([(1, self.c, self.h, self.w), (1, 1, self.h, self.w), (self.c, self.h, self.w)])
        return Step(lambda s, x: x + s.positions, positions=learned(*shape))

    def step_residual(self):
        c = self.c
        return Step(
            lambda s, x: torch.relu(x + s.parts[1](torch.relu(s.parts[0](x)))),
            nn.Sequential(nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c)), nn.Conv2d(c, c, 1))

    def step_squeeze(self):
        c, r = self.c, max(1, self.c // 2)
        if self.draw.random() < 0.5:
            return Step(lambda s, x: x * torch.sigmoid(s.parts[1](torch.relu(s.parts[0](x.mean((2, 3), keepdim=True))))), nn.Conv2d(c, r, 1), nn.Conv2d(r, c, 1))
        return Step(
            lambda s, x: x * torch.sigmoid(s.parts[1](torch.relu(s.parts[0](s.parts[2](x).view(x.size(0), c))))).view(x.size(0), c, 1, 1),
            nn.Linear(c, r), nn.Linear(r, c), nn.AdaptiveAvgPool2d(1))

    def step_shuffle(self):
        groups = self.draw.choice([g for g in (1, 2, 3, 4) if self.c % g == 0])
        c = self.c
        return Step(lambda s, x: x.view(x.size(0), groups, c // groups, x.size(2), x.size(3)).transpose(1, 2).reshape(x.size(0), c, x.size(2), x.size(3)))

    def step_pixels(self):
        if self.c % 4 or self.h > 12:
            return None
        self.c, self.h, self.w = self.c // 4, self.h * 2, self.w * 2
        return nn.PixelShuffle(2)

    def step_upsample(self):
        if self.h > 12:
            return None
        self.h, self.w = self.h * 2, self.w * 2
        return nn.Upsample(scale_factor=2, mode=self.draw.choice(["nearest", "bilinear"]))

    def step_pool(self):
        if min(self.h, self.w) < 4:
            return None
        self.h, self.w = self.h // 2, self.w // 2
        return self.draw.choice([nn.MaxPool2d, nn.AvgPool2d])(2)

    def step_activation(self):
        return self.draw.choice([nn.ReLU(), nn.PReLU(), nn.PReLU(self.c), nn.SiLU(), nn.GELU(), nn.Hardswish(), nn.LeakyReLU(0.1)])

    def step_gram(self):
        c = self.c

        def run(s, x):
            flat = x.flatten(2)
            return (torch.softmax(flat @ flat.transpose(1, 2) * s.temperature, -1) @ flat).view_as(x)

        return Step(run, temperature=learned(1, 1, 1))

    def step_windows(self):
        if self.h % 2 or self.w % 2 or self.c % 2:
            return None
        c, h, w = self.c, self.h // 2, self.w // 2

        def run(s, x):
            n = x.shape[0]
            t = x.view(n, c, 2, h, 2, w).permute(0, 2, 4, 3, 5, 1).reshape(-1, h * w, c)
            t = t + attend(s, t, 2)
            return t.view(n, 2, 2, h, w, c).permute(0, 5, 1, 3, 2, 4).reshape(n, c, 2 * h, 2 * w)

        return Step(run, nn.Linear(c, 3 * c), nn.Linear(c, c))

    def step_rows(self):
        c = self.c

        def run(s, x):
            n, _, h, w = x.shape
            t = x.permute(0, 2, 3, 1).reshape(n * h, w, c)
            return s.parts[0](t)[0].reshape(n, h, w, c).permute(0, 3, 1, 2)

        return Step(run, nn.GRU(c, c, batch_first=True))

    def head(self):
        draw = self.draw
        kind = draw.randint(0, 4)
        units = draw.choice([3, 5, 10])
        if kind == 0:
            return [nn.Flatten(), nn.Linear(self.c * self.h * self.w, units)]
        if kind == 1:
            return [Step(lambda s, x: s.parts[0](x.mean((2, 3))), nn.Linear(self.c, units))]
        if kind == 2:
            return [Step(lambda s, x: s.parts[0](s.parts[1](x).view(x.size(0), -1)), nn.Linear(self.c, units), nn.AdaptiveMaxPool2d(1))]
        if kind == 3:
            tokens = Tokens(draw, self.h * self.w, self.c)
            return [Step(lambda s, x: x.flatten(2).transpose(1, 2)), *tokens.steps(), *tokens.head()]
        return [nn.Conv2d(self.c, units, 1)]


def attend(s, x, heads):
    """Attention with one product for queries, keys and values, as vision transformers write it."""
    b, t, c = x.shape
    qkv = s.parts[0](x).reshape(b, t, 3, heads, c // heads).permute(2, 0, 3, 1, 4)
    q, k, v = qkv[0], qkv[1], qkv[2]
    weights = (q @ k.transpose(-2, -1) * (c // heads) ** -0.5).softmax(-1)
    return s.parts[1]((weights @ v).transpose(1, 2).reshape(b, t, c))


class Tokens:
    """Draws steps for (batch, tokens, features)."""

    def __init__(self, draw, t=None, e=None):
        self.draw = draw
        self.t = t or draw.choice([2, 3, 4, 6, 8, 12, 16])
        self.e = e or draw.choice([4, 6, 8, 16])

    def shape(self, batch):
        return (batch, self.t, self.e)

    def steps(self):
        names = [name for name in dir(self) if name.startswith("step_")]
        return [made for made in (getattr(self, self.draw.choice(names))() for _ in range(self.draw.randint(1, 5))) if made is not None]

    def heads(self):
        return self.draw.choice([h for h in (1, 2, 3, 4) if self.e % h == 0])

    def step_linear(self):
        out = self.draw.choice([4, 8, 12])
        layer = nn.Linear(self.e, out, bias=self.draw.random() < 0.7)
        self.e = out
        return layer

    def step_norm(self):
        return nn.LayerNorm(self.e, elementwise_affine=self.draw.random() < 0.7)

    def step_attention(self):
        first = self.draw.random() < 0.6
        layer = nn.MultiheadAttention(self.e, self.heads(), bias=self.draw.random() < 0.8, batch_first=first)
        if first:
            return Step(lambda s, x: s.parts[0](x, x, x)[0], layer)
        return Step(lambda s, x: s.parts[0](x.transpose(0, 1), x.transpose(0, 1), x.transpose(0, 1))[0].transpose(0, 1), layer)

    def step_own_attention(self):
        heads, e = self.heads(), self.e
        return Step(lambda s, x: x + attend(s, x, heads), nn.Linear(e, 3 * e, bias=self.draw.random() < 0.5), nn.Linear(e, e))

    def step_encoder(self):
        return nn.TransformerEncoderLayer(
            self.e, self.heads(), self.draw.choice([4, 8]), dropout=0.0, batch_first=True, norm_first=self.draw.random() < 0.5,
            activation=self.draw.choice(["relu", "gelu"]))

    def step_positions(self):
        shape = self.draw.choice([(1, self.t, self.e), (self.t, self.e), (1, 1, self.e)])
        return Step(lambda s, x: x + s.positions, positions=learned(*shape))

    def step_class_token(self):
        self.t += 1
        return Step(lambda s, x: torch.cat([s.token.expand(x.shape[0], -1, -1), x], 1), token=learned(1, 1, self.e))

    def step_convolution(self):
        out, k = self.draw.choice([4, 8]), self.draw.choice([1, 3])
        layer = nn.Conv1d(self.e, out, k, padding=k // 2)
        self.e = out
        return Step(lambda s, x: s.parts[0](x.transpose(1, 2)).transpose(1, 2), layer)

    def step_lstm(self):
        return self.recurrent(nn.LSTM)

    def step_gru(self):
        return self.recurrent(nn.GRU)

    def recurrent(self, kind):
        units, both, layers = self.draw.choice([3, 4, 8]), self.draw.random() < 0.4, self.draw.choice([1, 1, 2])
        layer = kind(self.e, units, layers, batch_first=True, bidirectional=both)
        self.e = units * (2 if both else 1)
        return Step(lambda s, x: s.parts[0](x)[0], layer)

    def step_merged(self):
        t, e = self.t, self.e
        norm = nn.BatchNorm1d(e, affine=self.draw.random() < 0.7)
        return Step(lambda s, x: s.parts[1](s.parts[0](x.reshape(-1, e))).view(x.shape[0], t, e), nn.Linear(e, e), norm)

    def step_gate(self):
        e = self.e
        return Step(lambda s, x: torch.mul(*s.parts[0](x).chunk(2, -1)), nn.Linear(e, 2 * e))

    def step_residual(self):
        e = self.e
        return Step(lambda s, x: x + s.parts[1](torch.relu(s.parts[0](x))), nn.Linear(e, 2 * e), nn.Linear(2 * e, e))

    def step_group_norm(self):
        groups = self.draw.choice([g for g in (1, 2, 3, 4) if self.e % g == 0])
        return Step(lambda s, x: s.parts[0](x.transpose(1, 2)).transpose(1, 2), nn.GroupNorm(groups, self.e, affine=self.draw.random() < 0.7))

    def step_mixer(self):
        t = self.t
        return Step(lambda s, x: x + s.parts[0](x.transpose(1, 2)).transpose(1, 2), nn.Linear(t, t))

    def step_queries(self):
        q, e = self.draw.choice([2, 3, 5]), self.e
        self.t = q

        def run(s, x):
            queries = s.queries.expand(x.shape[0], -1, -1)
            return torch.softmax(queries @ x.transpose(1, 2), -1) @ x

        return Step(run, queries=learned(1, q, e))

    def head(self):
        units, kind = self.draw.choice([3, 5, 10]), self.draw.randint(0, 4)
        if kind == 0:
            return [Step(lambda s, x: s.parts[0](x.mean(1)), nn.Linear(self.e, units))]
        if kind == 1:
            return [Step(lambda s, x: s.parts[0](x[:, 0]), nn.Linear(self.e, units))]
        if kind == 2:
            return [Step(lambda s, x: s.parts[0](x.flatten(1)), nn.Linear(self.e * self.t, units))]
        if kind == 3:
            return [Step(lambda s, x: s.parts[0](x.reshape(-1, s.e)).view(x.shape[0], -1), nn.Linear(self.e, units), e=self.e)]
        return [nn.Linear(self.e, units)]


class Sequences:
    """Draws steps for (tokens, batch, features); one of them at least tells which axis is which."""

    def __init__(self, draw):
        self.draw = draw
        self.t = draw.choice([2, 3, 4, 5, 6, 8])
        self.e = draw.choice([4, 6, 8, 16])

    def shape(self, batch):
        return (self.t, batch, self.e)

    def heads(self):
        return self.draw.choice([h for h in (1, 2, 3, 4) if self.e % h == 0])

    def steps(self):
        names = [name for name in dir(self) if name.startswith("step_")]
        chosen = [self.draw.choice(names) for _ in range(self.draw.randint(0, 4))] + [self.draw.choice(["step_attention", "step_lstm", "step_encoder"])]
        self.draw.shuffle(chosen)
        return [getattr(self, name)() for name in chosen]

    def step_attention(self):
        return Step(lambda s, x: s.parts[0](x, x, x)[0], nn.MultiheadAttention(self.e, self.heads()))

    def step_encoder(self):
        return nn.TransformerEncoderLayer(self.e, self.heads(), 8, dropout=0.0)

    def step_lstm(self):
        units, both = self.draw.choice([3, 4, 8]), self.draw.random() < 0.4
        layer = self.draw.choice([nn.LSTM, nn.GRU])(self.e, units, bidirectional=both)
        self.e = units * (2 if both else 1)
        return Step(lambda s, x: s.parts[0](x)[0], layer)

    def step_merged(self):
        t, e = self.t, self.e
        return Step(lambda s, x: s.parts[0](x.reshape(-1, e)).view(t, x.shape[1], e), nn.Linear(e, e))

    def step_linear(self):
        out = self.draw.choice([4, 8, 12])
        layer = nn.Linear(self.e, out)
        self.e = out
        return layer

    def step_norm(self):
        return nn.LayerNorm(self.e)

    def step_positions(self):
        return Step(lambda s, x: x + s.positions, positions=learned(self.t, 1, self.e))

    def head(self):
        units, kind = self.draw.choice([3, 5, 10]), self.draw.randint(0, 3)
        if kind == 0:
            return [Step(lambda s, x: s.parts[0](x.mean(0)), nn.Linear(self.e, units))]
        if kind == 1:
            return [Step(lambda s, x: s.parts[0](x[-1]), nn.Linear(self.e, units))]
        if kind == 2:
            return [Step(lambda s, x: s.parts[0](x.permute(1, 0, 2).flatten(1)), nn.Linear(self.e * self.t, units))]
        return [nn.Linear(self.e, units)]


# ---------------------------------------------------------------- one network


def network(number):
    """The network of a number or a case, the shape of its input for each batch, and the axis of the batch."""
    if number in CASES:
        make, shape, axis = CASES[number]
        torch.manual_seed(1)
        model = make()
    else:
        draw = random.Random(number)
        torch.manual_seed(number)
        kind = draw.choice([Image, Tokens, Tokens, Sequences])
        made = kind(draw)
        shape, axis = made.shape, 1 if kind is Sequences else 0
    sizes = {batch: shape(batch) for batch in (1, 2, 3, 4)}
    if number not in CASES:
        model = nn.Sequential(*made.steps(), *made.head())
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.2)
    for name, buffer in model.named_buffers():
        if buffer.dtype.is_floating_point:
            nn.init.uniform_(buffer, 0.5, 1.5)
    return model.eval(), sizes, axis


def attention(first):
    return Step(lambda s, x: s.parts[1](s.parts[0](x, x, x)[0]), nn.MultiheadAttention(8, 2, batch_first=first), nn.Linear(8, 3))


def unrolled(s, x):
    state = torch.zeros(x.shape[0], 4)
    for step in x.unbind(1):
        state = s.parts[0](step, state)
    return state


# Makes a network, the shape of its input for a batch, and the axis of the batch.
CASES = {
    "attention": (lambda: attention(True), lambda n: (n, 6, 8), 0),
    "attention_after": (lambda: attention(False), lambda n: (6, n, 8), 1),
    "encoder": (lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True), 2), lambda n: (n, 12, 8), 0),
    "lstm": (lambda: Step(lambda s, x: s.parts[1](s.parts[0](x)[0][:, -1]), nn.LSTM(6, 5, batch_first=True), nn.Linear(5, 3)), lambda n: (n, 12, 6), 0),
    "instances": (lambda: nn.Sequential(nn.InstanceNorm2d(4, affine=True, track_running_stats=True), nn.Conv2d(4, 2, 3)), lambda n: (n, 4, 8, 8), 0),
    "instances_one": (lambda: nn.Sequential(nn.InstanceNorm2d(1, affine=True, track_running_stats=True), nn.Conv2d(1, 2, 3)), lambda n: (n, 1, 8, 8), 0),
    "positions_square": (lambda: nn.Sequential(Step(lambda s, x: x + s.positions, positions=learned(1, 16, 16)), nn.Linear(16, 16)), lambda n: (n, 16, 16), 0),
    "norm_square": (lambda: nn.Sequential(nn.LayerNorm([1, 8, 8]), nn.Conv2d(1, 2, 3)), lambda n: (n, 1, 8, 8), 0),
    "queries_square": (lambda: Step(lambda s, x: s.queries @ x, queries=learned(1, 6, 6)), lambda n: (n, 6, 4), 0),
    "masked": (
        lambda: Step(lambda s, x: torch.softmax(s.parts[0](x) @ x.transpose(1, 2) + torch.full((1, 6, 6), float("-inf")).triu(1), -1) @ x, nn.Linear(4, 4)),
        lambda n: (n, 6, 4), 0),
    "plain_norm": (lambda: nn.Sequential(nn.Conv2d(3, 64, 3, padding=1), nn.BatchNorm2d(64, affine=False), nn.Conv2d(64, 3, 3)), lambda n: (n, 3, 8, 8), 0),
    "plain_large_norm": (lambda: nn.Sequential(nn.Conv2d(3, 512, 1), nn.BatchNorm2d(512, affine=False), nn.Conv2d(512, 3, 1)), lambda n: (n, 3, 8, 8), 0),
    "single_factors": (lambda: nn.Sequential(nn.Linear(4, 1), nn.LayerNorm(1), nn.Linear(1, 3)), lambda n: (n, 5, 4), 0),
    "single_group": (lambda: nn.Sequential(nn.Conv2d(2, 1, 1), nn.GroupNorm(1, 1), nn.Conv2d(1, 3, 1)), lambda n: (n, 2, 6, 6), 0),
    "queries": (
        lambda: Step(lambda s, x: s.parts[0](s.queries.expand(x.shape[0], -1, -1), x, x)[0], nn.MultiheadAttention(6, 2, batch_first=True), queries=learned(1, 5, 6)),
        lambda n: (n, 7, 6), 0),
    "decoder": (
        lambda: Step(lambda s, x: s.parts[0](s.queries.repeat(x.shape[0], 1, 1), x), nn.TransformerDecoderLayer(8, 2, 6, 0.0, batch_first=True), queries=learned(1, 5, 8)),
        lambda n: (n, 7, 8), 0),
    "cell": (lambda: Step(unrolled, nn.GRUCell(6, 4)), lambda n: (n, 3, 6), 0),
    "cosine": (
        lambda: Step(lambda s, x: s.scale * nn.functional.normalize(x, dim=1) @ nn.functional.normalize(s.table, dim=1).t(), table=learned(5, 8), scale=learned(1)),
        lambda n: (n, 8), 0),
    "samples": (lambda: nn.Sequential(nn.BatchNorm2d(1, track_running_stats=False), nn.Conv2d(1, 3, 3)), lambda n: (n, 1, 8, 8), 0),
    "causal": (
        lambda: Step(
            lambda s, x: s.parts[0](nn.functional.pad(torch.einsum("bte,ef->btf", x.transpose(1, 2), s.table)[:, 0].unsqueeze(1), (4, 0))),
            nn.Conv1d(1, 4, 3, dilation=2), table=learned(6, 8)),
        lambda n: (n, 6, 5), 0),
    "joined": (
        lambda: Step(lambda s, x: s.parts[1](sum(s.parts[0](torch.cat([x, x.flip(-1)])).chunk(2))), nn.Conv2d(4, 4, 1), nn.Conv2d(4, 3, 1)),
        lambda n: (n, 4, 8, 3), 0),
    "columns": (
        lambda: Step(
            lambda s, x: s.parts[1](s.parts[0](*[x.permute(0, 3, 2, 1).reshape(-1, 3, 4)] * 3)[0].view(x.shape[0], 3, 3, 4).permute(0, 3, 2, 1)),
            nn.MultiheadAttention(4, 1, batch_first=True), nn.Conv2d(4, 2, 1)),
        lambda n: (n, 4, 3, 3), 0),
    "steps_of_one": (
        lambda: Step(lambda s, x: s.parts[1](s.parts[0](x, x, x)[0]), nn.MultiheadAttention(4, 2), nn.Linear(4, 3)),
        lambda n: (1, n, 4), 1),
    "codebook": (lambda: Step(lambda s, x: torch.softmax(x @ s.book.t(), -1) @ s.book, book=learned(5, 4)), lambda n: (n, 3, 4), 0),
    "tied": (
        lambda: Step(lambda s, x: nn.functional.linear(torch.relu(s.parts[0](x)), s.parts[0].weight.t()), nn.Linear(4, 6, bias=False)),
        lambda n: (n, 3, 4), 0),
    "outer": (lambda: Step(lambda s, x: s.parts[0](torch.einsum("bte,hte->bhte", x, s.w).sum(1)), nn.Linear(4, 3), w=learned(2, 3, 4)), lambda n: (n, 3, 4), 0),
    "causal_large": (
        lambda: Step(lambda s, x: torch.softmax(s.parts[0](x) @ x.transpose(1, 2) + s.mask, -1) @ x, nn.Linear(4, 4), mask=torch.full((20, 20), float("-inf")).triu(1)),
        lambda n: (n, 20, 4), 0),
    "weight_norm": (
        lambda: nn.Sequential(nn.utils.weight_norm(nn.Conv2d(4, 6, 3)), nn.utils.weight_norm(nn.Conv2d(6, 2, 1, bias=False))),
        lambda n: (n, 4, 8, 8), 0),
    "relative": (
        lambda: Step(
            lambda s, x: torch.softmax(s.parts[0](x) @ x.transpose(1, 2) + s.table[(torch.arange(6)[:, None] - torch.arange(6) + 5)], -1) @ x,
            nn.Linear(4, 4), table=learned(11)),
        lambda n: (n, 6, 4), 0),
    "temperature": (lambda: Step(lambda s, x: s.parts[0](x) * s.scale, nn.Linear(4, 3), scale=learned(1)), lambda n: (n, 4), 0),
}


class Products(TorchDispatchMode):
    """Counts multiply-accumulates of what reaches the dispatcher."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        name = func._schema.name
        if name in ("aten::convolution", "aten::_convolution"):
            x, weight, transposed = args[0], args[1], args[6]
            self.macs += (x if transposed else out).numel() * weight[0].numel()
        elif name in ("aten::mm", "aten::bmm"):
            self.macs += out.numel() * args[0].shape[-1]
        elif name in ("aten::addmm", "aten::baddbmm"):
            self.macs += out.numel() * args[1].shape[-1]
        elif "lstm" in name or "gru" in name or "attention" in name or "einsum" in name:
            raise NotImplementedError(name)
        return out


def figures(model, shape, axis):
    batch = shape[axis]
    with torch.enable_grad(), Products() as products:
        out = model(torch.randn(*shape))
    assert products.macs % batch == 0
    at = list(out.shape)
    # What is put out has the batch where it was, or in front.
    place = axis if axis < len(at) and at[axis] == batch and len(at) == 3 else 0
    assert at[place] == batch
    return products.macs // batch, [size for i, size in enumerate(at) if i != place]


def export(model, shape, axis, is_open):
    target = io.BytesIO()
    options = {"dynamic_axes": {"input": {axis: "batch"}}} if is_open else {}
    # As it is: the usual mode folds batch norms into convolutions, whose parameters are others then.
    options["training"] = torch.onnx.TrainingMode.PRESERVE
    torch.onnx.export(model, torch.randn(*shape), target, opset_version=14, input_names=["input"], output_names=["output"], **options)
    return stripped(onnx.load_from_string(target.getvalue()))


def is_mask(tensor):
    words = {tensor.raw_data[i:i + 4] for i in range(0, len(tensor.raw_data), 4)}
    return tensor.data_type == onnx.TensorProto.FLOAT and len(tensor.dims) > 1 and len(words) <= 2


def stripped(model):
    tensors = list(model.graph.initializer)
    # Of matrices that may be each other with their axes exchanged the numbers tell.
    sizes = {tuple(tensor.dims) for tensor in tensors if len(tensor.dims) == 2}
    turned = {size for size in sizes if size[::-1] in sizes and (size[0] != size[1] or sum(tuple(t.dims) == size for t in tensors) > 1)}
    tensors += [attribute.t for node in model.graph.node for attribute in node.attribute if attribute.name == "value" and attribute.HasField("t")]
    for tensor in tensors:
        if len(tensor.raw_data) <= 64 or tuple(tensor.dims) in turned or is_mask(tensor):
            continue
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        del tensor.external_data[:]
        tensor.external_data.add(key="location", value="w")
    for node in model.graph.node:
        node.doc_string = ""
    return model.SerializeToString()


def main(first, last, folder):
    os.makedirs(folder, exist_ok=True)
    refused = 0
    with gzip.GzipFile(os.path.join(folder, "files.tar.gz"), "wb", 9, mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as files, \
            open(os.path.join(folder, "figures.csv"), "w", newline="") as target:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(["network", "parameters", "macs", "output"])
        for number in [*(CASES if first == 0 else []), *range(first, last)]:
            model, sizes, axis = network(number)
            try:
                macs, out = figures(model, sizes[2 if sizes[2][1 - axis] != 2 else 3], axis)
            except (RuntimeError, AssertionError, NotImplementedError) as error:
                refused += 1
                print(number, "refused:", type(error).__name__, str(error).splitlines()[:1], file=sys.stderr)
                continue
            rows.writerow([number, sum(p.numel() for p in model.parameters()), macs, "x".join(map(str, out))])
            for batch in BATCHES:
                try:
                    content = export(model, sizes[batch or 3], axis, batch == 0)
                except (torch.onnx.errors.SymbolicValueError, AssertionError):
                    # PyTorch itself refuses, as it does statistics of instances of an open batch.
                    continue
                info = tarfile.TarInfo(f"{number}_{batch}.onnx")
                info.size = len(content)
                files.addfile(info, io.BytesIO(content))
    print(last - first - refused, "networks,", refused, "refused")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    last = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    main(first, last, sys.argv[3] if len(sys.argv) > 3 else FOLDER)
