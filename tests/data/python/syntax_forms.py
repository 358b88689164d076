import os.path, sys as system, collections.abc as abc; from os import path as p, sep
from math import (pi,
                  floor as down,)
async def later(x): return await other(x)
async def other(x):
    async with x as y, x: pass
    async for z in x: pass
    return [v async for v in x if await v]
print(type(later).__name__, down(pi), p is os.path, system.maxsize > 0, abc.Iterable.__name__)
print("\x41\u00e9\U0001F600\101\0".encode(), '\a\b\f\v\r\'\"\\'.encode(), 'a\
b', b'\x00\xff\'', r'\d\'', rb'\x', Rb"a", u'x', '''three
lines''', "\z".encode() if False else '')
print(f"{1 + 1}{'a' 'b'}{'{'}{chr(125)}{{}}{1:>{2 + 1}}{'x'!r:^5}{3.5!s}{'é'!a}{[i for i in range(2)]}{ {'k': 'v'}['k'] }{(lambda: 4)()}", F'{1}' rf'\{2}' fr"\d{3}", f'''{
    'multi'
}''', f"{'a' if 1 else 'b'}{1 != 2}{1 == 1}{2 >= 1}", f"{pi:.2f}{pi = :.1f}{pi=!r:.4}")
class Manager:
    def __init__(self, name): self.name = name
    def __enter__(self): return self.name
    def __exit__(self, *details): pass
with (Manager('a') as a, Manager('b') as b,): print(a, b)
with Manager('c') as (x, *y), Manager('d'): print(x, y)
with (Manager('e')): pass
with Manager([1, 2]) as [x, y]: print(x, y)
class Empty: ...
class Commented(Empty, object,): "text"; value = 1; other: int; third: 'str' = 'x'
print(Commented.__doc__, Commented.value, Commented.third); del a, (b), [x, y]
@(lambda f: f)
@staticmethod
def decorated(a, b: int = 2, /, c: 'str' = 'c', *args: int, d, e=5, **kw: dict[str, int]) -> list[int] | None: return a, b, c, args, d, e, kw
print(decorated(1, d=4), decorated(1, 2, 3, 4, d=5, f=6))
def outer():
    count = 0
    def inner():
        nonlocal count; global made
        count += 1; made = count
    inner(); inner(); return count
print(outer(), made); assert made == 2, 'text'; pass
try: raise ValueError('a') from KeyError('b')
except (KeyError, ValueError) as error: print(type(error.__cause__).__name__)
else: print('never')
finally: print('last')
try: pass
except: print('never')
else: print('else')
if made > 5: pass
elif made == 2 and not made == 3 or False: print('elif')
else: pass
for made, in [(1,), (2,)]:
    if made == 2: break
    else: continue
else: print('never')
while made: made -= 1; continue
else: print('while else')
match [1, {'a': (2, 3.5), 'b': None, 'c': "x" 'y'}, -1, -2.5, 'end']:
    case [0, *_]: print('no')
    case (1 as one, {'a': [two, 3.5 | 4.5], 'b': None, **rest}, -1, -2.5, str() as end) if end: print(one, two, rest, end)
match = 5; case = match; type = case; print(match, case, type); _ = 3; print(_)
match (match):
    case 5: print('five')
match made, case:
    case 0, 5: print('pair')
match {'k': True}:
    case {'k': False}: pass
    case {'k': True as flag}: print(flag)

x = y = 1; x, y = y, x; (x), [y] = 1, [2]; x += 1; y **= 3; print(x, y, x if x else y, not x, lambda: 0 and 1, sep=" ") if False else print(x, y)
print(1_0, 0XfF, 0o17, 0B11, 1E2, 1_0.5e-1_0, .5, 5., 0_0, 1if x else 2, [*range(2), *(3,)], {**{}, "a": 1}, {*()}, (), (1,), ..., 1 if x < 2 <= 3 != 4 is not None else 0, x in [1] not in [2], ~x ** -1 if False else -x ** 2, (yes := 3) + yes, [i for i in range(9) if i % 2 if i > 3], {i: j for i, j in zip("ab", [1, 2])}, sorted({i for i in "aa"}), sum(i for i in [1, 2]), (lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, c=3, e=4), x[0] if False else "x"[0:1:1], "abc"[::-1], "abc"[-2:], not not x)
