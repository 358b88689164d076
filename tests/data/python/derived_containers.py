class Shape(tuple):
    def __new__(cls, *dims): return super().__new__(cls, dims)
    def __add__(self, o): return Shape(*tuple.__add__(self, tuple(o)))
    @property
    def size(self):
        n = 1
        for d in self: n *= d
        return n
    def __repr__(self): return 'Shape' + super().__repr__()
s = Shape(2, 3); print(s, s + (4,), s.size, len(s), s[0], s == (2, 3), (s + [1]).size, isinstance(s, tuple))
class Cfg(dict):
    def __contains__(self, k): return k == 'magic' or super().__contains__(k)
    def __len__(self): return 100
    def __bool__(self): return False
    def __call__(self, x): return self.get(x, 'none')
    def __str__(self): return 'CFG'
    def __eq__(self, o): return 'eq'
    def __or__(self, o): return 'or'
    def __missing__(self, k): return 'missing ' + k
    def keys(self): return ['k']
c = Cfg(a=1); print('magic' in c, 'a' in c, 'b' in c, len(c), bool(c), c('a'), c('q'), str(c), repr(c), c == 1, c | {}, c['zz'], c.keys())
class L(list):
    def __getitem__(self, i): return 'item' if isinstance(i, str) else list.__getitem__(self, i)
    def append(self, x): super().append(x * 2)
    def __iadd__(self, o): self.append(o); return self
    def __neg__(self): return L(-x for x in self)
    def __lt__(self, o): return 'lt'
l = L([1, 2]); l.append(3); l += 5; print(l, l['a'], l[0], -l, l < [1], sum(l), l[1:], type(l[1:]).__name__, [*l], sorted(l), l * 2, l + [1])
