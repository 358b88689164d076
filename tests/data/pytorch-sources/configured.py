"""A residual network made of a configuration, with outputs by name."""
from dataclasses import dataclass, field
from typing import Dict, List, Optional
import torch
from torch import nn, Tensor
from torchinfo import summary

MAKE = {"relu": nn.ReLU, "gelu": nn.GELU, "none": nn.Identity}


@dataclass
class Settings:
    widths: List[int] = field(default_factory=lambda: [24, 48, 96])
    depths: List[int] = field(default_factory=lambda: [1, 2, 1])
    activation: str = "relu"
    labels: Optional[int] = 6
    squeeze: float = 0.25


class Unit(nn.Sequential):
    def __init__(self, before: int, after: int, size: int = 3, step: int = 1, act: str = "relu") -> None:
        super().__init__(nn.Conv2d(before, after, size, step, size // 2, bias=False), nn.BatchNorm2d(after), MAKE[act]())


class Block(nn.Module):
    def __init__(self, before, after, step, settings: Settings):
        super().__init__()
        thin = max(8, int(after * settings.squeeze))
        self.layer = nn.Sequential(Unit(before, thin, 1, act=settings.activation), Unit(thin, thin, step=step), Unit(thin, after, 1, act="none"))
        self.around = Unit(before, after, 1, step, act="none") if before != after or step > 1 else None
        self.act = MAKE[settings.activation]()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.layer(x) + (x if self.around is None else self.around(x)))


class Classifier(nn.Module):
    def __init__(self, settings: Settings):
        super().__init__()
        self.settings = settings
        self.stem = Unit(3, settings.widths[0], 7, 2)
        rows = zip([settings.widths[0], *settings.widths], settings.widths, settings.depths)
        self.stages = nn.ModuleList(
            nn.Sequential(Block(a, b, 1 if i == 0 else 2, settings), *(Block(b, b, 1, settings) for _ in range(depth - 1)))
            for i, (a, b, depth) in enumerate(rows)
        )
        self.head = nn.Linear(settings.widths[-1], settings.labels) if settings.labels else nn.Identity()

    def forward(self, pixels: Optional[Tensor] = None, labels: Optional[Tensor] = None, states: bool = True) -> Dict[str, Tensor]:
        kept = () if states else None
        x = self.stem(pixels)
        for stage in self.stages:
            x = stage(x)
            if states:
                kept = kept + (x,)
        scores = self.head(kept[-1].mean(dim=(-2, -1)) if states else x.flatten(2).mean(-1))
        return {"logits": scores, "loss": None if labels is None else nn.functional.cross_entropy(scores, labels)}


model = Classifier(Settings(depths=[1, 1, 2], labels=9))
summary(model, input_size=(1, 3, 80, 80))
