from enum import Enum, IntEnum, auto, Flag, IntFlag, unique
class K(Enum):
    A = auto(); B = auto(); C = 10; D = auto()
    def describe(self): return f'{self.name}:{self.value}'
    @classmethod
    def first(cls): return next(iter(cls))
    @staticmethod
    def s(): return 's'
print([k.describe() for k in K], K.first(), K.s(), K.A == 1, K(10).name, K['B'].value, len(K), K.A in K, isinstance(K.A, K), {k.name: k.value for k in K}, K.A is K.A, list(K)[-1], str(K.C), f'{K.C}', f'{K.C:>6}|', '%s' % K.C, K.A.__class__)
class I(IntEnum):
    X = 1; Y = 2
print(I.X < I.Y, I.X + I.Y, sorted([I.Y, I.X]), [0, 1, 2][I.X], int(I.Y), f'{I.Y}', f'{I.Y:03d}', '%d' % I.Y, I(2) is I.Y, range(I.Y), I.Y * 2.5, max(I), {1: 'a'}[I.X], I.X == 1.0, str(I.X), repr(I.X), 'n%s' % I.X)
class Fl(Flag):
    R = auto(); W = auto(); X = auto()
    RW = 3
print(Fl.R | Fl.X, Fl.R in Fl.RW, Fl.RW & Fl.W, bool(Fl.R & Fl.W), Fl.RW.value, Fl(4), ~Fl.R & Fl.RW, Fl.X ^ Fl.R)
class Strat(str, Enum):
    MAX = 'max'; AVG = 'avg'
    @classmethod
    def _missing_(cls, v): return cls.MAX
print(Strat('avg') is Strat.AVG, Strat('zzz'), Strat.MAX == 'max', 'max' == Strat.MAX, {'max': 1}[Strat.MAX], Strat.MAX.value, f'{Strat.MAX.value}', Strat.MAX in ('max',), [s.value for s in Strat], Strat.AVG.startswith('a'), 'x' + Strat.AVG, Strat.MAX.name.lower())
Dyn = Enum('Dyn', 'P Q'); print(list(Dyn), Dyn.P.value)
class Op(Enum):
    ADD = (lambda a, b: a + b,)
    def __call__(self, *a): return self.value[0](*a)
print(Op.ADD(1, 2))
try: K.A = 5
except AttributeError: print('fixed')
match K.B:
    case K.A: print('a')
    case K.B: print('b')
