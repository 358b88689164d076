#!/usr/bin/env python3
"""What NumPy gives for what sources compute of their sizes: tests/data/sources/numpy.csv, an expression and its repr a line.

Run:  python3 tests/oracles/numpy_values.py        (Debian 12: apt-get install python3-numpy)
"""
import pathlib

import numpy as np

EXPRESSIONS = """
int(a.sum())
np.array([[1, 2, 3], [4, 5, 6]]).sum(axis=0).tolist()
np.array([[1, 2, 3], [4, 5, 6]]).sum(axis=1).tolist()
np.array([[1, 2, 3], [4, 5, 6]]).max(axis=-1, keepdims=True).tolist()
np.array([[1, 2], [3, 4]]).tolist()
np.array([[1, 2], [3, 5]]).mean(axis=0).tolist()
np.diff(a * a).tolist()
np.diff([1, 4, 9, 16], n=2).tolist()
float(np.median(a))
np.median(np.array([[1, 2], [3, 6]]), axis=0).tolist()
float(np.percentile([1, 2, 4], 25))
float(np.quantile([1, 2, 3, 4], 0.5))
float(np.interp(2.5, [1, 2, 3], [10, 20, 30]))
np.interp([0, 4], [1, 2, 3], [10, 20, 30]).astype(int).tolist()
int(np.int64(3)) + 1
float(np.float32(2))
int(np.uint8(7) * 2)
int(a.max())
int(a.min())
int(a.prod())
int(np.argmax(a))
a.argmin().item()
a.tolist()
a[1].item()
a[::-1].tolist()
a[-2:].tolist()
a[[0, 2]].tolist()
a[a > 3].tolist()
(a > 3).tolist()
bool((a > 2).all())
bool(np.any(a > 9))
[7] * a[0]
[[8] * n for n in a]
(a / 2).tolist()
a.mean().item()
float(np.std(np.array([1.0, 3.0])))
float(np.var(np.array([1.0, 5.0])))
np.zeros(3).tolist()
np.ones(3, dtype=int).tolist()
np.full((4,), 2).tolist()
np.full_like(a, 6).tolist()
stage([1, 1, 1, 1], 1, 3, 5)
np.cumsum(a).tolist()
a.cumsum()[-1].item()
np.cumprod(a).tolist()
np.sort(np.array([3, 1, 2])).tolist()
np.argsort(np.array([3, 1, 2])).tolist()
np.flip(a).tolist()
np.unique(np.array([8, 16, 8, 16, 16])).tolist()
np.unique(np.array([8, 8, 16, 16, 16]), return_counts=True)[1].tolist()
np.arange(0, 1, 0.25).tolist()
np.arange(5, 0, -2).tolist()
(np.arange(4) * 2.5 + 1).astype(int).tolist()
np.array([1.7, -1.7]).astype(np.int64).tolist()
np.linspace(0, 1, 5).tolist()
int(np.prod((3, 4, 5)))
int(np.ceil(np.log2(100)))
int(np.clip(5, 0, 3))
np.clip(a, a_min=4, a_max=None).tolist()
np.maximum(a, 4).tolist()
np.where(a > 3, 1, 0).tolist()
int(np.sign(-3))
np.concatenate([a, a]).tolist()
np.concatenate([np.array([1.0]), np.full((1,), np.inf)]).tolist()
np.hstack([a, a]).tolist()
np.append(a, 6).tolist()
np.repeat(a, 2).tolist()
np.mod(7, 3)
np.sum(a=a)
max(a)
sum(a)
list(a)
len(a)
""".strip().splitlines()

SETUP = """
import numpy as np
a = np.array([3, 4, 5])
def stage(values, first, last, factor):
    sizes = np.array(values)
    sizes[first:last] *= factor
    sizes[0] = 9
    return sizes.tolist()
"""

names = {}
exec(SETUP, names)
path = pathlib.Path(__file__).resolve().parent.parent / "data" / "sources" / "numpy.csv"
path.write_text("".join(f"{expression};{eval(expression, names)!r}\n" for expression in EXPRESSIONS))
