"""What Hugging Face's transformers makes of the config.json files in tests/data/huggingface.

    TRANSFORMERS=<src folder of transformers 4.34> /usr/bin/python3 tests/oracles/huggingface_models.py

Writes beside them totals.csv (parameters, the output shape without the batch, the multiply-accumulates of its
convolutions and linear modules as hooks see them) and tensors.zip (of each: the names and shapes of its state_dict,
buffers that are not saved left out). Weights are random; nothing is downloaded. `timm` is stood in for by torchvision's
ResNets, whose modules have the same names. Needs torch 1.13.1, torchvision 0.14.1, python3-regex, -filelock, -packaging.
"""
import json, os, pathlib, sys, types, zipfile

sys.path.insert(0, os.environ["TRANSFORMERS"])
if os.environ.get("STUBS"):  # a folder with huggingface_hub and safetensors, which only loading needs
    sys.path.insert(0, os.environ["STUBS"])
import torch, torchvision
from torch import nn

torch.set_num_threads(1)
for name in dir(nn.init):  # the values of weights do not matter
    if name.endswith("_") and not name.startswith("_"):
        setattr(nn.init, name, lambda tensor, *args, **kwargs: tensor)


class Features(nn.Module):
    """torchvision's ResNet as timm's features_only gives it: the outputs of the stages."""

    def __init__(self, name, indices):
        super().__init__()
        net = getattr(torchvision.models, name)(weights=None)
        for part in ("conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4"):
            setattr(self, part, getattr(net, part))
        expansion = 4 if hasattr(net.layer1[0], "conv3") else 1
        channels = [64] + [64 * expansion * 2 ** i for i in range(4)]
        self.indices = [i % 5 for i in indices]
        self.feature_info = types.SimpleNamespace(
            channels=lambda: [channels[i] for i in self.indices], out_indices=self.indices,
            module_name=lambda: [f"layer{i}" for i in self.indices], get_dicts=lambda *a: [])
        self.feature_info.info = []

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        outputs = [x]
        x = self.maxpool(x)
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
            outputs.append(x)
        return [outputs[i] for i in self.indices]


import transformers
from transformers.utils import import_utils

import_utils._timm_available = True
import transformers.modeling_utils

transformers.modeling_utils._init_weights = False
timm = types.ModuleType("timm")
timm.create_model = lambda name, **kw: Features(name, kw.get("out_indices", (0, 1, 2, 3, 4)))
sys.modules["timm"] = timm
from transformers.models.auto.configuration_auto import CONFIG_MAPPING


def build(raw):
    kind = raw["model_type"]
    if kind == "timm_backbone":
        return Features(raw["backbone"], [4])
    config = CONFIG_MAPPING[kind].from_dict(raw) if kind in CONFIG_MAPPING else None
    if kind == "clip":
        return transformers.CLIPVisionModel(config.vision_config)
    if kind == "siglip_vision_model":
        from transformers.models.siglip.modeling_siglip import SiglipVisionModel
        from transformers.models.siglip.configuration_siglip import SiglipVisionConfig
        return SiglipVisionModel(SiglipVisionConfig.from_dict(raw))
    if kind == "donut-swin":
        from transformers.models.donut.modeling_donut_swin import DonutSwinModel
        from transformers.models.donut.configuration_donut_swin import DonutSwinConfig
        return DonutSwinModel(DonutSwinConfig.from_dict(raw))
    if kind == "clip_vision_model":
        return transformers.CLIPVisionModel(transformers.CLIPVisionConfig.from_dict(raw))
    if kind == "sam":
        from transformers.models.sam.modeling_sam import SamVisionEncoder
        holder = nn.Module()
        holder.vision_encoder = SamVisionEncoder(config.vision_config)
        holder.forward = lambda x: holder.vision_encoder(x)
        return holder
    if kind == "mask2former":
        model = transformers.AutoBackbone.from_config(config.backbone_config)
        holder = nn.Module()
        holder.model = nn.Module()
        holder.model.pixel_level_module = nn.Module()
        holder.model.pixel_level_module.encoder = model
        holder.forward = lambda x: model(x)
        return holder
    return getattr(transformers, raw["architectures"][0])(config)


def size_of(raw):
    size = raw.get("vision_config", raw).get("image_size", {"detr": 800, "segformer": 512}.get(raw["model_type"], 224))
    if "SemanticSegmentation" in raw.get("architectures", [""])[0]:
        size = 512
    return (size, size) if isinstance(size, int) else tuple(size)


def output_of(result):
    if torch.is_tensor(result):
        return result
    if isinstance(result, (list, tuple)):
        return result[-1]
    for name in ("logits", "pooler_output", "feature_maps", "last_hidden_state"):
        value = getattr(result, name, None)
        if value is not None:
            return value[-1] if isinstance(value, (tuple, list)) else value
    return result[0]


def count(model, hook):
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            module.register_forward_hook(hook)


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent / "data" / "huggingface"
    only = sys.argv[1:]
    rows, texts = [], {}
    for path in sorted(folder.glob("*.json")):
        if only and path.stem not in only:
            continue
        raw = json.loads(path.read_text())
        model = build(raw).eval()
        macs = [0]

        def hook(module, inputs, output):
            if isinstance(module, nn.Linear):
                macs[0] += output.numel() * module.in_features
            elif isinstance(module, nn.ConvTranspose2d):
                macs[0] += inputs[0].numel() * module.weight[0].numel()
            else:
                macs[0] += output.numel() * module.weight[0].numel()

        count(model, hook)
        height, width = size_of(raw)
        with torch.no_grad():
            try:  # shapes alone, where PyTorch has them for all that the model calls
                shape = list(output_of(model.to("meta")(torch.zeros(1, 3, height, width, device="meta"))).shape)[1:]
            except (NotImplementedError, RuntimeError) as error:
                print(path.stem, "runs for real:", str(error)[:90].replace("\n", " "))
                macs[0] = 0
                model = build(raw).eval()
                count(model, hook)
                shape = list(output_of(model(torch.zeros(1, 3, height, width))).shape)[1:]
        parameters = sum(p.numel() for p in model.parameters())
        rows.append(f"{path.stem},3x{height}x{width},{parameters},{'x'.join(map(str, shape))},{macs[0]}")
        print(rows[-1], flush=True)
        texts[path.stem] = "".join(
            f"{name}\t{','.join(map(str, value.shape))}\n" for name, value in model.state_dict().items()
            if not name.endswith(("num_batches_tracked", "position_ids", "relative_position_index")))
    if only:
        print(texts[only[0]])
        return
    (folder / "totals.csv").write_text("model,input,parameters,output,macs\n" + "\n".join(rows) + "\n")
    with zipfile.ZipFile(folder / "tensors.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(texts):
            info = zipfile.ZipInfo(name + ".tsv", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, texts[name])


main()
