import itertools as it
print(list(it.chain([1], 'ab', (2,))), list(it.chain.from_iterable([[1, 2], [3]])), list(it.islice(it.count(5, 2), 4)), list(it.islice(range(10), 2, 8, 3)))
print(list(it.product([1, 2], 'ab')), list(it.product([0, 1], repeat=2)), list(it.permutations([1, 2, 3], 2)), list(it.combinations('abc', 2)))
print(list(it.zip_longest([1, 2], 'a', fillvalue='-')), list(it.accumulate([1, 2, 3])), list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=10)))
print([(k, list(g)) for k, g in it.groupby('aabbc')], [(k, len(list(g))) for k, g in it.groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)])
print(list(it.repeat('x', 3)), list(it.islice(it.cycle('ab'), 5)), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(it.dropwhile(lambda x: x < 3, [1, 2, 3, 1])))
print(list(it.pairwise([1, 2, 3])), list(it.compress('abc', [1, 0, 1])), list(it.filterfalse(lambda x: x % 2, range(5))), list(it.combinations_with_replacement('ab', 2)))
a, b = it.tee([1, 2, 3]); print(next(a), list(b), list(a))
c = it.count(); print(next(c), next(c))
