"""Cells of operations that a search has found, by their names."""
from collections import namedtuple
import torch
import torch.nn as nn

Found = namedtuple("Found", "normal reduced joined")
CHOICES = {
    "pool": lambda c, s: nn.MaxPool2d(3, s, 1),
    "skip": lambda c, s: nn.Identity() if s == 1 else Halve(c),
    "apart": lambda c, s: nn.Sequential(nn.ReLU(), nn.Conv2d(c, c, 5, s, 2, groups=c, bias=False), nn.Conv2d(c, c, 1, bias=False), nn.BatchNorm2d(c)),
    "wide": lambda c, s: nn.Sequential(nn.ReLU(), nn.Conv2d(c, c, 3, s, 2, dilation=2, bias=False), nn.BatchNorm2d(c)),
}
BEST = Found([("apart", 0), ("skip", 1), ("wide", 1), ("pool", 2)], [("pool", 0), ("apart", 1), ("skip", 2), ("wide", 0)], range(2, 4))


class Halve(nn.Module):
    def __init__(self, c, after=None):
        super(Halve, self).__init__()
        after = after or c
        self.even = nn.Conv2d(c, after // 2, 1, stride=2, bias=False)
        self.odd = nn.Conv2d(c, after - after // 2, 1, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(after)

    def forward(self, x):
        return self.norm(torch.cat([self.even(x), self.odd(x[:, :, 1:, 1:])], dim=1))


class Cell(nn.Module):
    def __init__(self, found, before, last, c, halves, halved):
        super(Cell, self).__init__()
        self.fit = Halve(before, c) if halved else nn.Sequential(nn.ReLU(), nn.Conv2d(before, c, 1, bias=False), nn.BatchNorm2d(c))
        self.take = nn.Sequential(nn.ReLU(), nn.Conv2d(last, c, 1, bias=False), nn.BatchNorm2d(c))
        names, self.reads = zip(*(found.reduced if halves else found.normal))
        self.joined = found.joined
        self.ops = nn.ModuleList()
        for name, read in zip(names, self.reads):
            self.ops += [CHOICES[name](c, 2 if halves and read < 2 else 1)]

    def forward(self, a, b):
        states = [self.fit(a), self.take(b)]
        for i in range(len(self.ops) // 2):
            states.append(sum(self.ops[2 * i + j](states[self.reads[2 * i + j]]) for j in range(2)))
        return torch.cat([states[i] for i in self.joined], dim=1)


class Net(nn.Module):
    def __init__(self, c=12, count=5, kinds=8, found=BEST):
        super(Net, self).__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 2 * c, 3, padding=1, bias=False), nn.BatchNorm2d(2 * c))
        self.cells, before, last, halved = nn.ModuleList(), 2 * c, 2 * c, False
        for i in range(count):
            halves = i in [count // 3, 2 * count // 3]
            c = 2 * c if halves else c
            self.cells += [Cell(found, before, last, c, halves, halved)]
            before, last, halved = last, len(found.joined) * c, halves
        self.top = nn.Linear(last, kinds)

    def forward(self, x):
        a = b = self.stem(x)
        for cell in self.cells:
            a, b = b, cell(a, b)
        return self.top(nn.functional.adaptive_avg_pool2d(b, 1).view(b.size(0), -1))


Net()(torch.zeros(1, 3, 32, 32))
