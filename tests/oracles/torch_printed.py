#!/usr/bin/env python3
"""What PyTorch prints of models: tests/data/pytorch-printed/*.txt, and their numbers in totals.csv there.

Run:  python3 tests/oracles/torch_printed.py        (Debian 12: apt-get install python3-torch python3-torchvision)

parameters: sum of numel over parameters(); `hidden`: those that modules hold without printing them.
"""
import csv
import pathlib

import torch
import torchvision
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "pytorch-printed"
LAYERS = [
    nn.Conv1d(4, 8, 3, padding="same", padding_mode="reflect"), nn.Conv2d(4, 8, (3, 5), stride=(2, 1), dilation=2, groups=2, bias=False), nn.Conv3d(1, 2, 3),
    nn.ConvTranspose1d(4, 2, 3, output_padding=1, stride=2), nn.ConvTranspose2d(4, 2, 3, 2, 1, bias=False), nn.ConvTranspose3d(2, 2, 2), nn.Linear(3, 4),
    nn.Bilinear(3, 4, 5), nn.BatchNorm1d(7), nn.BatchNorm2d(7, affine=False), nn.BatchNorm3d(7, momentum=None), nn.InstanceNorm2d(5, affine=True),
    nn.GroupNorm(2, 6), nn.LayerNorm((3, 4)), nn.LayerNorm(5, elementwise_affine=False), nn.LocalResponseNorm(5), nn.Embedding(10, 3, padding_idx=1),
    nn.LSTM(5, 6, 2, bidirectional=True, batch_first=True, dropout=0.5), nn.LSTM(5, 6, proj_size=3), nn.GRU(5, 6, bias=False), nn.RNN(5, 6, nonlinearity="relu"),
    nn.LSTMCell(5, 6), nn.GRUCell(5, 6), nn.RNNCell(5, 6), nn.MultiheadAttention(8, 2), nn.TransformerEncoderLayer(16, 4, 32), nn.TransformerDecoderLayer(16, 4, 32),
    nn.PReLU(3), nn.ReLU(True), nn.LeakyReLU(0.2, True), nn.ELU(), nn.GELU(), nn.SiLU(), nn.Hardswish(), nn.Hardtanh(), nn.ReLU6(), nn.RReLU(), nn.SELU(), nn.CELU(),
    nn.Softplus(), nn.Softshrink(), nn.Hardshrink(), nn.Threshold(0.1, 20), nn.GLU(), nn.Mish(), nn.Tanh(), nn.Sigmoid(), nn.Softmax(1), nn.LogSoftmax(dim=1), nn.Softmax2d(),
    nn.MaxPool1d(2), nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.AvgPool2d((2, 1), padding=(1, 0)), nn.LPPool2d(2, 3), nn.AdaptiveAvgPool2d((1, None)), nn.AdaptiveMaxPool1d(3),
    nn.MaxUnpool2d(2), nn.FractionalMaxPool2d(2, output_size=3), nn.Dropout(0.1), nn.Dropout2d(), nn.AlphaDropout(), nn.Flatten(), nn.Unflatten(1, (2, 3)), nn.Upsample(scale_factor=2, mode="bilinear"),
    nn.Upsample(size=(4, 5)), nn.UpsamplingBilinear2d(scale_factor=2), nn.PixelShuffle(2), nn.PixelUnshuffle(2), nn.ChannelShuffle(2), nn.ZeroPad2d(1), nn.ReflectionPad2d((1, 2, 3, 4)),
    nn.ConstantPad2d(1, 2.5), nn.ReplicationPad1d(2), nn.Unfold(3, padding=1), nn.Fold((4, 5), 2), nn.Identity(), nn.CosineSimilarity(dim=1), nn.PairwiseDistance(),
    nn.ModuleList([nn.Linear(2, 3), nn.ModuleDict({"a": nn.Linear(3, 4), "b.c" if False else "b": nn.Sequential()})]), nn.EmbeddingBag(10, 3),
    nn.ParameterList([nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(()))]),
]


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(5))
        self.body = nn.Sequential(nn.Linear(2, 3), nn.ReLU())

    def extra_repr(self):
        return "scale=5, (not a module): of this\nclass's own"


MODELS = {
    "layers": nn.Sequential(*LAYERS),
    "own": Own(),
    "chain": nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU(), nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(8, 4, 1)), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10)),
    **{name: getattr(torchvision.models, name)() for name in ["resnet18", "densenet121", "mobilenet_v3_small", "vit_b_16", "swin_t", "convnext_tiny"]},
    "fcn_resnet50": torchvision.models.segmentation.fcn_resnet50(weights_backbone=None, num_classes=21),
}
FOLDER.mkdir(exist_ok=True)
rows = []
for name, model in MODELS.items():
    (FOLDER / f"{name}.txt").write_text(f"{model}\n")
    leaves = (nn.MultiheadAttention, nn.ParameterList)
    hidden = sum(p.numel() for m in model.modules() for p in m.parameters(recurse=False) if list(m.children()) and not isinstance(m, leaves))
    rows.append([name, sum(p.numel() for p in model.parameters()), hidden])
with open(FOLDER / "totals.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["model", "parameters", "hidden"])
    writer.writerows(rows)
