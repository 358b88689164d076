class cfg: 
    depth = 3; widths = (1, 2)
    class sub: k = 5
print(cfg.sub.k, getattr(cfg, 'depth'), [k for k in vars(cfg) if not k.startswith('_')], {k: v for k, v in cfg.__dict__.items() if not k.startswith('__') and not isinstance(v, type)})
class Dot(dict):
    def __init__(self, d=None, **kw):
        for k, v in {**(d or {}), **kw}.items(): self[k] = Dot(v) if isinstance(v, dict) else [Dot(x) if isinstance(x, dict) else x for x in v] if isinstance(v, list) else v
    def __getattr__(self, k):
        try: return self[k]
        except KeyError: raise AttributeError(k)
    def __setattr__(self, k, v): self[k] = v
    def merge(self, o):
        for k, v in o.items():
            if k in self and isinstance(self[k], dict): self[k].merge(v)
            else: self[k] = v
        return self
d = Dot({'m': {'name': 'r', 'layers': [{'c': 1}, 2]}, 'n': 1}); print(d.m.name, d.m.layers[0].c, d.n, hasattr(d, 'zz'), getattr(d, 'q', 'dflt')); d.k = 9; d.m.name = 'z'; print(d, d.merge({'m': {'x': 1}}).m.x, 'k' in d, d.get('nope'), d.pop('k'), len(d), list(d))
from types import SimpleNamespace
s = SimpleNamespace(a=1, b=[2]); s.c = 3; print(s, s.a, vars(s), s == SimpleNamespace(a=1, b=[2], c=3), hasattr(s, 'd'))
class Lazy:
    def __init__(self, f): self.f = f; self.__doc__ = f.__doc__
    def __get__(self, o, t=None):
        if o is None: return self
        v = self.f(o); setattr(o, self.f.__name__, v); return v
class U:
    n = 0
    @Lazy
    def val(self): U.n += 1; return 'v'
u = U(); print(u.val, u.val, U.n)
class Opt:
    defaults = dict(lr=0.1, wd=0)
    def __init__(self, *args, **kwargs):
        for n, v in zip(self.defaults, args): setattr(self, n, v)
        for n in self.defaults.keys() - set(list(self.defaults)[:len(args)]): setattr(self, n, kwargs.pop(n, self.defaults[n]))
        assert not kwargs, f'unexpected {sorted(kwargs)}'
o = Opt(0.5, wd=3); print(o.lr, o.wd)
try: Opt(zz=1)
except AssertionError as e: print(e)
class Cnt:
    total = 0
    def __init__(self): type(self).total += 1; self.id = self.total
    def __del__(self): pass
    def __enter__(self): return self
    def __exit__(self, *e): return e[0] is KeyError
print([Cnt().id for _ in range(3)], Cnt.total)
with Cnt() as c: raise KeyError
print(c.id)
