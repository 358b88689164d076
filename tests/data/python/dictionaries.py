d = {'a': 1, 'b': 2}; e = {'b': 3, 'c': 4}
print({**d, **e}, d | e, dict(d, z=9), {**d, 'a': 0}, d.get('q'), d.get('q', 5), d.setdefault('n', 7), d.pop('n'), d.pop('zz', None), list(d.items()), list(d.keys()), list(d.values()), 'a' in d, len(d))
d.update(e, f=6); d.update([('g', 7)]); print(d); d |= {'h': 8}; print(d, d.popitem(), list(reversed(d)))
print({k: v for k, v in d.items() if v > 3}, {v: k for k, v in d.items()}, dict.fromkeys('ab', 0), dict.fromkeys([1]), dict([(1, 2)]), dict(a=1), dict({'x': 1}), d.keys() & {'a', 'zz'}, d.items() >= {('a', 1)}, d == dict(d), sorted(d.keys() - {'a'}))
try: d['missing']
except KeyError as e: print(e, repr(e))
try: d.pop('missing')
except KeyError as e: print(e)
for k in list(d):
    if k > 'c': del d[k]
print(d, max(d, key=d.get), sum(d.values()), *d, [*d.values()], dict(sorted(d.items(), reverse=True)))
try:
    for k in d: d[k + 'x'] = 1
except RuntimeError as e: print(e)
n = {}; n.setdefault('l', []).append(1); n.setdefault('l', []).append(2); print(n, {1: 'a', 1.0: 'b', True: 'c'}, {}.get(None), not {}, repr({'a': {'b': [1, (2,)]}}), str({1: 'x'}))
print(d.keys(), d.values(), d.items(), type(d.keys()).__name__, {'a': 1}.items() == {'a': 1}.items(), d.keys() == {'a', 'b', 'c'})
