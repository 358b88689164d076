import copy, enum, abc
from collections import OrderedDict, defaultdict, namedtuple, Counter, deque
from dataclasses import dataclass, field
from typing import NamedTuple, Optional, List, Generic, TypeVar

class Base:
    kind = "base"
    def __init__(self, n): self.n = n
    def hello(self): return f"{type(self).__name__}:{self.n}:{self.kind}"
    @property
    def double(self): return self.n * 2
    @double.setter
    def double(self, v): self.n = v // 2
    @staticmethod
    def s(x): return x + 1
    @classmethod
    def make(cls, n): return cls(n)
    def __repr__(self): return f"<{self.n}>"
    def __eq__(self, o): return isinstance(o, Base) and self.n == o.n
    def __hash__(self): return hash(self.n)
    def __lt__(self, o): return self.n < o.n
    def __add__(self, o): return type(self)(self.n + (o.n if isinstance(o, Base) else o))
    __radd__ = __add__
    def __getitem__(self, i): return self.n * i
    def __len__(self): return self.n
    def __call__(self, *a): return (self.n, a)
    def __contains__(self, x): return x == self.n
    def __iter__(self): return iter(range(self.n))

class Mixin:
    def hello(self): return "mixin+" + super().hello()
class Child(Mixin, Base):
    kind = "child"
    def __init__(self, n, extra=None):
        super().__init__(n)
        self.extra = extra
c = Child(3, extra="e")
print(c.hello(), c.double, Child.s(1), Child.make(4), c == Base(3), c != Base(3), [m.__name__ for m in Child.__mro__])
c.double = 20
print(c.n, c[2], len(c), c(1, 2), 10 in c, list(Base(3)), c + 1, 1 + c, sorted([Base(3), Base(1)]), {Base(1): "x"}[Base(1)])
print(hasattr(c, "nope"), getattr(c, "nope", 7), isinstance(c, (int, Mixin)), issubclass(Child, Base), c.__class__.__name__, callable(c))
setattr(c, "z", 1); print(vars(c)); del c.z
try:
    c.z
except AttributeError as e:
    print(e)

class Lazy:
    def __getattr__(self, name):
        if name.startswith("get_"):
            return lambda: name[4:]
        raise AttributeError(name)
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)
l = Lazy(); l.v = 4
print(l.get_x(), l.v, hasattr(l, "other"))

class Meta(type):
    registry = []
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, ns)
        Meta.registry.append(name)
        return cls
    def shout(cls): return cls.__name__.upper()
class M(metaclass=Meta): pass
class N(M): pass
print(Meta.registry, N.shout(), type(N).__name__)

class Sub:
    subs = []
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        Sub.subs.append((cls.__name__, tag))
class S1(Sub, tag="t"): pass
print(Sub.subs)

@dataclass
class P:
    x: int
    y: int = 2
    tags: List[str] = field(default_factory=list)
    def norm(self): return self.x ** 2 + self.y ** 2
@dataclass(unsafe_hash=True)
class Q(P):
    z: Optional[int] = None
    def __post_init__(self):
        object.__setattr__(self, "w", self.x + 1)
@dataclass(frozen=True)
class Fz:
    x: int
print(P(1), P(1) == P(1, 2), P(3, y=4).norm(), Q(1, z=5), Q(1).w)
try:
    Fz(1).x = 3
except Exception as e:
    print(type(e).__name__)

class Color(enum.Enum):
    RED = 1
    GREEN = enum.auto()
    ALIAS = 1
    def lower(self): return self.name.lower()
print(Color.RED, Color(2), Color["GREEN"].value, list(Color), Color.ALIAS is Color.RED, Color.RED.lower(), Color.RED == Color.RED, len(Color), {Color.RED: 1}[Color.RED])
class Names(str, enum.Enum):
    A = "a"
print(Names.A == "a", Names("a").name, Names.A.upper())
class I(enum.IntEnum):
    ONE = 1
print(I.ONE + 1, I.ONE < 2)

class NT(NamedTuple):
    a: int
    b: str = "d"
    def both(self): return (self.a, self.b)
nt = NT(1)
print(nt, nt.a, nt[1], nt.both(), nt._replace(a=5), tuple(nt), nt == (1, "d"))
Pt = namedtuple("Pt", "x y")
p = Pt(1, y=2)
x, y = p
print(p, x, y, p._asdict())
d = defaultdict(list); d["a"].append(1)
print(dict(d), Counter("abca").most_common(1), deque([1, 2, 3], maxlen=2)[0], OrderedDict([("b", 1), ("a", 2)]))
class MyList(list):
    def __init__(self, *a): super().__init__(*a); self.extra = 1
    def first(self): return self[0]
m = MyList([3, 4]); m.append(5)
print(m, m.first(), m.extra, len(m), isinstance(m, list))
class MyDict(dict):
    def __getattr__(self, k): return self[k]
    def __missing__(self, k): return k * 2
print(MyDict(a=1).a, MyDict()["x"])
class Ctx:
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, v, tb): print("exit", t.__name__ if t else None); return t is ValueError
with Ctx() as q, Ctx():
    raise ValueError("swallowed")
def early():
    with Ctx():
        return 1
print(early())
o = {"a": [1, {2: Base(3)}]}
k = copy.deepcopy(o); s = copy.copy(o)
k["a"][1][2].n = 9
print(o, k, s["a"] is o["a"])
class Desc:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, cls): return self if obj is None else obj.__dict__.get(self.name, 0)
    def __set__(self, obj, v): obj.__dict__[self.name] = v + 1
class UsesDesc: v = Desc()
u = UsesDesc(); u.v = 3
print(u.v)
T = TypeVar("T")
class G(Generic[T]):
    def get(self, x: T) -> T: return x
print(G[int]().get(3), G().get("s"))
class New:
    def __new__(cls, *a): o = super().__new__(cls); o.made = a; return o
    def __init__(self, *a): self.init = a
print(New(1).made, New(1).init)
class Abs(abc.ABC):
    @property
    @abc.abstractmethod
    def p(self): ...
    @abc.abstractmethod
    def q(self): pass
class Con(Abs):
    p = 3
    def q(self): return super().q()
print(Con().p, Con().q())
def m2(v):
    match v:
        case 0 | 1: return "small"
        case int(n) if n > 100: return f"big {n}"
        case [a, b]: return f"pair {a} {b}"
        case [first, *rest]: return f"list {first} {rest}"
        case {"k": val, **rest}: return f"map {val} {rest}"
        case P(x=1, y=yy): return f"P {yy}"
        case str() as s: return s
        case Color.RED: return "red"
        case None: return "none"
        case _: return "other"
print([m2(v) for v in (0, 500, (1, 2), [1, 2, 3], {"k": 1, "z": 2}, P(1, 9), "text", Color.RED, None, 2.5)])
