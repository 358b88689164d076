import functools
def deco(scale=2):
    def wrap(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):
            return f(*args, **kwargs) * scale
        return inner
    return wrap
@deco(scale=3)
def area(w, h=2):
    "Area."
    return w * h
print(area(4), area(4, h=5), area.__name__, area.__doc__, area.__wrapped__(1))
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)
print(fib(80), fib.cache_info().hits > 0)
fib.cache_clear()
print(functools.reduce(lambda a, b: a * b, [1,2,3,4], 10))
p = functools.partial(int, base=2)
print(p('1010'), p.func, p.keywords, p.args)
@functools.singledispatch
def show(x): return 'object'
@show.register
def _(x: int): return 'int'
@show.register(list)
def _(x): return 'list'
print(show(1), show([]), show('a'), show(True))
