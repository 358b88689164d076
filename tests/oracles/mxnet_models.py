"""Writes torchvision's ResNet-18 as a symbol of MXNet, with torchvision's shapes beside it.

Makes tests/data/mxnet/resnet18-symbol.json and resnet18.csv: layer,output (without the batch), by forward hooks on
torchvision 0.14.1. The text has the form of apache/mxnet's nnvm graphs (versions 1.x).
"""
import csv
import json
import os

import torch
import torchvision

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "mxnet")


def main():
    os.makedirs(TARGET, exist_ok=True)
    model = torchvision.models.resnet18(weights=None).eval()
    shapes = {}
    for name, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _, __, output, name=name: shapes.update({name: output.shape}))
    model(torch.zeros(1, 3, 224, 224))
    nodes, rows = [], []

    def node(op, name, inputs, **attrs):
        entry = {"op": op, "name": name, "inputs": [[number, 0, 0] for number in inputs]}
        if attrs:
            entry["attrs"] = {key: str(value) for key, value in attrs.items()}
        nodes.append(entry)
        return len(nodes) - 1

    def variable(name, **attrs):
        return node("null", name, [], **attrs)

    def note(number, name):
        rows.append([nodes[number]["name"], "x".join(map(str, shapes[name][1:]))])
        return number

    def conv(name, module, at):
        return note(node("Convolution", name, [at, variable(name + "_weight")], kernel=module.kernel_size, stride=module.stride, pad=module.padding,
                         dilate=module.dilation, num_filter=module.out_channels, num_group=module.groups, no_bias=True), name)

    def norm(name, at):
        weights = [variable(f"{name}_{part}") for part in ("gamma", "beta", "moving_mean", "moving_var")]
        return note(node("BatchNorm", name, [at, *weights], axis=1, eps=1e-05, fix_gamma=False, use_global_stats=False), name)

    at = variable("data")
    at = norm("bn1", conv("conv1", model.conv1, at))
    at = node("Activation", "relu", [at], act_type="relu")
    at = note(node("Pooling", "maxpool", [at], kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type="max", pooling_convention="valid"), "maxpool")
    for stage in range(1, 5):
        for index, block in enumerate(getattr(model, f"layer{stage}")):
            name = f"layer{stage}.{index}"
            begin = at
            at = norm(name + ".bn1", conv(name + ".conv1", block.conv1, at))
            at = node("Activation", name + ".relu1", [at], act_type="relu")
            at = norm(name + ".bn2", conv(name + ".conv2", block.conv2, at))
            if block.downsample is not None:
                begin = norm(name + ".downsample.1", conv(name + ".downsample.0", block.downsample[0], begin))
            at = node("elemwise_add", name + ".sum", [at, begin])
            at = node("Activation", name + ".relu2", [at], act_type="relu")
    at = note(node("Pooling", "avgpool", [at], kernel=(1, 1), pool_type="avg", global_pool=True), "avgpool")
    at = node("Flatten", "flatten", [at])
    at = note(node("FullyConnected", "fc", [at, variable("fc_weight"), variable("fc_bias")], num_hidden=1000, flatten=True), "fc")
    at = node("SoftmaxOutput", "softmax", [at, variable("softmax_label")])
    symbol = {"nodes": nodes, "arg_nodes": [i for i, entry in enumerate(nodes) if entry["op"] == "null"],
              "node_row_ptr": list(range(len(nodes) + 1)), "heads": [[at, 0, 0]], "attrs": {"mxnet_version": ["int", 10900]}}
    with open(os.path.join(TARGET, "resnet18-symbol.json"), "w") as out:
        json.dump(symbol, out, indent=1)
        out.write("\n")
    with open(os.path.join(TARGET, "resnet18.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["layer", "output"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
