class T:
    count = 0
    def __init__(self, v): self._v = v; T.count += 1
    @property
    def v(self): return self._v
    @v.setter
    def v(self, x): self._v = x * 2
    @v.deleter
    def v(self): del self._v
    @classmethod
    def make(cls, *a): return cls(*a)
    @staticmethod
    def helper(x): return x + 1
class U(T):
    def __init__(self, v): super().__init__(v + 1)
t = T.make(3); t.v = 5; print(t.v, T.helper(1), t.helper(2), T.count, U.make(1).v, U.count)
del t.v
try: t.v
except AttributeError as e: print(e)
class R:
    @property
    def ro(self): return 1
try: R().ro = 2
except AttributeError as e: print('AttributeError')
U.count = 100; print(T.count, U.count, hasattr(t, 'w'), getattr(t, 'w', 'dflt'), vars(U(1)))
