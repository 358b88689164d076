import functools, inspect
def log(level='INFO', *, prefix=''):
    def deco(fn):
        calls = []
        @functools.wraps(fn)
        def wrapper(*a, **k):
            calls.append((level, prefix, fn.__name__, a, tuple(sorted(k.items()))))
            return fn(*a, **k)
        wrapper.calls = calls
        return wrapper
    return deco
@log('DEBUG', prefix='>')
def f(a, b=1, *c, d=2, **e):
    """Adds."""
    return a + b + sum(c) + d + sum(e.values())
print(f(1), f(1, 2, 3, d=4, z=5), f.calls, f.__name__, f.__doc__, f.__wrapped__(1))
def once(fn):
    res = []
    def w(*a):
        if not res: res.append(fn(*a))
        return res[0]
    return w
@once
def expensive(n): return n * 2
print(expensive(3), expensive(9))
class CountCalls:
    def __init__(self, fn): functools.update_wrapper(self, fn); self.fn = fn; self.n = 0
    def __call__(self, *a, **k): self.n += 1; return self.fn(*a, **k)
    def __get__(self, obj, owner): return functools.partial(self, obj)
@CountCalls
def hi(x): return f'hi {x}'
hi('a'); print(hi('b'), hi.n, hi.__name__)
class K:
    @CountCalls
    def m(self, x): return x
    @staticmethod
    @log()
    def s(x): return x * 2
    @classmethod
    def c(cls, *, n): return cls.__name__ * n
print(K().m(4), K.s(2), K().s(3), K.c(n=2), K.m.func.n)
def validate(**types):
    def d(fn):
        @functools.wraps(fn)
        def w(*a, **k):
            bound = dict(zip(fn.__code__.co_varnames, a)); bound.update(k)
            for n, t in types.items():
                if n in bound and not isinstance(bound[n], t): raise TypeError(f'{n} must be {t.__name__}')
            return fn(*a, **k)
        return w
    return d
@validate(x=int, y=(str))
def g(x, y='a'): return y * x
print(g(2), g(3, 'b'))
try: g('a')
except TypeError as e: print(e)
sig = inspect.signature(f); print(list(sig.parameters), sig.parameters['b'].default, sig.parameters['c'].kind == inspect.Parameter.VAR_POSITIONAL, 'd' in sig.parameters)
def filtered(fn, kw): return fn(**{k: v for k, v in kw.items() if k in inspect.signature(fn).parameters})
print(filtered(lambda a, b=2: (a, b), dict(a=1, q=3)))
