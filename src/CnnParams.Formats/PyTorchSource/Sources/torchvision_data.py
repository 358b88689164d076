"""torchvision.datasets and torchvision.transforms: no images, but what is known of their sizes."""
import torch
from torch._core import unknown
from torch.utils.data import Dataset


class _Image:
    """An image before it is a tensor."""
    def __init__(self, channels, height, width):
        self.shape, self.size, self.mode = (channels, height, width), (width, height), "RGB"


def _sized(x, height, width, channels=None):
    channels = x.shape[-3] if channels is None else channels
    return _Image(channels, height, width) if isinstance(x, _Image) else torch.empty(channels, height, width)


class _Same:
    def __init__(self, *args, **kwargs): pass
    def __call__(self, x): return x


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, x):
        for transform in self.transforms:
            x = transform(x)
        return x


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, x):
        return self.lambd(x)


class ToTensor:
    def __call__(self, x):
        if not isinstance(x, _Image):
            return x
        if None in x.shape:
            raise ValueError("the sizes of the images are not said: Resize((height, width)) says them")
        return torch.empty(*x.shape)


PILToTensor = ToImage = ToTensor


class _Sized:
    def __init__(self, size, *args, **kwargs):
        self.size = size

    def __call__(self, x):
        size = self.size if isinstance(self.size, (tuple, list)) else [self.size]
        return self.change(x, size[0], size[-1])

    def change(self, x, height, width): return _sized(x, height, width)


class CenterCrop(_Sized):
    pass


class RandomCrop(_Sized):
    pass


class RandomResizedCrop(_Sized):
    pass


class Resize(_Sized):
    # A number alone is for the shorter side.
    def change(self, x, height, width):
        if isinstance(self.size, int):
            before_height, before_width = x.shape[-2:]
            if before_height is None or before_width is None:
                return _sized(x, None, None)
            shorter = min(before_height, before_width)
            height, width = before_height * height // shorter, before_width * width // shorter
        return _sized(x, height, width)


class Pad:
    def __init__(self, padding, *args, **kwargs):
        padding = padding if isinstance(padding, (tuple, list)) else [padding]
        self.width, self.height = padding[0] + padding[len(padding) // 2], padding[-1] + padding[len(padding) // 2 - 1 if len(padding) == 4 else -1]

    def __call__(self, x):
        return _sized(x, x.shape[-2] + self.height, x.shape[-1] + self.width)


class Grayscale:
    def __init__(self, num_output_channels=1):
        self.channels = num_output_channels

    def __call__(self, x):
        return _sized(x, x.shape[-2], x.shape[-1], self.channels)


class _Known(Dataset):
    shape, count, names = (3, None, None), 1, 1000

    def __init__(self, *args, transform=None, target_transform=None, **kwargs):
        # Of what is passed by place, a transform is what can be called.
        self.transform = transform or next((one for one in args if callable(one)), None)
        self.classes = [str(i) for i in range(self.names)]

    def __len__(self): return self.count

    def __getitem__(self, index):
        image = _Image(*self.shape)
        return (self.transform(image) if self.transform else image), 0


class MNIST(_Known):
    shape, count, names = (1, 28, 28), 60000, 10


class CIFAR10(_Known):
    shape, count, names = (3, 32, 32), 50000, 10


class CIFAR100(CIFAR10):
    names = 100


class SVHN(CIFAR10):
    count = 73257


class STL10(_Known):
    shape, count, names = (3, 96, 96), 5000, 10


FashionMNIST = KMNIST = EMNIST = QMNIST = MNIST


class ImageFolder(_Known):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.classes = self.class_to_idx = unknown("the folders of images")


def __getattr__(name):
    return _Same if name[0].isupper() else unknown("torchvision." + name)
