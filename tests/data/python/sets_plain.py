s = {3, 1, 2}; t = {2, 3, 4}
print(sorted(s | t), sorted(s & t), sorted(s - t), sorted(s ^ t), s <= {1, 2, 3, 4}, s < s, s >= {1}, s.isdisjoint({9}), {1, 2} == {2, 1}, len(s), 3 in s)
s.add(9); s.discard(100); s.remove(1); s.update([7, 8], (6,)); print(sorted(s), sorted(s.union([1], [2])), sorted(s.intersection([7, 9])), sorted(s.difference([7])), s.issubset(range(10)), s.issuperset([7]), sorted(s.symmetric_difference([7, 100])))
try: s.remove(1000)
except KeyError as e: print(e)
f = frozenset([1, 2]); print(f, {f: 1}[frozenset([2, 1])], set(), {*[1], *[2]}, sorted(set('hello')), f | {3} , type(f | {3}).__name__, type({3} | f).__name__)
s -= {7}; s |= {1}; s &= {1, 8, 9}; s ^= {1}; print(sorted(s))
try: {[1]: 2}
except TypeError as e: print(e)
try: {[1]}
except TypeError as e: print(e)
try: {1} + {2}
except TypeError as e: print(e)
