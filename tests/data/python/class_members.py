class A:
    x = []
    y: int = 5
    z: str
    _p = 1
    __private = 2
    def __init__(self): self.__secret = 3; self.own = 4
    def get(self): return self.__secret, self.__private, A.__private
    def __str__(self): return 'A!'
    class Inner:
        v = 9
        def m(self): return self.v
print(A().get(), A.y, list(A.__annotations__), hasattr(A, 'z'), str(A()), A.Inner().m(), A().__dict__, sorted(k for k in vars(A) if not k.startswith('__')), A.Inner.__qualname__, A._A__private)
class B(A):
    y = A.y + 1
    ys = [y * i for i in range(3)] if False else [y]
    def __init__(self, *a): super().__init__(); self.b = a
    def get(self): return ('B',) + super().get()
b = B(1, 2); print(b.get(), b.b, B.y, b.own, isinstance(b, A), type(b) == B, b.__class__.__name__, B.__mro__[1].__name__, issubclass(B, (int, A)), B.x is A.x)
b.dyn = lambda q: q + 1; print(b.dyn(1)); B.meth = lambda self, q: (self.own, q); print(b.meth(5)); setattr(b, 'n1', 1); print(b.n1, getattr(b, 'own'), delattr(b, 'n1'), hasattr(b, 'n1'))
import types
b.bound = types.MethodType(lambda self: self.own, b); print(b.bound())
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1
s = Slots(); s.b = 2; print(s.a + s.b)
class Desc:
    def __set_name__(self, o, n): self.n = '_' + n
    def __get__(self, i, o=None): return self if i is None else getattr(i, self.n, 'unset')
    def __set__(self, i, v): setattr(i, self.n, v * 10)
class H:
    d = Desc()
h = H(); print(h.d); h.d = 4; print(h.d, h.__dict__, type(H.d).__name__)
class Chain:
    def __init__(self): self.l = []
    def add(self, x): self.l.append(x); return self
print(Chain().add(1).add(2).l)
class Prox:
    def __init__(self, t): self._t = t
    def __getattr__(self, n): return getattr(self._t, n)
print(Prox([1, 2]).index(2), Prox('ab').upper())
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): self.i = 0; return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1; return self.i
print(list(It(3)), [x for x in It(2)], sum(It(4)), 2 in It(3), dict(zip(It(2), 'ab')), *It(2))
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Old()), 20 in Old(), [*Old()])
