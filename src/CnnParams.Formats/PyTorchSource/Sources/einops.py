"""einops: patterns of axes, as the reshapes and permutations that they are."""
import torch
from torch import nn


class EinopsError(RuntimeError):
    pass


def _groups(text):
    groups, inner = [], None
    for word in text.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(":
            inner = []
        elif word == ")":
            groups.append(inner)
            inner = None
        elif inner is not None:
            inner += [word] if word != "1" else []
        else:
            groups.append(word if word == "..." else [word] if word != "1" else [])
    return groups


def _sides(pattern, rank):
    if pattern.count("->") != 1:
        raise EinopsError(f"the pattern '{pattern}' needs one '->'")
    left, right = [_groups(side) for side in pattern.split("->")]
    rest = [f"...{i}" for i in range(rank - len(left) + 1)]

    def opened(groups):
        result = []
        for group in groups:
            if group == "...":
                result += [[name] for name in rest]
            else:
                result.append([name for axis in group for name in (rest if axis == "..." else [axis])])
        return result
    return opened(left), opened(right)


def _product(sizes):
    result = 1
    for size in sizes:
        result = result * size
    return result


def _sizes(pattern, groups, shape, given):
    if len(groups) != len(shape):
        raise EinopsError(f"the pattern '{pattern}' is for {len(groups)} axes, and the tensor has {len(shape)}: {tuple(shape)}")
    sizes = dict(given)
    for group, size in zip(groups, shape):
        unknown = [axis for axis in group if axis not in sizes]
        if len(unknown) > 1:
            raise EinopsError(f"the sizes of {unknown} in the pattern '{pattern}' are not said")
        known = _product(sizes[axis] for axis in group if axis in sizes)
        if not unknown:
            if isinstance(known, int) and isinstance(size, int) and known is not size and known != size:
                raise EinopsError(f"an axis of {size} is {known} in the pattern '{pattern}'")
        elif len(group) == 1:
            sizes[unknown[0]] = size
        else:
            if size % known != 0:
                raise EinopsError(f"an axis of {size} cannot be parted by {known}, as in the pattern '{pattern}'")
            sizes[unknown[0]] = size // known
    return sizes


def _apply(x, pattern, given, kind, reduction=None):
    if isinstance(x, (list, tuple)):
        x = torch.stack(list(x))
    left, right = _sides(pattern, x.ndim)
    sizes = _sizes(pattern, left, x.shape, given)
    axes, wanted = [axis for group in left for axis in group], [axis for group in right for axis in group]
    gone, new = [axis for axis in axes if axis not in wanted], [axis for axis in wanted if axis not in axes]
    if (gone and kind != "reduce") or (new and kind != "repeat"):
        raise EinopsError(f"{(gone + new)[0]} stands on one side only of the pattern '{pattern}'")
    if any(len(group) != 1 for group in left):
        x = x.reshape([sizes[axis] for axis in axes])
    if gone:
        places = [i for i, axis in enumerate(axes) if axis in gone]
        x = reduction(x, tuple(places)) if callable(reduction) else _reduced(x, places, reduction)
        axes = [axis for axis in axes if axis not in gone]
    order = [axes.index(axis) for axis in wanted if axis in axes]
    if order != list(range(len(order))):
        x = x.permute(order)
    if new:
        for i, axis in enumerate(wanted):
            if axis in new:
                if axis not in sizes:
                    if not axis.isdigit():
                        raise EinopsError(f"the size of {axis} in the pattern '{pattern}' is not said")
                    sizes[axis] = int(axis)
                x = x.unsqueeze(i)
        x = x.expand([sizes[axis] for axis in wanted])
    if any(len(group) != 1 for group in right):
        x = x.reshape([_product(sizes[axis] for axis in group) for group in right])
    return x


def _reduced(x, places, reduction):
    if reduction in ("mean", "sum"):
        return getattr(x, reduction)(dim=places)
    if reduction == "logsumexp":
        return torch.logsumexp(x, places)
    if reduction not in ("min", "max", "prod", "any", "all"):
        raise EinopsError(f"there is no reduction '{reduction}'")
    if reduction in ("min", "max"):
        return getattr(torch, "a" + reduction)(x, places)
    for place in reversed(places):
        x = getattr(torch, reduction)(x, place)
    return x


def rearrange(tensor, pattern, **axes_lengths):
    return _apply(tensor, pattern, axes_lengths, "rearrange")


def reduce(tensor, pattern, reduction, **axes_lengths):
    return _apply(tensor, pattern, axes_lengths, "reduce", reduction)


def repeat(tensor, pattern, **axes_lengths):
    return _apply(tensor, pattern, axes_lengths, "repeat")


def parse_shape(x, pattern):
    return {axis: size for axis, size in zip(pattern.split(), x.shape) if axis != "_"}


def asnumpy(tensor): return tensor


def pack(tensors, pattern):
    names = pattern.split()
    at = names.index("*")
    after = len(names) - at - 1
    shapes = [list(x.shape)[at:x.ndim - after] for x in tensors]
    flat = [x.reshape([*list(x.shape)[:at], _product(shape), *list(x.shape)[x.ndim - after:]]) for x, shape in zip(tensors, shapes)]
    return (flat[0] if len(flat) == 1 else torch.cat(flat, at)), [torch.Size(shape) for shape in shapes]


def unpack(tensor, packed_shapes, pattern):
    names = pattern.split()
    at = names.index("*")
    lengths = [_product(shape) for shape in packed_shapes]
    parts = [tensor] if len(lengths) == 1 else tensor.split(lengths, at)
    sizes = list(tensor.shape)
    return [part if len(shape) == 1 else part.reshape([*sizes[:at], *shape, *sizes[at + 1:]]) for part, shape in zip(parts, packed_shapes)]


def einsum(*tensors_and_pattern):
    *tensors, pattern = tensors_and_pattern
    letters = {}
    equation = " ".join(word if word in ("->", "...", ",") else letters.setdefault(word, chr(97 + len(letters)))
                        for word in pattern.replace(",", " , ").replace("->", " -> ").split())
    return torch.einsum(equation.replace(" ", ""), *tensors)


class Rearrange(nn.Module):
    def __init__(self, pattern, **axes_lengths):
        super().__init__()
        self.pattern, self.axes_lengths = pattern, axes_lengths

    def forward(self, input):
        return rearrange(input, self.pattern, **self.axes_lengths)


class Reduce(nn.Module):
    def __init__(self, pattern, reduction, **axes_lengths):
        super().__init__()
        self.pattern, self.reduction, self.axes_lengths = pattern, reduction, axes_lengths

    def forward(self, input):
        return reduce(input, self.pattern, self.reduction, **self.axes_lengths)


class EinMix(nn.Module):
    def __init__(self, pattern, weight_shape, bias_shape=None, **axes_lengths):
        super().__init__()
        self.pattern, self.weight_shape, self.bias_shape, self.axes_lengths = pattern, weight_shape, bias_shape, axes_lengths
        self.weight = nn.Parameter(torch.empty([axes_lengths[axis] for axis in weight_shape.split()]))
        right = [axis for group in _groups(pattern.split("->")[1]) if group != "..." for axis in group]
        self.register_parameter("bias", None if bias_shape is None else nn.Parameter(
            torch.empty([axes_lengths[axis] if axis in bias_shape.split() else 1 for axis in right])))

    def forward(self, input):
        left, right = _sides(self.pattern, input.ndim)
        sizes = _sizes(self.pattern, left, input.shape, self.axes_lengths)
        axes, wanted = [axis for group in left for axis in group], [axis for group in right for axis in group]
        x = input if all(len(group) == 1 for group in left) else input.reshape([sizes[axis] for axis in axes])
        named = {axis: axis.replace(".", "_") for axis in [*axes, *wanted]}
        x = einsum(x, self.weight, f"{' '.join(named[axis] for axis in axes)}, {self.weight_shape} -> {' '.join(named[axis] for axis in wanted)}")
        if self.bias is not None:
            x = x + self.bias
        return x if all(len(group) == 1 for group in right) else x.reshape([_product(sizes[axis] for axis in group) for group in right])
