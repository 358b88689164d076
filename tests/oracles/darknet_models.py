"""Copies Darknet's own definitions and writes what Darknet itself says of them.

Needs Debian's package darknet (its .cfg files are under the WTFPL, see /usr/share/doc/darknet/copyright).
Makes tests/data/darknet/*.cfg, as the package has them, and
- shapes.csv: cfg,index,word,output (channels x height x width, or the number of values), from the table that Darknet
  prints when it loads a network; sections that the table gives no output of (yolo, route ...) are left out;
- totals.csv: cfg,bytes,flops: the length of the .weights file that `darknet partial` writes, and the floating-point
  operations that `darknet ops` counts (two for each multiply-accumulate of convolutional and connected sections).
"""
import csv
import os
import re
import shutil
import subprocess
import tempfile

SOURCE = "/usr/share/darknet/cfg"
TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "darknet")
NAMES = """alexnet cifar darknet darknet19 darknet53 densenet201 extraction go gru jnet-conv resnet18 resnet50 resnext50
rnn strided tiny vgg-16 writing yolo9000 yolov1 yolov1-tiny yolov2 yolov2-tiny yolov3 yolov3-spp yolov3-tiny""".split()

ROW = re.compile(r"^\s*(\d+) (\w+)\s.*->\s*(\d+)(?: x\s*(\d+) x\s*(\d+))?")


def run(*arguments):
    done = subprocess.run(["darknet", *arguments], capture_output=True, text=True, cwd="/usr/share/darknet", check=False)
    return done.stdout + done.stderr


def main():
    os.makedirs(TARGET, exist_ok=True)
    shapes, totals = [], []
    for name in NAMES:
        cfg = os.path.join(SOURCE, name + ".cfg")
        shutil.copyfile(cfg, os.path.join(TARGET, name + ".cfg"))
        text = run("ops", cfg)
        for line in text.splitlines():
            row = ROW.match(line)
            if row:
                index, word, width, height, channels = row.groups()
                shapes.append([name, index, word, width if height is None else f"{channels}x{height}x{width}"])
        flops = re.search(r"Floating Point Operations: (\d+)", text)
        with tempfile.TemporaryDirectory() as folder:
            weights = os.path.join(folder, "all.weights")
            run("partial", cfg, "", weights, "1000")
            length = os.path.getsize(weights) if os.path.exists(weights) else 0
        totals.append([name, length, flops.group(1) if flops else ""])
        print(*totals[-1])

    for file, header, rows in (("shapes.csv", ["cfg", "index", "word", "output"], shapes), ("totals.csv", ["cfg", "bytes", "flops"], totals)):
        with open(os.path.join(TARGET, file), "w", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)


if __name__ == "__main__":
    main()
