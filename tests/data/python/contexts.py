class Add:
    def __init__(self, n): self.n = n
    def __call__(self, x, *a, **k): return x + self.n + sum(a) + k.get('z', 0)
print(Add(2)(3), Add(2)(3, 4, z=5), callable(Add(1)), list(map(Add(10), [1, 2])))
class Ctx:
    def __init__(self, s=False): self.s = s
    def __enter__(self): print('in'); return self
    def __exit__(self, t, v, tb): print('out', t.__name__ if t else None, v); return self.s
with Ctx() as c, Ctx(True): print('body')
with Ctx(True): raise ValueError('x')
try:
    with Ctx(): raise KeyError('k')
except KeyError as e: print(repr(e), e, e.args)
from contextlib import contextmanager, suppress, nullcontext, ExitStack
@contextmanager
def cm(x):
    print('enter', x)
    try: yield x * 2
    finally: print('exit')
with cm(4) as v: print(v)
with suppress(ZeroDivisionError): 1 / 0
with nullcontext(5) as n: print(n)
with ExitStack() as st:
    print(st.enter_context(cm(1)))
