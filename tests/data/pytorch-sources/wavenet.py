"""WaveNet's stack of dilated, gated convolutions with skips."""
import torch
import torch.nn as nn


class CausalConv1d(nn.Conv1d):
    def __init__(self, in_channels, out_channels, kernel_size, dilation=1):
        self.left = (kernel_size - 1) * dilation
        super().__init__(in_channels, out_channels, kernel_size, padding=self.left, dilation=dilation)

    def forward(self, x):
        out = super().forward(x)
        return out[:, :, :-self.padding[0]] if self.padding[0] > 0 else out


class ResidualBlock(nn.Module):
    def __init__(self, res, skip, dilation):
        super().__init__()
        self.filter = CausalConv1d(res, res, 2, dilation)
        self.gate = CausalConv1d(res, res, 2, dilation)
        self.res = nn.Conv1d(res, res, 1)
        self.skip = nn.Conv1d(res, skip, 1)

    def forward(self, x):
        z = torch.tanh(self.filter(x)) * torch.sigmoid(self.gate(x))
        return x + self.res(z), self.skip(z)


class WaveNet(nn.Module):
    def __init__(self, classes=256, res=32, skip=128, layers=10, stacks=2):
        super().__init__()
        self.start = CausalConv1d(classes, res, 2)
        self.blocks = nn.ModuleList([ResidualBlock(res, skip, 2 ** i) for _ in range(stacks) for i in range(layers)])
        self.end = nn.Sequential(nn.ReLU(), nn.Conv1d(skip, skip, 1), nn.ReLU(), nn.Conv1d(skip, classes, 1))

    def forward(self, x):
        x = self.start(x)
        skips = 0
        for block in self.blocks:
            x, s = block(x)
            skips = skips + s
        return self.end(skips)


model = WaveNet()
model(torch.zeros(2, 256, 4000))
