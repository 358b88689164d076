"""Checks what Export-CnnModel has written as ONNX, infers its shapes, and keeps what ONNX says.

    CNNPARAMS_WRITE_EXPORTS=/tmp/exports dotnet test tests/CnnParams.Formats.Tests --filter ONNX_agrees
    /usr/bin/python3 tests/oracles/exported_onnx.py /tmp/exports

Each file passes onnx.checker with full_check, which infers all shapes strictly. Writes tests/data/exports/onnx.csv: the
name of the network; the first 16 digits of the file's SHA-256; elements of all weights; running means and variances
among them; the shapes that leave, without the batch; and a digest of the layers with weights: for each, the elements of
its weights and the sizes that leave it, sorted.
"""
import csv
import hashlib
import math
import pathlib
import re
import sys

import onnx

WEIGHT = re.compile(r'\.(depthwise\.weight|pointwise\.weight|weight|bias|running_mean|running_var)$')


def sizes(value):
    axes = value.type.tensor_type.shape.dim
    # The batch is N, or what ONNX calls it behind a Resize.
    assert not axes[0].HasField('dim_value'), value.name
    assert all(axis.HasField('dim_value') for axis in axes[1:]), value.name
    return [axis.dim_value for axis in axes[1:]]


def run(path):
    # Not by its path: ONNX 1.12 writes what it infers into the file.
    onnx.checker.check_model(onnx.load(str(path)), full_check=True)
    model = onnx.shape_inference.infer_shapes(onnx.load(str(path)), check_type=True, strict_mode=True, data_prop=True)
    graph = model.graph
    values = {value.name: value for value in [*graph.input, *graph.value_info, *graph.output]}
    counts, statistics = {}, 0
    for node in graph.node:
        if node.op_type != 'Constant':
            continue
        sparse = node.attribute[0].sparse_tensor
        assert sparse.values.dims[0] == 0, node.name
        count = math.prod(sparse.dims)
        # A layer can be named pointwise itself; otherwise that is the second half of a separable one.
        own = node.name.rsplit('.', 1)[0]
        layer = own if own in values else WEIGHT.sub('', node.name)
        counts[layer] = counts.get(layer, 0) + count
        statistics += count if '.running_' in node.name else 0
    # The shapes that leave are inferred as well, and not those that the file states.
    silent = onnx.load(str(path))
    for output in silent.graph.output:
        output.type.tensor_type.ClearField('shape')
    inferred = onnx.shape_inference.infer_shapes(silent, check_type=True, strict_mode=True, data_prop=True).graph.output
    inputs = {value.name: value for value in graph.input}
    stated = {output.name: sizes(inputs.get(output.name, output)) for output in inferred}
    lines = [f"{count} {'x'.join(str(size) for size in sorted(sizes(values[layer])))}" for layer, count in counts.items()]
    return {
        'name': path.stem,
        'sha256': hashlib.sha256(path.read_bytes()).hexdigest()[:16].upper(),
        'parameters': sum(counts.values()),
        'statistics': statistics,
        'output': ' '.join('x'.join(str(size) for size in shape) for shape in stated.values()),
        'layers': hashlib.sha256('\n'.join(sorted(lines)).encode()).hexdigest()[:16].upper(),
    }


def main():
    rows, failed = [], []
    for path in sorted((pathlib.Path(sys.argv[1]) / 'ONNX').glob('*.onnx')):
        try:
            rows.append(run(path))
        except Exception as error:
            failed.append(f'{path.name}: {type(error).__name__}: {str(error)[:300]}')
    target = pathlib.Path(__file__).parents[1] / 'data' / 'exports' / 'onnx.csv'
    with open(target, 'w', newline='') as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator='\n')
        writer.writeheader()
        writer.writerows(rows)
    print(f'{len(rows)} networks', *failed, sep='\n')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
