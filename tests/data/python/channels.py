import math
def make_divisible(v, divisor=8, min_value=None):
    if min_value is None: min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v: new_v += divisor
    return new_v
print([make_divisible(c * w) for c in (16, 24, 32, 64, 96, 160, 320) for w in (0.35, 0.5, 0.75, 1.0, 1.4)])
print([int(math.ceil(r * d)) for r in (1, 2, 2, 3, 3, 4, 1) for d in (1.0, 1.1, 1.2, 1.4, 1.8, 2.2, 2.6, 3.1)])
print([x.item() if hasattr(x, 'item') else x for x in [0.1 * i for i in range(5)]], [round(0.2 * i / 11, 6) for i in range(12)])
print([(64 * 2 ** i, 2 ** (i // 2)) for i in range(4)], sum(p * q for p, q in zip(range(5), range(5, 10))), [*range(3), *'ab'], {**{'a': 1}, 'b': 2}, [i for i in range(20) if i % 3 == 0 if i % 2], [(a, b) for a in range(3) for b in range(a)], [[j for j in range(i)] for i in range(4)], {i: {j: i * j for j in range(2)} for i in range(2)}, {x % 3 for x in range(10)} == {0, 1, 2}, list(map(lambda p: p[0] + p[1], zip([1, 2], [3, 4]))), dict(enumerate('ab')), tuple(x for x in 'abc' if x != 'b'))
print(-(-7 // 2), (7 + 2 - 1) // 2, 224 // 32 * 32, 5 // 2 * 2.0, 2 ** 3 ** 2, -3 ** 2, (-3) ** 2, 1 if [] else 2, not 1 == 2, 1 < 2 == 2, (1, 2) < (1, 3), [1, 2] < [1, 2, 0], 'a' < 'b', 3 in (1, 2, 3), None is None, 5 and 0 or 'x', '' or 'd', 0 == False, [] == (), 1 != 1.0, ~7, 6 & 3 | 8 ^ 2, 1 << 3 + 1)
