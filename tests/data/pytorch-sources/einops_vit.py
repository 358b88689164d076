"""A small vision transformer whose axes are named with einops."""
import torch
from torch import nn
from einops import rearrange, repeat
from einops.layers.torch import Rearrange, Reduce


class Mixing(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        q, k, v = rearrange(self.project(self.norm(x)), "b n (three h d) -> three b h n d", three=3, h=self.heads)
        weights = torch.einsum("bhid,bhjd->bhij", q, k).div(q.shape[-1] ** 0.5).softmax(dim=-1)
        mixed = torch.einsum("bhij,bhjd->bhid", weights, v)
        return x + self.out(rearrange(mixed, "b h n d -> b n (h d)"))


class Flowers(nn.Module):
    def __init__(self, side=48, patch=8, width=60, depth=3, heads=5, kinds=17):
        super().__init__()
        count = (side // patch) ** 2
        self.patches = nn.Sequential(
            Rearrange("b c (h p) (w q) -> b (h w) (p q c)", p=patch, q=patch),
            nn.Linear(3 * patch * patch, width),
        )
        self.start = nn.Parameter(torch.zeros(width))
        self.places = nn.Parameter(torch.randn(count + 1, width))
        self.blocks = nn.ModuleList()
        for _ in range(depth):
            self.blocks.append(Mixing(width, heads))
            self.blocks.append(nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)))
        self.head = nn.Sequential(Reduce("b n d -> b d", "mean"), nn.Linear(width, kinds))

    def forward(self, image):
        x = self.patches(image)
        x = torch.cat([repeat(self.start, "d -> b 1 d", b=x.shape[0]), x], dim=1) + self.places
        for block in self.blocks:
            x = block(x)
        return self.head(x)


if __name__ == "__main__":
    print(Flowers()(torch.rand(2, 3, 48, 48)).shape)
