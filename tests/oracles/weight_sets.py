"""Small files of weights by name: NumPy's own archives, and Flax's and ggml's forms by their specifications.

Makes in tests/data/weights: network.npz, compressed.npz, array.npy (NumPy), network.msgpack and state.msgpack (the form
of flax/serialization.py, packed by msgpack), network.gguf and blocks.gguf (docs/gguf.md of ggml, version 3), and
tensors.csv: file,name,type,shape, of the arrays as they were put in. What an independent reader makes of the GGUF files
is in gguf.csv, by gguf_files.js.
"""
import csv
import os
import struct

import msgpack
import numpy

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "weights")

# A small network: convolution, batch norm, dense.
NETWORK = {
    "conv1": {"kernel": (3, 3, 2, 4), "bias": (4,)},
    "bn1": {"scale": (4,), "bias": (4,)},
    "head": {"kernel": (36, 5), "bias": (5,)},
}
STATISTICS = {"bn1": {"mean": (4,), "var": (4,)}}


def array(shape, dtype="float32"):
    return numpy.arange(numpy.prod(shape)).astype(dtype).reshape(shape)


def flat(tree, prefix=""):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}/")
        else:
            yield prefix + name, value


def numpy_files(rows):
    arrays = {name: array(shape) for name, shape in [*flat(NETWORK), *flat(STATISTICS)]}
    numpy.savez(os.path.join(TARGET, "network.npz"), **arrays)
    rows += [["network.npz", name, "float32", "x".join(map(str, value.shape))] for name, value in arrays.items()]
    types = {name: array((2, 3), name) for name in ("float16", "float64", "int8", "uint16", "int32", "int64", "complex64", "bool")}
    types["fortran"] = numpy.asfortranarray(array((4, 5)))
    types["scalar"] = numpy.float32(7)
    numpy.savez_compressed(os.path.join(TARGET, "compressed.npz"), **types)
    rows += [["compressed.npz", name, str(value.dtype), "x".join(map(str, value.shape))] for name, value in types.items()]
    numpy.save(os.path.join(TARGET, "array.npy"), array((7, 6)))
    rows.append(["array.npy", "array", "float32", "7x6"])


def packed(value):
    if isinstance(value, dict):
        return {name: packed(item) for name, item in value.items()}
    if isinstance(value, tuple):
        value = array(value)
    if isinstance(value, numpy.ndarray):
        return msgpack.ExtType(1, msgpack.packb((value.shape, value.dtype.name, value.tobytes()), use_bin_type=True))
    return value


def flax_files(rows):
    with open(os.path.join(TARGET, "network.msgpack"), "wb") as out:
        out.write(msgpack.packb(packed({"params": NETWORK, "batch_stats": STATISTICS}), strict_types=True))
    rows += [["network.msgpack", name, "float32", "x".join(map(str, shape))] for name, shape in [*flat(NETWORK), *flat(STATISTICS)]]
    whole = array((6, 4))
    chunked = {"__msgpack_chunked_array__": True, "shape": {"0": 6, "1": 4}, "chunks": {"0": whole[:3].ravel(), "1": whole[3:].ravel()}}
    state = {"step": 12, "params": {"head": {"kernel": chunked, "bias": (4,)}}, "opt_state": {"0": {"mu": {"head": {"bias": (4,)}}}}}
    with open(os.path.join(TARGET, "state.msgpack"), "wb") as out:
        out.write(msgpack.packb(packed(state), strict_types=True))
    rows += [["state.msgpack", "head/kernel", "float32", "6x4"], ["state.msgpack", "head/bias", "float32", "4"]]


def text(value):
    return struct.pack("<Q", len(value)) + value.encode()


# ggml's number of a type, the elements of a block and its bytes.
TYPES = {"F32": (0, 1, 4), "F16": (1, 1, 2), "Q4_0": (2, 32, 18), "Q8_0": (8, 32, 34), "Q4_K": (12, 256, 144), "Q6_K": (14, 256, 210), "BF16": (30, 1, 2)}


def gguf(name, tensors, rows):
    pairs = [
        ("general.architecture", struct.pack("<I", 8) + text("llama")),
        ("general.alignment", struct.pack("<II", 4, 64)),
        ("llama.block_count", struct.pack("<II", 4, 1)),
        ("llama.rope.freq_base", struct.pack("<If", 6, 10000.0)),
        ("tokenizer.ggml.tokens", struct.pack("<IIQ", 9, 8, 3) + text("<s>") + text("a") + text("b")),
        ("tokenizer.ggml.scores", struct.pack("<IIQ3f", 9, 6, 3, 0, 1, 2)),
        ("general.quantized", struct.pack("<IB", 7, 1)),
    ]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs)) + b"".join(text(key) + value for key, value in pairs)
    body = b""
    for tensor, (kind, shape) in tensors.items():
        number, block, size = TYPES[kind]
        body += bytes(-len(body) % 64)
        head += text(tensor) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", axis) for axis in reversed(shape)) + struct.pack("<IQ", number, len(body))
        count = 1
        for axis in shape:
            count *= axis
        body += bytes(count // block * size)
        rows.append([name, tensor, kind, "x".join(map(str, shape))])
    head += bytes(-len(head) % 64)
    with open(os.path.join(TARGET, name), "wb") as out:
        out.write(head + body)


def main():
    os.makedirs(TARGET, exist_ok=True)
    rows = []
    numpy_files(rows)
    flax_files(rows)
    gguf("network.gguf", {"conv1.weight": ("F16", (8, 3, 3, 3)), "conv1.bias": ("F32", (8,)), "head.weight": ("F32", (10, 72)), "head.bias": ("F32", (10,)),
                          "output_norm.weight": ("BF16", (10,))}, rows)
    gguf("blocks.gguf", {"token_embd.weight": ("Q4_K", (6, 256)), "blk.0.attn_q.weight": ("Q4_0", (8, 64)), "blk.0.attn_norm.weight": ("F32", (64,)),
                         "blk.0.ffn_up.weight": ("Q8_0", (16, 64)), "output.weight": ("Q6_K", (6, 256))}, rows)
    with open(os.path.join(TARGET, "tensors.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["file", "name", "type", "shape"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
