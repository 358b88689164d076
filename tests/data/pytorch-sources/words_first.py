"""A language model whose sequences come first, and whose state is passed along."""
import torch
from torch import nn


class Tales(nn.Module):
    def __init__(self, words, width, layers, tied=True):
        super().__init__()
        self.layers, self.width = layers, width
        self.read = nn.Embedding(words, width)
        self.rnn = nn.LSTM(width, width, layers, dropout=0.3)
        self.write = nn.Linear(width, words)
        if tied:
            self.write.weight = self.read.weight

    def forward(self, text, state):
        x, state = self.rnn(self.read(text), state)
        return self.write(x), state

    def begin(self, batch):
        weight = next(self.parameters())
        return weight.new_zeros(self.layers, batch, self.width), weight.new_zeros(self.layers, batch, self.width)


tales = Tales(700, 48, 2)
scores, state = tales(torch.randint(0, 700, (30, 8)), tales.begin(8))
