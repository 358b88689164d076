#!/usr/bin/python3
"""
The models of tests/data/tensorflowjs in the files that Keras keeps models in: tests/data/keras.

Run:  apt-get install -y python3-h5py
      /usr/bin/python3 tests/oracles/keras_files.py

Keras itself is not needed: the text of each model is TensorFlow.js's, and the numbers to agree with are the .csv files
that TensorFlow.js made. This script puts the text and the listed weights into Keras's layouts (keras/src/legacy/saving/
legacy_h5_format.py, keras/src/saving/saving_lib.py, keras/src/saving/serialization_lib.py), with h5py. Data sets are
declared and not filled, so that the files are small, except where the name of a file says otherwise.

  <model>.h5                 model.save() of Keras 2: model_config, and model_weights with layer_names and weight_names
  <model>.weights2.h5        model.save_weights() of Keras 2: layer_names and weight_names alone
  <model>.weights.h5         model.save_weights() of Keras 3: a group for each layer, with vars/0, vars/1, ...; the groups
                             have the layers' names (lenet_seed) or those of their classes (batchnorm_prelu)
  <model>.keras              model.save() of Keras 3: config.json, metadata.json, model.weights.h5
  lenet_split.h5             lists of names in several attributes, as they are where they take more than 64 KB
  lenet_long.h5              a model_config of more than 64 KB
  custom.h5                  a layer of a class of the user's own, a Lambda, and units behind them
  linked.weights.h5          two layers of which one has the other's kernel by a hard link
  soft.weights.h5            the same by a soft link
  external.weights.h5        the same by a link into another file
  same_names.h5              layers of the user's own whose weights have equal names, and one of QKeras
  filled.h5                  one layer, whose values are there: chunked, compressed, shuffled, big-endian, float16
"""
import json
import os
import re
import zipfile

import h5py
import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, '..', 'data', 'tensorflowjs')
OUT = os.path.join(HERE, '..', 'data', 'keras')
WHOLE = ['lenet_seed', 'nested_three_deep', 'shared_layer', 'lstm_gru', 'batchnorm_prelu', 'transposed', 'stacked_cells']
ARCHIVES = ['lenet_seed', 'resnet_mini', 'shared_layer', 'merge', 'nested_first', 'lstm_gru', 'masked']


def text_of(model):
    with open(os.path.join(SOURCE, model + '.keras.json')) as file:
        return json.load(file)


def weights_of(model):
    """The weights as TensorFlow.js lists them: name and shape."""
    with open(os.path.join(SOURCE, model + '.model.json')) as file:
        manifest = json.load(file)['weightsManifest']
    return [(weight['name'], tuple(weight['shape'])) for group in manifest for weight in group['weights']]


def layers_of(model):
    """Names of the layers of the outermost model, each with the weights under it."""
    config = text_of(model)['config']
    names = [layer['config']['name'] for layer in (config['layers'] if isinstance(config, dict) else config)]
    with open(os.path.join(SOURCE, model + '.csv')) as file:
        paths = [line.split(',')[0].split('/') for line in file.read().splitlines()[1:]]
    outer = {path[-1]: path[0] for path in paths}
    found = {name: [] for name in names}
    for name, shape in weights_of(model):
        first = name.split('/')[0]
        found[first if first in found else outer[first]].append((name, shape))
    return found


def write_layers(group, layers, split=False):
    """Keras 2's layout: every name in a list that is an attribute."""
    def names(holder, attribute, all_names):
        data = [name.encode() for name in all_names]
        if not split or not data:
            holder.attrs[attribute] = numpy.array(data, dtype='S') if data else numpy.array([], dtype='float64')
            return
        for i, part in enumerate(numpy.array_split(numpy.array(data, dtype='S'), 2)):
            holder.attrs[f'{attribute}{i}'] = part
    names(group, 'layer_names', layers)
    group.attrs['backend'] = b'tensorflow'
    group.attrs['keras_version'] = b'2.15.0'
    for layer, weights in layers.items():
        inner = group.create_group(layer)
        names(inner, 'weight_names', [name + ':0' for name, _ in weights])
        for name, shape in weights:
            inner.create_dataset(name + ':0', shape, dtype='float32')


def write_whole(path, model, split=False, padding=0):
    with h5py.File(path, 'w') as file:
        config = text_of(model)
        file.attrs['keras_version'] = b'2.15.0'
        file.attrs['backend'] = b'tensorflow'
        file.attrs['model_config'] = json.dumps({'class_name': config['class_name'], 'config': config['config']}).encode() + b' ' * padding
        write_layers(file.create_group('model_weights'), layers_of(model), split)
        optimizer = file.create_group('optimizer_weights')
        optimizer.attrs['weight_names'] = numpy.array([b'iteration:0'])
        optimizer.create_dataset('iteration:0', (), dtype='int64')


def write_linked(path):
    """Weights alone, of two layers of which the second has the first one's kernel by a hard link."""
    with h5py.File(path, 'w', libver='latest') as file:
        first, second = file.create_group('d1'), file.create_group('d2')
        first['kernel'] = numpy.zeros((4, 3), 'f')
        first['bias'] = numpy.zeros(3, 'f')
        second['kernel'] = first['kernel']
        second['bias'] = numpy.zeros(3, 'f')


def write_linked_variables(path, link):
    """Weights alone in Keras 3's layout, of two layers of which the second has its kernel by a link."""
    with h5py.File(path, 'w') as file:
        for layer in 'dense', 'dense_1':
            variables = file.create_group(f'layers/{layer}/vars')
            variables['1'] = numpy.zeros(3, 'f')
            variables['0'] = numpy.zeros((3, 3), 'f') if layer == 'dense' else link


def class_names(model):
    """Keras 3's names of groups by the classes of layers: conv2d, conv2d_1, p_re_lu, ..."""
    counts = {}
    for layer in text_of(model)['config']['layers']:
        name = re.sub(r'(.)([A-Z][a-z0-9]+)', r'\1_\2', layer['class_name'])
        name = re.sub(r'([a-z])([A-Z])', r'\1_\2', name).lower()
        counts[name] = counts.get(name, -1) + 1
        yield layer['config']['name'], name if counts[name] == 0 else f'{name}_{counts[name]}'


def write_modern(path, model, by_class=False):
    """Keras 3's layout: layers under their names or classes, weights under their numbers; what has none is an empty group."""
    groups = dict(class_names(model)) if by_class else {}
    with h5py.File(path, 'w') as file:
        for layer, weights in layers_of(model).items():
            variables = file.create_group(f'layers/{groups.get(layer, layer)}/vars')
            for i, (_, shape) in enumerate(weights):
                variables.create_dataset(str(i), shape, dtype='float32')
        file.create_group('vars')
        file.create_dataset('optimizer/vars/0', (), dtype='int64')


def modern(value, top=True):
    """Keras 3's text of what Keras 2 has written."""
    layers = value['config']['layers'] if isinstance(value['config'], dict) else value['config']
    config = dict(value['config']) if isinstance(value['config'], dict) else {'name': 'sequential'}
    config['layers'] = [modern_layer(layer) for layer in layers]
    config['trainable'] = True
    kind = 'Sequential' if value['class_name'] == 'Sequential' else 'Functional'
    return {'module': 'keras' if kind == 'Sequential' else 'keras.src.models.functional', 'class_name': kind, 'config': config,
            'registered_name': None if kind == 'Sequential' else 'Functional', **({'build_config': {'input_shape': None}} if top else {})}


def modern_layer(layer):
    if layer['class_name'] in ('Model', 'Functional', 'Sequential'):
        made = modern(layer, top=False)
    else:
        config = dict(layer['config'])
        if layer['class_name'] == 'InputLayer':
            config['batch_shape'] = config.pop('batch_input_shape')
        else:
            config['dtype'] = {'module': 'keras', 'class_name': 'DTypePolicy', 'config': {'name': 'float32'}, 'registered_name': None}
        for key, inner in config.items():
            if isinstance(inner, dict) and 'class_name' in inner and key in ('layer', 'cell', 'forward_layer'):
                config[key] = modern_layer(inner)
        made = {'module': 'keras.layers', 'class_name': layer['class_name'], 'config': config, 'registered_name': None}
    if 'inbound_nodes' in layer:
        made['name'] = layer['config']['name']
        made['inbound_nodes'] = [call(node) for node in layer['inbound_nodes']]
    return made


def call(node):
    tensors = [{'class_name': '__keras_tensor__', 'config': {'shape': [None], 'dtype': 'float32', 'keras_history': read[:3]}} for read in node]
    return {'args': tensors if len(tensors) == 1 else [tensors], 'kwargs': {'mask': None}}


def write_archive(path, model):
    write_modern(path + '.h5', model)
    # Keras stores what it writes; one that is packed again is read as well, and smaller.
    method = zipfile.ZIP_STORED if model == 'lenet_seed' else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, 'w') as archive:
        def add(name, data):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, method)
        add('metadata.json', json.dumps({'keras_version': '3.4.1', 'date_saved': '2024-01-01@00:00:00'}))
        add('config.json', json.dumps(modern(text_of(model))))
        with open(path + '.h5', 'rb') as weights:
            add('model.weights.h5', weights.read())
    os.remove(path + '.h5')


def write_filled(path):
    config = {'class_name': 'Sequential', 'config': {'name': 'filled', 'layers': [
        {'class_name': 'Conv2D', 'config': {'name': 'conv', 'filters': 4, 'kernel_size': [3, 3], 'batch_input_shape': [None, 8, 8, 2], 'dtype': 'mixed_float16'}}]}}
    with h5py.File(path, 'w', libver='latest') as file:
        file.attrs['keras_version'] = '2.4.0'
        file.attrs['model_config'] = json.dumps(config)
        group = file.create_group('model_weights')
        group.attrs['layer_names'] = [b'conv']
        layer = group.create_group('conv')
        layer.attrs['weight_names'] = [b'conv/kernel:0', b'conv/bias:0']
        layer.create_dataset('conv/kernel:0', data=numpy.arange(72, dtype='>f4').reshape(3, 3, 2, 4), chunks=(1, 3, 2, 4), compression='gzip', shuffle=True)
        layer.create_dataset('conv/bias:0', data=numpy.arange(4, dtype='float16'), chunks=(2,), maxshape=(None,))


def write_custom(path):
    """A layer of a class that is the user's own, with weights, and a function in Python code."""
    layers = [
        {'class_name': 'InputLayer', 'config': {'name': 'image', 'batch_input_shape': [None, 8, 8, 3]}},
        {'class_name': 'Conv2D', 'config': {'name': 'conv', 'filters': 8, 'kernel_size': [3, 3]}},
        {'class_name': 'mine>Scale', 'config': {'name': 'scale'}},
        {'class_name': 'Lambda', 'config': {'name': 'double', 'function': ['4wEAAAAAAAAA', None, None]}},
        {'class_name': 'Dense', 'config': {'name': 'fc', 'units': 5}}]
    weights = {'image': [], 'conv': [('conv/kernel', (3, 3, 3, 8)), ('conv/bias', (8,))], 'scale': [('scale/gamma', (8,)), ('scale/offset', (6, 6, 1))],
               'double': [], 'fc': [('fc/kernel', (8, 5)), ('fc/bias', (5,))]}
    with h5py.File(path, 'w') as file:
        file.attrs['model_config'] = json.dumps({'class_name': 'Sequential', 'config': {'name': 'custom', 'layers': layers}}).encode()
        write_layers(file.create_group('model_weights'), weights)


def write_same_names(path):
    """Layers of the user's own whose weights have the same local names, as add_weight gives them, and lie in groups of their own."""
    layers = [
        {'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_input_shape': [None, 8]}},
        {'class_name': 'mine>Mix', 'config': {'name': 'a'}},
        {'class_name': 'mine>Mix', 'config': {'name': 'b'}},
        {'class_name': 'QDense', 'config': {'name': 'c', 'units': 3}}]
    weights = {'in': [], 'a': [('w', (8, 4))], 'b': [('w', (4, 5))], 'c': [('kernel', (5, 3)), ('bias', (3,))]}
    with h5py.File(path, 'w') as file:
        file.attrs['model_config'] = json.dumps({'class_name': 'Sequential', 'config': {'name': 'same_names', 'layers': layers}}).encode()
        write_layers(file.create_group('model_weights'), weights)


def write_links(folder):
    """Links that lead to themselves, to another file, and twice to each of 30 groups."""
    with h5py.File(os.path.join(folder, 'soft_link_to_itself.h5'), 'w') as file:
        file.create_dataset('d', data=numpy.zeros((3, 4), 'f4'))
        file['b'] = h5py.SoftLink('/b')
    with h5py.File(os.path.join(folder, 'soft_link_through_itself.h5'), 'w') as file:
        file.create_group('a')['s'] = h5py.SoftLink('/a/s/x')
    with h5py.File(os.path.join(folder, 'model_weights_link.h5'), 'w') as file:
        file.attrs['model_config'] = '{}'
        file['model_weights'] = h5py.SoftLink('/model_weights')
    with h5py.File(os.path.join(folder, 'link_to_other_file.h5'), 'w') as file:
        file.create_dataset('d', data=numpy.zeros((3, 4), 'f4'))
        file['e'] = h5py.ExternalLink('other.h5', '/k')
    with h5py.File(os.path.join(folder, 'groups_twice.h5'), 'w', libver='latest') as file:
        before = file
        for i in range(30):
            after = file.create_group('g%d' % i) if i == 0 else before.create_group('b')
            before['a'] = after
            before = after


def main():
    os.makedirs(OUT, exist_ok=True)
    for model in WHOLE:
        write_whole(os.path.join(OUT, model + '.h5'), model)
    with h5py.File(os.path.join(OUT, 'lenet_seed.weights2.h5'), 'w') as file:
        write_layers(file, layers_of('lenet_seed'))
    write_modern(os.path.join(OUT, 'lenet_seed.weights.h5'), 'lenet_seed')
    write_modern(os.path.join(OUT, 'batchnorm_prelu.weights.h5'), 'batchnorm_prelu', by_class=True)
    for model in ARCHIVES:
        write_archive(os.path.join(OUT, model + '.keras'), model)
    write_whole(os.path.join(OUT, 'lenet_split.h5'), 'lenet_seed', split=True)
    write_whole(os.path.join(OUT, 'lenet_long.h5'), 'lenet_seed', padding=70000)
    write_custom(os.path.join(OUT, 'custom.h5'))
    write_filled(os.path.join(OUT, 'filled.h5'))
    write_same_names(os.path.join(OUT, 'same_names.h5'))
    write_linked(os.path.join(OUT, 'linked.weights.h5'))
    write_linked_variables(os.path.join(OUT, 'soft.weights.h5'), h5py.SoftLink('/layers/dense/vars/0'))
    write_linked_variables(os.path.join(OUT, 'external.weights.h5'), h5py.ExternalLink('other.h5', '/kernel'))
    write_links(os.path.join(HERE, '..', 'data', 'hostile'))


main()
