#!/usr/bin/env python3
"""Files of weights as PyTorch writes them, and .safetensors files written by hand, with the frameworks' own counts.

Writes tests/data/pytorch and tests/data/safetensors:
  *.pt, *.pth, *.safetensors   small models with their numbers; torchvision models whose storages were cut out of the zip
                               archive afterwards (data.pkl, which says everything, is left as torch.save wrote it)
  totals.csv                   file; parameters = numel over parameters(); statistics = running means and variances;
                               elements = numel over state_dict(); layers = modules with tensors of their own, a
                               MultiheadAttention and its out_proj counted as one
  tiny.csv                     the modules of `Tiny`: path, the class's name, elements of state_dict()

Nothing is downloaded; torch.manual_seed makes a second run write the same numbers.
Run: /usr/bin/python3 tests/oracles/torch_files.py
"""
import csv
import io
import json
import os
import struct
import sys
import types
import zipfile
from typing import List

import numpy as np
import torch
import torchvision
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "data")
TORCH = os.path.join(DATA, "pytorch")
SAFE = os.path.join(DATA, "safetensors")


class Tiny(nn.Module):
    """One module of each kind whose weights are told apart by names and ranks."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.bn = nn.BatchNorm2d(8)
        self.grouped = nn.Conv2d(8, 12, 3, groups=4, bias=False)
        self.depthwise = nn.Conv2d(12, 12, 5, padding=2, dilation=2, groups=12)
        self.up = nn.ConvTranspose2d(12, 6, 2, stride=2)
        self.sequence = nn.Conv1d(6, 4, 3)
        self.volume = nn.Conv3d(2, 3, 2)
        self.gn = nn.GroupNorm(2, 6)
        self.norm = nn.LayerNorm([4, 5])
        self.prelu = nn.PReLU(6)
        self.embed = nn.Embedding(11, 7)
        self.lstm = nn.LSTM(7, 5, num_layers=2, bidirectional=True)
        self.gru = nn.GRU(10, 4)
        self.rnn = nn.RNN(4, 3, bias=False)
        self.projected = nn.LSTM(4, 6, proj_size=2)
        self.cell = nn.LSTMCell(3, 4)
        self.attention = nn.MultiheadAttention(8, 2)
        self.cross = nn.MultiheadAttention(8, 4, kdim=6, vdim=5, bias=False, add_bias_kv=True)
        self.fc = nn.Linear(9, 10)
        self.plain = nn.Linear(10, 4, bias=False)
        self.token = nn.Parameter(torch.zeros(1, 1, 8))
        self.register_buffer("index", torch.arange(6))

    def forward(self, x):
        return self.depthwise(self.grouped(self.bn(self.conv(x))))


class Listed(nn.Linear):
    """Lists its parameters a second time, as recurrent modules did until PyTorch 1.4 (all_weights)."""

    all_weights: List[List[torch.Tensor]]

    def __init__(self):
        super().__init__(3, 4)
        self.all_weights = [[self.weight, self.bias]]


class Parts(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))

    @torch.jit.export
    def head(self, x):
        return self.fc(x)


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 6)
        self.body = nn.Linear(6, 6)
        self.head = nn.Linear(6, 20, bias=False)
        self.head.weight = self.embed.weight

    def forward(self, x):
        return self.head(self.body(self.embed(x)))


class Shell:
    """What a hostile pickle looks like: unpickling it in Python would run the command."""

    def __reduce__(self):
        return (os.system, ("echo this must not run",))


def no_source(_):
    raise OSError("left out")


def counts(model):
    parameters = sum(p.numel() for p in model.parameters())
    statistics = sum(b.numel() for n, b in model.named_buffers() if n.split(".")[-1] in ("running_mean", "running_var"))
    state = model.state_dict()
    elements = sum({(t.data_ptr(), t.numel(), t.dim()): t.numel() for t in state.values()}.values())
    paths = {n.rpartition(".")[0] for n in state}
    attentions = {n for n, m in model.named_modules() if isinstance(m, nn.MultiheadAttention)}
    paths -= {a + ".out_proj" for a in attentions}
    root = sum(1 for n in state if "." not in n)
    return parameters, statistics, elements, len(paths - {""}) + root


def save(path, value, **options):
    torch.save(value, os.path.join(TORCH, path), **options)


def cut(path):
    """Takes the storages out of a zip archive and compresses the rest."""
    full = os.path.join(TORCH, path)
    with zipfile.ZipFile(full) as source:
        kept = [(i.filename, source.read(i)) for i in source.infolist() if "/data/" not in i.filename and not i.filename.endswith(".debug_pkl")]
    with zipfile.ZipFile(full, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in kept:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)


def write_safetensors(path, tensors, metadata=None, places=None):
    """The format's README, by hand: 8 bytes of length, JSON, bytes. places: name -> another tensor whose bytes it has."""
    names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64",
             torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}
    header, body, at = {}, [], 0
    if metadata:
        header["__metadata__"] = metadata
    for name, tensor in tensors.items():
        if places and name in places:
            header[name] = dict(header[places[name]])
            continue
        data = tensor.contiguous().view(torch.uint8 if tensor.dtype != torch.bool else torch.bool).numpy().tobytes() \
            if tensor.dim() else tensor.reshape(1).view(torch.uint8).numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        body.append(data)
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(SAFE, path), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(body))
    return at


def main():
    os.makedirs(TORCH, exist_ok=True)
    os.makedirs(SAFE, exist_ok=True)
    torch.manual_seed(1)
    totals, safe = [], []

    # A pickled class is named by its module; "models" stands for the user's own file.
    module = types.ModuleType("models")
    for kind in (Tiny, Tied):
        kind.__module__ = "models"
        setattr(module, kind.__name__, kind)
    sys.modules["models"] = module

    tiny = Tiny()
    state = tiny.state_dict()
    save("tiny.pt", state)
    save("tiny_legacy.pth", state, _use_new_zipfile_serialization=False)
    save("tiny_module.pt", tiny)
    # Old files carry the source code of every class; without it they are read just the same.
    torch.serialization.get_source_lines_and_file = no_source
    save("tiny_module_legacy.pt", tiny, _use_new_zipfile_serialization=False)
    save("numpy_arrays.pth", {"conv.weight": np.ones((4, 3, 3, 3), np.float32), "conv.bias": np.zeros(4, np.float32)})
    arrays = {"epoch": 3, "model": {"conv.weight": np.ones((4, 3, 3, 3), np.float32)}, "loss": np.float32(1)}
    save("numpy_arrays_legacy.pth", arrays, _use_new_zipfile_serialization=False)
    beside = {"state_dict": {"conv.weight": torch.ones(4, 3, 3, 3), "conv.bias": torch.zeros(4)}, "mean": np.zeros(3), "best": np.ones(2)}
    save("numpy_beside.pth", beside)
    save("tiny_parallel.pt", nn.DataParallel(tiny).state_dict())
    save("tiny_protocol4.pt", state, pickle_protocol=4)
    optimizer = torch.optim.SGD([p for p in tiny.parameters()], lr=0.1, momentum=0.9)
    tiny(torch.zeros(1, 3, 32, 32)).sum().backward()
    optimizer.step()
    checkpoint = {"epoch": 3, "state_dict": nn.DataParallel(tiny).state_dict(), "optimizer": optimizer.state_dict(), "loss": 0.5, "names": {"a", "b"}}
    save("tiny_checkpoint.pt", checkpoint)
    save("tiny_checkpoint_legacy.pt", checkpoint, _use_new_zipfile_serialization=False)
    tiny.zero_grad()
    for name in ("tiny.pt", "tiny_legacy.pth", "tiny_module.pt", "tiny_module_legacy.pt", "tiny_parallel.pt", "tiny_protocol4.pt",
                 "tiny_checkpoint.pt", "tiny_checkpoint_legacy.pt"):
        totals.append((name, *counts(tiny)))

    small = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, groups=8), nn.Flatten(), nn.Linear(8, 10)).eval()
    torch.jit.script(small).save(os.path.join(TORCH, "script.pt"))
    torch.jit.trace(small, torch.zeros(1, 3, 5, 5)).save(os.path.join(TORCH, "trace.pt"))
    recurrent = nn.Sequential(nn.LSTM(4, 5, bidirectional=True))
    torch.jit.script(recurrent).save(os.path.join(TORCH, "script_lstm.pt"))
    # Freezing makes constants of the code of all weights but those of the parts that it is to keep; packed weights of
    # quantised modules are objects of their own.
    parts = Parts().eval()
    torch.jit.freeze(torch.jit.script(parts), preserved_attrs=["fc"]).save(os.path.join(TORCH, "script_frozen_part.pt"))
    torch.jit.script(torch.ao.quantization.quantize_dynamic(small, {nn.Linear})).save(os.path.join(TORCH, "script_quantized.pt"))
    listed = Listed()
    torch.jit.script(listed).save(os.path.join(TORCH, "script_listed.pt"))
    totals += [("script.pt", *counts(small)), ("trace.pt", *counts(small)), ("script_lstm.pt", *counts(recurrent)),
               ("script_listed.pt", *counts(listed))]

    tied = Tied()
    for parameter in tied.body.parameters():
        parameter.requires_grad = False
    save("tied.pt", tied.state_dict())
    save("tied_module.pt", tied)
    totals += [("tied.pt", *counts(tied)), ("tied_module.pt", *counts(tied))]

    save("os_system.pt", {"weight": torch.zeros(2, 2), "extra": Shell()})
    save("os_system_legacy.pt", {"weight": torch.zeros(2, 2), "extra": Shell()}, _use_new_zipfile_serialization=False)
    save("quantized.pt", {
        "a.weight": torch.quantize_per_tensor(torch.rand(4, 3, 3, 3), 0.1, 0, torch.qint8),
        "a.bias": torch.zeros(4), "a.scale": torch.tensor(0.5), "a.zero_point": torch.tensor(3),
        "b.weight": torch.quantize_per_channel(torch.rand(5, 4), torch.rand(5), torch.zeros(5, dtype=torch.long), 0, torch.qint8),
    })
    save("no_tensors.pt", {"epoch": 3})
    trained = nn.Linear(2, 1)
    optimizer = torch.optim.Adam(trained.parameters())
    trained(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    save("optimizer.pt", optimizer.state_dict())

    for name in ("alexnet", "resnet18", "resnet50", "mobilenet_v2", "densenet121", "googlenet", "efficientnet_b0", "convnext_tiny", "vit_b_16", "swin_t"):
        options = {"init_weights": False} if name == "googlenet" else {}
        model = getattr(torchvision.models, name)(weights=None, **options).eval()
        save(name + ".pth", model.state_dict())
        cut(name + ".pth")
        totals.append((name + ".pth", *counts(model)))
        if name in ("resnet18", "vit_b_16"):
            save(name + "_module.pt", model)
            cut(name + "_module.pt")
            totals.append((name + "_module.pt", *counts(model)))
        if name in ("resnet18", "mobilenet_v2"):
            write_cut_safetensors(name + ".safetensors", model.state_dict())
            safe.append((name + ".safetensors", *counts(model)))
        if name == "mobilenet_v2":
            torch.jit.script(model).save(os.path.join(TORCH, name + "_script.pt"))
            cut(name + "_script.pt")
            totals.append((name + "_script.pt", *counts(model)))

    write_safetensors("tiny.safetensors", state, {"format": "pt"})
    first = {n: t for i, (n, t) in enumerate(state.items()) if i % 2 == 0}
    second = {n: t for i, (n, t) in enumerate(state.items()) if i % 2 == 1}
    size = write_safetensors("sharded-00001-of-00002.safetensors", first) + write_safetensors("sharded-00002-of-00002.safetensors", second)
    with open(os.path.join(SAFE, "sharded.safetensors.index.json"), "w") as file:
        json.dump({"metadata": {"total_size": size}, "weight_map": {
            n: f"sharded-0000{1 if n in first else 2}-of-00002.safetensors" for n in state}}, file, indent=1)
    tied_state = tied.state_dict()
    write_safetensors("tied.safetensors", tied_state, places={"head.weight": "embed.weight"})
    write_safetensors("types.safetensors", {
        "half.weight": torch.zeros(4, 3, dtype=torch.float16), "brain.weight": torch.zeros(4, 3, dtype=torch.bfloat16),
        "double.weight": torch.zeros(4, 3, dtype=torch.float64), "bytes.weight": torch.zeros(4, 3, dtype=torch.int8),
        "positions": torch.zeros(1, 5, dtype=torch.int64), "mask": torch.zeros(5, dtype=torch.bool)})
    safe += [("tiny.safetensors", *counts(tiny)), ("sharded.safetensors.index.json", *counts(tiny)), ("tied.safetensors", *counts(tied))]

    for folder, rows in ((TORCH, totals), (SAFE, safe)):
        with open(os.path.join(folder, "totals.csv"), "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["file", "parameters", "statistics", "elements", "layers"])
            writer.writerows(rows)
    with open(os.path.join(TORCH, "tiny.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["path", "class", "elements"])
        for path, part in tiny.named_modules():
            inner = part.state_dict() if isinstance(part, nn.MultiheadAttention) else {n: t for n, t in part.state_dict().items() if "." not in n}
            if path and inner and not path.endswith("out_proj"):
                writer.writerow([path, type(part).__name__, sum(t.numel() for t in inner.values())])


def write_cut_safetensors(path, state):
    """A header for these tensors, sorted as the format's own writer sorts them, and no bytes."""
    header, at = {"__metadata__": {"format": "pt"}}, 0
    size = {torch.float32: 4, torch.int64: 8}
    kind = {torch.float32: "F32", torch.int64: "I64"}
    for name, tensor in sorted(state.items(), key=lambda item: (-size[item[1].dtype], item[0])):
        length = tensor.numel() * size[tensor.dtype]
        header[name] = {"dtype": kind[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + length]}
        at += length
    text = json.dumps(header, separators=(",", ":")).encode()
    with open(os.path.join(SAFE, path), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)


if __name__ == "__main__":
    main()
