import inspect, functools
class A:
    """Doc A."""
    def __init__(self, x, y=2, *args, k=3, **kw): self.x = x
    def m(self): pass
    @classmethod
    def c(cls): pass
    @staticmethod
    def s(): pass
    @property
    def p(self): return 1
def f(a, b: int = 1, *c, d, **e): return a
sig = inspect.signature(A); print(list(sig.parameters), sig.parameters['k'].default, sig.parameters['args'].kind == inspect.Parameter.VAR_POSITIONAL, inspect.signature(A(1).m).parameters == {} or len(inspect.signature(A(1).m).parameters), [n for n, p in inspect.signature(f).parameters.items() if p.default is inspect.Parameter.empty], inspect.getfullargspec(f).args, inspect.getfullargspec(f).varargs, inspect.getfullargspec(f).varkw, inspect.getfullargspec(f).kwonlyargs, inspect.isclass(A), inspect.isfunction(f), inspect.ismethod(A(1).m), inspect.isfunction(A.m), inspect.isbuiltin(len) if hasattr(inspect, 'isbuiltin') else True, A.__doc__, f.__doc__, inspect.getdoc(A) if hasattr(inspect, 'getdoc') else 'Doc A.')
print([n for n, m in inspect.getmembers(A, inspect.isfunction)], inspect.getmro(A)[0] is A, callable(A), inspect.signature(functools.partial(f, 1)).parameters.keys() & {'b'}, str(inspect.signature(f)) if False else '', inspect.isgeneratorfunction(f) if hasattr(inspect, 'isgeneratorfunction') else False, inspect.ismodule(inspect), inspect.signature(lambda q, r=1: q).parameters['r'].name)
b = inspect.signature(f).bind(1, 2, 3, d=4, z=5); print(b.arguments['a'], b.arguments['d'], inspect.signature(f).parameters['d'].kind.name if hasattr(inspect.signature(f).parameters['d'].kind, 'name') else 'KEYWORD_ONLY')
