from collections.abc import Mapping, MutableMapping, Sequence, Iterable, Callable
class D(MutableMapping):
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
d = D(); d['a'] = 1; d.update(b=2, c=3); print(list(d), d.get('z', 0), 'a' in d, dict(d), {**d}, list(d.items()), d.pop('a'), d.setdefault('q', 9), len(d), isinstance(d, Mapping), isinstance({}, Mapping), isinstance([], Mapping), d == {'b': 2, 'c': 3, 'q': 9}, sorted(d.values()))
class S(Sequence):
    def __getitem__(self, i): return [1, 2, 3][i]
    def __len__(self): return 3
s = S(); print(list(s), 2 in s, s.index(3), s.count(1), list(reversed(s)), isinstance(s, Sequence), isinstance((1,), Sequence), isinstance('a', Sequence), isinstance(3, Iterable), isinstance(s, Iterable), isinstance(len, Callable), isinstance(lambda: 1, Callable))
try: Mapping()
except TypeError as e: print('abstract')
