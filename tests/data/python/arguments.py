def f(a, b=2, *args, c, d=4, **kw): return (a, b, args, c, d, kw)
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2, 3], **{'c': 1, 'z': 2}))
def g(a, /, b, *, c): return a, b, c
print(g(1, 2, c=3), g(1, b=2, c=3))
for bad in (lambda: f(1), lambda: g(a=1, b=2, c=3), lambda: f(), lambda: g(1, 2, 3), lambda: g(1, 2, c=3, d=4), lambda: f(1, a=2, c=1)):
    try: bad()
    except TypeError as e: print(e)
print(f(1, *[5, 6], *(7,), c=0, **{'x': 1}, **{'y': 2}))
