class Meta(type):
    registry = {}
    def __new__(mcs, name, bases, ns, **kw):
        cls = super().__new__(mcs, name, bases, ns)
        cls.tag = kw.get('tag', name.lower())
        mcs.registry[name] = cls
        return cls
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns); cls.inited = True
    def __call__(cls, *a, **k):
        o = super().__call__(*a, **k); o.made = True; return o
    def __len__(cls): return 7
    def __getitem__(cls, i): return (cls.__name__, i)
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 1
    @property
    def prop(cls): return 'p' + cls.__name__
class A(metaclass=Meta): pass
class B(A, tag='bee'): pass
print(A.tag, B.tag, sorted(Meta.registry), B.inited, A().made, len(A), type(B) is Meta, A[3], list(A), 1 in A, B.prop)
class Reg:
    subs = []
    def __init_subclass__(cls, key=None, **kw): super().__init_subclass__(**kw); Reg.subs.append((cls.__name__, key))
class R1(Reg, key='k'): pass
class R2(R1): pass
print(Reg.subs, [c.__name__ for c in Reg.__subclasses__()] if False else '')
T = type('T', (A,), {'z': 5, 'f': lambda self: self.z}); print(T().f(), T.__name__, T.tag)
class Single:
    _i = None
    def __new__(cls, *a, **k):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
print(Single() is Single(), A.__class__.__name__, isinstance(A, Meta), A.__module__, A.__qualname__)
