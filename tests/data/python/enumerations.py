from enum import Enum, IntEnum, auto, Flag, unique
class Color(Enum):
    RED = 1
    GREEN = 2
    ALIAS = 1
print(Color.RED, Color['GREEN'], Color(2), Color.ALIAS is Color.RED, list(Color), Color.RED.name, Color.RED.value, repr(Color.GREEN))
class N(IntEnum):
    A = auto()
    B = auto()
print(N.A + 1, N.B > N.A, N.B == 2, [n for n in N], f"{N.A}", N.A, len(N), N(1))
class S(str, Enum):
    X = 'x'
    Y = 'y'
    def __str__(self): return self.value
print(S.X == 'x', S.X, S('y'), S.X.upper(), isinstance(S.X, str), S.X in S, f"{S.X}-{S.Y!r}")
class M(Enum):
    CONV = ('conv', 3)
    POOL = ('pool', 2)
    def __init__(self, label, k):
        self.label = label
        self.k = k
    @property
    def twice(self): return self.k * 2
    @classmethod
    def default(cls): return cls.POOL
print(M.CONV.label, M.POOL.twice, M.default(), M.CONV.value, M.__members__.keys())
try:
    Color(9)
except ValueError as e: print(e)
try:
    Color['Z']
except KeyError as e: print(repr(e))
print({Color.RED: 1}[Color.RED], Color.RED in Color, hash(Color.RED) == hash(Color.ALIAS), Color.RED != Color.GREEN)
