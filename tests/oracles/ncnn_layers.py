"""Lets ncnn run layers and notes what leaves them.

Fills the last column of tests/data/ncnn/layers.csv: the shape that arrives, a line of a .param file, the shape that
leaves. A new case is a new row, with anything in that column. NCNN_SHAPES names the program of ncnn_shapes.cpp.
"""
import os
import subprocess
import tempfile

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "ncnn", "layers.csv")


def leaving(arriving, line):
    sizes = arriving.split(",")[::-1]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "layer.param")
        with open(path, "w") as out:
            settings = " ".join(f"{number}={size}" for number, size in enumerate(sizes))
            out.write(f"7767517\n2 2\nInput x 0 1 x {settings}\n{line}\n")
        printed = subprocess.run([os.environ["NCNN_SHAPES"], path] + sizes, capture_output=True, text=True, check=True).stdout
    shapes = dict(row.split(" ") for row in printed.splitlines() if row)
    if "y" not in shapes:
        raise SystemExit(f"ncnn cannot run '{line}' for {arriving}")
    return shapes["y"]


def main():
    with open(TARGET) as table:
        header, *rows = [row.split(";") for row in table.read().splitlines()]
    with open(TARGET, "w") as table:
        table.write(";".join(header) + "\n")
        for arriving, line, _ in rows:
            table.write(f"{arriving};{line};{leaving(arriving, line)}\n")


if __name__ == "__main__":
    main()
