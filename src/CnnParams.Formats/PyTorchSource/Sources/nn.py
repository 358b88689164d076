"""torch.nn: each module makes its parameters and calls its function; what a function becomes is said in Functions."""
import math
from torch._core import Module, Parameter, empty
import torch._functional as F
from collections import OrderedDict


def _tuple(value, n):
    if isinstance(value, (tuple, list)):
        return tuple(value) if len(value) > 1 or n == 1 else tuple(value) * n
    return (value,) * n


class _Unfamiliar(Module):
    """A module of a printed text whose class is not known: nor is what it holds."""
    def __init__(self, *args, **kwargs):
        super().__init__()


class _Printed(Module):
    """A module of a printed text that holds others: what its forward does is not printed."""


class Identity(Module):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        return input


class Sequential(Module):
    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], dict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for index, module in enumerate(args):
                self.add_module(str(index), module)

    def forward(self, input):
        for module in self._modules.values():
            input = module(input)
        return input

    def __iter__(self): return iter(list(self._modules.values()))
    def __len__(self): return len(self._modules)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self.__class__(OrderedDict(list(self._modules.items())[index]))
        return list(self._modules.values())[index]

    def __setitem__(self, index, module):
        self._modules[list(self._modules)[index]] = module

    def __delitem__(self, index):
        names = list(self._modules)[index]
        for name in names if isinstance(names, list) else [names]:
            del self._modules[name]
        items = list(self._modules.values())
        self._modules.clear()
        for i, module in enumerate(items):
            self._modules[str(i)] = module

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def insert(self, index, module):
        items = list(self._modules.values())
        items.insert(index, module)
        self._modules.clear()
        for i, item in enumerate(items):
            self._modules[str(i)] = item
        return self

    def extend(self, modules):
        for module in modules:
            self.append(module)
        return self


class ModuleList(Module):
    def __init__(self, modules=None):
        super().__init__()
        self.extend(modules or [])

    def __getitem__(self, index):
        items = list(self._modules.values())
        return ModuleList(items[index]) if isinstance(index, slice) else items[index]

    def __setitem__(self, index, module):
        self._modules[list(self._modules)[index]] = module

    def __iter__(self): return iter(list(self._modules.values()))
    def __len__(self): return len(self._modules)

    def __iadd__(self, modules): return self.extend(modules)
    def __contains__(self, module): return any(module is item for item in self._modules.values())

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    insert = Sequential.insert
    __delitem__ = Sequential.__delitem__

    def extend(self, modules):
        for module in modules:
            self.append(module)
        return self


class ModuleDict(Module):
    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key): return self._modules[key]
    def __setitem__(self, key, module): self.add_module(key, module)
    def __delitem__(self, key): del self._modules[key]
    def __iter__(self): return iter(list(self._modules))
    def __len__(self): return len(self._modules)
    def __contains__(self, key): return key in self._modules
    def keys(self): return self._modules.keys()
    def items(self): return self._modules.items()
    def values(self): return self._modules.values()
    def pop(self, key): return self._modules.pop(key)

    def update(self, modules):
        for key, module in (modules.items() if hasattr(modules, "items") else modules):
            self.add_module(key, module)


class ParameterList(Module):
    def __init__(self, values=None):
        super().__init__()
        for value in values or []:
            self.append(value)

    def append(self, value):
        self.register_parameter(str(len(self._parameters)), value if isinstance(value, Parameter) else Parameter(value))
        return self

    def __getitem__(self, index): return list(self._parameters.values())[index]
    def __iter__(self): return iter(list(self._parameters.values()))
    def __len__(self): return len(self._parameters)

    def extend(self, values):
        for value in values:
            self.append(value)
        return self


class ParameterDict(Module):
    def __init__(self, values=None):
        super().__init__()
        for key, value in dict(values or {}).items():
            self[key] = value

    def __getitem__(self, key): return self._parameters[key]
    def __setitem__(self, key, value): self.register_parameter(key, value)
    def __contains__(self, key): return key in self._parameters
    def keys(self): return self._parameters.keys()
    def items(self): return self._parameters.items()
    def values(self): return self._parameters.values()


class Linear(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(empty(out_features, in_features))
        self.register_parameter("bias", Parameter(empty(out_features)) if bias else None)

    def reset_parameters(self): pass

    def forward(self, input):
        return F.linear(input, self.weight, self.bias)


class Bilinear(Module):
    def __init__(self, in1_features, in2_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.weight = Parameter(empty(out_features, in1_features, in2_features))
        self.register_parameter("bias", Parameter(empty(out_features)) if bias else None)

    def forward(self, input1, input2):
        return F.bilinear(input1, input2, self.weight, self.bias)


class LazyLinear(Linear):
    def __init__(self, out_features, bias=True, device=None, dtype=None):
        super().__init__(1, out_features, bias)
        self._lazy = True

    def forward(self, input):
        if self._lazy:
            self.in_features = input.shape[-1]
            self.weight.data = empty(self.out_features, self.in_features)
            self._lazy = False
        return F.linear(input, self.weight, self.bias)


class _ConvNd(Module):
    _rank = 2
    _transposed = False

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros", device=None, dtype=None):
        super().__init__()
        self._setup(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode)

    def _setup(self, in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode):
        n = self._rank
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _tuple(kernel_size, n)
        self.stride = _tuple(stride, n)
        self.padding = padding if isinstance(padding, str) else _tuple(padding, n)
        self.dilation = _tuple(dilation, n)
        self.groups = groups
        self.transposed = self._transposed
        self.padding_mode = padding_mode
        self.output_padding = (0,) * n
        if self._transposed:
            self.weight = Parameter(empty(in_channels, out_channels // groups, *self.kernel_size))
        else:
            self.weight = Parameter(empty(out_channels, in_channels // groups, *self.kernel_size))
        self.register_parameter("bias", Parameter(empty(out_channels)) if bias else None)

    def reset_parameters(self): pass

    def _conv_forward(self, input, weight, bias):
        return self._function(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)

    def forward(self, input):
        return self._conv_forward(input, self.weight, self.bias)


class Conv1d(_ConvNd):
    _rank = 1
    _function = staticmethod(F.conv1d)


class Conv2d(_ConvNd):
    _function = staticmethod(F.conv2d)


class Conv3d(_ConvNd):
    _rank = 3
    _function = staticmethod(F.conv3d)


class _ConvTransposeNd(_ConvNd):
    _transposed = True

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", device=None, dtype=None):
        Module.__init__(self)
        self._setup(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode)
        self.output_padding = _tuple(output_padding, self._rank)

    def forward(self, input, output_size=None):
        output_padding = self.output_padding
        if output_size is not None:
            output_padding = tuple(
                size - ((input.shape[-self._rank + i] - 1) * self.stride[i] - 2 * self.padding[i] + self.dilation[i] * (self.kernel_size[i] - 1) + 1)
                for i, size in enumerate(tuple(output_size)[-self._rank:]))
        return self._function(input, self.weight, self.bias, self.stride, self.padding, output_padding, self.groups, self.dilation)


class ConvTranspose1d(_ConvTransposeNd):
    _rank = 1
    _function = staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_ConvTransposeNd):
    _function = staticmethod(F.conv_transpose2d)


class ConvTranspose3d(_ConvTransposeNd):
    _rank = 3
    _function = staticmethod(F.conv_transpose3d)


class _LazyConv:
    def __init__(self, out_channels, kernel_size, *args, **kwargs):
        groups = kwargs.get("groups", 1)
        super().__init__(groups, out_channels, kernel_size, *args, **kwargs)
        self._lazy = True

    def forward(self, input):
        if self._lazy:
            self.in_channels = input.shape[1]
            self.weight.data = empty(self.out_channels, self.in_channels // self.groups, *self.kernel_size)
            self._lazy = False
        return super().forward(input)


class LazyConv1d(_LazyConv, Conv1d): pass
class LazyConv2d(_LazyConv, Conv2d): pass
class LazyConv3d(_LazyConv, Conv3d): pass


class _NormBase(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        self.register_parameter("weight", Parameter(empty(num_features)) if affine else None)
        self.register_parameter("bias", Parameter(empty(num_features)) if affine else None)
        self.register_buffer("running_mean", empty(num_features) if track_running_stats else None)
        self.register_buffer("running_var", empty(num_features) if track_running_stats else None)
        self.register_buffer("num_batches_tracked", empty() if track_running_stats else None)

    def reset_parameters(self): pass
    def reset_running_stats(self): pass
    def _check_input_dim(self, input): pass


class _BatchNorm(_NormBase):
    def forward(self, input):
        return F.batch_norm(input, self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps)


class BatchNorm1d(_BatchNorm): pass
class BatchNorm2d(_BatchNorm): pass
class BatchNorm3d(_BatchNorm): pass


class SyncBatchNorm(_BatchNorm):
    @classmethod
    def convert_sync_batchnorm(cls, module, process_group=None): return module


class _LazyBatchNorm(_BatchNorm):
    def __init__(self, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None):
        super().__init__(1, eps, momentum, affine, track_running_stats)
        self._lazy = True

    def forward(self, input):
        if self._lazy:
            self.num_features = input.shape[1]
            for name in ("weight", "bias", "running_mean", "running_var"):
                if getattr(self, name) is not None:
                    getattr(self, name).data = empty(self.num_features)
            self._lazy = False
        return super().forward(input)


class LazyBatchNorm1d(_LazyBatchNorm): pass
class LazyBatchNorm2d(_LazyBatchNorm): pass
class LazyBatchNorm3d(_LazyBatchNorm): pass


class _InstanceNorm(_NormBase):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None):
        super().__init__(num_features, eps, momentum, affine, track_running_stats)

    def forward(self, input):
        return F.instance_norm(input, self.running_mean, self.running_var, self.weight, self.bias, True, self.momentum, self.eps)


class InstanceNorm1d(_InstanceNorm): pass
class InstanceNorm2d(_InstanceNorm): pass
class InstanceNorm3d(_InstanceNorm): pass


class GroupNorm(Module):
    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None):
        super().__init__()
        if num_channels % num_groups != 0:
            raise ValueError("num_channels must be divisible by num_groups")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        self.register_parameter("weight", Parameter(empty(num_channels)) if affine else None)
        self.register_parameter("bias", Parameter(empty(num_channels)) if affine else None)

    def forward(self, input):
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)


class LayerNorm(Module):
    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = tuple(normalized_shape) if isinstance(normalized_shape, (tuple, list)) else (normalized_shape,)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self.register_parameter("weight", Parameter(empty(*self.normalized_shape)) if elementwise_affine else None)
        self.register_parameter("bias", Parameter(empty(*self.normalized_shape)) if elementwise_affine and bias else None)

    def reset_parameters(self): pass

    def forward(self, input):
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)


class RMSNorm(Module):
    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = tuple(normalized_shape) if isinstance(normalized_shape, (tuple, list)) else (normalized_shape,)
        self.eps = eps
        self.register_parameter("weight", Parameter(empty(*self.normalized_shape)) if elementwise_affine else None)

    def forward(self, input):
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)


class LocalResponseNorm(Module):
    def __init__(self, size, alpha=0.0001, beta=0.75, k=1.0):
        super().__init__()
        self.size = size

    def forward(self, input):
        return F.local_response_norm(input, self.size)


class _Pool(Module):
    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding, self.dilation, self.return_indices, self.ceil_mode = padding, dilation, return_indices, ceil_mode

    def forward(self, input):
        return self._function(input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices)


class MaxPool1d(_Pool): _function = staticmethod(F.max_pool1d)
class MaxPool2d(_Pool): _function = staticmethod(F.max_pool2d)
class MaxPool3d(_Pool): _function = staticmethod(F.max_pool3d)


class _AvgPool(Module):
    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding, self.ceil_mode, self.count_include_pad, self.divisor_override = padding, ceil_mode, count_include_pad, divisor_override

    def forward(self, input):
        return self._function(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)


class AvgPool1d(_AvgPool): _function = staticmethod(F.avg_pool1d)
class AvgPool2d(_AvgPool): _function = staticmethod(F.avg_pool2d)
class AvgPool3d(_AvgPool): _function = staticmethod(F.avg_pool3d)


class _LPPool(Module):
    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = norm_type, kernel_size, stride, ceil_mode

    def forward(self, input):
        return self._function(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool1d(_LPPool): _function = staticmethod(F.lp_pool1d)
class LPPool2d(_LPPool): _function = staticmethod(F.lp_pool2d)


class _FractionalMaxPool(Module):
    # PyTorch prints it without its settings.
    def __init__(self, kernel_size=None, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        super().__init__()
        self.kernel_size, self.output_size, self.output_ratio = kernel_size, output_size, output_ratio
        self.return_indices = return_indices

    def forward(self, input):
        return self._function(input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices)


class FractionalMaxPool2d(_FractionalMaxPool): _function = staticmethod(F.fractional_max_pool2d)
class FractionalMaxPool3d(_FractionalMaxPool): _function = staticmethod(F.fractional_max_pool3d)


class _AdaptivePool(Module):
    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        return self._function(input, self.output_size)


class AdaptiveAvgPool1d(_AdaptivePool): _function = staticmethod(F.adaptive_avg_pool1d)
class AdaptiveAvgPool2d(_AdaptivePool): _function = staticmethod(F.adaptive_avg_pool2d)
class AdaptiveAvgPool3d(_AdaptivePool): _function = staticmethod(F.adaptive_avg_pool3d)
class AdaptiveMaxPool1d(_AdaptivePool): _function = staticmethod(F.adaptive_max_pool1d)
class AdaptiveMaxPool2d(_AdaptivePool): _function = staticmethod(F.adaptive_max_pool2d)
class AdaptiveMaxPool3d(_AdaptivePool): _function = staticmethod(F.adaptive_max_pool3d)


class MaxUnpool2d(Module):
    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, input, indices, output_size=None):
        return F.max_unpool2d(input, indices, self.kernel_size, self.stride, self.padding)


class _Activation(Module):
    def __init__(self, *args, inplace=False, **kwargs):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        return self._function(input)


class _InPlace(_Activation):
    """An activation that keeps its output for the backward pass where that is written over its input."""
    _before = 1

    def __init__(self, *args, inplace=False, **kwargs):
        super().__init__(inplace=inplace or (len(args) > self._before and args[self._before]))

    def forward(self, input):
        return self._function(input, inplace=True) if self.inplace else self._function(input)


class ReLU(_Activation): _function = staticmethod(F.relu)
class ReLU6(_Activation): _function = staticmethod(F.relu6)
class SELU(_InPlace):
    _before = 0
    _function = staticmethod(F.selu)


class SiLU(_Activation): _function = staticmethod(F.silu)
class ELU(_InPlace): _function = staticmethod(F.elu)
class CELU(_InPlace): _function = staticmethod(F.celu)
class GELU(_Activation): _function = staticmethod(F.gelu)
class Sigmoid(_Activation): _function = staticmethod(F.sigmoid)
class Hardsigmoid(_Activation): _function = staticmethod(F.hardsigmoid)
class Hardswish(_Activation): _function = staticmethod(F.hardswish)
class Tanh(_Activation): _function = staticmethod(F.tanh)
class Hardtanh(_Activation): _function = staticmethod(F.hardtanh)
class LeakyReLU(_InPlace): _function = staticmethod(F.leaky_relu)
class RReLU(_InPlace):
    _before = 2
    _function = staticmethod(F.rrelu)


class Softplus(_Activation): _function = staticmethod(F.softplus)
class Softsign(_Activation): _function = staticmethod(F.softsign)
class Mish(_Activation): _function = staticmethod(F.mish)
class LogSigmoid(_Activation): _function = staticmethod(F.logsigmoid)
class Hardshrink(_Activation): _function = staticmethod(F.hardshrink)
class Softshrink(_Activation): _function = staticmethod(F.softshrink)
class Tanhshrink(_Activation): _function = staticmethod(F.tanhshrink)


class Threshold(Module):
    def __init__(self, threshold, value, inplace=False):
        super().__init__()
        self.threshold, self.value = threshold, value

    def forward(self, input):
        return F.threshold(input, self.threshold, self.value)


class GLU(Module):
    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.glu(input, self.dim)


class _Softmax(Module):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return self._function(input, self.dim)


class Softmax(_Softmax): _function = staticmethod(F.softmax)
class LogSoftmax(_Softmax): _function = staticmethod(F.log_softmax)
class Softmin(_Softmax): _function = staticmethod(F.softmin)


class Softmax2d(Module):
    def forward(self, input):
        return F.softmax(input, -3)


class PReLU(Module):
    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters = num_parameters
        self.weight = Parameter(empty(num_parameters))

    def forward(self, input):
        return F.prelu(input, self.weight)


class _Dropout(Module):
    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        self.p = p
        self.inplace = inplace

    def forward(self, input):
        return self._function(input, self.p, self.training)


class Dropout(_Dropout): _function = staticmethod(F.dropout)
class Dropout1d(_Dropout): _function = staticmethod(F.dropout1d)
class Dropout2d(_Dropout): _function = staticmethod(F.dropout2d)
class Dropout3d(_Dropout): _function = staticmethod(F.dropout3d)
class AlphaDropout(_Dropout): _function = staticmethod(F.alpha_dropout)
class FeatureAlphaDropout(_Dropout): _function = staticmethod(F.alpha_dropout)


class Flatten(Module):
    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input):
        return input.flatten(self.start_dim, self.end_dim)


class Unflatten(Module):
    def __init__(self, dim, unflattened_size):
        super().__init__()
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input):
        return input.unflatten(self.dim, self.unflattened_size)


class Upsample(Module):
    def __init__(self, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None):
        super().__init__()
        self.size, self.scale_factor, self.mode, self.align_corners = size, scale_factor, mode, align_corners

    def forward(self, input):
        return F.interpolate(input, self.size, self.scale_factor, self.mode, self.align_corners)


class UpsamplingNearest2d(Upsample): pass


class UpsamplingBilinear2d(Upsample):
    def __init__(self, size=None, scale_factor=None, mode="bilinear"):
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


class EmbeddingBag(Module):
    def __init__(self, num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode="mean", sparse=False, include_last_offset=False, padding_idx=None, device=None, dtype=None):
        super().__init__()
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.weight = Parameter(empty(num_embeddings, embedding_dim))

    def forward(self, input, offsets=None, per_sample_weights=None):
        return F.embedding_bag(input, self.weight, offsets)


class PixelShuffle(Module):
    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input):
        return F.pixel_shuffle(input, self.upscale_factor)


class PixelUnshuffle(Module):
    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input):
        return F.pixel_unshuffle(input, self.downscale_factor)


class ChannelShuffle(Module):
    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, input):
        return F.channel_shuffle(input, self.groups)


class _Pad(Module):
    _rank = 2
    _mode = "constant"

    def __init__(self, padding, value=0.0):
        super().__init__()
        self.padding = tuple(padding) if isinstance(padding, (tuple, list)) else (padding,) * (2 * self._rank)

    def forward(self, input):
        return F.pad(input, self.padding, self._mode)


class ZeroPad1d(_Pad): _rank = 1
class ZeroPad2d(_Pad): pass
class ZeroPad3d(_Pad): _rank = 3
class ConstantPad1d(_Pad): _rank = 1
class ConstantPad2d(_Pad): pass
class ConstantPad3d(_Pad): _rank = 3
class ReflectionPad1d(_Pad): _rank, _mode = 1, "reflect"
class ReflectionPad2d(_Pad): _mode = "reflect"
class ReflectionPad3d(_Pad): _rank, _mode = 3, "reflect"
class ReplicationPad1d(_Pad): _rank, _mode = 1, "replicate"
class ReplicationPad2d(_Pad): _mode = "replicate"
class ReplicationPad3d(_Pad): _rank, _mode = 3, "replicate"
class CircularPad2d(_Pad): _mode = "circular"


class Unfold(Module):
    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

    def forward(self, input):
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)


class Fold(Module):
    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.output_size, self.kernel_size, self.dilation, self.padding, self.stride = output_size, kernel_size, dilation, padding, stride

    def forward(self, input):
        return F.fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)


class Embedding(Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, device=None, dtype=None):
        super().__init__()
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        self.weight = Parameter(empty(num_embeddings, embedding_dim))

    def forward(self, input):
        return F.embedding(input, self.weight)

    @classmethod
    def from_pretrained(cls, embeddings, freeze=True, **kwargs):
        made = cls(embeddings.shape[0], embeddings.shape[1])
        made.weight.requires_grad = not freeze
        return made


class _RNNBase(Module):
    _gates = 1

    def __init__(self, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, nonlinearity="tanh", device=None, dtype=None):
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers, self.bias = input_size, hidden_size, num_layers, bias
        self.batch_first, self.bidirectional, self.proj_size, self.dropout = batch_first, bidirectional, proj_size, dropout
        directions = 2 if bidirectional else 1
        state = proj_size or hidden_size
        rows = self._gates * hidden_size
        for layer in range(num_layers):
            for suffix in ("", "_reverse")[:directions]:
                arriving = input_size if layer == 0 else state * directions
                self.register_parameter(f"weight_ih_l{layer}{suffix}", Parameter(empty(rows, arriving)))
                self.register_parameter(f"weight_hh_l{layer}{suffix}", Parameter(empty(rows, state)))
                if bias:
                    self.register_parameter(f"bias_ih_l{layer}{suffix}", Parameter(empty(rows)))
                    self.register_parameter(f"bias_hh_l{layer}{suffix}", Parameter(empty(rows)))
                if proj_size:
                    self.register_parameter(f"weight_hr_l{layer}{suffix}", Parameter(empty(proj_size, hidden_size)))

    def flatten_parameters(self): pass

    def forward(self, input, hx=None):
        if not hasattr(input, "padded"):
            return F._recurrent(self, input, hx)
        output, state = F._recurrent(self, input.padded(self.batch_first), hx)
        return type(input)(output, input.lengths, self.batch_first), state


class RNN(_RNNBase):
    mode = "RNN"


class LSTM(_RNNBase):
    mode = "LSTM"
    _gates = 4


class GRU(_RNNBase):
    mode = "GRU"
    _gates = 3


class _Cell(Module):
    _gates = 1

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        rows = self._gates * hidden_size
        self.weight_ih = Parameter(empty(rows, input_size))
        self.weight_hh = Parameter(empty(rows, hidden_size))
        self.register_parameter("bias_ih", Parameter(empty(rows)) if bias else None)
        self.register_parameter("bias_hh", Parameter(empty(rows)) if bias else None)

        self.nonlinearity = nonlinearity

    def _state(self, input, state):
        return input.new_zeros(*input.shape[:-1], self.hidden_size) if state is None else state

    def _of_input(self, input):
        return F.linear(input, self.weight_ih, self.bias_ih)

    def _of_state(self, state):
        return F.linear(state, self.weight_hh, self.bias_hh)


class RNNCell(_Cell):
    def forward(self, input, hx=None):
        both = self._of_input(input) + self._of_state(self._state(input, hx))
        return F.relu(both) if self.nonlinearity == "relu" else F.tanh(both)


class LSTMCell(_Cell):
    _gates = 4

    def forward(self, input, hx=None):
        state, cell = (None, None) if hx is None else hx
        both = self._of_input(input) + self._of_state(self._state(input, state))
        enter, forget, new, leave = both.chunk(4, -1)
        cell = F.sigmoid(forget) * self._state(input, cell) + F.sigmoid(enter) * F.tanh(new)
        return F.sigmoid(leave) * F.tanh(cell), cell


class GRUCell(_Cell):
    _gates = 3

    def forward(self, input, hx=None):
        state = self._state(input, hx)
        reset, update, new = self._of_input(input).chunk(3, -1)
        old_reset, old_update, old = self._of_state(state).chunk(3, -1)
        update = F.sigmoid(update + old_update)
        new = F.tanh(new + F.sigmoid(reset + old_reset) * old)
        return (1 - update) * new + update * state


class MultiheadAttention(Module):
    def __init__(self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None):
        super().__init__()
        if embed_dim % num_heads != 0:
            raise AssertionError("embed_dim must be divisible by num_heads")
        self.embed_dim, self.num_heads, self.head_dim, self.batch_first = embed_dim, num_heads, embed_dim // num_heads, batch_first
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        if self._qkv_same_embed_dim:
            self.in_proj_weight = Parameter(empty(3 * embed_dim, embed_dim))
        else:
            self.q_proj_weight = Parameter(empty(embed_dim, embed_dim))
            self.k_proj_weight = Parameter(empty(embed_dim, self.kdim))
            self.v_proj_weight = Parameter(empty(embed_dim, self.vdim))
        self.register_parameter("in_proj_bias", Parameter(empty(3 * embed_dim)) if bias else None)
        self.out_proj = Linear(embed_dim, embed_dim, bias)
        if add_bias_kv:
            self.bias_k = Parameter(empty(1, 1, embed_dim))
            self.bias_v = Parameter(empty(1, 1, embed_dim))
        self.add_bias_kv, self.add_zero_attn = add_bias_kv, add_zero_attn

    def forward(self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False):
        return F._attention(self, query, key, value), None


def _get_activation(activation):
    if isinstance(activation, str):
        return F.relu if activation == "relu" else F.gelu
    return activation


class TransformerEncoderLayer(Module):
    def __init__(self, d_model, nhead, dim_feedforward=2048, dropout=0.1, activation="relu", layer_norm_eps=1e-5, batch_first=False, norm_first=False, bias=True, device=None, dtype=None):
        super().__init__()
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first)
        self.linear1 = Linear(d_model, dim_feedforward, bias)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.activation = _get_activation(activation)
        # What PyTorch may compute as one function in eval mode.
        self._can_be_fused = batch_first and bias and nhead % 2 == 0 and (self.activation in (F.relu, F.gelu) or isinstance(self.activation, (ReLU, GELU)))

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):
        self._is_fused = self._can_be_fused and not self.training
        x = src
        if self.norm_first:
            x = x + self._sa_block(self.norm1(x))
            return x + self._ff_block(self.norm2(x))
        x = self.norm1(x + self._sa_block(x))
        return self.norm2(x + self._ff_block(x))

    def _sa_block(self, x):
        return self.dropout1(self.self_attn(x, x, x)[0])

    def _ff_block(self, x):
        return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))


class TransformerDecoderLayer(Module):
    def __init__(self, d_model, nhead, dim_feedforward=2048, dropout=0.1, activation="relu", layer_norm_eps=1e-5, batch_first=False, norm_first=False, bias=True, device=None, dtype=None):
        super().__init__()
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first)
        self.linear1 = Linear(d_model, dim_feedforward, bias)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.norm3 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.dropout3 = Dropout(dropout)
        self.activation = _get_activation(activation)

    def forward(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False):
        x = tgt
        if self.norm_first:
            y = self.norm1(x)
            x = x + self.dropout1(self.self_attn(y, y, y)[0])
            x = x + self.dropout2(self.multihead_attn(self.norm2(x), memory, memory)[0])
            return x + self._ff_block(self.norm3(x))
        x = self.norm1(x + self.dropout1(self.self_attn(x, x, x)[0]))
        x = self.norm2(x + self.dropout2(self.multihead_attn(x, memory, memory)[0]))
        return self.norm3(x + self._ff_block(x))

    def _ff_block(self, x):
        return self.dropout3(self.linear2(self.dropout(self.activation(self.linear1(x)))))


def _clones(module, n):
    import copy
    return ModuleList([copy.deepcopy(module) for _ in range(n)])


class TransformerEncoder(Module):
    def __init__(self, encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True):
        super().__init__()
        self.layers = _clones(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal=None):
        for layer in self.layers:
            src = layer(src)
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    def __init__(self, decoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = _clones(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(self, tgt, memory, *args, **kwargs):
        for layer in self.layers:
            tgt = layer(tgt, memory)
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    def __init__(self, d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation="relu", custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-5, batch_first=False, norm_first=False, bias=True, device=None, dtype=None):
        super().__init__()
        settings = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        self.encoder = custom_encoder or TransformerEncoder(TransformerEncoderLayer(*settings), num_encoder_layers, LayerNorm(d_model, layer_norm_eps, bias=bias))
        self.decoder = custom_decoder or TransformerDecoder(TransformerDecoderLayer(*settings), num_decoder_layers, LayerNorm(d_model, layer_norm_eps, bias=bias))
        self.d_model, self.nhead = d_model, nhead

    def forward(self, src, tgt, *args, **kwargs):
        return self.decoder(tgt, self.encoder(src))

    @staticmethod
    def generate_square_subsequent_mask(size, **kwargs):
        return empty(size, size)


class CosineSimilarity(Module):
    def __init__(self, dim=1, eps=1e-8):
        super().__init__()
        self.dim = dim

    def forward(self, x1, x2):
        return F.cosine_similarity(x1, x2, self.dim)


class PairwiseDistance(Module):
    def __init__(self, p=2.0, eps=1e-6, keepdim=False):
        super().__init__()
        self.keepdim = keepdim

    def forward(self, x1, x2):
        return F.pairwise_distance(x1, x2, keepdim=self.keepdim)


class DataParallel(Module):
    def __init__(self, module, *args, **kwargs):
        super().__init__()
        self.module = module

    def forward(self, *args, **kwargs):
        return self.module(*args, **kwargs)


class _Loss(Module):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, *args, **kwargs):
        return empty()


class CrossEntropyLoss(_Loss): pass
class NLLLoss(_Loss): pass
class MSELoss(_Loss): pass
class L1Loss(_Loss): pass
class SmoothL1Loss(_Loss): pass
class BCELoss(_Loss): pass
class BCEWithLogitsLoss(_Loss): pass
class KLDivLoss(_Loss): pass
class TripletMarginLoss(_Loss): pass
class CTCLoss(_Loss): pass
class CosineEmbeddingLoss(_Loss): pass
class HuberLoss(_Loss): pass
class MarginRankingLoss(_Loss): pass
class MultiMarginLoss(_Loss): pass
class MultiLabelSoftMarginLoss(_Loss): pass
