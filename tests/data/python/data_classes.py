from dataclasses import dataclass, field, asdict, astuple, replace, fields, is_dataclass
from typing import List, Optional
@dataclass
class Conf:
    name: str
    depth: int = 3
    widths: List[int] = field(default_factory=lambda: [1, 2])
    opt: Optional[str] = None
    def __post_init__(self):
        self.total = sum(self.widths)
c = Conf('a')
print(c, c.total, c == Conf('a'), asdict(c), astuple(c))
d = replace(c, depth=5)
print(d, [f.name for f in fields(d)], is_dataclass(d), is_dataclass(Conf))
@dataclass(frozen=True, order=True)
class P:
    x: int
    y: int = 0
print(P(1) < P(1, 2), sorted([P(3), P(1, 5), P(1, 2)]), hash(P(1)) == hash(P(1, 0)), {P(1): 'a'}[P(1, 0)])
try:
    P(1).x = 3
except Exception as e:
    print(type(e).__name__, e)
@dataclass
class Q(Conf):
    extra: float = 0.5
    _hidden: int = field(default=4, repr=False, compare=False)
print(Q('b', extra=2.), Q('b') == Q('b', _hidden=7))
try:
    Conf()
except TypeError as e:
    print(e)
