#!/usr/bin/env node
/*
Single-layer cases computed by Keras layers as @tensorflow/tfjs 4.22.0 builds them: tests/data/layers/keras.jsonl.

Run:  npm install --prefix /opt/oracle/node @tensorflow/tfjs@4.22.0
      NODE_PATH=/opt/oracle/node/node_modules node tests/oracles/keras_layers.js

Every case builds a model of one layer (or merge), lets it infer its shapes, and then really runs it on zeros with a
batch of 1; the shape that came out must be the inferred one, otherwise the case is left out and reported on stderr
(except Reshape, which infers null for -1: there the shape that came out is recorded). Batch and layer
normalization of 4-D inputs cannot be run by tfjs: their shape is only inferred.
One JSON object a line, as in torch.jsonl, with type and setting names of CnnParams and layout ChannelsLast:

  inputs, outputs   shapes without the batch
  settings          a setting that equals our default is sometimes given and sometimes left out
  parameters        countParams() = trainable + not trainable
  trainable         elements of trainableWeights
  statistics        elements of the other weights (moving_mean, moving_variance)
  weights           name: shape of every weight
  error, kind       instead of outputs ...: the layer refuses the case

tfjs has a Resizing layer that never works, and no groups, no SeparableConv1D, no DepthwiseConv1D/3D, no LocallyConnected, no Cropping1D/3D, no reset_after and
no output_padding, and its DepthwiseConv2D ignores dilationRate: such cases are not here. Deterministic: the samples come from a small generator with fixed seeds.
*/
'use strict';
const fs = require('fs'), path = require('path');
console.warn = () => {};
const log = console.log;
console.log = () => {};
const tf = require('@tensorflow/tfjs');
const OUT = path.join(__dirname, '..', 'data', 'layers', 'keras.jsonl');
const SOURCE = 'keras (tfjs 4.22.0)';
const rows = [], seen = new Set(), natural = {}, odd = {};

// mulberry32 from a string
function random(seed) {
  let a = 2166136261;
  for (const c of seed) a = Math.imul(a ^ c.charCodeAt(0), 16777619) >>> 0;
  const next = () => {
    a = (a + 0x6D2B79F5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  next.choice = list => list[Math.floor(next() * list.length)];
  return next;
}

const count = weights => weights.reduce((n, w) => n + w.shape.reduce((a, b) => a * b, 1), 0);

function kindOf(message) {
  if (/strides or dilations must be 1|strides and dilations/i.test(message)) return 'stride-and-dilation';
  if (/negative|invalid|greater than 0|must be .*integer/i.test(message)) return 'output-too-small';
  return 'other';
}

// options: dtype, actual (record what came out, not what was inferred), expect (kind of the refusal that must come),
// noRun (this layer cannot be run by the CPU back end: only inferred)
function add(type, inputs, settings, build, options = {}) {
  const key = JSON.stringify([type, inputs, settings]);
  if (seen.has(key)) return false;
  seen.add(key);
  // tfjs changes the arrays it is given (Reshape: -1 becomes null)
  const row = Object.assign({ source: SOURCE, type, layout: 'ChannelsLast' }, JSON.parse(JSON.stringify({ inputs, settings })));
  tf.engine().startScope();
  try {
    const xs = inputs.map(shape => tf.input({ shape, dtype: options.dtype || 'float32' }));
    const layer = build();
    const y = layer.apply(xs.length === 1 ? xs[0] : xs);
    const model = tf.model({ inputs: xs, outputs: y });
    const ys = Array.isArray(y) ? y : [y];
    let shapes = ys.map(t => t.shape.slice(1));
    if (!options.noRun) {
      const zeros = inputs.map(shape => tf.zeros([1, ...shape], options.dtype || 'float32'));
      const out = model.predict(zeros.length === 1 ? zeros[0] : zeros);
      const came = (Array.isArray(out) ? out : [out]).map(t => t.shape.slice(1));
      if (JSON.stringify(came) !== JSON.stringify(shapes)) {
        odd[type] = odd[type] || [];
        odd[type].push(`${key}: inferred ${JSON.stringify(shapes)}, came out ${JSON.stringify(came)}`);
        if (!options.actual) return false;
        shapes = came;
      }
    }
    if (shapes.some(s => s.some(v => !(v > 0)))) return false;
    if (options.expect) throw new SyntaxError('accepted what it should refuse: ' + key);
    row.outputs = shapes;
    row.parameters = model.countParams();
    row.trainable = count(model.trainableWeights);
    row.statistics = count(model.nonTrainableWeights);
    if (model.weights.length) {
      row.weights = {};
      for (const w of model.weights) {
        const parts = w.originalName.split('/');
        let name = parts[parts.length - 1].replace(/_\d+$/, '');
        if (type === 'Bidirectional' || settings.Bidirectional) name = (w.originalName.includes('/backward_') ? 'backward_' : 'forward_') + name;
        row.weights[name] = w.shape;
      }
      if (Object.keys(row.weights).length !== model.weights.length) throw new SyntaxError('weight names collide: ' + key + JSON.stringify(model.weights.map(w => w.originalName)));
    }
    rows.push(row);
    return true;
  } catch (e) {
    if (e instanceof SyntaxError) throw e;
    const message = e.message.split('\n')[0].slice(0, 120);
    let kind = options.expect || kindOf(message);
    const t = type + kind;
    if (!options.expect) {
      natural[t] = (natural[t] || 0) + 1;
      if (kind === 'other' || kind === 'output-too-small') { (odd[type] = odd[type] || []).push(key + ': ' + message); return false; }
      if (natural[t] > 3) return false;
    }
    row.error = message;
    row.kind = kind;
    rows.push(row);
    return false;
  } finally {
    tf.engine().endScope();
  }
}

// n successful draws from the product of the choices
function family(n, seed, make, ...choices) {
  const rng = random(seed);
  let done = 0, tries = 0;
  for (; done < n && tries < n * 40; tries++) if (make(rng, ...choices.map(c => rng.choice(c)))) done++;
  if (done < n) process.stderr.write(`only ${done} of ${n} for ${seed}\n`);
}

const draw = (rng, rank, options, same = 0.5) => {
  const v = rng.choice(options), one = rng() < same;
  return Array.from({ length: rank }, () => one ? v : rng.choice(options));
};
const perAxis = (rng, v) => v.every(a => a === v[0]) && rng() < 0.6 ? v[0] : v;
const put = (rng, s, name, value, standard, form) => {
  if (JSON.stringify(value) === JSON.stringify(standard) && rng() > 0.33) return;
  s[name] = form === undefined ? value : form;
};
const axes = (rng, s, name, value, standard) => put(rng, s, name, value, value.map(() => standard), perAxis(rng, value));
const SIZES = { 1: [1, 2, 5, 7, 8, 13, 16, 31, 64], 2: [3, 4, 5, 7, 8, 11, 12, 13, 17, 23, 28], 3: [3, 4, 5, 6, 7] };
const one = (rank, v) => rank === 1 ? v[0] : v;

// ---------------------------------------------------------------------------------------------- convolutions

for (const [rank, n] of [[1, 70], [2, 190], [3, 50]]) {
  family(n, 'conv' + rank, (rng, padding, bias) => {
    const size = draw(rng, rank, SIZES[rank], 0.25), cin = rng.choice([1, 2, 3, 4]);
    const k = draw(rng, rank, rank < 3 ? [1, 2, 3, 3, 4, 5, 6, 7] : [1, 2, 3, 4]);
    let strides = draw(rng, rank, [1, 1, 2, 2, 3, 4]), dil = draw(rng, rank, [1, 1, 2, 3]);
    if (rng() < 0.97) { if (rng() < 0.3) strides = strides.map(() => 1); else dil = dil.map(() => 1); }
    if (size.some((v, i) => padding === 'valid' && v < dil[i] * (k[i] - 1) + 1)) return false;
    const filters = rng.choice([1, 2, 4, 5]);
    const s = { Filters: filters, KernelSize: perAxis(rng, k) };
    put(rng, s, 'Padding', padding, 'valid');
    axes(rng, s, 'Stride', strides, 1);
    axes(rng, s, 'Dilation', dil, 1);
    put(rng, s, 'UseBias', bias, true);
    return add(`Conv${rank}D`, [[...size, cin]], s, () => tf.layers[`conv${rank}d`]({
      filters, kernelSize: one(rank, k), strides: one(rank, strides), padding, dilationRate: one(rank, dil), useBias: bias }));
  }, ['valid', 'same', 'same'], [true, false]);
}
family(100, 'depthwise', (rng, padding, bias) => {               // no dilation: tfjs ignores it here
  const size = draw(rng, 2, SIZES[2], 0.25), cin = rng.choice([1, 3, 4, 8]), m = rng.choice([1, 1, 2, 3]);
  const k = draw(rng, 2, [1, 2, 3, 3, 4, 5, 7]), strides = draw(rng, 2, [1, 1, 2, 2, 3], 0.85);
  if (size.some((v, i) => padding === 'valid' && v < k[i])) return false;
  const s = { KernelSize: perAxis(rng, k) };
  put(rng, s, 'Padding', padding, 'valid');
  axes(rng, s, 'Stride', strides, 1);
  put(rng, s, 'DepthMultiplier', m, 1);
  put(rng, s, 'UseBias', bias, true);
  return add('DepthwiseConv2D', [[...size, cin]], s, () => tf.layers.depthwiseConv2d({
    kernelSize: k, strides, padding, depthMultiplier: m, useBias: bias }));
}, ['valid', 'same'], [true, false]);
family(80, 'separable', (rng, padding, bias) => {
  const size = draw(rng, 2, SIZES[2], 0.25), cin = rng.choice([1, 3, 4, 8]), m = rng.choice([1, 1, 2, 3]);
  const k = draw(rng, 2, [1, 2, 3, 3, 4, 5, 7]), filters = rng.choice([1, 2, 6, 16]);
  let strides = draw(rng, 2, [1, 1, 2, 2, 3], 0.95), dil = draw(rng, 2, [1, 1, 2, 3]);
  if (rng() < 0.4) strides = [1, 1]; else dil = [1, 1];
  if (size.some((v, i) => padding === 'valid' && v < dil[i] * (k[i] - 1) + 1)) return false;
  const s = { Filters: filters, KernelSize: perAxis(rng, k) };
  put(rng, s, 'Padding', padding, 'valid');
  axes(rng, s, 'Stride', strides, 1);
  axes(rng, s, 'Dilation', dil, 1);
  put(rng, s, 'DepthMultiplier', m, 1);
  put(rng, s, 'UseBias', bias, true);
  return add('SeparableConv2D', [[...size, cin]], s, () => tf.layers.separableConv2d({
    filters, kernelSize: k, strides, padding, dilationRate: dil, depthMultiplier: m, useBias: bias }));
}, ['valid', 'same'], [true, false]);
add('SeparableConv2D', [[14, 14, 32]], { Filters: 64, KernelSize: 3 }, () => tf.layers.separableConv2d({ filters: 64, kernelSize: 3 }));

for (const [rank, n] of [[2, 120], [3, 45]]) {
  family(n, 'transposed' + rank, (rng, padding, bias) => {
    const size = draw(rng, rank, rank < 3 ? [1, 2, 3, 4, 5, 7, 8, 14] : [1, 2, 3, 4], 0.3), cin = rng.choice([1, 2, 3, 4]);
    const k = draw(rng, rank, rank < 3 ? [1, 2, 3, 4, 5] : [1, 2, 3]), strides = draw(rng, rank, [1, 2, 2, 3, 4]);
    const filters = rng.choice([1, 2, 3, 5]);
    const s = { Filters: filters, KernelSize: perAxis(rng, k) };
    put(rng, s, 'Padding', padding, 'valid');
    axes(rng, s, 'Stride', strides, 1);
    put(rng, s, 'UseBias', bias, true);
    return add(`TransposedConv${rank}D`, [[...size, cin]], s, () => tf.layers[`conv${rank}dTranspose`]({
      filters, kernelSize: k, strides, padding, useBias: bias }));
  }, ['valid', 'same'], [true, false]);
}

// ----------------------------------------------------------------------------------------------------- pools

for (const [rank, n] of [[1, 35], [2, 80], [3, 30]]) {
  for (const kind of ['Max', 'Average']) {
    family(n, kind + rank, (rng, padding) => {
      const size = draw(rng, rank, SIZES[rank], 0.3), c = rng.choice([1, 3]);
      const k = draw(rng, rank, [1, 2, 2, 3, 3, 4, 5]), strides = rng() < 0.35 ? null : draw(rng, rank, [1, 2, 2, 3, 4]);
      if (size.some((v, i) => padding === 'valid' && v < k[i])) return false;
      const s = { PoolSize: perAxis(rng, k) };
      if (strides) s.Stride = perAxis(rng, strides);
      put(rng, s, 'Padding', padding, 'valid');
      const build = kind === 'Max' ? tf.layers[`maxPooling${rank}d`] : tf.layers[`averagePooling${rank}d`];
      const config = { poolSize: one(rank, k), padding };
      if (strides) config.strides = one(rank, strides);
      else if (rank === 3) config.strides = k;
      return add(`${kind}Pool${rank}D`, [[...size, c]], s, () => build(config));
    }, ['valid', 'same']);
  }
}
for (const size of [[1], [7], [16]]) {
  add('GlobalAveragePool1D', [[...size, 5]], {}, () => tf.layers.globalAveragePooling1d({}));
  add('GlobalMaxPool1D', [[...size, 5]], {}, () => tf.layers.globalMaxPooling1d({}));
}
for (const size of [[1, 1], [7, 7], [8, 5], [3, 12]]) {
  add('GlobalAveragePool2D', [[...size, 6]], {}, () => tf.layers.globalAveragePooling2d({}));
  add('GlobalMaxPool2D', [[...size, 6]], {}, () => tf.layers.globalMaxPooling2d({}));
}

// ------------------------------------------------------------------------------------ padding, cropping, sizes

family(26, 'pad', rng => {
  const size = draw(rng, 2, [1, 2, 3, 5, 8], 0.3);
  const p = [0, 1].map(() => [Math.floor(rng() * 4), Math.floor(rng() * 4)]), form = rng.choice([1, 2, 3]);
  const value = form === 1 ? p[0][0] : form === 2 ? [p[0][0], p[1][0]] : p;
  return add('ZeroPadding2D', [[...size, 3]], { Padding: value }, () => tf.layers.zeroPadding2d({ padding: value }));
});
family(26, 'crop', rng => {
  const size = draw(rng, 2, [5, 7, 8, 12], 0.3);
  const p = [0, 1].map(() => [Math.floor(rng() * 3), Math.floor(rng() * 3)]), form = rng.choice([1, 2, 3]);
  const value = form === 1 ? p[0][0] : form === 2 ? [p[0][0], p[1][0]] : p;
  return add('Cropping2D', [[...size, 3]], { Cropping: value }, () => tf.layers.cropping2D({ cropping: value }));
});
family(30, 'upsampling', (rng, interpolation) => {
  const size = draw(rng, 2, [1, 2, 3, 5, 8], 0.3), f = draw(rng, 2, [1, 2, 2, 3, 4]), s = {};
  put(rng, s, 'Size', f, [2, 2], perAxis(rng, f));
  put(rng, s, 'Interpolation', interpolation, 'Nearest');
  return add('UpSampling2D', [[...size, 3]], s, () => tf.layers.upSampling2d({ size: f, interpolation: interpolation.toLowerCase() }));
}, ['Nearest', 'Bilinear']);
// ---------------------------------------------------------------------------------------------- shape layers

for (const shape of [[6], [3, 5], [3, 4, 5], [2, 3, 4, 5]]) add('Flatten', [shape], {}, () => tf.layers.flatten());
for (const [shape, targets] of [[[12], [[3, 4], [-1, 2], [2, 2, 3], [12, 1], [-1]]], [[4, 6], [[24], [-1], [2, 12], [3, -1], [2, 3, 4]]],
  [[3, 4, 8], [[96], [8, -1], [-1, 4], [2, 4, 3, 4], [1, -1, 6]]], [[2, 3, 4, 5], [[6, 20], [-1, 5], [120], [5, -1, 2]]]]) {
  for (const t of targets) add('Reshape', [shape], { TargetShape: t }, () => tf.layers.reshape({ targetShape: t.slice() }), { actual: true });
}
for (const [shape, t] of [[[12], [5, 2]], [[12], [-1, 5]], [[4, 6], [-1, -1]], [[3, 4, 8], [3, 5, 8]]]) {
  add('Reshape', [shape], { TargetShape: t }, () => tf.layers.reshape({ targetShape: t.slice() }), { expect: 'reshape' });
}
for (const [shape, orders] of [[[3, 5], [[1, 2], [2, 1]]], [[3, 4, 5], [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]],
  [[2, 3, 4, 5], [[4, 1, 2, 3], [2, 4, 1, 3], [4, 3, 2, 1]]]]) {
  for (const o of orders) add('Permute', [shape], { Order: o }, () => tf.layers.permute({ dims: o }));
}
for (const [shape, o] of [[[3, 4, 5], [1, 1, 2]], [[3, 4, 5], [1, 2, 4]], [[3, 4, 5], [0, 1, 2]]]) {
  add('Permute', [shape], { Order: o }, () => tf.layers.permute({ dims: o }), { expect: 'permute' });
}
for (const [f, n] of [[4, 3], [1, 1], [32, 10], [7, 2]]) add('RepeatVector', [[f]], { Times: n }, () => tf.layers.repeatVector({ n }));
add('RepeatVector', [[3, 4]], { Times: 2 }, () => tf.layers.repeatVector({ n: 2 }), { expect: 'rank' });

// ---------------------------------------------------------------------------------------------------- merges

const MERGES = { Add: 'add', Multiply: 'multiply', Average: 'average', Maximum: 'maximum', Minimum: 'minimum' };
const PAIRS = [[[4], [4]], [[3, 5], [3, 5]], [[3, 5], [1, 5]], [[3, 1], [3, 5]], [[3, 1], [1, 5]], [[4, 6, 8], [4, 6, 8]],
  [[4, 6, 8], [1, 1, 8]], [[1, 1, 8], [4, 6, 8]], [[4, 6, 8], [4, 6, 1]], [[4, 6, 8], [4, 1, 8]], [[4, 6, 8], [8]], [[4, 6, 8], [6, 8]],
  [[4, 5], [4, 5], [4, 5]], [[4, 6, 8], [1, 1, 8], [4, 6, 1]], [[2, 3, 4, 5], [2, 3, 4, 5]]];
for (const [type, name] of Object.entries(MERGES)) {
  for (const shapes of PAIRS) add(type, shapes, {}, () => tf.layers[name]());
  for (const shapes of [[[3, 5], [3, 4]], [[4, 6, 8], [4, 6, 7]], [[4, 6, 8], [4]]]) {
    add(type, shapes, {}, () => tf.layers[name](), { expect: 'broadcast' });
  }
}
for (const [shapes, axis] of [[[[3], [5]], undefined], [[[3], [5]], 1], [[[3, 5], [3, 2]], undefined], [[[3, 5], [3, 2]], 2], [[[3, 5], [4, 5]], 1],
  [[[4, 5, 3], [4, 5, 6]], undefined], [[[4, 5, 3], [4, 5, 6]], -1], [[[4, 5, 3], [4, 5, 6]], 3], [[[4, 5, 3], [2, 5, 3]], 1], [[[4, 5, 3], [4, 1, 3]], 2],
  [[[4, 5, 3], [4, 5, 1], [4, 5, 2]], undefined], [[[4, 5, 3], [1, 5, 3], [2, 5, 3]], 1], [[[2, 3, 4, 5], [2, 3, 4, 1]], undefined],
  [[[2, 3, 4, 5], [2, 2, 4, 5]], 2]]) {
  add('Concatenate', shapes, axis === undefined ? {} : { Axis: axis }, () => tf.layers.concatenate(axis === undefined ? {} : { axis }));
}
for (const [shapes, axis] of [[[[4, 5, 3], [4, 6, 3]], 3], [[[4, 5, 3], [4, 5, 6]], 1], [[[3, 5], [4, 5]], -1], [[[4, 5, 3], [5, 3]], -1]]) {
  add('Concatenate', shapes, { Axis: axis }, () => tf.layers.concatenate({ axis }), { expect: 'concatenate' });
}
for (const [a, b, ax, s] of [[[3, 4], [4, 5], [2, 1], {}], [[3, 4], [5, 4], [2, 2], { TransposeB: true }], [[4, 3], [4, 5], [1, 1], { TransposeA: true }],
  [[4, 3], [5, 4], [1, 2], { TransposeA: true, TransposeB: true }], [[1, 6], [6, 1], [2, 1], {}], [[7, 2], [9, 2], [2, 2], { TransposeB: true }]]) {
  add('MatMul', [a, b], s, () => tf.layers.dot({ axes: ax }));
}

// ------------------------------------------------------------------------------------------ dense, embedding

for (const shape of [[5], [1], [120], [3, 4], [7, 1], [2, 3, 4], [5, 5, 16]]) {
  for (const units of [1, 10]) {
    for (const useBias of [true, false]) {
      add('Dense', [shape], useBias ? units > 1 ? { Units: units } : { Units: units, UseBias: true } : { Units: units, UseBias: false },
        () => tf.layers.dense({ units, useBias }));
    }
  }
}
for (const [v, e] of [[10, 1], [10, 8], [1000, 64]]) {
  for (const shape of [[5], [1], [3, 4]]) {
    add('Embedding', [shape], { VocabularySize: v, EmbeddingSize: e }, () => tf.layers.embedding({ inputDim: v, outputDim: e }), { dtype: 'int32' });
  }
}

// ----------------------------------------------------------------------------------- activations, dropouts

const ACT = { relu: 'relu', relu6: 'relu6', elu: 'elu', selu: 'selu', sigmoid: 'sigmoid', hard_sigmoid: 'hardSigmoid', tanh: 'tanh', softmax: 'softmax',
  log_softmax: 'logSoftmax', softplus: 'softplus', softsign: 'softsign', linear: 'linear', silu: 'swish', mish: 'mish', gelu: 'gelu' };
for (const [ours, activation] of Object.entries(ACT)) {
  for (const shape of [[10], [5, 7, 3]]) add('Activation', [shape], { Function: ours }, () => tf.layers.activation({ activation }));
}
for (const shape of [[10], [4, 6], [5, 7, 3]]) {
  add('ReLU', [shape], {}, () => tf.layers.reLU());
  add('LeakyReLU', [shape], {}, () => tf.layers.leakyReLU({ alpha: 0.1 }));
  add('ELU', [shape], {}, () => tf.layers.elu());
  add('Softmax', [shape], {}, () => tf.layers.softmax({ axis: -1 }));
  for (const rate of [0.1, 0.5]) {
    add('Dropout', [shape], { Rate: rate }, () => tf.layers.dropout({ rate }));
    add('AlphaDropout', [shape], { Rate: rate }, () => tf.layers.alphaDropout({ rate }));
    add('GaussianDropout', [shape], { Rate: rate }, () => tf.layers.gaussianDropout({ rate }));
    add('GaussianNoise', [shape], { Rate: rate }, () => tf.layers.gaussianNoise({ stddev: rate }));
  }
}
for (const rate of [0.1, 0.5]) add('SpatialDropout1D', [[6, 4]], { Rate: rate }, () => tf.layers.spatialDropout1d({ rate }));
for (const [shape, shared] of [[[8], []], [[28, 28, 8], []], [[28, 28, 8], [1, 2]], [[28, 28, 8], [3]], [[28, 28, 8], [1, 2, 3]], [[5, 7, 3], [1]], [[5, 7, 3], [2]],
  [[5, 7, 3], [1, 3]], [[6, 4], []], [[6, 4], [1]], [[6, 4], [2]], [[2, 3, 4, 5], [1, 2, 3]], [[2, 3, 4, 5], []]]) {
  add('PReLU', [shape], shared.length ? { SharedAxes: shared } : {}, () => tf.layers.prelu(shared.length ? { sharedAxes: shared } : {}));
}

// ---------------------------------------------------------------------------------------------- normalisation

for (const shape of [[6], [5, 6], [5, 4, 6], [2, 3, 4, 6]]) {
  const noRun = shape.length > 3;
  for (const scale of [true, false]) {
    for (const center of [true, false]) {
      for (const given of [false, true]) {
        const s = {};
        if (given || !scale) s.Scale = scale;
        if (given || !center) s.Center = center;
        add('BatchNormalization', [shape], s, () => tf.layers.batchNormalization({ scale, center }), { noRun });
        add('LayerNormalization', [shape], s, () => tf.layers.layerNormalization({ scale, center }), { noRun });
      }
    }
  }
  for (let axis = 1; axis <= shape.length; axis++) add('BatchNormalization', [shape], { Axis: axis }, () => tf.layers.batchNormalization({ axis }), { noRun });
  add('BatchNormalization', [shape], { Axis: -1 }, () => tf.layers.batchNormalization({ axis: -1 }), { noRun });
}
for (const [shape, axis] of [[[6], 1], [[5, 6], 1], [[5, 6], 2], [[5, 6], -1], [[5, 6], [1, 2]], [[28, 28, 8], -1], [[5, 4, 6], [3]], [[5, 4, 6], [1, 2, 3]], [[5, 4, 6], [2, 3]],
  [[5, 4, 6], [1, 2]], [[5, 4, 6], [-1, -2]], [[5, 4, 6], 1], [[2, 3, 4, 6], [2, 4]]]) {
  add('LayerNormalization', [shape], { Axis: axis }, () => tf.layers.layerNormalization({ axis }), { noRun: shape.length > 3 });
}

// -------------------------------------------------------------------------------------------------- recurrent

const RNN = { SimpleRNN: 'simpleRNN', LSTM: 'lstm', GRU: 'gru' };
for (const [type, name] of Object.entries(RNN)) {
  const reset = type === 'GRU' ? { ResetAfter: false } : {};        // tfjs has only reset_after = false
  for (const [t, f] of [[1, 1], [5, 3], [9, 10]]) {
    for (const units of [1, 4]) {
      for (const useBias of [true, false]) {
        for (const returnSequences of [true, false]) {
          const s = Object.assign({ Units: units }, reset);
          if (!useBias || units === 1) s.UseBias = useBias;
          if (returnSequences || units === 1) s.ReturnSequences = returnSequences;
          const config = { units, useBias, returnSequences };
          add(type, [[t, f]], s, () => tf.layers[name](config));
          if (t === 1) continue;
          for (const mergeMode of t === 5 ? ['concat', 'sum', 'mul', 'ave'] : ['concat', 'sum']) {
            const inner = Object.assign({ Type: type }, s), outer = { Layer: inner };
            if (mergeMode !== 'concat' || units === 1) outer.MergeMode = mergeMode;
            if (units === 4 || mergeMode === 'concat') add('Bidirectional', [[t, f]], outer, () => tf.layers.bidirectional({ layer: tf.layers[name](config), mergeMode }));
            if (units === 1 && t === 5 && useBias) {
              add(type, [[t, f]], Object.assign({}, s, { Bidirectional: true }, mergeMode === 'concat' ? {} : { MergeMode: mergeMode }),
                () => tf.layers.bidirectional({ layer: tf.layers[name](config), mergeMode }));
            }
          }
        }
      }
    }
  }
  add(type, [[10, 128]], Object.assign({ Units: 64 }, reset), () => tf.layers[name]({ units: 64 }));
  add('Bidirectional', [[10, 128]], { Layer: Object.assign({ Type: type, Units: 64 }, reset) }, () => tf.layers.bidirectional({ layer: tf.layers[name]({ units: 64 }), mergeMode: 'concat' }));
  add(type, [[7]], Object.assign({ Units: 2 }, reset), () => tf.layers[name]({ units: 2 }), { expect: 'rank' });
}
family(30, 'convlstm', (rng, padding, useBias, returnSequences) => {
  const size = draw(rng, 2, [3, 4, 5, 7], 0.3), k = draw(rng, 2, [1, 2, 3]), strides = draw(rng, 2, [1, 1, 2], 0.7), c = rng.choice([1, 2, 3]);
  const filters = rng.choice([1, 2, 3]), t = rng.choice([1, 2, 3]);
  if (padding === 'valid' && size.some((v, i) => v < k[i])) return false;
  const s = { Filters: filters, KernelSize: perAxis(rng, k) };
  put(rng, s, 'Padding', padding, 'valid');
  axes(rng, s, 'Stride', strides, 1);
  put(rng, s, 'UseBias', useBias, true);
  put(rng, s, 'ReturnSequences', returnSequences, false);
  return add('ConvLSTM2D', [[t, ...size, c]], s, () => tf.layers.convLstm2d({ filters, kernelSize: k, strides, padding, useBias, returnSequences }));
}, ['valid', 'same'], [true, false], [true, false]);

const wrap = (shape, layer, build) => add('TimeDistributed', [shape], { Layer: layer }, () => tf.layers.timeDistributed({ layer: build() }));
wrap([5, 3], { Type: 'Dense', Units: 4 }, () => tf.layers.dense({ units: 4 }));
wrap([5, 3], { Type: 'Dense', Units: 4, UseBias: false }, () => tf.layers.dense({ units: 4, useBias: false }));
wrap([1, 10], { Type: 'Dense', Units: 1 }, () => tf.layers.dense({ units: 1 }));
wrap([4, 3, 6], { Type: 'Dense', Units: 2 }, () => tf.layers.dense({ units: 2 }));
wrap([4, 8, 9, 3], { Type: 'Conv2D', Filters: 5, KernelSize: 3 }, () => tf.layers.conv2d({ filters: 5, kernelSize: 3 }));
wrap([4, 8, 9, 3], { Type: 'Conv2D', Filters: 5, KernelSize: [2, 3], Stride: 2, Padding: 'same', UseBias: false },
  () => tf.layers.conv2d({ filters: 5, kernelSize: [2, 3], strides: 2, padding: 'same', useBias: false }));
wrap([4, 8, 9, 3], { Type: 'MaxPool2D', PoolSize: 2 }, () => tf.layers.maxPooling2d({ poolSize: 2 }));
wrap([4, 8, 9, 3], { Type: 'GlobalAveragePool2D' }, () => tf.layers.globalAveragePooling2d({}));
wrap([4, 8, 9, 3], { Type: 'DepthwiseConv2D', KernelSize: 3, DepthMultiplier: 2 }, () => tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }));
wrap([4, 8, 9, 3], { Type: 'SeparableConv2D', Filters: 4, KernelSize: 3 }, () => tf.layers.separableConv2d({ filters: 4, kernelSize: 3 }));
wrap([4, 8, 9, 3], { Type: 'Flatten' }, () => tf.layers.flatten());
wrap([4, 8, 9, 3], { Type: 'ReLU' }, () => tf.layers.reLU());
wrap([4, 6, 3], { Type: 'LSTM', Units: 5 }, () => tf.layers.lstm({ units: 5 }));
wrap([4, 6, 3], { Type: 'Conv1D', Filters: 5, KernelSize: 2 }, () => tf.layers.conv1d({ filters: 5, kernelSize: 2 }));
wrap([4, 12], { Type: 'Reshape', TargetShape: [3, 4] }, () => tf.layers.reshape({ targetShape: [3, 4] }));
wrap([4, 12], { Type: 'BatchNormalization' }, () => tf.layers.batchNormalization());
add('TimeDistributed', [[5]], { Layer: { Type: 'Dense', Units: 4 } }, () => tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4 }) }), { expect: 'rank' });

// rank errors
const wrong = (type, shape, s, build) => add(type, [shape], s, build, { expect: 'rank' });
wrong('Conv2D', [8, 3], { Filters: 2, KernelSize: 3 }, () => tf.layers.conv2d({ filters: 2, kernelSize: 3 }));
wrong('Conv1D', [8], { Filters: 2, KernelSize: 3 }, () => tf.layers.conv1d({ filters: 2, kernelSize: 3 }));
wrong('Conv3D', [8, 8, 3], { Filters: 2, KernelSize: 3 }, () => tf.layers.conv3d({ filters: 2, kernelSize: 3 }));
wrong('DepthwiseConv2D', [8, 3], { KernelSize: 3 }, () => tf.layers.depthwiseConv2d({ kernelSize: 3 }));
wrong('TransposedConv2D', [8, 3], { Filters: 2, KernelSize: 3 }, () => tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3 }));
wrong('MaxPool2D', [8, 3], { PoolSize: 2 }, () => tf.layers.maxPooling2d({ poolSize: 2 }));
wrong('MaxPool1D', [8], { PoolSize: 2 }, () => tf.layers.maxPooling1d({ poolSize: 2 }));
wrong('GlobalAveragePool2D', [8, 3], {}, () => tf.layers.globalAveragePooling2d({}));
wrong('ZeroPadding2D', [8, 3], { Padding: 1 }, () => tf.layers.zeroPadding2d({ padding: 1 }));
wrong('UpSampling2D', [8, 3], {}, () => tf.layers.upSampling2d({}));
// stride and dilation together
const both = (type, shape, s, build) => add(type, [shape], s, build, { expect: 'stride-and-dilation' });
both('Conv2D', [16, 16, 3], { Filters: 2, KernelSize: 3, Stride: 2, Dilation: 2 }, () => tf.layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, dilationRate: 2 }));
both('Conv2D', [16, 16, 3], { Filters: 2, KernelSize: 3, Stride: 2, Dilation: 2, Padding: 'same' }, () => tf.layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, dilationRate: 2, padding: 'same' }));
both('Conv1D', [16, 3], { Filters: 2, KernelSize: 3, Stride: 2, Dilation: 2 }, () => tf.layers.conv1d({ filters: 2, kernelSize: 3, strides: 2, dilationRate: 2 }));
both('Conv3D', [8, 8, 8, 3], { Filters: 2, KernelSize: 3, Stride: 2, Dilation: 2 }, () => tf.layers.conv3d({ filters: 2, kernelSize: 3, strides: 2, dilationRate: 2 }));
both('SeparableConv2D', [16, 16, 3], { Filters: 2, KernelSize: 3, Stride: 2, Dilation: 2 }, () => tf.layers.separableConv2d({ filters: 2, kernelSize: 3, strides: 2, dilationRate: 2 }));

fs.mkdirSync(path.dirname(OUT), { recursive: true });
fs.writeFileSync(OUT, rows.map(r => JSON.stringify(r)).join('\n') + '\n');
const types = {}, kinds = {};
for (const r of rows) { types[r.type] = (types[r.type] || 0) + 1; if (r.kind) kinds[r.kind] = (kinds[r.kind] || 0) + 1; }
log(rows.length, 'cases', fs.statSync(OUT).size, 'bytes');
log(JSON.stringify(types));
log(JSON.stringify(kinds));
for (const [t, list] of Object.entries(odd)) process.stderr.write(`${t}: ${list.length} odd\n  ${list.slice(0, process.env.ODD ? 1000 : 3).join('\n  ')}\n`);
