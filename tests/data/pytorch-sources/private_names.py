"""A layer of a class and one of its base under the same private name."""
import torch
from torch import nn
from abc import ABC, abstractmethod
class Backbone(nn.Module, ABC):
    def __init__(self, c): super().__init__(); self.__stem = nn.Conv2d(3, c, 3, padding=1); self._out = c
    @abstractmethod
    def body(self): ...
    @property
    def out_channels(self): return self._out
    def forward(self, x): return self.body()(torch.relu(self.__stem(x)))
class Small(Backbone):
    def __init__(self, c=8):
        super().__init__(c); self.__stem = nn.Conv2d(c, c * 2, 3, stride=2, padding=1, groups=2); self._out = c * 2
    def body(self): return self.__stem
class Model(nn.Module):
    def __init__(self, backbone): super().__init__(); self.backbone = backbone; self.__head = nn.Linear(backbone.out_channels, 3)
    def forward(self, x): return self.__head(self.backbone(x).mean(dim=[2, 3]))
model = Model(Small())
y = model(torch.randn(2, 3, 20, 20))
