class Stack:
    def __init__(self, *items): self._items = list(items)
    def __getitem__(self, i): return Stack(*self._items[i]) if isinstance(i, slice) else self._items[i]
    def __setitem__(self, i, v): self._items[i] = v
    def __len__(self): return len(self._items)
    def __iter__(self): return iter(self._items)
    def __reversed__(self): return reversed(self._items)
    def __add__(self, o): return Stack(*self, *o)
    def __radd__(self, o): return Stack(*o, *self)
    def __iadd__(self, o): self._items += list(o); return self
    def __mul__(self, n): return Stack(*(self._items * n))
    def __eq__(self, o): return list(self) == list(o)
    def __repr__(self): return f"Stack({', '.join(map(repr, self))})"
    def __call__(self, x):
        for f in self: x = f(x)
        return x
    def __contains__(self, v): return v in self._items
    def __and__(self, o): return [x for x in self if x in o]
    def __lshift__(self, v): self._items.append(v); return self
    def __hash__(self): return 1
s = Stack(1, 2, 3); print(s[0], s[1:], s[-1], len(s), list(s), list(reversed(s)), s + [4], [0] + s, s * 2, s == [1, 2, 3], 2 in s, s & [2], s << 4 << 5, {s: 1}[Stack(1, 2, 3, 4, 5)])
s += (6,); s[0] = 'x'; print(s, Stack(lambda v: v + 1, str)(1), bool(Stack()), [*s][:2], dict(zip(s, range(2))), sum(Stack(1, 2)), max(Stack(3, 1)), sorted(Stack(2, 1)))
a, *b = s; print(a, len(b)); print(isinstance(s, Stack), s != s, not s)
class Mat:
    def __init__(self, r): self.r = r
    def __getitem__(self, ij): i, j = ij; return self.r[i][j] if not isinstance(i, slice) else [row[j] for row in self.r[i]]
    def __setitem__(self, ij, v): self.r[ij[0]][ij[1]] = v
    def __matmul__(self, o): return Mat([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.r)] for r in self.r])
    def __rmatmul__(self, o): return 'r'
    def __pow__(self, n, mod=None): return self if n == 1 else self @ self ** (n - 1)
    @property
    def T(self): return Mat([list(c) for c in zip(*self.r)])
    @property
    def shape(self): return len(self.r), len(self.r[0])
m = Mat([[1, 2], [3, 4]]); m[0, 1] = 5; print(m[0, 1], m[:, 1], (m @ m).r, (m ** 3).r, m.T.r, m.shape, 3 @ m, m[::-1, 0])
m @= m; print(m.r)
