"""Attention within windows of an image; how many samples there are is computed back from the windows."""
import torch
from torch import nn


def cut(x, size):
    samples, height, width, channels = x.shape
    x = x.view(samples, height // size, size, width // size, size, channels)
    return x.transpose(2, 3).reshape(-1, size * size, channels)


def join(parts, size, height, width):
    samples = int(parts.shape[0] / (height * width / size / size))
    x = parts.view(samples, height // size, width // size, size, size, -1)
    return x.transpose(2, 3).reshape(samples, height, width, -1)


class WindowBlock(nn.Module):
    def __init__(self, channels, heads, size, shift):
        super().__init__()
        self.heads, self.size, self.shift = heads, size, shift
        self.norm = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.out = nn.Linear(channels, channels)
        self.bias = nn.Parameter(torch.zeros(heads, size ** 2, size ** 2))
        self.mlp = nn.Sequential(nn.LayerNorm(channels), nn.Linear(channels, 2 * channels), nn.GELU(), nn.Linear(2 * channels, channels))

    def attend(self, x):
        count, positions, channels = x.shape
        q, k, v = self.qkv(x).view(count, positions, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) * (channels / self.heads) ** -0.5 + self.bias
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(count, positions, channels))

    def forward(self, x):
        height, width = x.shape[1:3]
        moved = torch.roll(self.norm(x), (-self.shift, -self.shift), (1, 2))
        moved = join(self.attend(cut(moved, self.size)), self.size, height, width)
        x = x + torch.roll(moved, (self.shift, self.shift), (1, 2))
        return x + self.mlp(x)


class WindowNet(nn.Module):
    def __init__(self, channels=16, depth=2, classes=5):
        super().__init__()
        self.patches = nn.Conv2d(3, channels, 4, 4)
        self.blocks = nn.ModuleList(WindowBlock(channels, 2, 4, shift=2 * (i % 2)) for i in range(depth))
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.patches(x).permute(0, 2, 3, 1)
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean((1, 2)))


model = WindowNet()
print(model(torch.randn(2, 3, 32, 32)).shape)
