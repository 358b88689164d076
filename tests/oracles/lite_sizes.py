"""What files of TensorFlow Lite hold: the bytes of weights, biases and quantisation constants, and all the rest.

A plain walk over the FlatBuffers of schema.fbs, version 3, without TensorFlow. One row of CSV for each file:

    file,bytes              its name and its size
    tensors,operators       of all subgraphs
    weights,biases          bytes of constants: biases are constants of 32 or 64 bits that have a scale, or that are the
                            third input of a convolution or of units; weights all others that are no sizes or places
    weight_scales           bytes of the scales (float32) and of the zero points (int64) of these constants
    weight_zero_points
    other_scales            the same of all other tensors: activations, inputs and outputs
    other_zero_points
    others                  bytes of constants that are sizes or places (int32 or int64 without a scale)

Usage: lite_sizes.py FILE... > tests/data/quantization/lite.csv
The files are those of MLPerf Tiny (mlcommons/tiny), person_detect of tensorflow/tflite-micro, and the MobileNets of
google-coral/test_data. None of them is kept here.
"""
import struct
import sys

WHOLE_LONG = {2, 4, 12, 15}  # int32, int64, uint64, uint32
WITH_BIAS = {3, 4, 9, 67}  # CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, TRANSPOSE_CONV


class Table:
    def __init__(self, data, at):
        self.data, self.at = data, at
        self.vtable = at - struct.unpack_from('<i', data, at)[0]
        self.fields = (struct.unpack_from('<H', data, self.vtable)[0] - 4) // 2

    def place(self, field):
        if field >= self.fields:
            return 0
        offset = struct.unpack_from('<H', self.data, self.vtable + 4 + 2 * field)[0]
        return self.at + offset if offset else 0

    def number(self, field, form='<i', default=0):
        place = self.place(field)
        return struct.unpack_from(form, self.data, place)[0] if place else default

    def target(self, field):
        place = self.place(field)
        return place + struct.unpack_from('<I', self.data, place)[0] if place else 0

    def table(self, field):
        target = self.target(field)
        return Table(self.data, target) if target else None

    def length(self, field):
        target = self.target(field)
        return struct.unpack_from('<I', self.data, target)[0] if target else 0

    def tables(self, field):
        target = self.target(field)
        for i in range(self.length(field)):
            place = target + 4 + 4 * i
            yield Table(self.data, place + struct.unpack_from('<I', self.data, place)[0])

    def int32s(self, field):
        return struct.unpack_from('<%di' % self.length(field), self.data, self.target(field) + 4) if self.target(field) else ()


def sizes(path):
    data = open(path, 'rb').read()
    assert data[4:8] == b'TFL3', path
    root = Table(data, struct.unpack_from('<I', data, 0)[0])
    codes = [max(code.number(0, '<b'), code.number(3)) for code in root.tables(1)]
    held = [buffer.length(0) for buffer in root.tables(4)]
    row = dict.fromkeys(('tensors', 'operators', 'weights', 'biases', 'weight_scales', 'weight_zero_points',
                         'other_scales', 'other_zero_points', 'others'), 0)
    seen = set()
    for graph in root.tables(2):
        tensors, operators = list(graph.tables(0)), list(graph.tables(3))
        row['tensors'] += len(tensors)
        row['operators'] += len(operators)
        biases = {op.int32s(1)[2] for op in operators if codes[op.number(0)] in WITH_BIAS and len(op.int32s(1)) > 2}
        for index, tensor in enumerate(tensors):
            kind, buffer = tensor.number(1, '<b'), tensor.number(2, '<I')
            quantization = tensor.table(4)
            scales, zeros = (4 * quantization.length(2), 8 * quantization.length(3)) if quantization else (0, 0)
            if not held[buffer]:
                row['other_scales'] += scales
                row['other_zero_points'] += zeros
                continue
            row['weight_scales'] += scales
            row['weight_zero_points'] += zeros
            if buffer in seen:
                continue
            seen.add(buffer)
            name = 'biases' if index in biases else 'others' if kind in WHOLE_LONG and not scales else \
                'biases' if kind in WHOLE_LONG else 'weights'
            row[name] += held[buffer]
    return dict(bytes=len(data), **row)


if __name__ == '__main__':
    title = None
    for path in sys.argv[1:]:
        row = sizes(path)
        if title is None:
            title = list(row)
            print(','.join(['file'] + title))
        print(','.join([path.split('/')[-1]] + [str(row[name]) for name in title]))
