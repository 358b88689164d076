class Node:
    def __init__(self, v, kids=()): self.v, self.kids = v, list(kids)
    def __iter__(self):
        yield self
        for k in self.kids: yield from k
    def __len__(self): return 1 + sum(len(k) for k in self.kids)
    def __contains__(self, v): return any(n.v == v for n in self)
    def __getitem__(self, path):
        n = self
        for p in path if isinstance(path, tuple) else (path,): n = n.kids[p]
        return n
    def __setitem__(self, i, v): self.kids[i] = v
    def __delitem__(self, i): del self.kids[i]
    def __eq__(self, o): return isinstance(o, Node) and self.v == o.v
    def __repr__(self): return f'N({self.v})'
t = Node(1, [Node(2, [Node(3)]), Node(4)])
print([n.v for n in t], len(t), 3 in t, 9 in t, t[0, 0], t[1], t == Node(1), [t[0]] == [Node(2)], Node(4) in t.kids, t.kids.index(Node(4)), bool(Node(0)))
t[0] = Node(7); del t[1]; print([n.v for n in t])
try: hash(t)
except TypeError as e: print(e)
class Vec:
    __slots__ = 'x', 'y'
    def __init__(self, x, y): self.x = x; self.y = y
    def __add__(self, o): return Vec(self.x + o.x, self.y + o.y)
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
    def __mul__(self, o): return Vec(self.x * o, self.y * o) if isinstance(o, (int, float)) else self.x * o.x + self.y * o.y
    __rmul__ = __mul__
    def __str__(self): return f'<{self.x}, {self.y}>'
    def __lt__(self, o): return abs(self) < abs(o)
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** .5
    def __hash__(self): return hash((self.x, self.y))
    def __bool__(self): return bool(self.x or self.y)
    def __round__(self, n=0): return Vec(round(self.x, n), round(self.y, n))
    def __iter__(self): return iter((self.x, self.y))
    def __imul__(self, k): self.x *= k; return self
a, b = Vec(3, 4), Vec(1, 2)
print(a + b, a * 2, 2 * a, a * b, abs(a), str(sorted([a, b])[0]), a == Vec(3, 4), a != b, {a: 1}[Vec(3, 4)], bool(Vec(0, 0)), tuple(a), round(Vec(1.26, 2.34), 1), max(a, b), '%s' % a, f'{a}', '{}'.format(b), sum([a, b], Vec(0, 0)), *b)
a *= 3; print(a, a.x, list(map(str, (a, b))), dict(v=a)['v'] is a)
