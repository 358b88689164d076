"""Costs that PyTorch's tools print for modules as sources write them: tests/data/sources/tool-modules.csv.

    python3 tool_modules.py FOLDER

FOLDER holds the sources of the tools, each in a folder that Python can import from: torchinfo (1.8.0) and torchinfo-main
(5c4164f), fvcore (0.1.6; with iopath), thop (0.1.1), ptflops (0.7.6) and ptflops-0.7.0, torchscan (0.1.2). A tool that
fails prints "fail".
"""
import contextlib
import csv
import io
import importlib
import itertools
import os
import sys
import warnings

warnings.filterwarnings("ignore")
folder = sys.argv[1]
for name in os.listdir(folder):
    if not name.startswith(("torchinfo", "ptflops")):
        sys.path.insert(0, os.path.join(folder, name))

import torch  # noqa: E402
from torch import nn  # noqa: E402

# Classes of which the modules are made.
exec(open(os.path.join(os.path.dirname(__file__), "..", "data", "sources", "tool_modules.py")).read())


def load(name):
    sys.path.insert(0, os.path.join(folder, name))
    package = name.split("-")[0]
    importlib.import_module(package)
    kept = {key: sys.modules.pop(key) for key in list(sys.modules) if key.split(".")[0] == package}
    sys.path.pop(0)
    return kept[package]


def torchinfo(name):
    module = load(name)
    return lambda model, x: module.summary(model, input_data=(x,), verbose=0).total_mult_adds


def fvcore(model, x):
    from fvcore.nn import FlopCountAnalysis
    return FlopCountAnalysis(model, x).unsupported_ops_warnings(False).uncalled_modules_warnings(False).total()


def thop(model, x):
    import thop
    return int(thop.profile(model, inputs=(x,), verbose=False)[0])


def ptflops(name, **settings):
    module = load(name)

    def count(model, x):
        return module.get_model_complexity_info(model, tuple(x.shape[1:]), as_strings=False, print_per_layer_stat=False, **settings)[0]
    return count


def torchscan(key):
    def count(model, x):
        import torchscan
        if not any(True for _ in model.parameters()):
            # It asks the first parameter for its type.
            model.register_parameter("none", nn.Parameter(torch.zeros(0)))
        return sum(layer[key] for layer in torchscan.crawl_module(model, tuple(x.shape[1:]))["layers"])
    return count


TOOLS = {
    "torchinfo": torchinfo("torchinfo"), "torchinfo-main": torchinfo("torchinfo-main"), "fvcore": fvcore, "thop": thop,
    "ptflops": ptflops("ptflops", backend="pytorch"), "ptflops-aten": ptflops("ptflops", backend="aten"), "ptflops-0.7.0": ptflops("ptflops-0.7.0"),
    "torchscan-macs": torchscan("macs"), "torchscan-flops": torchscan("flops"),
}

# The others print numbers of one sample, in whole or in part.
BATCHED = ("torchinfo", "torchinfo-main", "fvcore", "thop")

CASES = []


def case(shape, *expressions):
    CASES.extend((shape, expression) for expression in expressions)


LINE, IMAGE, SOLID = (4, 13), (4, 13, 11), (4, 9, 7, 8)

for rank, shape in ((1, LINE), (2, IMAGE), (3, SOLID)):
    for settings in (
        "4, 6, 3", "4, 6, 3, bias=False", "4, 8, 3, stride=2, padding=1, groups=2", "4, 4, 3, groups=4, padding=2, dilation=2",
        "4, 6, 3, padding='same'", "4, 6, 3, padding='same', padding_mode='reflect'", "4, 6, 3, padding='valid'",
        "4, 6, 3, padding=1, padding_mode='circular'", "4, 6, 3, padding=1, padding_mode='replicate'",
        "4, 6, 3, padding='same', padding_mode='circular', dilation=2", "4, 6, 4, padding='same'",
        "4, 6, 3, padding='valid', padding_mode='circular'"):
        case(shape, f"nn.Conv{rank}d({settings})")
    for settings in (
        "4, 6, 3", "4, 6, 3, bias=False, stride=2", "4, 8, 3, stride=2, padding=1, output_padding=1, groups=2",
        "4, 4, 2, stride=3, groups=4", "4, 6, 3, dilation=2"):
        case(shape, f"nn.ConvTranspose{rank}d({settings})")
    for norm in ("BatchNorm", "InstanceNorm"):
        for settings in ("", ", affine=False", ", track_running_stats=False", ", track_running_stats=True", ", affine=True", ", affine=True, track_running_stats=True"):
            case(shape, f"nn.{norm}{rank}d(4{settings})")
    case(
        shape, *(f"nn.MaxPool{rank}d({settings})" for settings in ("2", "3, 2, 1", "3, 2, ceil_mode=True", "2, dilation=2")),
        *(f"nn.AvgPool{rank}d({settings})" for settings in ("2", "3, 2, 1", "3, 2, ceil_mode=True", "3, 1, 1, count_include_pad=False")),
        *(f"nn.Adaptive{kind}Pool{rank}d({size})" for kind in ("Avg", "Max") for size in (1, 3, 4)),
        f"nn.MaxPool{rank}d(({', '.join(['3'] * rank)},), 2)", f"nn.AvgPool{rank}d(({', '.join(['3'] * rank)},), 2)")
    if rank < 3:
        case(shape, f"nn.LPPool{rank}d(2, 3)", f"nn.LPPool{rank}d(1.5, 3, 2)")
    if rank > 1:
        case(shape, f"nn.FractionalMaxPool{rank}d(2, output_size={3 if rank == 3 else 5})", f"nn.FractionalMaxPool{rank}d(2, output_ratio=0.5)")
    for pad in ("Constant", "Reflection", "Replication", "Zero"):
        if pad == "Zero" and rank != 2:
            continue
        case(shape, f"nn.{pad}Pad{rank}d(1{', 0.0' if pad == 'Constant' else ''})")
    modes = {1: ["linear"], 2: ["bilinear", "bicubic"], 3: ["trilinear"]}[rank]
    for mode in ["nearest", "nearest-exact", "area", *modes]:
        case(shape, f"nn.Upsample(scale_factor=2, mode='{mode}')", f"nn.Upsample(size={20 if rank < 3 else 12}, mode='{mode}')", f"nn.Upsample(scale_factor=1.5, mode='{mode}')")
    case(shape, f"nn.Dropout{'' if rank == 1 else f'{rank}d'}(0.2)", f"nn.Dropout{rank}d(0.3)")
    case(shape, f"nn.Conv{rank}d(4, 8, 1).eval()")

case(IMAGE, "nn.UpsamplingNearest2d(scale_factor=2)", "nn.UpsamplingBilinear2d(scale_factor=2)", "nn.UpsamplingBilinear2d(size=20)")


for activation in (
    "ReLU()", "ReLU(inplace=True)", "PReLU()", "PReLU(4)", "Softmax(1)", "Softmax(-1)", "Softmax2d()", "LogSoftmax(1)", "Softmin(1)",
    "ReLU6()", "LeakyReLU()", "LeakyReLU(0.2, inplace=True)", "ELU()", "CELU()", "SELU()", "GELU()", "GELU(approximate='tanh')",
    "SiLU()", "Mish()", "Hardswish()", "Hardsigmoid()", "Hardtanh()", "Sigmoid()", "Tanh()", "Softplus()", "Softsign()", "Softshrink()",
    "Hardshrink()", "Tanhshrink()", "LogSigmoid()", "Threshold(0.1, 0.0)", "RReLU()", "GLU(1)", "AlphaDropout(0.1)", "FeatureAlphaDropout(0.1)",
    "Identity()", "Flatten()", "LocalResponseNorm(2)", "ChannelShuffle(2)"):
    case(IMAGE, f"nn.{activation}")
case(LINE, "nn.LocalResponseNorm(2)", "nn.Softmax(1)", "nn.PReLU(4)", "nn.Softmax(2)", "nn.RReLU()")
case(SOLID, "nn.LocalResponseNorm(2)", "nn.Softmax(2)", "nn.ReLU()")
case((12,), "nn.Softmax(1)", "nn.ReLU()", "nn.BatchNorm1d(12)", "nn.BatchNorm1d(12, affine=False)", "nn.LayerNorm(12)", "nn.PReLU()", "nn.Dropout(0)",
     "nn.Linear(12, 5)", "nn.Linear(12, 5, bias=False)", "nn.LogSoftmax(1)", "nn.Unflatten(1, (3, 4))", "nn.GELU()", "nn.ELU()", "nn.GroupNorm(3, 12)",
     "nn.Identity()")
for norm in ("nn.LayerNorm([4, 13, 11])", "nn.LayerNorm(11)", "nn.LayerNorm([13, 11], elementwise_affine=False)", "nn.GroupNorm(2, 4)",
             "nn.GroupNorm(4, 4, affine=False)", "nn.GroupNorm(1, 4)", "nn.BatchNorm2d(4, momentum=None)"):
    case(IMAGE, norm)
case(LINE, "nn.LayerNorm(13)", "nn.GroupNorm(2, 4)", "nn.Linear(13, 5)", "nn.Linear(13, 5, bias=False)", "nn.LayerNorm(13, elementwise_affine=False)")
case(IMAGE, "nn.Linear(11, 5)", "nn.Linear(11, 5, bias=False)", "nn.PixelUnshuffle(1)", "nn.PixelShuffle(2)", "nn.Unfold(3)", "nn.Unfold((2, 3), stride=2)")
case((4, 12, 10), "nn.PixelUnshuffle(2)")
case((27, 30), "nn.Fold((7, 8), (3, 3))")
case(SOLID, "nn.Linear(8, 5)")

for kind, (count, both, bias, first) in itertools.product(("RNN", "GRU", "LSTM"), itertools.product((1, 2, 3), (False, True), (True, False), (True, False))):
    case((7, 6), f"First(nn.{kind}(6, 5, {count}, bias={bias}, bidirectional={both}, batch_first={first}))")
for count, both, first in itertools.product((1, 2), (False, True), (True, False)):
    case((7, 6), f"First(nn.LSTM(6, 5, {count}, bidirectional={both}, proj_size=3, batch_first={first}))")
case((7, 6), "First(nn.RNN(6, 5, nonlinearity='relu', batch_first=True))", "First(nn.GRU(6, 5, 2, dropout=0.1, batch_first=True))")
case((6,), "nn.RNNCell(6, 5)", "nn.GRUCell(6, 5)", "First(nn.LSTMCell(6, 5))", "nn.RNNCell(6, 5, bias=False)", "nn.GRUCell(6, 5, bias=False)", "First(nn.LSTMCell(6, 5, bias=False))",
     "nn.RNNCell(6, 5, nonlinearity='relu')")

# Without batch_first the steps are in front: the samples are turned there and back.
def attended(expression, first=True):
    case((6, 8), expression.format("batch_first=True") if first else f"Turned({expression.format('batch_first=False')})")


for first in (True, False):
    for settings in ("8, 2", "8, 1", "8, 2, add_bias_kv=True", "8, 2, add_zero_attn=True", "8, 2, add_bias_kv=True, add_zero_attn=True",
                     "8, 2, dropout=0.1", "8, 2, kdim=8, vdim=8"):
        attended(f"Self(nn.MultiheadAttention({settings}, {{}}))", first)
        attended(f"Self(nn.MultiheadAttention({settings}, {{}}), need_weights=False)", first)
    for settings in ("8, 2, 16", "8, 1, 16", "8, 2, 16, norm_first=True", "8, 2, 16, activation='gelu'", "8, 2, 16, activation=F.relu",
                     "8, 2, 16, activation=nn.ReLU()", "8, 2, 16, activation=nn.Tanh()", "8, 2, 16, dropout=0.0"):
        attended(f"nn.TransformerEncoderLayer({settings}, {{}})", first)
    for expression in (
        "nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, {}), 3)",
        "nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, {}), 2, norm=nn.LayerNorm(8))",
        "nn.Sequential(nn.Linear(8, 8), nn.TransformerEncoderLayer(8, 2, 16, {}), nn.Linear(8, 5))",
        "Twice(nn.TransformerDecoderLayer(8, 2, 16, {}))",
        "Twice(nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, {}), 2))",
        "Twice(nn.Transformer(8, 2, 2, 2, 16, {}))"):
        attended(expression, first)

for module in ("nn.Conv2d(4, 6, 3)", "nn.Conv2d(4, 6, 3, bias=False)", "nn.ConvTranspose2d(4, 6, 3, stride=2)", "nn.Conv2d(4, 4, 3, groups=4)", "nn.Linear(11, 5)", "nn.Linear(11, 5, bias=False)"):
    for norm in ("nn.utils.weight_norm", "nn.utils.spectral_norm", "nn.utils.parametrizations.spectral_norm"):
        case(IMAGE, f"{norm}({module})", f"nn.Sequential({norm}({module}), nn.ReLU(), nn.Flatten())")
case(LINE, "nn.utils.weight_norm(nn.Conv1d(4, 6, 3))", "nn.utils.spectral_norm(nn.Conv1d(4, 6, 3, padding=1))", "nn.utils.weight_norm(nn.Linear(13, 5), dim=None)")
case((7, 6), "First(nn.utils.weight_norm(nn.LSTM(6, 5, batch_first=True), 'weight_hh_l0'))")

case(
    IMAGE, "nn.Sequential(nn.Conv2d(4, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, groups=8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3))",
    "nn.Sequential(nn.Flatten(), nn.Linear(572, 4))", "torchvision.ops.StochasticDepth(0.2, 'row')", "torchvision.ops.FrozenBatchNorm2d(4)",
    "torchvision.ops.SqueezeExcitation(4, 2)", "torchvision.ops.Conv2dNormActivation(4, 8)", "torchvision.ops.MLP(11, [6, 5])")


case(
    IMAGE, "Filter(4, 6, 3)", "MyConv(4, 6, 3)", "MyPool(2)", "nn.Sequential(Filter(4, 6, 3), nn.ReLU(), MyConv(6, 5, 3))", "Norm(4)", "ChannelNorm(4)", "Scale(4)",
    "nn.Sequential(Norm(4), nn.Conv2d(4, 6, 3), ChannelNorm(6), nn.GELU(), Scale(6))")
case(LINE, "Units(13, 5)", "MyLinear(13, 5)")


def cost(tool, expression, x):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            model = eval(expression).eval()
            model(x)
    except Exception as error:
        return "REFUSED " + str(error)[:60]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            value = TOOLS[tool](model, x)
            return "fail" if value is None else int(value) if int(value) == value else value
    except Exception:  # noqa: BLE001: what a tool fails with is its own
        return "fail"


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["input", "batch", "module", *TOOLS])
    for shape, expression in CASES:
        for batch in (1, 2):
            torch.manual_seed(0)
            writer.writerow(["x".join(map(str, shape)), batch, expression, *(
                cost(tool, expression, torch.rand(batch, *shape)) if batch == 1 or tool in BATCHED else "" for tool in TOOLS)])
