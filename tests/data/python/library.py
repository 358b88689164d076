import json, os, sys, string, random, time, datetime, textwrap, logging, warnings, argparse, inspect
print(os.path.join('a', 'b', 'c.pt'), os.path.basename('/x/y.z'), os.path.splitext('a/b.tar.gz'), os.path.dirname('/x/y/z'), string.ascii_lowercase[:3], string.digits)
print(json.dumps({'a': [1, 2.5, None, True], 'b': 'x"y'}), json.loads('{"a": [1, 2.5, null, true], "b": {"c": "d"}}'), json.dumps([1, (2, 3)], indent=2), json.dumps({'b': 1, 'a': 2}, sort_keys=True))
print(textwrap.dedent('''
    a
      b
'''), sys.version_info >= (3, 6), sys.version_info.major, sys.maxsize > 2 ** 32)
def fn(a, b=2, *args, c, d=4, **kw): pass
print(list(inspect.signature(fn).parameters), [p.default for p in inspect.signature(fn).parameters.values() if p.default is not inspect.Parameter.empty], inspect.getfullargspec(fn).args, inspect.isclass(int), inspect.isfunction(fn))
p = argparse.ArgumentParser(); p.add_argument('--lr', type=float, default=0.1); p.add_argument('--n', type=int, default=3); p.add_argument('--flag', action='store_true'); a = p.parse_args([]); print(a.lr, a.n, a.flag)
