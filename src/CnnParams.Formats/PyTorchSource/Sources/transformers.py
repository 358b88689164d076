"""transformers: the classes that models in its style derive from, and their configuration."""
from torch import nn
import torch


class PretrainedConfig:
    model_type = ""

    def __init__(self, **kwargs):
        for name, value in {"use_return_dict": False, "output_attentions": False, "output_hidden_states": False, "num_labels": 2,
                            "chunk_size_feed_forward": 0, "is_decoder": False, "add_cross_attention": False, "pruned_heads": {}, **kwargs}.items():
            setattr(self, name, value)

    def to_dict(self): return dict(self.__dict__)

    @classmethod
    def from_dict(cls, values, **kwargs): return cls(**{**values, **kwargs})


class PreTrainedModel(nn.Module):
    config_class = None
    base_model_prefix = ""

    def __init__(self, config, *args, **kwargs):
        super().__init__()
        self.config = config

    def post_init(self): pass
    def init_weights(self): pass
    def tie_weights(self): pass
    def get_head_mask(self, head_mask, layers, *args): return head_mask if head_mask is not None else [None] * layers
    def gradient_checkpointing_enable(self, *args, **kwargs): pass


class PyTorchModelHubMixin:
    def __init_subclass__(cls, **kwargs): pass


class ModelOutput(dict):
    """Fields by name and by place; those that are None are left out."""
    def __init__(self, *args, **kwargs):
        names = [name for kind in reversed(type(self).__mro__) for name in getattr(kind, "__annotations__", {})]
        given = {**dict(zip(names, args)), **kwargs}
        super().__init__({name: value for name, value in given.items() if value is not None})

    def __getattr__(self, name):
        return self.get(name)

    def __getitem__(self, key):
        return dict.__getitem__(self, key) if isinstance(key, str) else self.to_tuple()[key]

    def to_tuple(self): return tuple(self.values())


class _Activations(dict):
    def __getitem__(self, name):
        return {"gelu": nn.GELU, "gelu_new": nn.GELU, "gelu_fast": nn.GELU, "quick_gelu": nn.GELU, "relu": nn.ReLU, "relu6": nn.ReLU6,
                "silu": nn.SiLU, "swish": nn.SiLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "leaky_relu": nn.LeakyReLU, "mish": nn.Mish,
                "linear": nn.Identity}[name]()


ACT2FN = _Activations()


def get_activation(name): return ACT2FN[name]
