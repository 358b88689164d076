# things that model code does with classes of its own lists and mixins
class ModuleList(list):
    def forward(self, x):
        for m in self: x = m(x)
        return x
    __call__ = forward
l = ModuleList([lambda x: x + 1, lambda x: x * 2]); print(l(3), l.forward(1), len(l), l[0](1), type(l[:1]).__name__, isinstance(l, list)); l += [str]; print(l(1)); l.extend([len]); print(l(50), [f.__name__ for f in l])
class Opt(dict):
    def __getattr__(self, k): return self.get(k)
    def __setattr__(self, k, v): self[k] = v
    def copy(self): return Opt(self)
o = Opt(a=1); o.b = 2; print(o.a, o.b, o.c, dict(o), o.copy().a, {**o}, Opt({'z': 1}, y=2)); o.update(q=1); print(sorted(o)); del o['a']; print(o.pop('b'), o.get('x', 3), 'q' in o)
class Reg(dict):
    def register(self, f=None, name=None):
        def d(g): self[name or g.__name__] = g; return g
        return d(f) if f else d
R = Reg()
@R.register
def relu(x): return max(0, x)
@R.register(name='neg')
def _(x): return -x
print({k: v(-3) for k, v in R.items()}, R['relu'] is relu)
