"""Parameters of what Hugging Face's transformers makes of the configs in tests/data/huggingface/variants.jsonl.

    TRANSFORMERS=<src folder of transformers 4.57> /usr/bin/python3 tests/oracles/huggingface_variants.py

Writes the parameters of each line anew. The library asks for a newer torch than 1.13; so only its files configuration_*
and modeling_* of the models are run, and what they import of the rest of the library is stood in for: base classes that
hold the config, and names that making a model does not call. Weights are not initialised; nothing is downloaded.
"""
import collections, enum, glob, importlib, importlib.abc, importlib.machinery, json, os, pathlib, sys, types

import torch
from torch import nn

ROOT = pathlib.Path(os.environ["TRANSFORMERS"]) / "transformers"
LINES = pathlib.Path(__file__).parent.parent / "data" / "huggingface" / "variants.jsonl"
FOLDERS = {"donut-swin": "donut", "clip_vision_model": "clip", "data2vec-vision": "data2vec"}

for name in dir(nn.init):  # the values of weights do not matter
    if name.endswith("_") and not name.startswith("_"):
        setattr(nn.init, name, lambda tensor, *args, **kwargs: tensor)
nn.functional.scaled_dot_product_attention = None


class Nothing:
    """Takes every call, as a decorator too, and has every attribute."""

    def __init__(self, *args, **kwargs): pass

    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and not kwargs and callable(args[0]) else (lambda f: f) if not args else self

    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return Nothing()

    def __getitem__(self, key): return Nothing()

    def __or__(self, other): return self

    def __ror__(self, other): return self

    def __iter__(self): return iter(())

    def __bool__(self): return False


class StandIn(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        if name[0].isupper() and any(part in name for part in ("Output", "Kwargs", "Mixin")):
            return type(name, (dict,), {})
        return Nothing()


class Config:
    attribute_map = {}

    def __init__(self, **values):
        names, count = values.pop("id2label", None), values.pop("num_labels", None)
        self.id2label = names if names is not None else {i: str(i) for i in range(2 if count is None else count)}
        self.__dict__.update(chunk_size_feed_forward=0, output_attentions=False, output_hidden_states=False)
        self._attn_implementation = "eager"
        for name, value in values.items():
            setattr(self, name, value)

    @property
    def num_labels(self): return len(self.id2label)

    @num_labels.setter
    def num_labels(self, count):
        if len(self.id2label) != count:
            self.id2label = {i: str(i) for i in range(count)}

    def __getattribute__(self, name):
        own = object.__getattribute__
        return own(self, own(self, "attribute_map").get(name, name) if name != "attribute_map" else name)

    def __setattr__(self, name, value): object.__setattr__(self, self.attribute_map.get(name, name), value)


class Model(nn.Module):
    def __init__(self, config, *args, **kwargs):
        super().__init__()
        self.config = config

    def post_init(self): pass

    @classmethod
    def _from_config(cls, config, **kwargs): return cls(config)


class Names(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Packages of models without what they import at once, and stand-ins for the rest of the library."""

    def find_spec(self, name, path, target=None):
        parts = name.split(".")
        if parts[0] != "transformers" or name == "transformers.activations" or len(parts) > 3 and parts[1] == "models":
            return None
        spec = importlib.machinery.ModuleSpec(name, self, is_package=True)
        spec.submodule_search_locations = [str(ROOT.joinpath(*parts[1:]))]
        return spec

    def create_module(self, spec): return StandIn(spec.name)

    def exec_module(self, module):
        module.__path__ = module.__spec__.submodule_search_locations
        module.__dict__.update(GIVEN.get(module.__name__[len("transformers"):].lstrip("."), {}))


GIVEN = {
    "configuration_utils": {"PreTrainedConfig": Config, "PretrainedConfig": Config},
    "modeling_utils": {"PreTrainedModel": Model, "ALL_ATTENTION_FUNCTIONS": {}},
    "modeling_layers": {"GradientCheckpointingLayer": nn.Module},
    "pytorch_utils": {
        "meshgrid": torch.meshgrid,
        "compile_compatible_method_lru_cache": lambda *args, **kwargs: lambda f: f,
    },
    "utils": {"ModelOutput": collections.OrderedDict, "torch_int": int, "is_timm_available": lambda: False},
    "utils.generic": {"ModelOutput": collections.OrderedDict, "ExplicitEnum": enum.Enum},
    "utils.backbone_utils": {
        "BackboneMixin": type("BackboneMixin", (), {}),
        "BackboneConfigMixin": type("BackboneConfigMixin", (), {}),
        "get_aligned_output_features_output_indices": lambda **kwargs: (kwargs["stage_names"][-1:], [-1]),
    },
}
sys.meta_path.insert(0, Names())


def classes(kind, what):
    folder = FOLDERS.get(kind, kind.replace("-", "_"))
    for path in sorted(glob.glob(str(ROOT / "models" / folder / f"{what}_*.py"))):
        module = importlib.import_module(f"transformers.models.{folder}.{pathlib.Path(path).stem}")
        yield from (value for value in vars(module).values() if isinstance(value, type))


def parameters(config):
    kind, name = config["model_type"], config["architectures"][0]
    values = {key: value for key, value in config.items() if key not in ("model_type", "architectures")}
    made = next(c for c in classes(kind, "configuration") if getattr(c, "model_type", "") == kind)(**values)
    model = next(c for c in classes(kind, "modeling") if c.__name__ == name)(made)
    return sum(parameter.numel() for parameter in model.parameters())


lines = [json.loads(line) for line in LINES.read_text().splitlines()]
for line in lines:
    line["parameters"] = parameters(line["config"])
LINES.write_text("".join(json.dumps(line) + "\n" for line in lines))
