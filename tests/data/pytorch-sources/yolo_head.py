"""A small detector with a head of YOLO's kind: boxes are put into rows."""
import torch
from torch import nn


class ConvBNLeaky(nn.Module):
    def __init__(self, c_in, c_out, k=3, s=1):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(c_out)
        self.act = nn.LeakyReLU(0.1)

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class YOLOHead(nn.Module):
    def __init__(self, channels, num_classes, anchors):
        super().__init__()
        self.num_classes = num_classes
        self.num_anchors = len(anchors)
        self.register_buffer('anchors', torch.tensor(anchors, dtype=torch.float32))
        self.pred = nn.Conv2d(channels, self.num_anchors * (5 + num_classes), 1)

    def forward(self, x):
        B, _, H, W = x.shape
        p = self.pred(x).view(B, self.num_anchors, 5 + self.num_classes, H, W).permute(0, 1, 3, 4, 2).contiguous()
        gy, gx = torch.meshgrid(torch.arange(H), torch.arange(W), indexing='ij')
        xy = torch.sigmoid(p[..., 0:2]) + torch.stack((gx, gy), -1)
        wh = torch.exp(p[..., 2:4]) * self.anchors.view(1, self.num_anchors, 1, 1, 2)
        conf = torch.sigmoid(p[..., 4:])
        return torch.cat((xy, wh, conf), -1).view(B, -1, 5 + self.num_classes)


class TinyYOLO(nn.Module):
    def __init__(self, num_classes=20):
        super().__init__()
        widths = [16, 32, 64, 128, 256]
        layers, c = [], 3
        for w in widths:
            layers += [ConvBNLeaky(c, w), nn.MaxPool2d(2, 2)]
            c = w
        self.backbone = nn.Sequential(*layers)
        self.neck = ConvBNLeaky(c, 512)
        self.head = YOLOHead(512, num_classes, [(1.08, 1.19), (3.42, 4.41), (6.63, 11.38), (9.42, 5.11), (16.62, 10.52)])

    def forward(self, x):
        return self.head(self.neck(self.backbone(x)))


model = TinyYOLO().eval()
out = model(torch.zeros(1, 3, 416, 416))
