"""Digits, trained with Lightning; the sizes are hyperparameters."""
import pytorch_lightning as pl
import torch
from torch import nn
from torch.nn import functional as F


class Digits(pl.LightningModule):
    def __init__(self, channels=12, hidden=50, rate=2e-3, kinds=10):
        super().__init__()
        self.save_hyperparameters(ignore=["rate"])
        self.rate = rate
        self.body = nn.Sequential(
            nn.Conv2d(1, self.hparams.channels, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(self.hparams.channels, 2 * channels, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.LazyLinear(self.hparams.hidden) if False else nn.Linear(2 * channels * 25, self.hparams["hidden"]),
        )
        self.top = nn.Linear(hidden, self.hparams.kinds)

    def forward(self, x):
        return self.top(F.relu(self.body(x)))

    def training_step(self, batch, index):
        images, labels = batch
        loss = F.cross_entropy(self(images), labels)
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.rate)


pl.seed_everything(3)
digits = Digits(hidden=64)
digits(torch.zeros(4, 1, 28, 28))
