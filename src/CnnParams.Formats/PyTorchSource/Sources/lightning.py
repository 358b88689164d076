"""Lightning: modules with their training beside them, and what trains them."""
from _host import caller
from torch import nn
import torch


class AttributeDict(dict):
    def __getattr__(self, name):
        if name not in self:
            raise AttributeError(f"Missing attribute \"{name}\"")
        return self[name]

    def __setattr__(self, name, value):
        self[name] = value


class _Hyperparameters:
    def save_hyperparameters(self, *args, ignore=None, frame=None, logger=True):
        given = {name: value for name, value in caller().items() if name not in ("self", "__class__")}
        for name in ("kwargs", "hparams"):
            if isinstance(given.get(name), dict):
                given.update(given.pop(name))
        if len(args) == 1 and not isinstance(args[0], str):
            given = args[0] if isinstance(args[0], dict) else vars(args[0])
        elif args:
            given = {name: given[name] for name in args}
        ignored = [ignore] if isinstance(ignore, str) else ignore or []
        self.hparams.update({name: value for name, value in given.items() if name not in ignored})

    @property
    def hparams(self):
        if "_hparams" not in self.__dict__:
            self.__dict__["_hparams"] = AttributeDict()
        return self.__dict__["_hparams"]

    @hparams.setter
    def hparams(self, value):
        self.__dict__["_hparams"] = AttributeDict(value if isinstance(value, dict) else vars(value))


def _nothing(self, *args, **kwargs): return None


class LightningModule(_Hyperparameters, nn.Module):
    device = torch.device("cpu")
    dtype = torch.float32
    current_epoch = global_step = global_rank = local_rank = 0
    log = log_dict = freeze = unfreeze = print = manual_backward = toggle_optimizer = untoggle_optimizer = _nothing


class LightningDataModule(_Hyperparameters):
    def __init__(self, *args, **kwargs): pass
    prepare_data = setup = _nothing


class Callback:
    pass


def seed_everything(seed=None, *args, **kwargs): return seed
