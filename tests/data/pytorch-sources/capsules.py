"""Capsules with routing by agreement, and a decoder of the winner."""
import torch
from torch import nn


def squash(x, dim=-1):
    size = (x ** 2).sum(dim, keepdim=True)
    return size / (1 + size) * x / size.sqrt()


class Routing(nn.Module):
    def __init__(self, count, length, kinds, out, rounds=3):
        super().__init__()
        self.kinds, self.count, self.rounds = kinds, count, rounds
        self.W = nn.Parameter(0.01 * torch.randn(1, kinds, count, out, length))

    def forward(self, u):
        guess = (self.W @ u[:, None, :, :, None]).squeeze(-1)
        b = torch.zeros(u.shape[0], self.kinds, self.count, 1)
        for turn in range(self.rounds):
            v = squash((b.softmax(dim=1) * guess).sum(dim=2))
            if turn < self.rounds - 1:
                b += guess @ v.unsqueeze(-1)
        return v


class Capsules(nn.Module):
    def __init__(self, kinds=7, length=6, out=10):
        super().__init__()
        self.length = length
        self.eye = nn.Conv2d(1, 30, 9)
        self.first = nn.Conv2d(30, 5 * length, 9, stride=2)
        self.routing = Routing(5 * 6 * 6, length, kinds, out)
        self.paint = nn.Sequential(nn.Linear(kinds * out, 80), nn.ReLU(inplace=True), nn.Linear(80, 784), nn.Sigmoid())

    def forward(self, x):
        u = self.first(torch.relu(self.eye(x)))
        v = self.routing(squash(u.view(u.size(0), -1, self.length)))
        scores = torch.norm(v, dim=-1)
        winner = torch.eye(scores.shape[1]).index_select(0, scores.max(dim=1)[1])
        return scores, self.paint((v * winner.unsqueeze(2)).flatten(1)).view(-1, 1, 28, 28)


Capsules()(torch.rand(2, 1, 28, 28))
