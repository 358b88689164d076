"""Loads what Export-CnnModel has written for PyTorch, runs it, and keeps what PyTorch says.

    CNNPARAMS_WRITE_EXPORTS=/tmp/exports dotnet test tests/CnnParams.Formats.Tests --filter PyTorch_agrees
    /usr/bin/python3 tests/oracles/exported_pytorch.py /tmp/exports

Writes tests/data/exports/pytorch.csv: the name of the network; the first 16 digits of the file's SHA-256; parameters;
elements of running means and variances; the shapes that leave, without the batch; and a digest of the modules that
were called: for each, its parameters and the sizes that leave it, sorted.

Networks of the catalogue run on PyTorch's fake tensors, which have sizes and no values: those of all of them would take
hours and 3 GB. With --real, they run on numbers. The samples of single layers always do. A file that the table has by
its hash is not run again, but with --all.
"""
import contextlib
import csv
import hashlib
import pathlib
import re
import runpy
import sys

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode


def sizes(value):
    if isinstance(value, tuple):
        value = value[0]
    return list(value.shape[1:])


def digits(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16].upper()


def modules(root):
    """The modules that the file makes, not what PyTorch makes within them."""
    for _, child in root.named_children():
        if isinstance(child, nn.ModuleDict):
            yield from modules(child)
        else:
            yield child


def run(path):
    scope = runpy.run_path(str(path))
    text = path.read_text()
    shapes = re.match(r'"""[^\n]*Input without the batch: ([^\n]*)\."""', text).group(1)
    inputs = [[int(size) for size in shape.split(',') if size] for shape in re.findall(r'\(([0-9,]*)\)', shapes)]
    classes = [value for value in scope.values() if isinstance(value, type) and issubclass(value, nn.Module) and value.__module__ == '<run_path>']
    is_layer = path.stem.startswith('layer-')
    with contextlib.nullcontext() if is_layer or '--real' in sys.argv else FakeTensorMode():
        return describe(path, classes[-1]().eval(), inputs, batch=2 if is_layer else 1)


def describe(path, net, inputs, batch):
    lines = []

    def seen(module, _, output):
        count = sum(parameter.numel() for parameter in module.parameters())
        if count:
            lines.append(f"{count} {'x'.join(str(size) for size in sorted(sizes(output)))}")

    for module in modules(net):
        module.register_forward_hook(seen)
    with torch.no_grad():
        result = net(*[torch.zeros(batch, *shape) for shape in inputs])
    results = result if isinstance(result, tuple) else (result,)
    assert all(value.shape[0] == batch for value in results), path
    return {
        'name': path.stem,
        'sha256': digits(path),
        'parameters': sum(parameter.numel() for parameter in net.parameters()),
        'statistics': sum(buffer.numel() for name, buffer in net.named_buffers() if 'running' in name),
        'output': ' '.join('x'.join(str(size) for size in value.shape[1:]) for value in results),
        'layers': hashlib.sha256('\n'.join(sorted(lines)).encode()).hexdigest()[:16].upper(),
    }


def main():
    target = pathlib.Path(__file__).parents[1] / 'data' / 'exports' / 'pytorch.csv'
    known = {}
    if target.exists() and '--all' not in sys.argv:
        with open(target, newline='') as file:
            known = {(row['name'], row['sha256']): row for row in csv.DictReader(file)}
    rows, failed = [], []
    for path in sorted((pathlib.Path(sys.argv[1]) / 'PyTorch').glob('*.py')):
        try:
            rows.append(known.get((path.stem, digits(path))) or run(path))
        except Exception as error:
            failed.append(f'{path.name}: {type(error).__name__}: {error}')
    with open(target, 'w', newline='') as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator='\n')
        writer.writeheader()
        writer.writerows(rows)
    print(f'{len(rows)} networks', *failed, sep='\n')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
