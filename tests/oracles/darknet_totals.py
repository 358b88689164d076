#!/usr/bin/env python3
"""Totals of Darknet's definitions: the Darknet rows of tests/data/catalogue/figures.csv.

Run:  python3 tests/oracles/darknet_totals.py FILE.cfg ...      (from a checkout of AlexeyAB/darknet or pjreddie/darknet)

One line for each file: its name, all values that the .weights file holds (biases, factors, moving statistics, filters),
those that training changes, and the multiply-accumulates of one image. Follows parser.c: pad=1 of a convolution is half
its size, with batch norm a filter has a factor, mean and variance beside its bias.
"""
import sys


def sections(path):
    found = []
    for line in open(path):
        line = line.split("#")[0].strip()
        if line.startswith("["):
            found.append((line[1:-1], {}))
        elif "=" in line:
            key, value = line.split("=", 1)
            found[-1][1][key.strip()] = value.strip()
    return found


def totals(path):
    (_, net), *layers = sections(path)
    shape = (int(net["height"]), int(net["width"]), int(net["channels"]))
    outputs, stored, fixed, macs = [], 0, 0, 0
    for kind, s in layers:
        h, w, c = shape
        size, stride = int(s.get("size", 1)), int(s.get("stride", 1))
        if kind == "convolutional":
            filters, groups = int(s["filters"]), int(s.get("groups", 1))
            pad = size // 2 if int(s.get("pad", 0)) else int(s.get("padding", 0))
            shape = ((h + 2 * pad - size) // stride + 1, (w + 2 * pad - size) // stride + 1, filters)
            weights = size * size * c // groups * filters
            norm = int(s.get("batch_normalize", 0))
            stored += weights + filters * (4 if norm else 1)
            fixed += 2 * filters * norm
            macs += weights * shape[0] * shape[1]
        elif kind == "local":
            filters = int(s["filters"])
            out = lambda n: (n - (1 if int(s.get("pad", 0)) else size)) // stride + 1
            shape = (out(h), out(w), filters)
            weights = size * size * c * filters * shape[0] * shape[1]
            stored += weights + shape[0] * shape[1] * filters
            macs += weights
        elif kind == "connected":
            units = int(s["output"])
            stored += units * (h * w * c + 1)
            macs += units * h * w * c
            shape = (1, 1, units)
        elif kind == "maxpool":
            stride = int(s.get("stride", 1))
            size = int(s.get("size", stride))
            padding = int(s.get("padding", size - 1))
            shape = ((h + padding - size) // stride + 1, (w + padding - size) // stride + 1, c)
        elif kind == "avgpool":
            shape = (1, 1, c)
        elif kind == "upsample":
            shape = (h * stride, w * stride, c)
        elif kind == "reorg":
            shape = (h // stride, w // stride, c * stride * stride)
        elif kind == "route":
            read = [outputs[int(i) if int(i) >= 0 else len(outputs) + int(i)] for i in s["layers"].split(",")]
            shape = read[0][:2] + (sum(r[2] for r in read),)
        elif kind not in ("shortcut", "dropout", "softmax", "cost", "detection", "region", "yolo"):
            raise SystemExit("%s: not known: [%s]" % (path, kind))
        outputs.append(shape)
    return stored, stored - fixed, macs


for path in sys.argv[1:]:
    print(path.split("/")[-1], *totals(path))
