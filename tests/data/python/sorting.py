w = ['banana', 'kiwi', 'apple', 'fig']
print(sorted(w), sorted(w, key=len), sorted(w, key=len, reverse=True), sorted(w, key=lambda s: (-len(s), s)), sorted({'b': 1, 'a': 2}.items(), key=lambda kv: kv[1]), min(w, key=len), max(w, key=lambda s: s[-1]))
l = [3, 1, 2]; l.sort(reverse=True); print(l, l.sort(), l)
import operator as op
print(sorted([(1, 'b'), (0, 'z'), (1, 'a')], key=op.itemgetter(0, 1)), sorted([{'n': 2}, {'n': 1}], key=op.itemgetter('n')), op.attrgetter('real')(3), op.methodcaller('upper')('a'), op.mul(2, 3), op.itemgetter(slice(1, 3))([1, 2, 3, 4]))
from functools import cmp_to_key
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), max([1, 5, 3], default=0), max([], default=-1), min(3, 1, 2), sorted([True, False, 2, 0.5]), sorted('bca', key=str.lower), list(map(str, [1, 2])), sum([[1], [2]], []))
try: sorted([1, 'a'])
except TypeError as e: print(e)
try: max([])
except ValueError as e: print('empty')
try: max(None, 3)
except TypeError as e: print(e)
