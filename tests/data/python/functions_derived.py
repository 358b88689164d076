from functools import total_ordering, partial, partialmethod, cached_property, reduce, lru_cache, singledispatch
@total_ordering
class V:
    def __init__(self, s): self.t = tuple(map(int, s.split('.')))
    def __eq__(self, o): return self.t == o.t
    def __lt__(self, o): return self.t < o.t
print(V('1.2') <= V('1.10'), V('2.0') > V('1.9'), V('1.0') >= V('1.0'), max(V('1.3'), V('1.20')).t, V('1') != V('2'))
class M:
    def act(self, a, b=2): return (a, b)
    quick = partialmethod(act, 1, b=5)
    @cached_property
    def heavy(self): print('computed'); return 42
m = M(); print(m.quick(), m.heavy, m.heavy)
print(partial(print, 'a', sep='-'), partial(partial(pow, 2), 3)())
f = lru_cache(maxsize=2)(lambda x: (print('call', x), x)[1]); f(1); f(2); f(1); f(3); f(2); print(f.cache_info())
