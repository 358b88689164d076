#!/usr/bin/env node
/*
The models of tests/data/sources/keras, built anew with the layers of @tensorflow/tfjs 4.22.0: tests/data/sources/keras.csv.

Run:  npm install --prefix /opt/oracle/node @tensorflow/tfjs@4.22.0
      NODE_PATH=/opt/oracle/node/node_modules node tests/oracles/keras_sources.js

Columns: source, parameters, trainable, outputs (without the batch), layers (the parameters of each layer that has some,
sorted; empty where a layer of the source stands for several here).

What TensorFlow.js does not have is put together of what it has: an attention of heads is its four dense layers
(https://keras.io/api/layers/attention_layers/multi_head_attention: the projections of query, key and value to
num_heads * key_dim, and back), a causal convolution has the shape of one with the padding 'same' (stride 1), positions
are looked up by an input of their own, and layers that sources define are classes here too.
*/
'use strict';
const fs = require('fs'), path = require('path');
console.warn = () => {};
const log = console.log;
console.log = () => {};
const tf = require('@tensorflow/tfjs');
// Weights are counted and not used: zeros take no time.
const zeros = Object.fromEntries(['kernel', 'recurrent', 'embeddings', 'depthwise'].map(weight => [`${weight}Initializer`, 'zeros']));
const apart = Object.fromEntries(['depthwise', 'pointwise'].map(weight => [`${weight}Initializer`, 'zeros']));
const L = new Proxy(tf.layers, {
  get: (layers, name) => config => layers[name]({ ...(name === 'separableConv2d' ? apart : zeros), ...config }),
});
const OUT = path.join(__dirname, '..', 'data', 'sources', 'keras.csv');

const input = (...shape) => tf.input({ shape });
const conv = (filters, kernelSize, more = {}) => L.conv2d({ filters, kernelSize, padding: 'same', ...more });
const dense = (units, more = {}) => L.dense({ units, ...more });
const pool = (more = {}) => L.maxPooling2d({ poolSize: 2, ...more });
const model = (inputs, outputs) => tf.model({ inputs, outputs });
const chain = (x, ...layers) => layers.reduce((flowing, layer) => layer.apply(flowing), x);

// A function of tensors of one shape, which has no weights.
class Same extends tf.layers.Layer {
  constructor(name) { super({ name }); }
  computeOutputShape(shape) { return Array.isArray(shape[0]) ? shape[0] : shape; }
  call(inputs) { return Array.isArray(inputs) ? inputs[0] : inputs; }
  getClassName() { return 'Same'; }
}

// A vector of weights, one for each channel.
class Vector extends tf.layers.Layer {
  build(shape) { this.addWeight('scale', [shape[shape.length - 1]], 'float32', tf.initializers.ones()); this.built = true; }
  computeOutputShape(shape) { return shape; }
  call(inputs) { return Array.isArray(inputs) ? inputs[0] : inputs; }
  getClassName() { return 'Vector'; }
}

// The dense layers of an attention over x, with the sum of their outputs in the place of the weighing.
const attention = (x, heads, size) => {
  const width = x.shape[x.shape.length - 1];
  const mixed = L.add().apply([0, 1, 2].map(() => dense(heads * size).apply(x)));
  return dense(width).apply(mixed);
};

const vgg = (x, trainableFrom) => {
  let at = 0;
  for (const [filters, count] of [[64, 2], [128, 2], [256, 3], [512, 3], [512, 3]]) {
    for (let i = 0; i < count; i++)
      x = conv(filters, 3, { trainable: ++at > trainableFrom }).apply(x);
    x = pool().apply(x);
  }
  return x;
};

const models = {
  attention: () => {
    const words = input(120), places = input(120);
    let x = L.add().apply([L.embedding({ inputDim: 8000, outputDim: 40 }).apply(words), L.embedding({ inputDim: 120, outputDim: 40 }).apply(places)]);
    for (const inner of [96, 64]) {
      x = L.add().apply([x, attention(L.layerNormalization().apply(x), 4, 10)]);
      x = L.add().apply([x, chain(x, L.layerNormalization(), dense(inner), dense(40))]);
    }
    return [model([words, places], chain(x, L.globalMaxPooling1d(), dense(5))), 'several'];
  },
  attention_gate: () => {
    const x = input(96, 96, 1), kept = [], widths = [16, 32, 64];
    const twice = (y, filters) => chain(y, ...[1, 2].flatMap(() => [conv(filters, 3, { useBias: false }), L.batchNormalization()]));
    let y = x;
    for (const filters of widths) {
      kept.push(y = twice(y, filters));
      y = pool().apply(y);
    }
    y = twice(y, 128);
    for (const filters of [64, 32, 16]) {
      const skip = kept.pop(), half = filters / 2;
      const seen = chain(L.add().apply([conv(half, 1, { strides: 2 }).apply(skip), conv(half, 1).apply(y)]), conv(1, 1), L.upSampling2d({ size: [2, 2] }));
      const gated = new Same(`gate${filters}`).apply([skip, seen]);
      y = twice(L.concatenate().apply([L.conv2dTranspose({ filters, kernelSize: 2, strides: 2, padding: 'same' }).apply(y), gated]), filters);
    }
    return [model(x, conv(1, 1).apply(y))];
  },
  autoencoder: () => {
    const x = input(28, 28, 1);
    const half = () => pool({ padding: 'same' }), up = () => L.upSampling2d({ size: [2, 2] });
    return [model(x, chain(x, conv(16, 3), half(), conv(8, 3), half(), conv(8, 3), half(), conv(8, 3), up(), conv(8, 3), up(), conv(16, 3, { padding: 'valid' }), up(), conv(1, 3)))];
  },
  conv_lstm: () => {
    const x = input(15, 40, 40, 1);
    const cell = () => L.convLstm2d({ filters: 40, kernelSize: 3, padding: 'same', returnSequences: true });
    return [model(x, chain(x, cell(), L.batchNormalization(), cell(), L.batchNormalization(), L.conv3d({ filters: 1, kernelSize: 3, padding: 'same' })))];
  },
  crnn: () => {
    const x = input(128, 64, 1);
    const block = (filters, poolSize) => [conv(filters, 3), L.batchNormalization(), L.activation({ activation: 'relu' }), L.maxPooling2d({ poolSize })];
    const both = () => L.bidirectional({ layer: L.lstm({ units: 256, returnSequences: true }), mergeMode: 'concat' });
    return [model(x, chain(x, ...block(64, [2, 2]), ...block(128, [2, 2]), ...block(256, [1, 2]), L.reshape({ targetShape: [32, 2048] }), dense(64), both(), both(), dense(63)))];
  },
  custom_layer: () => {
    const x = input(28, 28, 1);
    const c = conv(16, 3, { padding: 'valid' }).apply(x);
    const gate = chain(c, L.globalAveragePooling2d({}), dense(4), dense(16), L.reshape({ targetShape: [1, 1, 16] }));
    const gated = new Vector().apply(L.multiply().apply([c, gate]));
    return [model(x, chain(gated, L.globalMaxPooling2d({}), dense(32), dense(10))), 'several'];
  },
  custom_model: () => {
    const x = input(32, 32, 3);
    const block = filters => [conv(filters, 3, { useBias: false }), L.batchNormalization(), pool()];
    return [model(x, chain(x, ...block(32), ...block(64), ...block(128), L.flatten(), dense(10)))];
  },
  dcgan: () => {
    const x = input(64), fixed = { trainable: false };
    const up = (filters, more) => L.conv2dTranspose({ filters, kernelSize: 4, strides: 2, padding: 'same', ...more });
    const raised = [128, 64].flatMap(filters => [up(filters, { useBias: false }), L.batchNormalization()]);
    const critic = [32, 64, 128].map(filters => conv(filters, 5, { strides: 2, ...fixed }));
    return [model(x, chain(x, dense(4608, { useBias: false }), L.batchNormalization(), L.reshape({ targetShape: [6, 6, 128] }), ...raised, up(3), ...critic, L.flatten(), dense(1, fixed)))];
  },
  frozen_base: () => {
    const x = input(128, 128, 3), plain = { useBias: false, trainable: false };
    const norm = () => L.batchNormalization({ trainable: false });
    const point = filters => [conv(filters, 1, plain), norm()];
    const deep = strides => [L.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', ...plain }), norm()];
    let y = chain(x, conv(32, 3, { ...plain, strides: 2 }), norm(), ...deep(1), ...point(16)), width = 16;
    for (const [filters, blocks, strides] of [[24, 2, 2], [32, 3, 2], [64, 4, 2], [96, 3, 1], [160, 3, 2], [320, 1, 1]]) {
      for (let block = 0; block < blocks; block++) {
        const out = chain(y, ...point(width * 6), ...deep(block === 0 ? strides : 1), ...point(filters));
        y = block === 0 ? out : L.add().apply([y, out]);
        width = filters;
      }
    }
    return [model(x, chain(y, ...point(1280), L.globalAveragePooling2d({}), dense(96), dense(20)))];
  },
  gan: () => {
    const x = input(100);
    const up = () => L.conv2dTranspose({ filters: 128, kernelSize: 4, strides: 2, padding: 'same' });
    const down = () => conv(64, 3, { strides: 2, trainable: false });
    return [model(x, chain(x, dense(6272), L.reshape({ targetShape: [7, 7, 128] }), up(), L.batchNormalization(), up(), conv(1, 7), down(), down(), L.flatten(), dense(1, { trainable: false })))];
  },
  gated_waves: () => {
    const x = input(2048, 64), skips = [];
    const c = (filters, kernelSize, dilationRate = 1) => L.conv1d({ filters, kernelSize, dilationRate, padding: 'same' });
    let y = c(24, 2).apply(x);
    for (const dilation of [1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32]) {
      const z = L.multiply().apply([c(24, 3, dilation).apply(y), c(24, 3, dilation).apply(y)]);
      y = L.add().apply([y, c(24, 1).apply(z)]);
      skips.push(c(40, 1).apply(z));
    }
    return [model(x, chain(L.add().apply(skips), c(40, 1), c(64, 1)))];
  },
  inception: () => {
    const x = input(56, 56, 192);
    const block = (y, a, b, c, d, e, f) => L.concatenate().apply([chain(y, conv(a, 1)), chain(y, conv(b, 1), conv(c, 3)), chain(y, conv(d, 1), conv(e, 5)), chain(y, L.maxPooling2d({ poolSize: 3, strides: 1, padding: 'same' }), conv(f, 1))]);
    return [model(x, chain(block(block(x, 64, 96, 128, 16, 32, 32), 128, 128, 192, 32, 96, 64), L.averagePooling2d({ poolSize: 7, strides: 7 }), L.flatten(), dense(10)))];
  },
  lstm_classifier: () => {
    const x = input(80);
    return [model(x, chain(x, L.embedding({ inputDim: 20000, outputDim: 128 }), L.lstm({ units: 128, returnSequences: true }), L.lstm({ units: 64 }), dense(1)))];
  },
  mobilenet: () => {
    const x = input(128, 128, 3);
    const plain = { useBias: false };
    let y = chain(x, conv(16, 3, { ...plain, strides: 2 }), L.batchNormalization());
    for (const [filters, strides] of [[64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2], [512, 1], [512, 1], [512, 1], [512, 1], [512, 1], [1024, 2], [1024, 1]])
      y = chain(y, L.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', ...plain }), L.batchNormalization(), conv(filters / 2, 1, plain), L.batchNormalization());
    return [model(x, chain(y, L.globalAveragePooling2d({}), dense(100)))];
  },
  multi_io: () => {
    const title = input(100), body = input(300), tags = input(12);
    const read = (x, units) => chain(x, L.embedding({ inputDim: 10000, outputDim: 64 }), L.lstm({ units }));
    const all = L.concatenate().apply([read(title, 128), read(body, 32), tags]);
    return [model([title, body, tags], [dense(1).apply(all), dense(4).apply(all)])];
  },
  patch_encoder: () => {
    const patches = input(64, 108), places = input(64);
    let x = L.add().apply([dense(32).apply(patches), L.embedding({ inputDim: 64, outputDim: 32 }).apply(places)]);
    for (let i = 0; i < 3; i++) {
      x = L.add().apply([x, attention(L.layerNormalization().apply(x), 4, 32)]);
      x = L.add().apply([x, chain(x, L.layerNormalization(), dense(64), dense(32))]);
    }
    return [model([patches, places], chain(x, L.layerNormalization(), L.flatten(), dense(128), dense(64), dense(10))), 'several'];
  },
  plates: () => {
    const x = input(160, 40, 1);
    const both = (units, mergeMode) => L.bidirectional({ layer: L.lstm({ units, returnSequences: true }), mergeMode });
    return [model(x, chain(x, conv(24, 3), pool(), conv(48, 3), pool(), L.reshape({ targetShape: [40, 480] }), dense(56), both(96, 'concat'), both(64, 'sum'), dense(37)))];
  },
  polyp_unet: () => {
    const x = input(112, 112, 3), kept = [];
    const unmixed = filters => L.separableConv2d({ filters, kernelSize: 3, padding: 'same' });
    let y = x;
    for (const filters of [12, 24, 48]) {
      kept.push(y = chain(y, unmixed(filters), unmixed(filters)));
      y = pool().apply(y);
    }
    y = conv(96, 3, { dilationRate: 2 }).apply(y);
    for (const filters of [48, 24, 12])
      y = unmixed(filters).apply(L.concatenate().apply([chain(y, L.upSampling2d({ size: [2, 2] }), conv(filters, 2)), kept.pop()]));
    return [model(x, conv(4, 1).apply(y))];
  },
  resnet: () => {
    const x = input(64, 64, 3), plain = { useBias: false };
    let y = conv(20, 5, { ...plain, strides: 2 }).apply(x);
    for (const [filters, blocks] of [[20, 2], [40, 3], [80, 2]]) {
      for (let block = 0; block < blocks; block++) {
        const strides = filters > 20 && block === 0 ? 2 : 1;
        const ready = L.batchNormalization().apply(y);
        const around = strides === 2 ? conv(filters, 1, { ...plain, strides }).apply(ready) : y;
        y = L.add().apply([around, chain(ready, conv(filters, 3, { ...plain, strides }), L.batchNormalization(), conv(filters, 3))]);
      }
    }
    return [model(x, chain(y, L.batchNormalization(), L.globalAveragePooling2d({}), dense(36)))];
  },
  sampling_layer: () => {
    const x = input(28, 28, 1);
    const h = chain(x, conv(20, 3, { strides: 2 }), conv(40, 3, { strides: 2 }), L.flatten(), dense(24));
    const z = new Same('sampling').apply([dense(6).apply(h), dense(6).apply(h)]);
    const up = (filters, strides) => L.conv2dTranspose({ filters, kernelSize: 3, strides, padding: 'same' });
    return [model(x, chain(z, dense(1960), L.reshape({ targetShape: [7, 7, 40] }), up(40, 2), up(20, 2), up(1, 1)))];
  },
  siamese: () => {
    const known = input(64, 96, 1), asked = input(64, 96, 1);
    const block = (filters, size, more = {}) => [conv(filters, size, { padding: 'valid', ...more }), L.prelu({ sharedAxes: [1, 2] }), pool()];
    const half = tf.sequential({ layers: [...block(24, 5, { inputShape: [64, 96, 1] }), ...block(48, 3), ...block(96, 3), L.flatten(), dense(160)] });
    return [model([known, asked], dense(1).apply(new Same('gap').apply([half.apply(known), half.apply(asked)])))];
  },
  subclassed_resnet: () => {
    const x = input(32, 32, 3), plain = { useBias: false };
    let y = chain(x, conv(16, 3, plain), L.batchNormalization());
    for (const [filters, strides] of [[16, 1], [16, 1], [32, 2], [32, 1], [64, 2], [64, 1]]) {
      const around = strides === 2 ? chain(y, conv(filters, 1, { strides }), L.batchNormalization()) : y;
      y = L.add().apply([around, chain(y, conv(filters, 3, { ...plain, strides }), L.batchNormalization(), conv(filters, 3, plain), L.batchNormalization())]);
    }
    return [model(x, chain(y, L.globalAveragePooling2d({}), dense(12)))];
  },
  text_cnn: () => {
    const x = input(56);
    const words = chain(x, L.embedding({ inputDim: 18765, outputDim: 256 }), L.reshape({ targetShape: [56, 256, 1] }));
    const parts = [3, 4, 5].map(size => chain(words, conv(512, [size, 256], { padding: 'valid' }), L.maxPooling2d({ poolSize: [56 - size + 1, 1], strides: [1, 1] })));
    return [model(x, chain(L.concatenate({ axis: 1 }).apply(parts), L.flatten(), dense(2)))];
  },
  topics: () => {
    const x = input(90);
    const words = chain(x, L.embedding({ inputDim: 6000, outputDim: 50 }), L.bidirectional({ layer: L.lstm({ units: 48, returnSequences: true }), mergeMode: 'concat' }));
    return [model(x, chain(words, L.globalMaxPooling1d(), dense(32), dense(8)))];
  },
  transfer: () => {
    const x = input(160, 160, 3);
    return [model(x, chain(vgg(x, 10), L.flatten(), dense(1024), dense(3)))];
  },
  twin_faces: () => {
    const left = input(62, 62, 3), right = input(62, 62, 3), picture = input(62, 62, 3);
    const blocks = [8, 16, 32].flatMap(filters => [conv(filters, 3, { padding: 'valid' }), L.averagePooling2d({ poolSize: 2 })]);
    const half = model(picture, chain(picture, ...blocks, L.flatten(), L.batchNormalization(), dense(72)));
    return [model([left, right], chain(new Same('difference').apply([half.apply(left), half.apply(right)]), dense(16), dense(1)))];
  },
  unet: () => {
    const x = input(128, 128, 3), kept = [];
    const twice = filters => [conv(filters, 3), conv(filters, 3)];
    let y = x;
    for (const filters of [64, 128, 256, 512]) {
      kept.push(y = chain(y, ...twice(filters)));
      y = pool().apply(y);
    }
    y = chain(y, ...twice(1024));
    for (const filters of [512, 256, 128, 64])
      y = chain(L.concatenate().apply([L.conv2dTranspose({ filters, kernelSize: 3, strides: 2, padding: 'same' }).apply(y), kept.pop()]), ...twice(filters));
    return [model(x, conv(3, 1).apply(y))];
  },
  vae: () => {
    const face = input(32, 32, 3), code = input(12);
    const h = chain(face, ...[24, 48, 96].map(filters => conv(filters, 4, { strides: 2 })), L.flatten(), dense(40));
    const up = filters => L.conv2dTranspose({ filters, kernelSize: 4, strides: 2, padding: 'same' });
    const centre = dense(12).apply(h), width = dense(12).apply(h);
    const painted = chain(code, dense(1536), L.reshape({ targetShape: [4, 4, 96] }), up(48), up(24), L.upSampling2d({ size: [2, 2] }), conv(3, 5));
    return [model([face, code], [centre, width, new Same('draw').apply([centre, width]), painted])];
  },
  vit: () => {
    // The preparation keeps a mean, a variance and a count: 3 + 3 + 1.
    const tokens = input(144, 192), places = input(144);
    let x = L.add().apply([dense(48).apply(tokens), L.embedding({ inputDim: 144, outputDim: 48 }).apply(places)]);
    for (let i = 0; i < 5; i++) {
      x = L.add().apply([x, attention(L.layerNormalization().apply(x), 3, 48)]);
      x = L.add().apply([x, chain(x, L.layerNormalization(), dense(144), dense(48))]);
    }
    return [model([tokens, places], chain(x, L.layerNormalization(), L.globalAveragePooling1d(), dense(17))), 'several', 7];
  },
  wavenet: () => {
    const x = input(1024, 1), skips = [];
    const c = (filters, kernelSize, dilationRate = 1) => L.conv1d({ filters, kernelSize, dilationRate, padding: 'same' });
    let y = c(32, 2).apply(x);
    for (const dilation of [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128]) {
      const z = L.multiply().apply([c(32, 2, dilation).apply(y), c(32, 2, dilation).apply(y)]);
      skips.push(c(64, 1).apply(z));
      y = L.add().apply([y, c(32, 1).apply(z)]);
    }
    return [model(x, chain(L.add().apply(skips), c(128, 1), c(256, 1)))];
  },
  yolo_head: () => {
    const x = input(192, 320, 3);
    const unit = (filters, size = 3) => [conv(filters, size, { useBias: false }), L.batchNormalization()];
    const boxes = (filters, rows, columns) => [...unit(filters), conv(32, 1), L.reshape({ targetShape: [rows, columns, 2, 16] })];
    const fine = chain(x, ...unit(12), pool(), ...unit(24), pool(), ...unit(48), pool(), ...unit(96), ...unit(48, 1), ...unit(96));
    const coarse = chain(fine, pool(), ...unit(192), ...unit(128, 1));
    const raised = chain(coarse, ...unit(64, 1), L.upSampling2d({ size: [2, 2] }));
    return [model(x, [chain(coarse, ...boxes(160, 12, 20)), chain(L.concatenate().apply([raised, fine]), ...boxes(80, 24, 40))])];
  },
};

const flat = container => container.layers.flatMap(layer => layer.layers ? flat(layer) : [layer]);
const count = weights => weights.reduce((sum, weight) => sum + weight.shape.reduce((a, b) => a * b, 1), 0);

const rows = Object.keys(models).sort().map(name => {
  const [built, note, more = 0] = models[name]();
  const trainable = count(built.trainableWeights);
  const each = flat(built).map(layer => layer.countParams()).filter(n => n > 0).sort((a, b) => a - b);
  return [name, built.countParams() + more, trainable, built.outputs.map(o => o.shape.slice(1).join('x')).join(' '), note === 'several' ? '' : each.join(' ')].join(',');
});
fs.writeFileSync(OUT, ['source,parameters,trainable,outputs,layers', ...rows].join('\n') + '\n');
