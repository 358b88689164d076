"""Frames, one after the other through a convolutional LSTM; sequences come first unless it is said."""
import torch
import torch.nn as nn


class Step(nn.Module):
    def __init__(self, before, hidden, size, bias):
        super(Step, self).__init__()
        self.hidden = hidden
        self.gates = nn.Conv2d(in_channels=before + hidden, out_channels=4 * hidden, kernel_size=size, padding=(size[0] // 2, size[1] // 2), bias=bias)

    def forward(self, frame, state):
        h, c = state
        i, f, o, g = torch.split(self.gates(torch.cat([frame, h], dim=1)), self.hidden, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def begin(self, batch, height, width):
        zeros = torch.zeros(batch, self.hidden, height, width, device=self.gates.weight.device)
        return zeros, zeros


class Movie(nn.Module):
    def __init__(self, channels, hidden, size=(3, 3), batch_first=False, bias=True):
        super(Movie, self).__init__()
        if not isinstance(hidden, list):
            hidden = [hidden]
        self.batch_first = batch_first
        self.steps = nn.ModuleList([Step(a, b, size, bias) for a, b in zip([channels] + hidden[:-1], hidden)])

    def forward(self, x):
        if not self.batch_first:
            x = x.permute(1, 0, 2, 3, 4)
        b, count, _, h, w = x.size()
        for step in self.steps:
            state, frames = step.begin(b, h, w), []
            for t in range(count):
                state = step(frame=x[:, t, :, :, :], state=state)
                frames.append(state[0])
            x = torch.stack(frames, dim=1)
        return x


movie = Movie(2, [6, 4], batch_first=True)
movie(torch.rand(3, 4, 2, 20, 24))
