"""Costs that PyTorch's tools print for single layers: tests/data/layers/tool-costs.csv.

    python3 tool_costs.py FOLDER

FOLDER holds the sources of the tools: torchinfo (main at 5c4164f), fvcore (0.1.6; with iopath), thop (0.1.1),
ptflops (0.7.6), torchscan (0.1.2), each in a folder that Python can import from. A tool that fails prints "fail".
"""
import contextlib
import csv
import io
import os
import sys
import warnings

warnings.filterwarnings("ignore")
for folder in os.listdir(sys.argv[1]):
    sys.path.insert(0, os.path.join(sys.argv[1], folder))

import torch  # noqa: E402
from torch import nn  # noqa: E402


class First(nn.Module):
    """What leaves a recurrent layer first."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)[0]


def fvcore(model, x):
    from fvcore.nn import FlopCountAnalysis
    return FlopCountAnalysis(model, x).unsupported_ops_warnings(False).uncalled_modules_warnings(False).total()


def thop(model, x):
    import thop
    return int(thop.profile(model, inputs=(x,), verbose=False)[0])


def ptflops(model, x):
    import ptflops
    return ptflops.get_model_complexity_info(
        model, tuple(x.shape[1:]), as_strings=False, print_per_layer_stat=False, backend="pytorch", input_constructor=lambda _: x)[0]


def torchinfo(model, x):
    import torchinfo
    return torchinfo.summary(model, input_data=(x,), verbose=0).total_mult_adds


def torchscan(key):
    def count(model, x):
        import torchscan
        return sum(layer[key] for layer in torchscan.crawl_module(model, tuple(x.shape[1:]))["layers"])
    return count


TOOLS = {
    "torchinfo-main": torchinfo, "fvcore": fvcore, "thop": thop, "ptflops": ptflops,
    "torchscan-macs": torchscan("macs"), "torchscan-flops": torchscan("flops"),
}

CONV = "Conv2D Filters=8 KernelSize=3x3"
CASES = []


def case(shape, layers, *modules):
    CASES.append((shape, layers, lambda: nn.Sequential(*modules)))


def after_conv(layer, *modules, shape=(3, 8, 8)):
    case(shape, f"{CONV}; {layer}", nn.Conv2d(3, 8, 3), *modules)


for axis in (1, 2, -1):
    after_conv(f"Softmax Axis={axis}", nn.Softmax(axis), shape=(3, 8, 10))
after_conv("LogSoftmax Axis=1", nn.LogSoftmax(1))
for affine in (True, False):
    after_conv(
        f"BatchNormalization TrackStatistics=False Scale={affine} Center={affine}",
        nn.BatchNorm2d(8, track_running_stats=False, affine=affine))
    after_conv(f"BatchNormalization Scale={affine} Center={affine}", nn.BatchNorm2d(8, affine=affine))
    after_conv(f"InstanceNormalization Scale={affine} Center={affine}", nn.InstanceNorm2d(8, affine=affine))
    after_conv(f"GroupNormalization Groups=2 Scale={affine} Center={affine}", nn.GroupNorm(2, 8, affine=affine))
case((3, 8, 8), CONV + " Padding=same", nn.Conv2d(3, 8, 3, padding="same"))
case((3, 8, 8), CONV + " Padding=1", nn.Conv2d(3, 8, 3, padding=1))
case((3, 8), "Conv1D Filters=8 KernelSize=3 Padding=same", nn.Conv1d(3, 8, 3, padding="same"))
for mode in ("nearest", "bilinear"):
    for scale in (2, 1.5, 2.7, 0.5, (1.5, 1.5), (2.0, 1.5)):
        text = "|".join(map(str, scale)) if isinstance(scale, tuple) else str(scale)
        after_conv(f"UpSampling2D ScaleFactor={text} Interpolation={mode}", nn.Upsample(scale_factor=scale, mode=mode), shape=(3, 7, 7))
    after_conv(f"UpSampling2D Size=2 Interpolation={mode}", nn.Upsample(scale_factor=2, mode=mode), shape=(3, 7, 7))
    after_conv(f"Resize2D OutputSize=9x11 Interpolation={mode}", nn.Upsample(size=(9, 11), mode=mode), shape=(3, 7, 7))
for count in (1, 2, 3):
    for both in (True, False):
        for bias in (True, False):
            for projected in (0, 3):
                case(
                    (5, 6),
                    f"LSTM Units=8 LayerCount={count} Bidirectional={both} UseBias={bias} BiasCount=2 ProjectionSize={projected} ReturnSequences=True",
                    First(nn.LSTM(6, 8, count, bias=bias, bidirectional=both, proj_size=projected, batch_first=True)))


def cost(tool, make, x):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return TOOLS[tool](make().eval(), x)
    except Exception:  # noqa: BLE001: what a tool fails with is its own
        return "fail"


writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(["input", "layers", *TOOLS])
for shape, layers, make in CASES:
    writer.writerow(["x".join(map(str, shape)), layers, *(cost(tool, make, torch.rand(1, *shape)) for tool in TOOLS)])
