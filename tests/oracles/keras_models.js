#!/usr/bin/env node
/*
Models that @tensorflow/tfjs 4.22.0 has built and saved, without their weights' values: tests/data/tensorflowjs.

Run:  npm install --prefix /opt/oracle/node @tensorflow/tfjs@4.22.0
      NODE_PATH=/opt/oracle/node/node_modules node tests/oracles/keras_models.js

For each model:
  <model>.model.json   what model.save() writes, with the manifest of the weights; the files that it names are not there
  <model>.keras.json   what model.toJSON() writes: the text of Keras, with nothing about weights
  <model>.csv          a row for each layer, those of nested models as outer/inner: path, type, output (of the first
                       call, without the batch), params, trainable, calls

The first models are those of keras-layers-tfjs.json, in shape and number; the script checks its totals against it.
*/
'use strict';
const fs = require('fs'), path = require('path');
console.warn = () => {};
const log = console.log;
console.log = () => {};
const tf = require('@tensorflow/tfjs');
const L = tf.layers;
const OUT = path.join(__dirname, '..', 'data', 'tensorflowjs');
const TRUTH = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'data', 'truth', 'keras-layers-tfjs.json'))).cases;

const input = (name, shape, dtype) => tf.input({ name, shape, dtype });
const seq = (layers, name) => tf.sequential({ layers, name });

const models = {
  lenet_seed: () => seq([
    L.conv2d({ name: 'conv1', filters: 8, kernelSize: 5, activation: 'relu', inputShape: [32, 32, 3] }),
    L.maxPooling2d({ name: 'pool1', poolSize: 2 }),
    L.conv2d({ name: 'conv2', filters: 16, kernelSize: 5, activation: 'relu' }),
    L.maxPooling2d({ name: 'pool2', poolSize: 2 }),
    L.flatten({ name: 'flatten' }),
    L.dense({ name: 'fc3', units: 120, activation: 'relu' }),
    L.dense({ name: 'fc4', units: 84, activation: 'relu' }),
    L.dense({ name: 'softmax', units: 10, activation: 'softmax' }),
  ]),
  pads_strides: () => {
    const x = input('in', [23, 31, 3]), out = [];
    for (const [name, kernelSize, strides, padding] of [
      ['conv_k3_s2_same', 3, 2, 'same'], ['conv_k3_s2_valid', 3, 2, 'valid'], ['conv_k4_s3_same', 4, 3, 'same'],
      ['conv_k4_s3_valid', 4, 3, 'valid'], ['conv_k1_s2_same', 1, 2, 'same'], ['conv_k7_s2_same', 7, 2, 'same'],
      ['conv_k3x5_s2x1_same', [3, 5], [2, 1], 'same'], ['conv_k5x3_s1x3_valid', [5, 3], [1, 3], 'valid']])
      out.push(L.conv2d({ name, filters: 4, kernelSize, strides, padding }).apply(x));
    for (const [size, strides, padding] of [[3, 2, 'same'], [3, 2, 'valid'], [2, 2, 'same'], [2, 2, 'valid']])
      for (const [kind, layer] of [['max', L.maxPooling2d], ['avg', L.averagePooling2d]])
        out.push(layer({ name: `${kind}_k${size}_s${strides}_${padding}`, poolSize: size, strides, padding }).apply(x));
    for (const [kind, layer] of [['max', L.maxPooling2d], ['avg', L.averagePooling2d]])
      out.push(layer({ name: `${kind}_k3_s3_same`, poolSize: 3, padding: 'same' }).apply(x));
    return tf.model({ inputs: x, outputs: out });
  },
  dilation: () => {
    const x = input('in', [32, 32, 3]);
    return tf.model({ inputs: x, outputs: [
      ['conv_k3_d2_valid', 3, 2, 'valid'], ['conv_k3_d2_same', 3, 2, 'same'], ['conv_k3_d4_same', 3, 4, 'same'],
      ['conv_k5_d3_valid', 5, 3, 'valid'], ['conv_k3_d1x2_valid_nobias', 3, [1, 2], 'valid', false]].map(
      ([name, kernelSize, dilationRate, padding, useBias = true]) =>
        L.conv2d({ name, filters: 6, kernelSize, dilationRate, padding, useBias }).apply(x)) });
  },
  depthwise_separable: () => {
    const x = input('in', [28, 28, 6]);
    return tf.model({ inputs: x, outputs: [
      L.depthwiseConv2d({ name: 'dw_m1', kernelSize: 3, padding: 'same' }),
      L.depthwiseConv2d({ name: 'dw_m4_s2', kernelSize: 3, strides: 2, depthMultiplier: 4 }),
      L.depthwiseConv2d({ name: 'dw_m2_nobias', kernelSize: 5, strides: 2, padding: 'same', depthMultiplier: 2, useBias: false }),
      L.separableConv2d({ name: 'sep_16', filters: 16, kernelSize: 3, padding: 'same' }),
      L.separableConv2d({ name: 'sep_16_m3_s2', filters: 16, kernelSize: 3, strides: 2, depthMultiplier: 3 }),
      L.separableConv2d({ name: 'sep_8_nobias', filters: 8, kernelSize: 3, padding: 'same', useBias: false }),
    ].map(layer => layer.apply(x)) });
  },
  transposed: () => {
    const x = input('in', [7, 9, 12]);
    const out = [['k3_s2_same', 3, 2, 'same'], ['k3_s2_valid', 3, 2, 'valid'], ['k4_s2_same', 4, 2, 'same'], ['k4_s2_valid', 4, 2, 'valid'],
      ['k2_s2_valid', 2, 2, 'valid'], ['k5_s3_same', 5, 3, 'same'], ['k1_s2_valid', 1, 2, 'valid'], ['k3_s1_valid', 3, 1, 'valid']].map(
      ([name, kernelSize, strides, padding]) => L.conv2dTranspose({ name: 'ct_' + name, filters: 5, kernelSize, strides, padding }).apply(x));
    out.push(L.upSampling2d({ name: 'up_2x3', size: [2, 3] }).apply(x));
    return tf.model({ inputs: x, outputs: out });
  },
  batchnorm_prelu: () => {
    const x = input('in', [16, 16, 8]);
    let y = L.conv2d({ name: 'conv', filters: 10, kernelSize: 3, padding: 'same', useBias: false }).apply(x);
    for (const layer of [
      L.batchNormalization({ name: 'bn' }), L.prelu({ name: 'prelu_full' }), L.prelu({ name: 'prelu_shared', sharedAxes: [1, 2] }),
      L.batchNormalization({ name: 'bn_noscale', scale: false }), L.batchNormalization({ name: 'bn_nocenter_noscale', scale: false, center: false }),
      L.leakyReLU({ name: 'leaky' }), L.layerNormalization({ name: 'ln' }), L.globalAveragePooling2d({ name: 'gap' }),
      L.dropout({ name: 'drop', rate: 0.5 }), L.dense({ name: 'fc', units: 3, useBias: false })])
      y = layer.apply(y);
    return tf.model({ inputs: x, outputs: y });
  },
  frozen: () => seq([
    L.conv2d({ name: 'frozen_conv', filters: 4, kernelSize: 3, inputShape: [16, 16, 3], trainable: false }),
    L.batchNormalization({ name: 'bn' }), L.batchNormalization({ name: 'bn_frozen', trainable: false }),
    L.flatten({ name: 'fl' }), L.dense({ name: 'fc', units: 2 })]),
  lstm_gru: () => {
    const x = input('in', [20, 13]);
    return tf.model({ inputs: x, outputs: [
      L.lstm({ name: 'lstm_last', units: 16 }), L.lstm({ name: 'lstm_seq', units: 16, returnSequences: true }),
      L.lstm({ name: 'lstm_nobias', units: 16, useBias: false }), L.gru({ name: 'gru_last', units: 16 }),
      L.gru({ name: 'gru_seq', units: 16, returnSequences: true }), L.simpleRNN({ name: 'rnn', units: 16 }),
      L.bidirectional({ name: 'bi_lstm_concat', layer: L.lstm({ name: 'bl', units: 16, returnSequences: true }), mergeMode: 'concat' }),
      L.bidirectional({ name: 'bi_gru_sum', layer: L.gru({ name: 'bg', units: 8 }), mergeMode: 'sum' }),
      L.timeDistributed({ name: 'td_dense', layer: L.dense({ name: 'inner_dense', units: 7 }) }),
    ].map(layer => layer.apply(x)) });
  },
  embedding_text: () => seq([
    L.embedding({ name: 'emb', inputDim: 5000, outputDim: 64, inputLength: 100 }),
    L.conv1d({ name: 'c1', filters: 32, kernelSize: 5, strides: 2, padding: 'same' }),
    L.conv1d({ name: 'c1_causal_d2', filters: 32, kernelSize: 3, padding: 'causal', dilationRate: 2 }),
    L.maxPooling1d({ name: 'mp1', poolSize: 3 }),
    L.bidirectional({ name: 'bi', layer: L.lstm({ name: 'l', units: 24 }), mergeMode: 'concat' }),
    L.dense({ name: 'out', units: 1 })]),
  shared_layer: () => {
    const a = input('a', [28, 28, 1]), b = input('b', [28, 28, 1]);
    const encoder = seq([
      L.conv2d({ name: 'ec', filters: 8, kernelSize: 3, padding: 'same', inputShape: [28, 28, 1] }),
      L.maxPooling2d({ name: 'ep', poolSize: 2 }), L.flatten({ name: 'ef' }), L.dense({ name: 'ed', units: 32 })], 'encoder');
    const shared = L.dense({ name: 'shared_dense', units: 16 });
    const y = L.concatenate({ name: 'cat' }).apply([shared.apply(encoder.apply(a)), shared.apply(encoder.apply(b))]);
    return tf.model({ inputs: [a, b], outputs: L.dense({ name: 'out', units: 1 }).apply(y) });
  },
  merge: () => {
    const a = input('a', [14, 14, 16]), b = input('b', [14, 14, 16]), v = input('v', [10]);
    const rep = L.repeatVector({ name: 'rep', n: 4 }).apply(v);
    return tf.model({ inputs: [a, b, v], outputs: [
      L.add({ name: 'add' }).apply([a, b]), L.multiply({ name: 'mul' }).apply([a, b]), L.maximum({ name: 'max' }).apply([a, b]),
      L.average({ name: 'avg' }).apply([a, b]), rep, L.concatenate({ name: 'cat_ch' }).apply([a, b]),
      L.concatenate({ name: 'cat_h', axis: 1 }).apply([a, b]), L.dot({ name: 'dot', axes: -1 }).apply([v, v]),
      L.permute({ name: 'perm', dims: [2, 1] }).apply(rep)] });
  },
  reshape_pad_crop: () => {
    const x = input('in', [10, 12, 4]);
    const padded = L.zeroPadding2d({ name: 'zp', padding: [[1, 2], [3, 4]] }).apply(x);
    return tf.model({ inputs: x, outputs: [
      L.cropping2D({ name: 'crop', cropping: [[1, 2], [0, 3]] }).apply(x), padded,
      L.reshape({ name: 'rs', targetShape: [-1, 8] }).apply(x), L.globalMaxPooling2d({ name: 'gmp' }).apply(x)] });
  },
  conv3d_dyn: () => {
    const vol = input('vol', [8, 16, 16, 3]), dyn = input('dyn', [null, null, 3]);
    const c3 = L.conv3d({ name: 'c3', filters: 6, kernelSize: 3, padding: 'same' }).apply(vol);
    const cdyn = L.conv2d({ name: 'cdyn', filters: 7, kernelSize: 3, padding: 'same' }).apply(dyn);
    return tf.model({ inputs: [vol, dyn], outputs: [
      L.maxPooling3d({ name: 'mp3', poolSize: [2, 2, 2] }).apply(c3), L.globalAveragePooling2d({ name: 'gap' }).apply(cdyn)] });
  },
  channels_first: () => {
    const x = input('in', [3, 32, 30]), dataFormat = 'channelsFirst';
    return tf.model({ inputs: x, outputs: [
      L.conv2d({ name: 'cf_conv', filters: 8, kernelSize: 3, strides: 2, padding: 'same', dataFormat }).apply(x),
      L.maxPooling2d({ name: 'cf_pool', poolSize: 2, dataFormat }).apply(x),
      L.globalAveragePooling2d({ name: 'cf_gap', dataFormat }).apply(x)] });
  },
  resnet_mini: () => {
    const x = input('in', [32, 32, 3]);
    const conv = (name, filters, kernelSize, strides) => L.conv2d({ name, filters, kernelSize, strides, padding: 'same', useBias: false });
    let y = conv('stem', 16, 3, 1).apply(x);
    [[16, 1], [32, 2], [64, 2]].forEach(([filters, strides], i) => {
      let z = conv(`b${i}_c1`, filters, 3, strides).apply(y);
      z = L.activation({ name: `b${i}_r1`, activation: 'relu' }).apply(L.batchNormalization({ name: `b${i}_bn1` }).apply(z));
      z = L.batchNormalization({ name: `b${i}_bn2` }).apply(conv(`b${i}_c2`, filters, 3, 1).apply(z));
      const shortcut = strides === 1 ? y : conv(`b${i}_sc`, filters, 1, strides).apply(y);
      y = L.activation({ name: `b${i}_r2`, activation: 'relu' }).apply(L.add({ name: `b${i}_add` }).apply([z, shortcut]));
    });
    return tf.model({ inputs: x, outputs: L.dense({ name: 'fc', units: 10 }).apply(L.globalAveragePooling2d({ name: 'gap' }).apply(y)) });
  },

  // Not in the truth: other structures.
  nested_three_deep: () => {
    const core = seq([L.conv2d({ name: 'c', filters: 4, kernelSize: 3, inputShape: [12, 12, 2] }), L.batchNormalization({ name: 'n' })], 'core');
    const x = input('mid_in', [12, 12, 2]);
    const mid = tf.model({ name: 'mid', inputs: x, outputs: [core.apply(x), L.flatten({ name: 'flat' }).apply(x)] });
    const y = input('top_in', [12, 12, 2]);
    const [image, row] = mid.apply(y);
    return tf.model({ inputs: y, outputs: [L.globalMaxPooling2d({ name: 'top_pool' }).apply(image), L.dense({ name: 'top_fc', units: 5 }).apply(row)] });
  },
  nested_first: () => seq([
    seq([L.conv2d({ name: 'c', filters: 4, kernelSize: 3, inputShape: [9, 9, 1] })], 'base'), L.flatten({ name: 'f' }), L.dense({ name: 'd', units: 2 })]),
  mobilenet_v2_like: () => {
    const x = input('image', [64, 64, 3]);
    let y = L.conv2d({ name: 'Conv1', filters: 16, kernelSize: 3, strides: 2, padding: 'same', useBias: false }).apply(x), channels = 16;
    const bn = (name, t) => L.batchNormalization({ name, epsilon: 0.001, momentum: 0.999 }).apply(t);
    y = L.reLU({ name: 'Conv1_relu', maxValue: 6 }).apply(bn('bn_Conv1', y));
    [[16, 1, 1], [24, 2, 6], [24, 1, 6], [32, 2, 6]].forEach(([filters, strides, expansion], i) => {
      let z = y;
      if (expansion > 1) {
        z = L.conv2d({ name: `block_${i}_expand`, filters: channels * expansion, kernelSize: 1, useBias: false }).apply(z);
        z = L.reLU({ name: `block_${i}_expand_relu`, maxValue: 6 }).apply(bn(`block_${i}_expand_BN`, z));
      }
      if (strides === 2) z = L.zeroPadding2d({ name: `block_${i}_pad`, padding: [[0, 1], [0, 1]] }).apply(z);
      z = L.depthwiseConv2d({ name: `block_${i}_depthwise`, kernelSize: 3, strides, padding: strides === 2 ? 'valid' : 'same', useBias: false }).apply(z);
      z = L.reLU({ name: `block_${i}_depthwise_relu`, maxValue: 6 }).apply(bn(`block_${i}_depthwise_BN`, z));
      z = bn(`block_${i}_project_BN`, L.conv2d({ name: `block_${i}_project`, filters, kernelSize: 1, useBias: false }).apply(z));
      y = strides === 1 && filters === channels ? L.add({ name: `block_${i}_add` }).apply([y, z]) : z;
      channels = filters;
    });
    return tf.model({ name: 'mobilenetv2_like', inputs: x, outputs: L.dense({ name: 'predictions', units: 7, activation: 'softmax' }).apply(L.globalAveragePooling2d({ name: 'pool' }).apply(y)) });
  },
  stacked_cells: () => {
    const x = input('steps', [12, 5]);
    return tf.model({ inputs: x, outputs: [
      L.rnn({ name: 'stack', cell: L.stackedRNNCells({ cells: [L.lstmCell({ units: 8 }), L.lstmCell({ units: 6 }), L.gruCell({ units: 4 })] }), returnSequences: true }).apply(x),
      L.rnn({ name: 'single', cell: L.simpleRNNCell({ units: 3 }) }).apply(x),
      L.timeDistributed({ name: 'td', layer: L.dense({ name: 'tdd', units: 2, useBias: false }) }).apply(x)] });
  },
  conv_lstm: () => seq([
    L.convLstm2d({ name: 'cl1', filters: 6, kernelSize: 3, padding: 'same', returnSequences: true, inputShape: [5, 12, 12, 2] }),
    L.timeDistributed({ name: 'td_pool', layer: L.maxPooling2d({ name: 'p', poolSize: 2 }) }),
    L.convLstm2d({ name: 'cl2', filters: 3, kernelSize: 3, useBias: false }), L.globalAveragePooling2d({ name: 'gap' })]),
  // What has no format in the file knows but one, whatever the others have.
  first_and_series: () => seq([
    L.conv2d({ name: 'conv', filters: 4, kernelSize: 3, dataFormat: 'channelsFirst', inputShape: [3, 9, 8] }),
    L.timeDistributed({ name: 'rows', layer: L.conv1d({ name: 'rows_conv', filters: 5, kernelSize: 2 }) }),
    L.globalAveragePooling2d({ name: 'gap', dataFormat: 'channelsFirst' }), L.repeatVector({ name: 'again', n: 6 }),
    L.maxPooling1d({ name: 'pool', poolSize: 2 }), L.conv1d({ name: 'conv1', filters: 2, kernelSize: 3 }), L.globalMaxPooling1d({ name: 'gmp' })]),
  steps_first: () => seq([
    L.timeDistributed({ name: 'frames', layer: L.conv2d({ name: 'c', filters: 4, kernelSize: 3, dataFormat: 'channelsFirst' }), inputShape: [5, 3, 8, 10] }),
    L.timeDistributed({ name: 'pool', layer: L.maxPooling2d({ name: 'p', poolSize: 2, dataFormat: 'channelsFirst' }) }),
    L.timeDistributed({ name: 'last', layer: L.conv2d({ name: 'd', filters: 6, kernelSize: 2 }) }),
    L.timeDistributed({ name: 'gap', layer: L.globalAveragePooling2d({ name: 'g', dataFormat: 'channelsFirst' }) })]),
  masked: () => seq([
    L.masking({ name: 'mask', inputShape: [7, 4] }), L.gaussianNoise({ name: 'noise', stddev: 0.1 }), L.lstm({ name: 'lstm', units: 5 }),
    L.gaussianDropout({ name: 'gd', rate: 0.2 }), L.alphaDropout({ name: 'ad', rate: 0.2 }), L.elu({ name: 'elu' }),
    L.thresholdedReLU({ name: 'tr' }), L.softmax({ name: 'sm' })]),
};

const size = w => w.shape.reduce((a, b) => a * b, 1);
const text = shape => shape.slice(1).map(n => n === null ? '?' : n).join('x');

function* rowsOf(model, prefix) {
  for (const layer of model.layers) {
    const name = prefix + layer.name;
    if (layer.layers) {
      yield* rowsOf(layer, name + '/');
      continue;
    }
    const node = layer.inboundNodes[0];
    yield [name, layer.getClassName(), node.outputShapes.map(s => text(Array.isArray(s[0]) ? s[0] : s))[0], layer.countParams(),
      layer.trainableWeights.reduce((n, w) => n + size(w), 0), layer.inboundNodes.length];
  }
}

(async () => {
  fs.mkdirSync(OUT, { recursive: true });
  for (const [name, build] of Object.entries(models)) {
    tf.disposeVariables();
    const model = build();
    if (TRUTH[name] && TRUTH[name].totalParams !== model.countParams())
      throw new Error(`${name}: ${model.countParams()} parameters, the truth has ${TRUTH[name].totalParams}`);
    await model.save(tf.io.withSaveHandler(async artifacts => {
      const file = {
        format: artifacts.format, generatedBy: artifacts.generatedBy, convertedBy: artifacts.convertedBy || null, modelTopology: artifacts.modelTopology,
        weightsManifest: [{ paths: [`${name}.weights.bin`], weights: artifacts.weightSpecs }],
      };
      fs.writeFileSync(path.join(OUT, name + '.model.json'), JSON.stringify(file));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }));
    // toJSON() leaves the depth multiplier of separable convolutions out; the list of weights has it.
    if (name !== 'depthwise_separable') fs.writeFileSync(path.join(OUT, name + '.keras.json'), JSON.stringify(model.toJSON(null, false)));
    const rows = [...rowsOf(model, '')];
    const trainable = model.trainableWeights.reduce((n, w) => n + size(w), 0);
    fs.writeFileSync(path.join(OUT, name + '.csv'), ['path,type,output,params,trainable,calls', ...rows.map(row => row.join(',')),
      `TOTAL,,,${model.countParams()},${trainable},`, ''].join('\n'));
    log(name, model.countParams());
  }
})().catch(error => { log(error.stack); process.exit(1); });
