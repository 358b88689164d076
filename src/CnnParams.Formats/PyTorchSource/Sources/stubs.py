"""Parts of PyTorch that have no effect on what a network is."""


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
    module.register_parameter(name + "_g", Parameter(empty(*size)))
    return module


def clip(value, *args, **kwargs): return value
