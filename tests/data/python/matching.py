def kind(x):
    match x:
        case 0: return 'zero'
        case int(n) if n > 10: return f'big {n}'
        case int() | float(): return 'number'
        case [a]: return f'one {a}'
        case [a, b, *rest]: return f'{a} {b} {rest}'
        case {'type': 'conv', 'k': k, **rest}: return f'conv {k} {rest}'
        case {'type': str(t)}: return t
        case str() as s if s.startswith('x'): return 'x...' + s
        case 'a' | 'b': return 'ab'
        case None: return 'none'
        case True: return 'never'
        case (): return 'empty'
        case _: return 'other'
for v in (0, 11, 5, 2.5, [1], (1, 2, 3), [1, 2], {'type': 'conv', 'k': 3, 'z': 1}, {'type': 'pool'}, 'xy', 'b', None, 'q', [], {}, False): print(repr(v), kind(v))
