"""Sets of points, turned by a small network before they are read."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable


class Turn(nn.Module):
    def __init__(self, k=3):
        super().__init__()
        self.k = k
        self.points = nn.Sequential(nn.Conv1d(k, 32, 1), nn.BatchNorm1d(32), nn.ReLU(), nn.Conv1d(32, 128, 1), nn.BatchNorm1d(128), nn.ReLU())
        self.all = nn.Linear(128, k * k)

    def forward(self, x):
        batch = x.size()[0]
        x = torch.max(self.points(x), 2, keepdim=True)[0].view(-1, 128)
        same = Variable(torch.from_numpy(np.eye(self.k).flatten().astype(np.float32))).view(1, self.k * self.k).repeat(batch, 1)
        return (self.all(x) + same).view(-1, self.k, self.k)


class Parts(nn.Module):
    def __init__(self, kinds=9):
        super().__init__()
        self.kinds = kinds
        self.turn = Turn()
        self.near = nn.Conv1d(3, 64, 1)
        self.far = nn.Conv1d(64, 256, 1)
        self.head = nn.Sequential(nn.Conv1d(64 + 256, 96, 1), nn.ReLU(), nn.Conv1d(96, kinds, 1))

    def forward(self, x):
        count = x.size(2)
        x = torch.bmm(x.transpose(2, 1), self.turn(x)).transpose(2, 1)
        near = F.relu(self.near(x))
        whole, _ = torch.max(self.far(near), 2)
        whole = whole.unsqueeze(-1).repeat(1, 1, count)
        scores = self.head(torch.cat([near, whole], 1)).transpose(2, 1).contiguous()
        return F.log_softmax(scores.view(-1, self.kinds), dim=-1).view(-1, count, self.kinds)


if __name__ == "__main__":
    print(Parts()(torch.rand(2, 3, 250)).size())
