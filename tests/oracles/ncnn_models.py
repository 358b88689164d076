"""Writes SqueezeNet 1.1 as a .param file of ncnn, from torchvision's own module, with torchvision's shapes beside it.

Makes tests/data/ncnn/squeezenet1_1.param and squeezenet1_1.csv: layer,output (without the batch), by forward hooks on
torchvision 0.14.1. The text is what docs/developer-guide/param-and-model-file-structure.md and operators.md of ncnn
ask for.

Where ncnn's own ncnn2mem is on the path, it makes the .param.bin of each .param there (of ncnn at a4d2ea1d, July 2026);
else they stay as they are. settings.param is written by hand: it has each form that a setting can have.
"""
import csv
import glob
import os
import shutil
import subprocess
import tempfile

import torch
import torchvision

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "ncnn")


def main():
    os.makedirs(TARGET, exist_ok=True)
    model = torchvision.models.squeezenet1_1(weights=None).eval()
    shapes = {}
    for name, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _, __, output, name=name: shapes.update({name: output.shape}))
    model(torch.zeros(1, 3, 224, 224))

    lines, rows = [], []
    lines.append("Input input 0 1 data 0=224 1=224 2=3")

    def layer(kind, name, inputs, outputs, settings=""):
        lines.append(f"{kind} {name} {len(inputs)} {len(outputs)} {' '.join(inputs + outputs)} {settings}".rstrip())

    def conv(name, module, bottom):
        size, stride, pad = module.kernel_size[0], module.stride[0], module.padding[0]
        settings = f"0={module.out_channels} 1={size} 3={stride} 4={pad} 5=1 6={module.weight.numel()} 9=1"
        layer("Convolution", name, [bottom], [name], settings)
        rows.append([name, "x".join(map(str, shapes[name][1:]))])
        return name

    bottom = "data"
    for index, module in enumerate(model.features):
        name = f"features.{index}"
        if isinstance(module, torch.nn.Conv2d):
            bottom = conv(name, module, bottom)
        elif isinstance(module, torch.nn.MaxPool2d):
            # ncnn rounds up by itself, with pad_mode 0.
            layer("Pooling", name, [bottom], [name], f"0=0 1={module.kernel_size} 2={module.stride}")
            rows.append([name, "x".join(map(str, shapes[name][1:]))])
            bottom = name
        elif hasattr(module, "squeeze"):
            squeezed = conv(name + ".squeeze", module.squeeze, bottom)
            layer("Split", name + ".split", [squeezed], [squeezed + ".0", squeezed + ".1"])
            parts = [conv(name + ".expand1x1", module.expand1x1, squeezed + ".0"), conv(name + ".expand3x3", module.expand3x3, squeezed + ".1")]
            layer("Concat", name, parts, [name], "0=0")
            bottom = name
    bottom = conv("classifier.1", model.classifier[1], bottom)
    layer("Pooling", "pool", [bottom], ["pool"], "0=1 4=1")
    layer("Softmax", "prob", ["pool"], ["prob"], "0=0")

    tensors = len({word for line in lines for word in line.split()[4:] if "=" not in word})
    with open(os.path.join(TARGET, "squeezenet1_1.param"), "w") as out:
        out.write(f"7767517\n{len(lines)} {tensors}\n" + "\n".join(lines) + "\n")
    with open(os.path.join(TARGET, "squeezenet1_1.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["layer", "output"])
        writer.writerows(rows)
    make_binaries()


def make_binaries():
    tool = shutil.which("ncnn2mem")
    if tool is None:
        print("ncnn2mem is not there: the .param.bin files stay as they are")
        return
    for path in sorted(glob.glob(os.path.join(TARGET, "*.param"))):
        with tempfile.TemporaryDirectory() as folder:
            text = shutil.copy(path, folder)
            subprocess.run([tool, text, os.devnull, "id.h", "mem.h"], cwd=folder, check=True)
            shutil.copy(text + ".bin", TARGET)


if __name__ == "__main__":
    main()
