import copy, types
class Tree:
    def __init__(self, v, *kids): self.v, self.kids, self.parent = v, list(kids), None; [setattr(k, 'parent', self) for k in kids]
t = Tree(1, Tree(2), Tree(3, Tree(4))); c = copy.deepcopy(t); c.kids[0].v = 99; print(t.kids[0].v, c.kids[0].parent is c, c.kids[1].kids[0].v, copy.copy(t).kids is t.kids)
class Sh:
    def __init__(self): self.big = [1]; self.name = 'n'
    def __deepcopy__(self, memo):
        cls = self.__class__; r = cls.__new__(cls); memo[id(self)] = r
        for k, v in self.__dict__.items(): setattr(r, k, v if k == 'big' else copy.deepcopy(v, memo))
        return r
    def clone(self, **kw): n = copy.copy(self); n.__dict__.update(kw); return n
s = Sh(); d = copy.deepcopy(s); print(d.big is s.big, d.name, s.clone(name='z').name, s.name)
print(copy.deepcopy({'a': [1, {2, 3}], 'b': (1, [2])}), copy.deepcopy([s, s])[0].name, copy.copy([1, [2]]), copy.copy({'a': 1}), copy.deepcopy(None), copy.deepcopy(types.SimpleNamespace(a=[1])).a)
from collections import OrderedDict, defaultdict, namedtuple, Counter, deque
o = copy.deepcopy(OrderedDict(b=[1])); dd = copy.deepcopy(defaultdict(list, a=[1])); dd['z']; P = namedtuple('P', 'x y'); p = copy.deepcopy(P([1], 2)); print(o, dd, p, p.x, copy.copy(Counter('aab')), copy.copy(deque([1], 3)), type(copy.copy(dd)).__name__, dict(dd))
import enum
class E(enum.Enum): A = [1]
print(copy.deepcopy(E.A) is E.A, copy.deepcopy([E.A])[0] is E.A, copy.deepcopy(print) is print, copy.deepcopy(Tree) is Tree)
class Sl:
    __slots__ = ('q',)
    def __init__(self): self.q = [1]
print(copy.deepcopy(Sl()).q)
