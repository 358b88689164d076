import math
class Dim(int):
    def __new__(cls, v, name='d'): o = super().__new__(cls, v); o.name = name; return o
    def __repr__(self): return f'Dim({int(self)}, {self.name})'
    def __add__(self, o): return Dim(int(self) + int(o), self.name)
d = Dim(3, 'h'); print(d, d + 1, d * 2, d == 3, d.name, [0, 1, 2, 3][d], range(d), f'{d:03d}', '%d' % d, math.sqrt(Dim(16)), {3: 'x'}[d], isinstance(d, int), d < 4, -d, abs(d), d / 2, sum([d, d]), max(d, 2), int(d), float(d), str(d), hash(d) == hash(3), bool(Dim(0)), d ** 2, 2 ** d, d // 2, divmod(d, 2), round(d), d & 1, ~d, d.bit_length())
class Name(str):
    def __new__(cls, v, tag=None): o = super().__new__(cls, v); o.tag = tag; return o
    def join_path(self, o): return Name(f'{self}.{o}', self.tag)
n = Name('conv', 't'); print(n, n.upper(), n.join_path('w'), n.join_path('w').tag, n == 'conv', {'conv': 1}[n], n + 'x', 'x' + n, len(n), n[0], 'on' in n, sorted([n, 'a']), f'{n:>6}', '%s' % n, n.split('o'), repr(n), isinstance(n, str), n.startswith('c'), ''.join([n, 'z']), hash(n) == hash('conv'), n * 2, n < 'd', list(n), n.format(), type(n.upper()).__name__)
class F(float):
    def __repr__(self): return f'F({float(self)})'
print(F(1.5), F(2) + 1, [F(1)], F(3).is_integer(), round(F(2.567), 1), math.floor(F(2.5)), f'{F(2.5):.2f}', F(1) == 1)
class B(Exception):
    def __init__(self, msg, code=0): super().__init__(msg); self.code = code
try: raise B('m', code=5)
except B as e: print(e, e.code, e.args, repr(e))
