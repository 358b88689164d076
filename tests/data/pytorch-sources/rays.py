"""Colours along rays: an MLP over sines and cosines of places and directions."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Waves:
    def __init__(self, **settings):
        self.settings = settings
        self.functions, self.width = [], 0
        if settings["plain"]:
            self.functions.append(lambda x: x)
            self.width += 3
        for octave in 2.0 ** torch.linspace(0.0, settings["octaves"] - 1, steps=settings["octaves"]):
            for wave in settings["waves"]:
                self.functions.append(lambda x, wave=wave, octave=octave: wave(x * octave))
                self.width += 3

    def __call__(self, x):
        return torch.cat([function(x) for function in self.functions], -1)


class Field(nn.Module):
    def __init__(self, places, directions, depth=5, width=48, skips=[3]):
        super().__init__()
        self.sizes, self.skips = [places, directions], skips
        self.layers = nn.ModuleList([nn.Linear(places, width)] + [nn.Linear(width + (places if i in skips else 0), width) for i in range(1, depth)])
        self.density, self.feature = nn.Linear(width, 1), nn.Linear(width, width)
        self.colour = nn.Sequential(nn.Linear(width + directions, width // 2), nn.ReLU(), nn.Linear(width // 2, 3))

    def forward(self, x):
        place, direction = torch.split(x, self.sizes, dim=-1)
        h = place
        for i, layer in enumerate(self.layers):
            if i in self.skips:
                h = torch.cat([place, h], -1)
            h = F.relu(layer(h))
        return torch.cat([torch.sigmoid(self.colour(torch.cat([self.feature(h), direction], -1))), self.density(h)], -1)


of_places = Waves(plain=True, octaves=6, waves=[torch.sin, torch.cos])
of_directions = Waves(plain=True, octaves=3, waves=[torch.sin, torch.cos])
field = Field(of_places.width, of_directions.width)
rays = torch.cat([of_places(torch.rand(64, 3)), of_directions(torch.rand(64, 3))], -1)
field(rays)
