"""Features of ResNet-18 from top to bottom, and boxes at each size."""
from collections import OrderedDict
import torch
import torchvision
from torch import nn


class Stages(nn.Module):
    def __init__(self):
        super().__init__()
        parts = list(torchvision.models.resnet18().children())
        self.stem, self.stages = nn.Sequential(*parts[:4]), nn.ModuleList(parts[4:8])

    def forward(self, x):
        found, x = OrderedDict(), self.stem(x)
        for number, stage in enumerate(self.stages, start=2):
            x = found[f"c{number}"] = stage(x)
        return found


class Finder(nn.Module):
    def __init__(self, width=40, boxes=3):
        super().__init__()
        self.backbone = Stages()
        self.across = nn.ModuleDict({f"c{2 + i}": nn.Conv2d(64 * 2 ** i, width, 1) for i in range(4)})
        self.smooth = nn.ModuleDict({name: nn.Conv2d(width, width, 3, padding=1) for name in self.across})
        self.where = nn.Conv2d(width, boxes * 5, 1)

    def forward(self, x):
        features, above, found = self.backbone(x), None, []
        for name in sorted(features, reverse=True):
            y = self.across[name](features[name])
            if above is not None:
                y = y + nn.functional.interpolate(above, size=y.shape[-2:])
            above = y
            n, _, h, w = y.shape
            found.append(self.where(self.smooth[name](y)).view(n, -1, 5, h, w).permute(0, 3, 4, 1, 2).reshape(n, -1, 5))
        return torch.cat(found, dim=1)


finder = Finder().eval()
with torch.no_grad():
    finder(torch.rand(1, 3, 96, 128))
