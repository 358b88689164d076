try: 
    try: int('x')
    except ValueError as e: raise KeyError('k') from None
    finally: print('f1')
except KeyError as e: print(e.args, e.__cause__, str(e))
class A(Exception): pass
class B(A):
    def __str__(self): return 'B!' + '|'.join(map(str, self.args))
def f(n):
    try:
        if n: raise B(1, 2)
        return 'none'
    except A as e: return f'{type(e).__name__} {e} {e.args}'
    finally: print('fin')
print(f(1), f(0))
try: raise B
except (ValueError, A): print('tuple')
def nested():
    for i in range(3):
        try:
            if i == 0: continue
            if i == 1: raise IndexError(i)
            return i
        except IndexError as e: print('ie', e)
        else: print('else')
        finally: print('fin', i)
print(nested())
import warnings; warnings.warn('x')
try: raise NotImplementedError
except NotImplementedError as e: print(repr(e), str(e) == '')
try: raise ValueError('a', 1)
except ValueError as e: print(e, e.args, repr(e))
try: [][0]
except LookupError as e: print(type(e).__mro__[1].__name__, e)
try: raise StopIteration(5)
except StopIteration as e: print(e.value)
try: {}['x']
except KeyError as e: print(f'{e}', e.args[0])
try: open
except NameError: print('no')
e = 'kept'
try: 1 / 0
except ZeroDivisionError as err: print('z')
print(e)
def gen():
    try: yield 1
    except GeneratorExit: print('exit'); raise
    finally: print('end')
g2 = gen(); next(g2); g2.close()
def reraise():
    try: raise ValueError('orig')
    except ValueError: raise
try: reraise()
except ValueError as e: print(e)
try: raise ExceptionGroup('g', [ValueError(1)]) if False else TypeError('t')
except TypeError as e: print(e)
assert (lambda: True)(), 'm'
class Ret:
    def __exit__(self, *a): print('x', a[0]); return True
    def __enter__(self): return 5
def w():
    with Ret() as r: return r
print(w())
for i in range(2):
    with Ret(): 
        if i: break
        continue
