"""Programs that show or count a model: what they are given says the shape of its input."""
import torch
from torch._core import unknown


def _tensors(size, batch):
    if isinstance(size, (list, tuple)) and size and not isinstance(size[0], int):
        return [tensor for one in size for tensor in _tensors(one, batch)]
    return [torch.empty(*batch, *size)]


def _try(model, size, batch):
    if size is not None:
        model(*_tensors(size, batch))


def _call(model, values):
    if isinstance(values, dict):
        model(**values)
    elif values is not None:
        model(*values) if isinstance(values, (list, tuple)) else model(values)


def _is_data(values):
    if isinstance(values, dict):
        values = list(values.values())
    return isinstance(values, torch.Tensor) or (
        isinstance(values, (list, tuple)) and len(values) > 0 and isinstance(values[0], torch.Tensor)
    )


# torchsummary says the shape of one sample; the package torch-summary has the same name, and takes tensors too.
def summary(model, input_size=None, *args, **kwargs):
    if isinstance(input_size, torch.Tensor):
        model(input_size, *args)
    elif _is_data(input_size):
        _call(model, input_size)
    else:
        _try(model, input_size, [2])
    return unknown("summary")


get_model_complexity_info = stat = summary


# torchinfo says all of it, or gives data.
def torchinfo_summary(model, input_size=None, input_data=None, *args, batch_dim=None, **kwargs):
    _call(model, input_data) if _is_data(input_data) else _try(model, input_size, [] if batch_dim is None else [2])
    return unknown("summary")


def profile(model, inputs=None, *args, **kwargs):
    _call(model, inputs)
    return unknown("flops"), unknown("params")


def clever_format(numbers, *args): return numbers


class FlopCountAnalysis:
    def __init__(self, model, inputs):
        _call(model, inputs)

    def __getattr__(self, name):
        return lambda *args, **kwargs: unknown(name)


def flop_count_table(*args, **kwargs): return ""


def make_dot(*args, **kwargs): return unknown("graph")


# pytorch_model_summary takes tensors.
def pytorch_model_summary_summary(model, *inputs, **kwargs):
    _call(model, list(inputs))
    return ""
