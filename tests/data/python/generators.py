def gen(n):
    x = yield 'start'
    for i in range(n):
        x = yield (i, x)
    return 'done'
g = gen(3)
print(next(g), g.send(10), g.send(20), next(g))
try: next(g)
except StopIteration as e: print(e.value)
def outer():
    r = yield from gen(1)
    yield r
print(list(outer()))
def fin():
    try:
        yield 1
        yield 2
    finally:
        print('closed')
h = fin(); next(h); h.close()
def catch():
    while True:
        try:
            yield 1
        except ValueError as e:
            yield 'caught ' + str(e)
k = catch(); next(k); print(k.throw(ValueError('boom')))
print(sum(x*x for x in range(5)), max((len(w), w) for w in ['a','bbb','cc']))
print([*gen(2)], dict(zip('abc', range(3))))
