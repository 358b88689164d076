"""A generator whose filters are scaled for each image, all of a batch in one grouped convolution."""
from math import sqrt
import torch
from torch import nn
from torch.nn import functional as F


class Scaled(nn.Module):
    def __init__(self, before, after, style, size=3):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, after, before, size, size))
        self.style = nn.Linear(style, before)
        self.pad, self.gain = size // 2, 1 / sqrt(before * size * size)

    def forward(self, x, w):
        n, c, h, wide = x.shape
        filters = self.gain * self.weight * self.style(w).view(n, 1, c, 1, 1)
        filters = filters * torch.rsqrt(filters.pow(2).sum([2, 3, 4], keepdim=True) + 1e-8)
        after = filters.shape[1]
        y = F.conv2d(x.reshape(1, n * c, h, wide), filters.view(n * after, c, *filters.shape[3:]), padding=self.pad, groups=n)
        return y.view(n, after, h, wide)


class Painter(nn.Module):
    def __init__(self, style=24, widths=(40, 32, 16)):
        super().__init__()
        self.map = nn.Sequential(*[m for _ in range(3) for m in (nn.Linear(style, style), nn.LeakyReLU(0.2))])
        self.start = nn.Parameter(torch.ones(1, widths[0], 4, 4))
        self.steps = nn.ModuleList([Scaled(a, b, style) for a, b in zip(widths, widths[1:])])
        self.noise = nn.ParameterList([nn.Parameter(torch.zeros(1)) for _ in self.steps])
        self.colour = nn.Conv2d(widths[-1], 3, 1)

    def forward(self, z):
        w = self.map(z)
        x = self.start.repeat(w.shape[0], 1, 1, 1)
        for step, strength in zip(self.steps, self.noise):
            x = F.interpolate(step(x, w), scale_factor=2, mode="nearest")
            x = F.leaky_relu(x + strength * torch.randn_like(x[:, :1]), 0.2)
        return torch.tanh(self.colour(x))


Painter()(torch.randn(2, 24))
