from dataclasses import dataclass, field, asdict, replace, fields, InitVar, KW_ONLY, make_dataclass, FrozenInstanceError
from typing import Optional, List, Dict, ClassVar, Tuple
@dataclass
class Stage:
    c: int
    n: int = 1
    tags: Tuple[str, ...] = ()
@dataclass
class Model:
    stages: List[Stage]
    name: str = 'net'
    scale: InitVar[float] = 1.0
    extra: Dict[str, int] = field(default_factory=dict)
    registry: ClassVar[int] = 7
    total: int = field(init=False)
    def __post_init__(self, scale): self.total = int(sum(s.c * s.n for s in self.stages) * scale)
m = Model([Stage(8), Stage(16, 2, ('a',))], scale=0.5)
print(m, asdict(m), m.total, Model.registry, [f.name for f in fields(m)], replace(m.stages[0], n=4), m.stages[1] == Stage(16, 2, ('a',)), Stage(1) != Stage(2))
@dataclass(order=True, frozen=True)
class V:
    major: int
    minor: int = field(default=0, compare=True)
    label: str = field(default='', compare=False, repr=False)
print(sorted([V(2), V(1, 3), V(1, 2, 'z')]), V(1) < V(1, 1) <= V(1, 1, 'b'), V(1) == V(1, 0, 'x'), len({V(1), V(1)}), V(3) > V(2), max(V(1), V(5)))
for f in (lambda: setattr(V(1), 'major', 2), lambda: Stage(), lambda: Stage(1, 2, 3, 4), lambda: Stage(c=1, q=2)):
    try: f()
    except (FrozenInstanceError, TypeError) as e: print(type(e).__name__, str(e).replace('Stage.', ''))
@dataclass
class Kw:
    a: int
    _: KW_ONLY
    b: int = 2
print(Kw(1, b=5))
@dataclass
class Child(Stage):
    n: int = 9
    k: int = 3
print(Child(1), Child(1, 2, (), 5), make_dataclass('Dyn', [('x', int), ('y', int, field(default=3))])(1))
try:
    @dataclass
    class Bad:
        x: list = []
except ValueError as e: print(e)
@dataclass(eq=False)
class Ident: x: int = 1
print(Ident() == Ident(), hash(Ident()) is not None)
@dataclass(unsafe_hash=True)
class Hs: x: int = 1
print(hash(Hs()) == hash(Hs()), {Hs(): 1}[Hs()])
@dataclass(slots=True)
class Sl: x: int = 1
print(Sl(3))
