#!/usr/bin/env node
/*
Graphs as TensorFlow's converter writes them for TensorFlow.js, run by @tensorflow/tfjs 4.22.0: tests/data/tensorflowjs-graph.

Run:  npm install --prefix /opt/oracle/node @tensorflow/tfjs@4.22.0
      NODE_PATH=/opt/oracle/node/node_modules node tests/oracles/graph_models.js

The graphs are written here, node by node, in the converter's form: settings as TensorFlow's protobuf messages in JSON,
texts and types in base64 and by name, values of constants in the file beside. That they are graphs is shown by the
framework, which loads and runs them.

For each graph:
  <graph>/model.json, <graph>/group1-shard1of1.bin   the graph, and the values of its constants
  <graph>.csv   a row for each node that is no constant: node, operator, type, and the shape that comes out for one
                sample, batch and all; then TOTAL with the number of float values that the file holds
*/
'use strict';
const fs = require('fs'), path = require('path');
console.warn = () => {};
const tf = require('@tensorflow/tfjs');
const OUT = path.join(__dirname, '..', 'data', 'tensorflowjs-graph');

class Graph {
  constructor() { this.nodes = []; this.specs = []; this.values = []; this.inputs = []; }
  node(op, name, input, attr = {}) { this.nodes.push({ name, op, ...(input.length ? { input } : {}), attr }); return name; }
  placeholder(name, shape) {
    this.inputs.push({ name, shape });
    return this.node('Placeholder', name, [], {
      dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: shape.map(size => ({ size: String(size ?? -1) })) } } });
  }
  constant(name, shape, dtype, values) {
    this.specs.push({ name, shape, dtype });
    const data = dtype === 'int32' ? new Int32Array(values) : new Float32Array(values);
    this.values.push(Buffer.from(data.buffer));
    return this.node('Const', name, [], {
      dtype: { type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' },
      value: { tensor: { dtype: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT', tensorShape: { dim: shape.map(size => ({ size: String(size) })) } } } });
  }
  weight(name, ...shape) {
    const count = shape.reduce((a, b) => a * b, 1);
    return this.constant(name, shape, 'float32', Array.from({ length: count }, (_, i) => ((i * 7919) % 101) / 101 + 0.01));
  }
  ints(name, ...values) { return this.constant(name, [values.length], 'int32', values); }
  int(name, value) { return this.constant(name, [], 'int32', [value]); }
}
const T = { T: { type: 'DT_FLOAT' } };
const s = text => ({ s: Buffer.from(text).toString('base64') });
const list = (...numbers) => ({ list: { i: numbers.map(String) } });
const texts = (...all) => ({ list: { s: all.map(text => Buffer.from(text).toString('base64')) } });
const i = number => ({ i: String(number) });
const b = truth => ({ b: truth });
const filter = (strides, padding, dilations = [1, 1]) => ({
  ...T, strides: list(1, strides, strides, 1), padding: s(padding), dilations: list(1, ...dilations, 1), data_format: s('NHWC') });

const graphs = {
  // Filters without bias and a batch norm, filters with a bias behind them, a residual, a mean and units.
  mobile: g => {
    let x = g.placeholder('image', [null, 32, 32, 3]);
    x = g.node('Conv2D', 'stem/Conv2D', [x, g.weight('stem/kernel', 3, 3, 3, 8)], filter(2, 'SAME'));
    x = g.node('FusedBatchNormV3', 'stem/bn', [x, ...['gamma', 'beta', 'moving_mean', 'moving_variance'].map(n => g.weight('stem/bn/' + n, 8))],
      { ...T, U: { type: 'DT_FLOAT' }, epsilon: { f: 0.001 }, is_training: b(false), data_format: s('NHWC') });
    const y = g.node('Relu6', 'stem/Relu6', [x], T);
    x = g.node('DepthwiseConv2dNative', 'block/depthwise', [y, g.weight('block/depthwise_kernel', 3, 3, 8, 1)], filter(1, 'SAME'));
    x = g.node('BiasAdd', 'block/depthwise/BiasAdd', [x, g.weight('block/depthwise_bias', 8)], { ...T, data_format: s('NHWC') });
    x = g.node('Relu', 'block/Relu', [x], T);
    x = g.node('Conv2D', 'block/project', [x, g.weight('block/project_kernel', 1, 1, 8, 8)], filter(1, 'VALID'));
    x = g.node('BiasAdd', 'block/project/BiasAdd', [x, g.weight('block/project_bias', 8)], { ...T, data_format: s('NHWC') });
    x = g.node('AddV2', 'block/add', [x, y], T);
    x = g.node('Conv2D', 'dilated', [x, g.weight('dilated_kernel', 3, 3, 8, 4)], filter(1, 'SAME', [2, 2]));
    x = g.node('MaxPool', 'pool', [x], { ...T, ksize: list(1, 3, 3, 1), strides: list(1, 2, 2, 1), padding: s('SAME'), data_format: s('NHWC') });
    x = g.node('Mean', 'mean', [x, g.ints('mean/axes', 1, 2)], { ...T, keep_dims: b(false) });
    x = g.node('MatMul', 'logits/MatMul', [x, g.weight('logits/kernel', 4, 10)], { ...T, transpose_a: b(false), transpose_b: b(false) });
    x = g.node('BiasAdd', 'logits/BiasAdd', [x, g.weight('logits/bias', 10)], { ...T, data_format: s('NHWC') });
    x = g.node('Softmax', 'softmax', [x], T);
    return [g.node('Identity', 'Identity', [x], T)];
  },
  // What grappler makes of the same: one operator for filters, bias and activation.
  fused: g => {
    const fusion = (...ops) => ({ fused_ops: texts(...ops), num_args: i(1), epsilon: { f: 0 } });
    let x = g.placeholder('image', [null, 24, 20, 3]);
    x = g.node('Pad', 'pad', [x, g.constant('pad/paddings', [4, 2], 'int32', [0, 0, 1, 2, 3, 0, 0, 0])], T);
    x = g.node('_FusedConv2D', 'a', [x, g.weight('a/kernel', 5, 3, 3, 6), g.weight('a/bias', 6)], { ...filter(2, 'VALID'), ...fusion('BiasAdd', 'Relu6') });
    const y = g.node('FusedDepthwiseConv2dNative', 'b', [x, g.weight('b/kernel', 3, 3, 6, 2), g.weight('b/bias', 12)], { ...filter(1, 'SAME'), ...fusion('BiasAdd', 'Relu') });
    const z = g.node('AvgPool', 'avg', [y], { ...T, ksize: list(1, 3, 3, 1), strides: list(1, 1, 1, 1), padding: s('SAME'), data_format: s('NHWC') });
    x = g.node('ConcatV2', 'concat', [y, z, g.int('concat/axis', 3)], { ...T, N: i(2) });
    x = g.node('Prelu', 'prelu', [x, g.weight('prelu/alpha', 1, 1, 24)], T);
    const shape = g.node('Shape', 'shape', [x], { ...T, out_type: { type: 'DT_INT32' } });
    const cut = { T: { type: 'DT_INT32' }, Index: { type: 'DT_INT32' }, begin_mask: i(0), end_mask: i(0), ellipsis_mask: i(0), new_axis_mask: i(0), shrink_axis_mask: i(1) };
    const batch = g.node('StridedSlice', 'batch', [shape, g.ints('cut/0', 0), g.ints('cut/1', 1), g.ints('cut/2', 1)], cut);
    const packed = g.node('Pack', 'packed', [batch, g.int('rest', -1)], { T: { type: 'DT_INT32' }, N: i(2), axis: i(0) });
    x = g.node('Reshape', 'flatten', [x, packed], { ...T, Tshape: { type: 'DT_INT32' } });
    x = g.node('_FusedMatMul', 'fc', [x, g.weight('fc/kernel', 12 * 11 * 24, 5), g.weight('fc/bias', 5)], { ...T, ...fusion('BiasAdd', 'Relu'), transpose_a: b(false), transpose_b: b(false) });
    return [g.node('Sigmoid', 'out', [x], T)];
  },
  // Sizes that are computed from sizes, values that are moved, and a decoder.
  shapes: g => {
    const int = { T: { type: 'DT_INT32' } };
    const x = g.placeholder('image', [null, 12, 10, 4]);
    const shape = g.node('Shape', 'shape', [x], { ...T, out_type: { type: 'DT_INT32' } });
    const hw = g.node('StridedSlice', 'hw', [shape, g.ints('hw/begin', 1), g.ints('hw/end', 3), g.ints('hw/step', 1)], { ...int, begin_mask: i(0), end_mask: i(0), ellipsis_mask: i(0), new_axis_mask: i(0), shrink_axis_mask: i(0) });
    const twice = g.node('Mul', 'twice', [hw, g.ints('two', 2, 3)], int);
    let y = g.node('ResizeBilinear', 'resize', [x, twice], { ...T, align_corners: b(false), half_pixel_centers: b(true) });
    y = g.node('Transpose', 'transpose', [y, g.ints('order', 0, 3, 1, 2)], { ...T, Tperm: { type: 'DT_INT32' } });
    y = g.node('Transpose', 'back', [y, g.ints('order2', 0, 2, 3, 1)], { ...T, Tperm: { type: 'DT_INT32' } });
    const at = (name, index) => g.node('StridedSlice', name, [shape, g.ints(name + '/b', index), g.ints(name + '/e', index + 1), g.ints(name + '/s', 1)], { ...int, begin_mask: i(0), end_mask: i(0), ellipsis_mask: i(0), new_axis_mask: i(0), shrink_axis_mask: i(1) });
    const height = g.node('Mul', 'height', [at('h', 1), g.int('by', 2)], int), width = g.node('Mul', 'width', [at('w', 2), g.int('by2', 2)], int);
    const sizes = g.node('Pack', 'sizes', [at('n', 0), height, width, g.int('depth', 5)], { ...int, N: i(4), axis: i(0) });
    let z = g.node('Conv2DBackpropInput', 'up', [sizes, g.weight('up/kernel', 3, 3, 5, 4), x], filter(2, 'SAME'));
    z = g.node('BiasAdd', 'up/BiasAdd', [z, g.weight('up/bias', 5)], { ...T, data_format: s('NHWC') });
    z = g.node('LeakyRelu', 'leaky', [z], { ...T, alpha: { f: 0.2 } });
    const parts = g.node('Split', 'split', [g.int('split/axis', 3), x], { ...T, num_split: i(2) });
    const product = g.node('Mul', 'product', [parts, parts + ':1'], T);
    const scaled = g.node('Mul', 'scaled', [product, g.weight('scale', 2)], T);
    const half = g.node('RealDiv', 'half', [scaled, g.constant('divisor', [], 'float32', [255])], T);
    const sliced = g.node('Slice', 'slice', [half, g.ints('slice/begin', 0, 2, 1, 0), g.ints('slice/size', -1, 4, -1, 2)], T);
    const squares = g.node('Square', 'square', [sliced], T);
    const sum = g.node('Sum', 'sum', [squares, g.ints('sum/axes', 1)], { ...T, keep_dims: b(true) });
    const squeezed = g.node('Squeeze', 'squeeze', [sum], { ...T, squeeze_dims: list(1) });
    const expanded = g.node('ExpandDims', 'expand', [squeezed, g.int('expand/axis', 1)], T);
    const tiled = g.node('Tile', 'tile', [expanded, g.ints('tile/times', 1, 3, 1, 1)], T);
    const rows = g.node('Reshape', 'rows', [x, g.ints('rows/shape', -1, 120, 4)], T);
    const gram = g.node('BatchMatMulV2', 'gram', [rows, rows], { ...T, adj_x: b(false), adj_y: b(true) });
    const depth = g.node('DepthToSpace', 'd2s', [x], { ...T, block_size: i(2), data_format: s('NHWC') });
    const stacked = g.node('Pack', 'stack', [depth, depth], { ...T, N: i(2), axis: i(1) });
    const maximum = g.node('Max', 'max', [x, g.ints('max/axes', 1, 2)], { ...T, keep_dims: b(true) });
    const first = g.node('StridedSlice', 'first', [x, g.ints('first/b', 0, 0, 2, 0), g.ints('first/e', 0, 0, 8, 0), g.ints('first/s', 1, 2, 3, 1)],
      { ...T, begin_mask: i(0b1011), end_mask: i(0b1011), ellipsis_mask: i(0), new_axis_mask: i(0), shrink_axis_mask: i(0) });
    return [y, z, tiled, gram, stacked, maximum, first];
  },
  // Filters that were dilated by dealing the image out over the batch.
  atrous: g => {
    const x = g.placeholder('image', [null, 13, 13, 4]);
    let y = g.node('SpaceToBatchND', 'deal', [x, g.ints('block', 2, 2), g.constant('pads', [2, 2], 'int32', [2, 3, 2, 3])], { ...T, Tblock_shape: { type: 'DT_INT32' }, Tpaddings: { type: 'DT_INT32' } });
    y = g.node('Conv2D', 'conv', [y, g.weight('conv/kernel', 3, 3, 4, 6)], filter(1, 'VALID'));
    y = g.node('BiasAdd', 'conv/BiasAdd', [y, g.weight('conv/bias', 6)], { ...T, data_format: s('NHWC') });
    y = g.node('BatchToSpaceND', 'gather', [y, g.ints('block2', 2, 2), g.constant('crops', [2, 2], 'int32', [0, 1, 0, 1])], { ...T, Tblock_shape: { type: 'DT_INT32' }, Tcrops: { type: 'DT_INT32' } });
    let z = g.node('SpaceToBatchND', 'deal2', [x, g.ints('block3', 3, 3), g.constant('pads2', [2, 2], 'int32', [0, 2, 0, 2])], { ...T, Tblock_shape: { type: 'DT_INT32' }, Tpaddings: { type: 'DT_INT32' } });
    z = g.node('DepthwiseConv2dNative', 'depthwise', [z, g.weight('depthwise/kernel', 2, 2, 4, 1)], filter(1, 'VALID'));
    z = g.node('BatchToSpaceND', 'gather2', [z, g.ints('block4', 3, 3), g.constant('crops2', [2, 2], 'int32', [0, 0, 0, 0])], { ...T, Tblock_shape: { type: 'DT_INT32' }, Tcrops: { type: 'DT_INT32' } });
    return [g.node('Relu', 'relu', [y], T), g.node('Relu', 'relu2', [z], T)];
  },
  // The arithmetic that batch normalisation was before it was an operator of its own.
  unfused: g => {
    let x = g.placeholder('image', [null, 9, 9, 3]);
    x = g.node('Conv2D', 'conv', [x, g.weight('conv/weights', 3, 3, 3, 6)], filter(1, 'VALID'));
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(n => g.weight('bn/' + n, 6));
    const deviation = g.node('Rsqrt', 'bn/rsqrt', [g.node('AddV2', 'bn/variance', [variance, g.constant('bn/epsilon', [], 'float32', [0.001])], T)], T);
    const factor = g.node('Mul', 'bn/factor', [deviation, gamma], T);
    const shifted = g.node('Sub', 'bn/offset', [beta, g.node('Mul', 'bn/mean', [mean, factor], T)], T);
    x = g.node('AddV2', 'bn/add', [g.node('Mul', 'bn/mul', [x, factor], T), shifted], T);
    return [g.node('Tanh', 'tanh', [x], T)];
  },
};

(async () => {
  fs.mkdirSync(OUT, { recursive: true });
  for (const [name, make] of Object.entries(graphs)) {
    const g = new Graph(), outputs = make(g);
    const info = (tensor, shape) => ({ name: tensor + ':0', dtype: 'DT_FLOAT', ...(shape ? { tensorShape: { dim: shape.map(size => ({ size: String(size ?? -1) })) } } : {}) });
    const signature = {
      inputs: Object.fromEntries(g.inputs.map(input => [input.name, info(input.name, input.shape)])),
      outputs: Object.fromEntries(outputs.map(output => [output, info(output)])) };
    const modelTopology = { node: g.nodes, library: {}, versions: { producer: 987 } };
    const model = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs: g.specs, weightData: new Uint8Array(Buffer.concat(g.values)).buffer, signature }));
    const computed = g.nodes.filter(node => node.op !== 'Const');
    const feeds = Object.fromEntries(g.inputs.map(input => [input.name, tf.ones(input.shape.map(size => size ?? 1))]));
    const names = computed.map(node => node.name).filter(node => !g.inputs.some(input => input.name === node));
    const tensors = model.execute(feeds, names);
    const rows = names.map((node, at) => [node, computed.find(n => n.name === node).op, tensors[at].dtype, tensors[at].shape.join('x')].join(','));
    const total = g.specs.filter(spec => spec.dtype === 'float32').reduce((sum, spec) => sum + spec.shape.reduce((a, b) => a * b, 1), 0);
    fs.mkdirSync(path.join(OUT, name), { recursive: true });
    fs.writeFileSync(path.join(OUT, name, 'model.json'), JSON.stringify({
      format: 'graph-model', generatedBy: '2.15.0', convertedBy: 'TensorFlow.js Converter v4.22.0', signature, modelTopology,
      weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: g.specs }] }));
    fs.writeFileSync(path.join(OUT, name, 'group1-shard1of1.bin'), Buffer.concat(g.values));
    fs.writeFileSync(path.join(OUT, name + '.csv'), ['node,operator,type,shape', ...rows, `TOTAL,,,${total}`].join('\n') + '\n');
  }
})();
