"""U-Net with transposed convolutions and crops of what is skipped, as the paper has it."""
import torch
import torch.nn as nn


class DoubleConv(nn.Module):
    def __init__(self, in_ch, out_ch):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_ch, out_ch, 3), nn.ReLU(inplace=True),
            nn.Conv2d(out_ch, out_ch, 3), nn.ReLU(inplace=True))

    def forward(self, x):
        return self.conv(x)


def crop_img(tensor, target):
    target_size = target.size()[2]
    delta = (tensor.size()[2] - target_size) // 2
    return tensor[:, :, delta:tensor.size()[2] - delta, delta:tensor.size()[2] - delta]


class UNet(nn.Module):
    def __init__(self, n_classes=2, widths=(64, 128, 256, 512, 1024)):
        super().__init__()
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.downs = nn.ModuleList()
        channels = 1
        for width in widths:
            self.downs.append(DoubleConv(channels, width))
            channels = width
        self.ups = nn.ModuleList([nn.ConvTranspose2d(w * 2, w, 2, 2) for w in widths[-2::-1]])
        self.convs = nn.ModuleList([DoubleConv(w * 2, w) for w in widths[-2::-1]])
        self.out = nn.Conv2d(widths[0], n_classes, 1)

    def forward(self, x):
        skips = []
        for i, down in enumerate(self.downs):
            x = down(x)
            if i < len(self.downs) - 1:
                skips.append(x)
                x = self.pool(x)
        for up, conv, skip in zip(self.ups, self.convs, reversed(skips)):
            x = up(x)
            x = conv(torch.cat([x, crop_img(skip, x)], 1))
        return self.out(x)


if __name__ == '__main__':
    image = torch.rand((1, 1, 572, 572))
    model = UNet()
    print(model(image).size())
