"""Writes definitions of published networks for Caffe, and what OpenCV, which reads them too, makes of them.

The definitions are written here, from the tables of the papers and the rules of Caffe's format; the numbers are not.
Makes in tests/data/caffe:
- *.prototxt, and small.caffemodel (with weights, few enough to keep);
- shapes.csv: definition,layer,output (without the batch) by cv2.dnn.readNetFromCaffe and getLayersShapes. OpenCV wants
  the weights along; they are written to a temporary file, all zero, and OpenCV refuses those that do not fit.
"""
import csv
import os
import tempfile

import cv2

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "caffe")


class Writer:
    """A definition in text, and the same network in protobuf's wire format with zeros as weights."""

    def __init__(self, name, first=False):
        self.name, self.first, self.text, self.binary = name, first, [f'name: "{name}"'], [field(1, name)]
        self.channels = {}

    def input(self, *shape, legacy=False):
        self.channels["data"] = shape[0]
        self.shape = (1,) + shape
        if legacy:
            self.text += ['input: "data"'] + [f"input_dim: {size}" for size in self.shape]
            self.binary += [field(3, "data")] + [tag(4, 0) + varint(size) for size in self.shape]
        else:
            dims = " ".join(f"dim: {size}" for size in self.shape)
            self.text.append(f'layer {{ name: "data" type: "Input" top: "data" input_param {{ shape {{ {dims} }} }} }}')
            self.binary.append(field(100, field(1, "data") + field(2, "Input") + field(4, "data")
                                     + field(143, field(1, packed(1, self.shape)))))

    def layer(self, name, kind, bottoms, tops=None, settings="", number=0, body=b"", blobs=(), channels=None, rules=""):
        bottoms, tops = bottoms.split(), (tops or name).split()
        words = "".join(f' bottom: "{blob}"' for blob in bottoms) + "".join(f' top: "{blob}"' for blob in tops)
        if self.first:
            self.text.append(f'layers {{ name: "{name}" type: {kind.upper()}{words}{rules} {settings} }}')
        else:
            self.text.append(f'layer {{ name: "{name}" type: "{kind}"{words}{rules} {settings} }}')
        message = field(1, name) + field(2, kind) + b"".join(field(3, blob) for blob in bottoms) + b"".join(field(4, blob) for blob in tops)
        message += b"".join(field(7, blob_of(shape)) for shape in blobs)
        if number:
            message += field(number, body)
        self.binary.append(field(100, message))
        for top in tops:
            self.channels[top] = channels if channels is not None else self.channels[bottoms[0]]

    def conv(self, name, bottom, filters, kernel, stride=1, pad=0, group=1, bias=True, dilation=1, kind="Convolution"):
        settings = f"num_output: {filters} kernel_size: {kernel}"
        body = number(1, filters) + number(4, kernel)
        for word, value, missing, at in (("stride", stride, 1, 6), ("pad", pad, 0, 3), ("group", group, 1, 5), ("dilation", dilation, 1, 18)):
            if value != missing:
                settings += f" {word}: {value}"
                body += number(at, value)
        if not bias:
            settings += " bias_term: false"
            body += number(2, 0)
        arriving = self.channels[bottom]
        shape = (filters, arriving // group, kernel, kernel) if kind == "Convolution" else (arriving, filters // group, kernel, kernel)
        self.layer(name, kind, bottom, None, f"convolution_param {{ {settings} }}", 106, body,
                   [shape] + ([(filters,)] if bias else []), filters)

    def dense(self, name, bottom, units, arriving):
        kind = "INNER_PRODUCT" if self.first else "InnerProduct"
        self.layer(name, kind, bottom, None, f"inner_product_param {{ num_output: {units} }}", 117, number(1, units),
                   [(units, arriving), (units,)], units)

    def relu(self, blob):
        self.layer("relu_" + blob, "ReLU", blob, blob)

    def pool(self, name, bottom, kernel=3, stride=2, pad=0, method="MAX"):
        words = f"pool: {method} kernel_size: {kernel}" + (f" stride: {stride}" if stride != 1 else "") + (f" pad: {pad}" if pad else "")
        body = number(1, ["MAX", "AVE"].index(method)) + number(2, kernel) + number(3, stride) + number(4, pad)
        self.layer(name, "Pooling", bottom, None, f"pooling_param {{ {words} }}", 121, body)

    def lrn(self, name, bottom):
        self.layer(name, "LRN", bottom, None, "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }", 118, number(1, 5))

    def norm(self, blob):
        count = self.channels[blob]
        self.layer("bn_" + blob, "BatchNorm", blob, blob, blobs=[(count,), (count,), (1,)])
        self.layer("scale_" + blob, "Scale", blob, blob, "scale_param { bias_term: true }", 142, number(4, 1), [(count,), (count,)])

    def concat(self, name, bottoms, settings="", body=b""):
        self.layer(name, "Concat", bottoms, None, settings, 104 if body else 0, body, channels=sum(self.channels[blob] for blob in bottoms.split()))


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def tag(number_, wire):
    return varint(number_ << 3 | wire)


def number(at, value):
    return tag(at, 0) + varint(value)


def field(at, content):
    content = content.encode() if isinstance(content, str) else content
    return tag(at, 2) + varint(len(content)) + content


def packed(at, values):
    return field(at, b"".join(varint(value) for value in values))


def blob_of(shape):
    count = 1
    for size in shape:
        count *= size
    return field(5, bytes(4 * count)) + field(7, packed(1, shape))


def lenet():
    net = Writer("LeNet", first=True)
    net.input(1, 28, 28, legacy=True)
    net.conv("conv1", "data", 20, 5)
    net.pool("pool1", "conv1", 2)
    net.conv("conv2", "pool1", 50, 5)
    net.pool("pool2", "conv2", 2)
    net.dense("ip1", "pool2", 500, 800)
    net.relu("ip1")
    net.dense("ip2", "ip1", 10, 500)
    net.layer("prob", "Softmax", "ip2")
    return net


def alexnet():
    net = Writer("AlexNet")
    net.input(3, 227, 227)
    net.conv("conv1", "data", 96, 11, 4)
    net.relu("conv1")
    net.lrn("norm1", "conv1")
    net.pool("pool1", "norm1")
    net.conv("conv2", "pool1", 256, 5, pad=2, group=2)
    net.relu("conv2")
    net.lrn("norm2", "conv2")
    net.pool("pool2", "norm2")
    net.conv("conv3", "pool2", 384, 3, pad=1)
    net.relu("conv3")
    net.conv("conv4", "conv3", 384, 3, pad=1, group=2)
    net.relu("conv4")
    net.conv("conv5", "conv4", 256, 3, pad=1, group=2)
    net.relu("conv5")
    net.pool("pool5", "conv5")
    for name, bottom, units, arriving in (("fc6", "pool5", 4096, 9216), ("fc7", "fc6", 4096, 4096)):
        net.dense(name, bottom, units, arriving)
        net.relu(name)
        net.layer("drop_" + name, "Dropout", name, name, "dropout_param { dropout_ratio: 0.5 }")
    net.dense("fc8", "fc7", 1000, 4096)
    net.layer("prob", "Softmax", "fc8")
    return net


# Table 1 of Szegedy et al., Going Deeper with Convolutions: #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj.
INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64), "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64), "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128),
}


def googlenet(trained):
    net = Writer("GoogLeNet")
    if trained:
        net.channels["data"] = 3
        for phase in ("TRAIN", "TEST"):
            net.text.append(f'layer {{ name: "data" type: "Data" top: "data" top: "label" include {{ phase: {phase} }} '
                            "transform_param { crop_size: 224 mean_value: 104 mean_value: 117 mean_value: 123 } "
                            f'data_param {{ source: "somewhere/{phase.lower()}" backend: LMDB batch_size: 50 }} }}')
    else:
        net.input(3, 224, 224)

    def unit(name, bottom, *settings, **named):
        net.conv(name, bottom, *settings, **named)
        net.relu(name)

    def side(index, bottom):
        net.pool(f"loss{index}/ave_pool", bottom, 5, 3, method="AVE")
        unit(f"loss{index}/conv", f"loss{index}/ave_pool", 128, 1)
        net.dense(f"loss{index}/fc", f"loss{index}/conv", 1024, 2048)
        net.relu(f"loss{index}/fc")
        net.dense(f"loss{index}/classifier", f"loss{index}/fc", 1000, 1024)
        loss(f"loss{index}", f"loss{index}/classifier")

    def loss(name, bottom):
        net.layer(name + "/loss", "SoftmaxWithLoss", bottom + " label", channels=1)
        net.layer(name + "/top-1", "Accuracy", bottom + " label", rules=" include { phase: TEST }", channels=1)

    unit("conv1", "data", 64, 7, 2, 3)
    net.pool("pool1", "conv1")
    net.lrn("norm1", "pool1")
    unit("conv2/reduce", "norm1", 64, 1)
    unit("conv2", "conv2/reduce", 192, 3, 1, 1)
    net.lrn("norm2", "conv2")
    net.pool("pool2", "norm2")
    bottom = "pool2"
    for name, (ones, threes_in, threes, fives_in, fives, proj) in INCEPTIONS.items():
        unit(f"{name}/1x1", bottom, ones, 1)
        unit(f"{name}/3x3_reduce", bottom, threes_in, 1)
        unit(f"{name}/3x3", f"{name}/3x3_reduce", threes, 3, 1, 1)
        unit(f"{name}/5x5_reduce", bottom, fives_in, 1)
        unit(f"{name}/5x5", f"{name}/5x5_reduce", fives, 5, 1, 2)
        net.pool(f"{name}/pool", bottom, 3, 1, 1)
        unit(f"{name}/pool_proj", f"{name}/pool", proj, 1)
        net.concat(f"{name}/output", " ".join(f"{name}/{part}" for part in ("1x1", "3x3", "5x5", "pool_proj")))
        bottom = f"{name}/output"
        if trained and name in ("4a", "4d"):
            side({"4a": 1, "4d": 2}[name], bottom)
        if name in ("3b", "4e"):
            net.pool("pool" + name[0], bottom)
            bottom = "pool" + name[0]
    net.pool("pool5", bottom, 7, 1, method="AVE")
    net.layer("drop", "Dropout", "pool5", "pool5", "dropout_param { dropout_ratio: 0.4 }")
    net.dense("classifier", "pool5", 1000, 1024)
    if trained:
        loss("loss3", "classifier")
    else:
        net.layer("prob", "Softmax", "classifier")
    return net


def residual():
    """Units in place, a sum, a slice and parts of it, PReLU, global pooling."""
    net = Writer("Residual")
    net.input(3, 32, 24)
    net.conv("conv1", "data", 16, 7, 2, 3, bias=False)
    net.norm("conv1")
    net.relu("conv1")
    net.pool("pool1", "conv1", 3, 2, 1)
    net.conv("branch1", "pool1", 32, 1, bias=False)
    net.norm("branch1")
    net.conv("branch2", "pool1", 32, 3, 1, 2, dilation=2, group=4)
    net.layer("prelu", "PReLU", "branch2", "branch2", blobs=[(32,)])
    net.layer("sum", "Eltwise", "branch1 branch2", None, "eltwise_param { operation: SUM }", 110, number(1, 1))
    net.layer("slice", "Slice", "sum", "part1 part2", "slice_param { axis: 1 slice_point: 20 }", 126, number(3, 1) + number(2, 20))
    net.channels.update(part1=20, part2=12)
    net.conv("conv2", "part2", 20, 1)
    net.layer("product", "Eltwise", "part1 conv2", None, "eltwise_param { operation: PROD }", 110, number(1, 0), channels=20)
    net.layer("global", "Pooling", "product", None, "pooling_param { pool: AVE global_pooling: true }", 121, number(1, 1) + number(12, 1))
    net.dense("fc", "global", 5, 20)
    return net


def segmentation():
    """Transposed convolution and a crop to the size of another map, flattening and reshaping."""
    net = Writer("Segmentation")
    net.input(3, 45, 37)
    net.conv("conv1", "data", 8, 3, 2, 1)
    net.conv("conv2", "conv1", 12, 3, 2, 1)
    net.conv("up", "conv2", 8, 4, 2, 0, kind="Deconvolution", bias=False)
    net.layer("crop", "Crop", "up conv1", None, "crop_param { axis: 2 offset: 1 }", 144, number(1, 2) + number(2, 1))
    net.concat("join", "crop conv1")
    net.layer("flat", "Flatten", "join", None, "flatten_param { axis: 2 }", 135, number(1, 2))
    net.layer("rows", "Reshape", "join", None, "reshape_param { shape { dim: 0 dim: 4 dim: -1 dim: 19 } }", 133,
              field(1, packed(1, (0, 4)) + number(1, (1 << 64) - 1) + number(1, 19)))
    return net


def shapes_of(net):
    with tempfile.TemporaryDirectory() as folder:
        text, binary = os.path.join(folder, "net.prototxt"), os.path.join(folder, "net.caffemodel")
        with open(text, "w") as out:
            out.write("\n".join(net.text) + "\n")
        with open(binary, "wb") as out:
            for part in net.binary:
                out.write(part)
        read = cv2.dnn.readNetFromCaffe(text, binary)
        ids, _, outputs = read.getLayersShapes(list(net.shape))
        for layer, shapes in zip(ids.flatten(), outputs):
            name = read.getLayer(int(layer)).name
            if name and name != "_input":
                yield name, "x".join(str(int(size)) for size in shapes[0].flatten()[1:])


def main():
    os.makedirs(TARGET, exist_ok=True)
    rows = []
    nets = {"lenet_v1": lenet(), "alexnet": alexnet(), "googlenet": googlenet(False), "googlenet_train_val": googlenet(True),
            "residual": residual(), "segmentation": segmentation()}
    for name, net in nets.items():
        with open(os.path.join(TARGET, name + ".prototxt"), "w") as out:
            out.write("\n".join(net.text) + "\n")
        if name != "googlenet_train_val":
            found = list(shapes_of(net))
            rows += [[name, *row] for row in found]
            print(name, len(found))
    with open(os.path.join(TARGET, "small.caffemodel"), "wb") as out:
        for part in nets["residual"].binary:
            out.write(part)
    with open(os.path.join(TARGET, "shapes.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["definition", "layer", "output"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
