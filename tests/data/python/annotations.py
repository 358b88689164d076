from typing import NamedTuple, List, Dict, Optional, Union, Tuple, Any, Callable, TypeVar, Generic, ClassVar, Literal, Sequence
class Layer(NamedTuple):
    name: str
    k: int = 3
    s: int = 1
    def area(self): return self.k ** 2
l = Layer('c', s=2); print(l, l.area(), l._replace(k=5), l[1], l._asdict(), Layer._fields, *l, l == ('c', 3, 2), Layer._field_defaults)
name, k, s = l; print(name, k, s)
T = TypeVar('T')
class Box(Generic[T]):
    def __init__(self, v: T): self.v = v
    def get(self) -> T: return self.v
print(Box[int](3).get(), Box('a').get())
x: int = 3; y: Optional[List[int]] = None; z: 'Dict[str, Union[int, float]]' = {}
def f(a: Tuple[int, ...], b: Callable[[int], str] = str, *c: Any, d: Literal['x', 'y'] = 'x') -> Optional[int]: return a
print(f((1,)), x, y, z)
from typing import TypedDict, Protocol, runtime_checkable, overload, cast, TYPE_CHECKING, Final
class TD(TypedDict, total=False):
    a: int
print(TD(a=1), cast(int, 'q'), TYPE_CHECKING)
def g(v: int | None = None, w: list[int] = [], u: dict[str, int] | None = None): return v
print(g(), isinstance(3, int | str), isinstance('a', (int, str)))
