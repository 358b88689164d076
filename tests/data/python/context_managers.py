from contextlib import contextmanager, ExitStack, suppress, closing
@contextmanager
def guard(name):
    print('in', name)
    try: yield name
    except ValueError as e: print('handled', e)
    finally: print('out', name)
with guard('a') as a: raise ValueError('oops ' + a)
try:
    with guard('b'): raise KeyError('k')
except KeyError as e: print('outer', e)
@guard('deco')
def work(): print('working'); return 7
print(work(), work())
with ExitStack() as s:
    for n in 'xy': s.enter_context(guard(n))
    s.callback(print, 'callback')
    print('body')
def g():
    try:
        while True:
            try: x = yield 1
            except KeyError: print('key'); yield 'recovered'
    finally: print('cleanup')
it = g(); next(it); print(it.throw(KeyError('a'))); it.close(); print(next(it, 'done'))
def outer():
    try: yield from inner()
    except RuntimeError as e: yield f'outer got {e}'
def inner():
    try: yield 'i1'
    except ValueError: yield 'inner handled'
    raise RuntimeError('x')
o = outer(); print(next(o), o.throw(ValueError), next(o))
