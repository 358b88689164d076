import types, sys, functools, abc, typing, contextlib, operator, warnings, logging, os.path as osp, collections.abc as cabc
log = logging.getLogger(__name__); log.info('x'); logging.basicConfig(level=logging.INFO); print(log.name, __name__, osp.join('a', 'b'))
def make(name, *bases, **members): return type(name, bases or (object,), members)
P = make('P', x=1, get=lambda self: self.x); Q = make('Q', P, x=2); print(P().get(), Q().get(), Q.__name__, Q.__bases__[0] is P, [c.__name__ for c in Q.mro()])
class Plugin:
    _r = {}
    def __class_getitem__(cls, k): return cls._r[k]
    def __init_subclass__(cls, **k): super().__init_subclass__(**k); Plugin._r[cls.__name__] = cls
class A1(Plugin): pass
print(Plugin['A1'] is A1, callable(A1), isinstance(A1, type))
m = types.ModuleType('mm'); m.v = 3; print(m.v, hasattr(m, 'zz'), types.FunctionType.__name__, isinstance(make, types.FunctionType), isinstance([].append, types.BuiltinMethodType) if hasattr(types, 'BuiltinMethodType') else True)
class Obs:
    def __init__(self): self._h = {}
    def on(self, e, f=None):
        if f is None: return functools.partial(self.on, e)
        self._h.setdefault(e, []).append(f); return f
    def emit(self, e, *a, **k): return [f(*a, **k) for f in self._h.get(e, ())]
o = Obs()
@o.on('x')
def hx(v, *, k=1): return v + k
o.on('x', lambda v, **k: v * 2); print(o.emit('x', 3, k=5), o.emit('none'))
class View(cabc.Mapping):
    def __init__(self, d): self._d = d
    def __getitem__(self, k): return self._d[k]
    def __iter__(self): return iter(self._d)
    def __len__(self): return len(self._d)
v = View({'a': 1, 'b': 2}); print(dict(v), v.get('z'), 'a' in v, list(v.items()), {**v}, v == {'a': 1, 'b': 2}, len(v), bool(View({})), sorted(v), list(v.values()), isinstance(v, cabc.Mapping), max(v, key=v.get))
class Maybe(typing.Generic[typing.TypeVar('T')]):
    def __init__(self, v=None): self.v = v
    def map(self, f): return Maybe(f(self.v)) if self.v is not None else self
    def __or__(self, d): return self.v if self.v is not None else d
print(Maybe(3).map(lambda x: x + 1) | 0, Maybe().map(len) | 'none')
@contextlib.contextmanager
def tmp(obj, **kw):
    old = {k: getattr(obj, k) for k in kw}
    for k, val in kw.items(): setattr(obj, k, val)
    try: yield obj
    finally:
        for k, val in old.items(): setattr(obj, k, val)
w = types.SimpleNamespace(a=1, b=2)
with tmp(w, a=5) as t: print(t.a, w.b)
print(w.a, w)
class Cfg(abc.ABC):
    name: str = 'base'
    @classmethod
    def from_dict(cls, d): o = cls(); o.__dict__.update({k: v for k, v in d.items() if hasattr(cls, k) or k in cls.__annotations__}); return o
    @property
    @abc.abstractmethod
    def size(self): ...
    @staticmethod
    @abc.abstractmethod
    def kind(): ...
class Big(Cfg):
    size = 10
    @staticmethod
    def kind(): return 'big'
    depth: int = 3
print(Big.from_dict({'name': 'z', 'depth': 9, 'junk': 1}).__dict__, Big().size, Big.kind(), Big().name)
try: Cfg()
except TypeError as e: print('cannot' if 'abstract' in str(e) else e)
