class Lazy:
    def __init__(self): self.d = {'a': 1}
    def __getattr__(self, n):
        if n in self.__dict__.get('d', {}): return self.d[n]
        raise AttributeError(n)
    def __setattr__(self, n, v): super().__setattr__(n, v); print('set', n)
    def __delattr__(self, n): print('del', n); object.__delattr__(self, n)
l = Lazy(); print(l.a, hasattr(l, 'b'), getattr(l, 'zz', 0)); l.x = 1; del l.x
try: l.q
except AttributeError as e: print(e)
class G:
    def __getattribute__(self, n):
        if n == 'magic': return 42
        return super().__getattribute__(n)
    y = 3
print(G().magic, G().y)
class AttrDict(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__
a = AttrDict(x=1); a.y = 2; print(a, a.x, a['y']); del a.x; print(a)
class AD2(dict):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self.__dict__ = self
b = AD2(z=5); b.w = 6; print(b.z, b['w'], b)
