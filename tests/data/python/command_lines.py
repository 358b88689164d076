import argparse, sys, os, json, logging
p = argparse.ArgumentParser(description='x'); p.add_argument('--depth', type=int, default=18, choices=[18, 34]); p.add_argument('-w', '--width', type=float, default=1.0); p.add_argument('--no-bias', dest='bias', action='store_false'); p.add_argument('--arch', '-a', metavar='ARCH', default='resnet'); g = p.add_argument_group('g'); g.add_argument('--layers', nargs='+', type=int, default=[1, 2]); p.set_defaults(extra=5)
a = p.parse_args([]); print(a.depth, a.width, a.bias, a.arch, a.layers, a.extra, vars(a)['depth'], hasattr(a, 'zz'), getattr(a, 'zz', None))
print(json.loads('{"layers": [{"type": "conv", "k": [3, 3], "bias": false, "name": "a\\"b\\u00e9"}], "lr": 1e-3, "n": -5, "none": null}'), json.loads('[]'), json.loads(' {"a" : 1 } '), json.loads('"x"'), json.loads('3.5'))
print(json.dumps({'a': [1, 2.0, None, True, {'b': 'é\n'}], 'c': {}}, indent=4), json.dumps([], indent=2), json.dumps({1: 'a'}), json.dumps('x'), json.dumps({'a': 1, 'b': [1, 2]}, separators=(',', ':')))
for bad in ('{', '[1,', '{"a" 1}', 'nope', ''):
    try: json.loads(bad); print('read')
    except ValueError as e: print(type(e).__name__)
try: json.dumps({1, 2})
except TypeError as e: print(e)
