import copy
a = [1, [2, 3], {'k': [4]}]
b = copy.copy(a); c = copy.deepcopy(a); a[1].append(9); a[2]['k'].append(5); print(b, c, b[1] is a[1], c[1] is a[1])
class N:
    def __init__(self, v, nxt=None): self.v, self.nxt = v, nxt
n = N([1]); n.nxt = n; m = copy.deepcopy(n); print(m.nxt is m, m.v is n.v, m.v == n.v, copy.copy(n).v is n.v)
class D:
    def __init__(self): self.x = [1]
    def __deepcopy__(self, memo): r = D(); r.x = 'deep'; return r
    def __copy__(self): r = D(); r.x = 'shallow'; return r
print(copy.deepcopy(D()).x, copy.copy(D()).x, copy.deepcopy([D(), (1, [2])])[0].x, copy.deepcopy({1: {2}}), a.copy() == a, {'a': 1}.copy(), {1, 2}.copy())
t = (1, 2); print(copy.copy(t) is t, copy.deepcopy(t) is t)
l = [[0] * 2 for _ in range(2)]; l[0][0] = 1; k = [[0] * 2] * 2; k[0][0] = 1; print(l, k)
f = lambda x: x; print(copy.deepcopy(f) is f, copy.deepcopy(N) is N)
x = [1]; y = copy.deepcopy([x, x]); print(y[0] is y[1])
