class V:
    def __init__(self, *c): self.c = c
    def __add__(self, o): return V(*(a + b for a, b in zip(self.c, o.c))) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return V(*(a * k for a in self.c))
    __rmul__ = __mul__
    def __neg__(self): return V(*(-a for a in self.c))
    def __sub__(self, o): return self + -o
    def __eq__(self, o): return isinstance(o, V) and self.c == o.c
    def __hash__(self): return hash(self.c)
    def __repr__(self): return f'V{self.c}'
    def __len__(self): return len(self.c)
    def __getitem__(self, i): return self.c[i]
    def __iter__(self): return iter(self.c)
    def __contains__(self, x): return x in self.c
    def __bool__(self): return any(self.c)
    def __lt__(self, o): return self.c < o.c
    def __matmul__(self, o): return sum(a * b for a, b in zip(self, o))
    def __iadd__(self, o): self.c = tuple(a + 1 for a in self.c); return self
    def __abs__(self): return sum(map(abs, self.c))
    def __format__(self, s): return 'F' + s
    def __truediv__(self, k): return ('div', k)
    def __rtruediv__(self, k): return ('rdiv', k)
    def __pow__(self, k): return ('pow', k)
    def __floordiv__(self, k): return ('fd', k)
    def __mod__(self, k): return ('mod', k)
    def __rshift__(self, o): return ('rs', o)
    def __or__(self, o): return ('or', o)
    def __invert__(self): return 'inv'
    def __int__(self): return 4
    def __float__(self): return 4.5
    def __index__(self): return 1
    def __round__(self, n=None): return ('round', n)
    def __reversed__(self): return iter(self.c[::-1])
    def __divmod__(self, o): return 'dm'
v = V(1, 2)
print(v + V(3, 4), v * 3, 3 * v, -v, v - V(1, 1), v == V(1, 2), v != V(1, 2), len(v), v[0], v[-1], list(v), 2 in v, bool(V(0, 0)), sorted([V(2), V(1)]), v @ V(3, 4), abs(V(-1, 2)), f'{v:abc}', f'{v}', sum([v, v]), {v: 1}[V(1, 2)], v / 2, 2 / v, v ** 2, v // 2, v % 2, v >> 1, v | 1, ~v, int(v), float(v), [10, 20][v], round(v), round(v, 2), list(reversed(v)), max(v), *v, V(1) > V(0))
v += 1; print(v)
try: v + 'a'
except TypeError as e: print(e)
try: V(1) <= V(2)
except TypeError as e: print(e)
a, b = v; print(a, b, divmod(v, 1), format(v, 'zz'))
