"""Parameters of Ultralytics' modules for each model file and scale: tests/data/catalogue/ultralytics-parameters.csv.

Run with the source of ultralytics 8.3.63 as first argument, its __init__.py emptied, and model files after it. The
packages that it imports beside PyTorch, and that building a model does not need, are stood in for.
"""

import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from unittest.mock import MagicMock

import torch.nn.functional

STOOD_IN_FOR = ("cv2", "pandas", "matplotlib", "huggingface_hub", "thop", "psutil", "requests", "tqdm", "flash_attn")


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in MISSING:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = MagicMock(name=spec.name)
        module.__spec__, module.__path__, module.__version__ = spec, [], "4.0.0"
        return module

    def exec_module(self, module):
        pass


MISSING = {name for name in STOOD_IN_FOR if importlib.util.find_spec(name) is None}
sys.meta_path.append(StandIns())
sys.path.insert(0, sys.argv[1])
if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
    torch.nn.functional.scaled_dot_product_attention = None

from ultralytics.nn.tasks import parse_model, yaml_model_load  # noqa: E402

print("model,scale,parameters")
for path in sorted(sys.argv[2:]):
    table = yaml_model_load(path)
    for scale in table.get("scales") or [""]:
        model, _ = parse_model({**copy.deepcopy(table), "scale": scale}, 3, verbose=False)
        name = os.path.splitext(os.path.basename(path))[0]
        print(f"{name},{scale},{sum(parameter.numel() for parameter in model.parameters())}")
