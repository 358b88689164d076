import itertools, functools, operator, collections
shape = (3, 224, 224)
print(functools.reduce(operator.mul, shape), list(itertools.accumulate(shape, operator.mul)), operator.itemgetter(1, 2)(shape), list(map(operator.attrgetter('real'), [1, 2])), operator.add(1, 2), operator.methodcaller('split', ',')('a,b'), sorted(zip([3, 1], 'ab'), key=operator.itemgetter(0)), operator.floordiv(7, 2), operator.contains([1], 1), operator.neg(3), operator.truediv(1, 2), operator.concat([1], [2]) if hasattr(operator, 'concat') else [1, 2], operator.index(5))
print(list(itertools.chain.from_iterable(zip([1, 2], [3, 4]))), list(itertools.islice(itertools.cycle([1, 2]), 5)), list(itertools.combinations(range(3), 2)), list(itertools.product([3, 5], ['max', 'avg'])), [''.join(p) for p in itertools.permutations('ab')], dict(itertools.zip_longest('abc', [1, 2])), list(itertools.count(10, -3).__next__() for _ in range(1)), [list(v) for _, v in itertools.groupby(sorted('banana'))], list(itertools.takewhile(lambda v: v < 3, itertools.count())), list(itertools.dropwhile(str.isalpha, 'ab1c')), next(itertools.count(5)), list(itertools.repeat(1, 2)), list(itertools.starmap(operator.add, [(1, 2), (3, 4)])), list(itertools.filterfalse(None, [0, 1])), list(itertools.compress('abcd', [1, 0, 1, 0])), list(itertools.islice([1, 2, 3, 4], 1, 3)), list(itertools.pairwise('abc')))
d = collections.deque(maxlen=2); [d.append(i) for i in range(4)]; print(list(d), d[0], collections.Counter([1, 1, 2]).most_common(1), collections.OrderedDict(a=1), collections.ChainMap({'a': 1}, {'b': 2})['b'], collections.defaultdict(lambda: 5)['q'], collections.deque([1, 2, 3]).popleft(), collections.Counter('ab') + collections.Counter('b'), collections.namedtuple('N', 'a b')(1, b=2), collections.deque('abc').index('b'), list(reversed(collections.deque([1, 2]))))
cache = functools.lru_cache(None)(lambda n: n * 2); print(cache(3), functools.partial(int, base=2)('101'), functools.reduce(lambda a, b: a + [b], 'ab', []), functools.cmp_to_key(lambda a, b: b - a)(1) < functools.cmp_to_key(lambda a, b: b - a)(0))
@functools.singledispatch
def size(x): raise NotImplementedError(type(x).__name__)
@size.register(int)
@size.register(float)
def _(x): return 1
@size.register
def _(x: list): return sum(map(size, x))
@size.register(str)
def _(x, n=2): return len(x) * n
print(size([1, 2.5, [3]]), size('ab'), size('ab', n=3), size(True))
try: size({})
except NotImplementedError as e: print('NI', e)
