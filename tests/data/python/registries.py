class Base:
    registry = {}
    def __init_subclass__(cls, /, name=None, **kw): super().__init_subclass__(**kw); cls.registry[name or cls.__name__.lower()] = cls
    @classmethod
    def create(cls, name, *a, **k): return cls.registry[name](*a, **k)
    def __repr__(self): return f'{type(self).__name__}({", ".join(f"{k}={v!r}" for k, v in vars(self).items())})'
class Conv(Base, name='c'):
    def __init__(self, k=3): self.k = k
class Pool(Base):
    def __init__(self, s=2, *, mode='max'): self.s = s; self.mode = mode
print(Base.create('c', 5), Base.create('pool', mode='avg'), list(Base.registry))
class Mixin:
    def setup(self, **kw): self.log = ['Mixin'] + list(kw); return getattr(super(), 'setup', lambda **k: self)(**kw)
class Core:
    def setup(self, **kw): self.core = kw; return self
class Full(Mixin, Core): pass
f = Full().setup(a=1); print(f.log, f.core, Full.__mro__[1:-1])
class P:
    def __new__(cls, v):
        if v < 0: return None
        o = super().__new__(cls); o.n = 'new'; return o
    def __init__(self, v): self.v = v
print(P(-1), P(2).n)
class Temp:
    def __init__(self, c): self.c = c
    @property
    def f(self): return self.c * 9 / 5 + 32
    @f.setter
    def f(self, v): self.c = (v - 32) * 5 / 9
    @classmethod
    def from_f(cls, f): t = cls(0); t.f = f; return t
t = Temp.from_f(212); print(t.c, t.f, Temp.f.fget(t)); t.f = 32; print(t.c)
class Sub(Temp):
    @Temp.f.getter
    def f(self): return -1
s = Sub(100); print(s.f); s.f = 212; print(s.c)
class Meta(type):
    def __call__(cls, *a, **k):
        if '_inst' not in cls.__dict__: cls._inst = super().__call__(*a, **k)
        return cls._inst
    def __getattr__(cls, n): return f'{cls.__name__}.{n}?'
class S1(metaclass=Meta):
    def __init__(self, v): self.v = v
print(S1(1) is S1(2), S1(3).v, S1.anything)
