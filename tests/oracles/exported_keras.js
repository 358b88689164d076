// Loads what Export-CnnModel has written for Keras with TensorFlow.js, and keeps what that says.
//
//     CNNPARAMS_WRITE_EXPORTS=/tmp/exports dotnet test tests/CnnParams.Formats.Tests --filter Keras_agrees
//     NODE_PATH=/opt/oracle/node/node_modules node tests/oracles/exported_keras.js /tmp/exports
//
// Writes tests/data/exports/keras.csv: the name of the network; the first 16 digits of the file's SHA-256; parameters,
// moving statistics among them; those that are not trainable; the shapes that leave, without the batch; and a digest of
// the layers with weights: for each, its parameters and the sizes that leave it, sorted. A network with a layer that
// TensorFlow.js does not have (groups, SeparableConv1D, GroupNormalization ...) has -1 and the reason instead.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const tf = require('@tensorflow/tfjs');

const digits = content => crypto.createHash('sha256').update(content).digest('hex').slice(0, 16).toUpperCase();
const sizes = shape => shape.slice(1);

// Random weights take minutes, and no number depends on them.
function withoutRandomness(model) {
  const zeros = { class_name: 'Zeros', config: {} };
  const visit = layer => {
    for (const name of layer.class_name === 'SeparableConv2D' ? ['depthwise', 'pointwise'] : ['kernel', 'depthwise', 'recurrent', 'embeddings'])
      layer.config[`${name}_initializer`] = zeros;
    if (layer.config.layer)
      visit(layer.config.layer);
  };
  model.config.layers.forEach(visit);
  return model;
}

// TensorFlow.js takes these settings for others, in silence.
function misread(layer, inner = false) {
  const { class_name: type, config } = layer;
  if (config.groups > 1 && /^Conv/.test(type))
    return 'TensorFlow.js has no groups';
  if (type === 'DepthwiseConv2D' && Math.max(...config.dilation_rate) > 1)
    return 'TensorFlow.js has no dilation in DepthwiseConv2D';
  if (/Pooling1D$/.test(type) && config.data_format === 'channels_first')
    return 'TensorFlow.js has no channels_first in pooling of sequences';
  if (type === 'Resizing')
    return 'TensorFlow.js has no resizing that knows its shape';
  return config.layer && !inner ? misread(config.layer, true) : null;
}

async function run(file) {
  const content = fs.readFileSync(file);
  const model = JSON.parse(content);
  const lacking = model.config.layers.map(layer => misread(layer)).find(reason => reason);
  if (lacking)
    throw new Error(lacking);
  const net = await tf.models.modelFromJSON({ modelTopology: withoutRandomness(model) });
  const lines = net.layers
    .filter(layer => layer.countParams() > 0)
    .map(layer => `${layer.countParams()} ${sizes(Array.isArray(layer.outputShape[0]) ? layer.outputShape[0] : layer.outputShape).sort((a, b) => a - b).join('x')}`);
  const result = [
    net.countParams(),
    net.nonTrainableWeights.reduce((sum, weight) => sum + weight.shape.reduce((a, b) => a * b, 1), 0),
    net.outputs.map(output => sizes(output.shape).join('x')).join(' '),
    digits(lines.sort().join('\n')),
  ];
  net.dispose();
  return result;
}

async function main() {
  const folder = path.join(process.argv[2], 'Keras');
  const rows = ['name,sha256,parameters,statistics,output,layers'];
  for (const file of fs.readdirSync(folder).filter(name => name.endsWith('.keras.json')).sort()) {
    const full = path.join(folder, file);
    const name = file.slice(0, -'.keras.json'.length);
    let seen;
    try {
      seen = await run(full);
    } catch (error) {
      seen = [-1, -1, '', error.message.split(/\. This|\n/)[0].replace(/,/g, ';')];
      console.log(`${name}: ${seen[3]}`);
    }
    rows.push([name, digits(fs.readFileSync(full)), ...seen].join(','));
  }
  fs.writeFileSync(path.join(__dirname, '..', 'data', 'exports', 'keras.csv'), rows.join('\n') + '\n');
  console.log(`${rows.length - 1} networks`);
}

main();
