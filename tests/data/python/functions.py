import functools, itertools, math, operator
from functools import partial, reduce

def f(a, b=2, *args, c, d=4, **kwargs):
    return (a, b, args, c, d, sorted(kwargs.items()))

print(f(1, c=3))
print(f(1, 5, 6, 7, c=3, e=9))
print(f(*[1, 2, 3], **{"c": 1, "z": 2}))

def only(a, /, b, *, c=3):
    return a, b, c

print(only(1, b=2), only(1, 2, c=4))
for call in (lambda: only(a=1, b=2), lambda: only(1), lambda: only(1, 2, 3), lambda: f(1)):
    try:
        call()
    except TypeError as e:
        print("TypeError")

def counter():
    n = 0
    def step(by=1):
        nonlocal n
        n += by
        return n
    return step

c = counter()
print(c(), c(5), c())
total = 0
def add(x):
    global total
    total += x
add(3); add(4)
print(total)

def deco(tag):
    def wrap(fn):
        @functools.wraps(fn)
        def inner(*a, **k):
            return tag, fn(*a, **k)
        return inner
    return wrap

@deco("outer")
@deco("inner")
def g(x): return x * 2
print(g(4), g.__name__)
print([fn(3) for fn in [lambda x, n=n: x + n for n in range(3)]])
print([fn() for fn in [lambda: n for n in range(3)]])
print(reduce(lambda a, b: a * b, range(1, 6)), partial(f, 1, c=2)(8))

def gen(n):
    for i in range(n):
        got = yield i
        if got:
            print("got", got)
    return "end"

def outer():
    r = yield from gen(3)
    yield r
print(list(outer()))
it = gen(3)
print(next(it), it.send("hello"), next(it), next(it, "done"))
print(sum(x * x for x in range(10) if x % 2), max((len(w), w) for w in ["a", "bcd", "ef"]))
print(list(itertools.chain([1], (2, 3))), list(itertools.islice(itertools.count(5), 3)), list(itertools.product("ab", [1, 2])))
print(list(itertools.accumulate([1, 2, 3])), list(itertools.combinations(range(4), 2)), list(zip(*[[1, 2], [3, 4]])))
print(dict(zip("abc", range(3))), {k: v for k, v in [("x", 1)]}, {1, 2} | {3}, [*range(3), *"ab"], {**{"a": 1}, "b": 2})
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
*h, t = "xyz"
print(h, t)
x = y = []
x.append(1)
print(y, x is y)
print((lambda *a, **k: (a, k))(1, 2, z=3))
if (n := len("walrus")) > 3:
    print(n)
print([last := i for i in range(3)], last)
def fin():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                return "r%d" % i
        finally:
            print("fin", i)
print(fin())
def nested():
    try:
        try:
            raise ValueError("a")
        except KeyError:
            print("no")
        finally:
            print("inner")
    except ValueError as e:
        print("caught", e)
        try:
            raise
        except ValueError as again:
            return str(again)
    else:
        print("else")
print(nested())
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError("wrapped") from e
except RuntimeError as e:
    print(type(e).__name__, e)
for i in range(5):
    if i == 3:
        break
else:
    print("never")
while i < 10:
    i += 1
else:
    print("ended", i)
def ann(x: "undefined.Name", y: int = 3) -> "Also":
    return x + y
print(ann(1))
