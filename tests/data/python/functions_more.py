def f(x, /, y, *, z=3, **kw): return x, y, z, kw
print(f(1, 2), f(1, y=2, z=4, x=5), f(*(1, 2), **{'z': 0}))
def g(*, a, b=1): return a, b
print(g(a=1)); t = (1, 2); print(max(*t, 3), [*t, *t], {*t}, (*t, 3), print(*t, sep=','))
def h(n, acc=()): return acc if n == 0 else h(n - 1, (*acc, n))
print(h(4)); k = lambda *a, **kw: (len(a), sorted(kw)); print(k(1, 2, c=1, b=2), (lambda x=1, *y: (x, y))(), (lambda **q: q)(a=1))
def outer(x):
    def mid():
        def inner(): nonlocal x; x += 1; return x
        return inner
    return mid()
o = outer(5); print(o(), o())
def fact(n): return n * fact(n - 1) if n else 1
print(fact(10), [fact(i) for i in range(5)], (lambda f: f(f, 5))(lambda s, n: 1 if n == 0 else n * s(s, n - 1)))
funcs = {}
for name in ['a', 'b']:
    def fn(n=name): return n
    funcs[name] = fn
print([funcs[k]() for k in funcs], [f() for f in [lambda i=i: i for i in range(3)]], [f() for f in [lambda: i for i in range(3)]])
def gen_args(*args, sep='/', **opts): return sep.join(str(a) for a in args) + str(opts)
print(gen_args(1, 2, sep='-', k=1)); import inspect; print(gen_args.__name__, f.__defaults__, f.__kwdefaults__, gen_args.__code__.co_argcount, str(inspect.signature(f)) if False else '')
global_v = 1
def shadow(): global_v = 2; return global_v
print(shadow(), global_v); del global_v; print('global_v' in globals())
def early(x):
    if x: return 'early'
    for i in range(3):
        if i == 2: return i
print(early(1), early(0)); print((lambda: (yield))().__next__()); a = b = []; a.append(1); print(b, a is b); x, y = y, x = 1, 2; print(x, y)
def swap(l, i, j): l[i], l[j] = l[j], l[i]; return l
print(swap([1, 2, 3], 0, 2)); i = 0; l = [0, 0]; i, l[i] = 1, 5; print(i, l); m = n = 3; m += 1; print(m, n); z = [1, 2, 3]; z[1:2] = [9, 9]; print(z); z[len(z):] = [0]; print(z); del z[-1], z[0]; print(z)
print(1 if 0 else 2 if 0 else 3, not 0 and 1, 0 or [] or 'x', 1 < 2 < 3 != 4, 'a' in 'abc' in ['abc'], (1, 2) == (1, 2) != (2, 1), 5 if (q := 3) > 2 else q, [r for r in range(5) if r & 1], -2 ** -1, 2 ** -1 ** 2, ~-1, +-1, 7 // -2, -7 % 3, 1 - -1, 10 % 3 ** 2, 6 / 2 * 3, 2 * 3 % 4, 1 | 2 ^ 3 & 4, 1 << 2 + 1, not 1 in [1], 3 - 2 - 1, True is not False, None or 0, [] and 1)
