"""Parts of PyTorch that have no effect on what a network is."""
from torch._core import Module as ScriptModule


class Pair(tuple):
    def __new__(cls, values, indices): return tuple.__new__(cls, (values, indices))

    @property
    def values(self): return self[0]

    @property
    def indices(self): return self[1]


class Context:
    def __init__(self, *args, **kwargs): pass
    def __enter__(self): return self
    def __exit__(self, *args): return False
    def __call__(self, function): return function


def decorate(function=None, *args, **kwargs):
    return function if callable(function) else (lambda inner: inner)


def nothing(*args, **kwargs): return None
def false(*args, **kwargs): return False
def zero(*args, **kwargs): return 0
def first(value=None, *args, **kwargs): return value
def call(function, *args, use_reentrant=None, preserve_rng_state=None, **kwargs): return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, *inputs, **kwargs):
    x = inputs[0]
    for function in functions:
        x = function(x)
    return x


class Dataset:
    def __init__(self, *args, **kwargs): pass


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        self.tensors = tensors

    def __len__(self): return self.tensors[0].shape[0]
    def __getitem__(self, index): return tuple(tensor[0] for tensor in self.tensors)


class Subset(Dataset):
    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, indices

    def __len__(self): return len(self.indices)
    def __getitem__(self, index): return self.dataset[0]


def random_split(dataset, lengths, *args, **kwargs):
    return [Subset(dataset, range(length if isinstance(length, int) else int(length * len(dataset)))) for length in lengths]


def _batch(sample, size):
    import torch
    if isinstance(sample, torch.Tensor):
        return torch.empty(size, *sample.shape, dtype=sample.dtype)
    if isinstance(sample, (int, float)):
        return torch.zeros(size, dtype=torch.int64 if isinstance(sample, int) else torch.float32)
    if isinstance(sample, (tuple, list)):
        return [_batch(part, size) for part in sample]
    if isinstance(sample, dict):
        return {name: _batch(part, size) for name, part in sample.items()}
    return sample


class DataLoader:
    """Gives one batch, for the sizes that it has; nothing is trained."""
    def __init__(self, dataset, batch_size=1, *args, collate_fn=None, **kwargs):
        self.dataset, self.batch_size, self.collate_fn, self._given = dataset, batch_size, collate_fn, False

    def __len__(self): return max(1, len(self.dataset) // (self.batch_size or 1))

    def __iter__(self):
        if self._given:
            return
        self._given = True
        sample = self.dataset[0]
        yield self.collate_fn([sample] * 2) if self.collate_fn else _batch(sample, self.batch_size or 1)


class Function:
    @classmethod
    def apply(cls, *args):
        return cls.forward(_FunctionContext(), *args)


class _FunctionContext:
    def save_for_backward(self, *args): pass
    def mark_dirty(self, *args): pass


def fan(tensor):
    size = tensor.shape
    field = 1
    for extent in size[2:]:
        field *= extent
    return size[1] * field, size[0] * field


def calculate_gain(nonlinearity, param=None):
    return {"relu": 2.0 ** 0.5, "leaky_relu": (2.0 / (1 + (param or 0.01) ** 2)) ** 0.5, "tanh": 5.0 / 3, "selu": 0.75}.get(nonlinearity, 1.0)


def weight_norm(module, name="weight", dim=0):
    from torch.nn import Parameter
    from torch import empty
    weight = getattr(module, name)
    size = [1] * weight.dim()
    if dim is not None:
        size[dim] = weight.shape[dim]
    lengths = Parameter(empty(*size))
    module.register_parameter(name + "_g", lengths)
    module._weight_norm = (getattr(module, "_weight_norm", None) or 0) + lengths.numel()
    return module


def remove_weight_norm(module, name="weight"):
    if not hasattr(module, name + "_g"):
        raise ValueError(f"weight_norm of '{name}' not found in {type(module).__name__}")
    delattr(module, name + "_g")
    module._weight_norm = None
    return module


def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    module._weight_norm = getattr(module, "_weight_norm", None) or 0
    return module


# torch.nn.utils.parametrizations: a module of another class, with one within.
def parametrized(module, *args, **kwargs):
    module._is_parametrized = True
    return module


def parametrized_weight_norm(module, name="weight", dim=0):
    return parametrized(weight_norm(module, name, dim))


def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    from torch.nn import ModuleDict, ModuleList
    if not hasattr(module, "parametrizations"):
        module.parametrizations = ModuleDict()
    if tensor_name not in module.parametrizations:
        module.parametrizations[tensor_name] = ModuleList()
    module.parametrizations[tensor_name].append(parametrization)
    return module


class PackedSequence:
    """Sequences of their own lengths: kept padded, which no layer sees."""
    def __init__(self, data, lengths=None, batch_first=False, *args):
        self.data, self.lengths, self.batch_first = data, lengths, batch_first
        self.batch_sizes = self.sorted_indices = self.unsorted_indices = None

    def padded(self, batch_first):
        return self.data if self.batch_first == batch_first else self.data.transpose(0, 1)

    def to(self, *args, **kwargs): return self
    def cuda(self, *args, **kwargs): return self


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    return PackedSequence(input, lengths, batch_first)


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    return sequence.padded(batch_first), sequence.lengths


def clip(value, *args, **kwargs): return value
