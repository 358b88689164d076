"""Causal convolutions with weight norm, each twice as wide as the one before."""
import torch
import torch.nn as nn
from torch.nn.utils import weight_norm
from torch.autograd import Variable


class Cut(nn.Module):
    def __init__(self, steps):
        super(Cut, self).__init__()
        self.steps = steps

    def forward(self, x):
        return x[..., : -self.steps].contiguous()


def level(before, after, size, dilation):
    reach = (size - 1) * dilation
    parts = []
    for width in (before, after):
        parts += [weight_norm(nn.Conv1d(width, after, size, padding=reach, dilation=dilation)), Cut(reach), nn.ReLU(), nn.Dropout(0.1)]
    return nn.Sequential(*parts)


class Forecast(nn.Module):
    def __init__(self, channels=4, widths=(16, 16, 24, 24), size=3, horizon=6):
        super(Forecast, self).__init__()
        self.levels, self.around = nn.ModuleList(), nn.ModuleList()
        for i, width in enumerate(widths):
            before = channels if i == 0 else widths[i - 1]
            self.levels.append(level(before, width, size, 2 ** i))
            self.around.append(nn.Conv1d(before, width, 1) if before != width else nn.Identity())
        self.out = nn.Linear(widths[-1], horizon)

    def forward(self, x):
        for one, around in zip(self.levels, self.around):
            x = torch.relu(one(x) + around(x))
        return self.out(x[:, :, -1])


net = Forecast()
net(Variable(torch.rand(3, 4, 120)))
