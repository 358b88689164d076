def f(x):
    try:
        if x == 0: return 'ret'
        if x == 1: raise ValueError('v')
        if x == 2: 1 / 0
        if x == 3: {}['k']
        if x == 4: [].foo
        r = 'ok'
    except ValueError as e: r = f'V {e}'
    except (ZeroDivisionError, KeyError) as e: r = f'{type(e).__name__} {e}'
    except Exception as e: r = f'E {e}'
    else: r += ' else'
    finally: print('fin', x)
    return r
for i in range(6): print(f(i))
def g():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
        finally: print('f', i)
    else: print('no')
    return 'end'
print(g())
def h():
    try: return 1
    finally: return 2
print(h())
try:
    try: raise ValueError('a')
    except ValueError as e: raise RuntimeError('b') from e
except RuntimeError as e: print(e, repr(e.__cause__))
class MyErr(Exception):
    def __init__(self, code): super().__init__(f'code {code}'); self.code = code
try: raise MyErr(3)
except MyErr as e: print(e, e.code, e.args, repr(e))
try: assert 1 == 2, 'msg'
except AssertionError as e: print(e)
try: raise
except RuntimeError as e: print(e)
