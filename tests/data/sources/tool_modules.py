# The classes that tests/oracles/tool_modules.py measures with the tools, and that the tests read.
import torch
import torch.nn.functional as F
import torchvision
from torch import nn


class First(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)[0]


class Self(nn.Module):
    def __init__(self, module, **settings):
        super().__init__()
        self.module = module
        self.settings = settings

    def forward(self, x):
        return self.module(x, x, x, **self.settings)[0]


class Turned(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x.transpose(0, 1)).transpose(0, 1)


class Filter(nn.Conv2d):
    pass


class MyConv(nn.Conv2d):
    pass


class MyPool(nn.MaxPool2d):
    pass


class Units(nn.Linear):
    pass


class MyLinear(nn.Linear):
    pass


class Norm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        mean = x.mean(1, keepdim=True)
        x = (x - mean) / torch.sqrt((x - mean).pow(2).mean(1, keepdim=True) + 1e-6)
        return self.weight[:, None, None] * x + self.bias[:, None, None]


class ChannelNorm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Scale(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        return self.gamma[:, None, None] * x


class Twice(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x, x)
