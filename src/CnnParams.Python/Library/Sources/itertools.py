def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    items = list(iterable)
    while items:
        for item in items:
            yield item


def repeat(value, times=None):
    if times is None:
        while True:
            yield value
    for _ in range(times):
        yield value


class chain:
    def __init__(self, *iterables):
        self._items = self._all(iterables)

    @staticmethod
    def _all(iterables):
        for iterable in iterables:
            for item in iterable:
                yield item

    @classmethod
    def from_iterable(cls, iterables):
        return cls._all(iterables)

    def __iter__(self):
        return self._items

    def __next__(self):
        return next(self._items)


def islice(iterable, *bounds):
    bounds = slice(*bounds)
    start, stop, step = bounds.start or 0, bounds.stop, bounds.step or 1
    if stop is not None and stop <= 0:
        return
    for index, item in enumerate(iterable):
        if stop is not None and index >= stop:
            return
        if index >= start and (index - start) % step == 0:
            yield item
        if stop is not None and index + 1 >= stop:
            return


def product(*iterables, repeat=1):
    pools = [tuple(pool) for pool in iterables] * repeat
    result = [()]
    for pool in pools:
        result = [head + (item,) for head in result for item in pool]
    return iter(result)


def permutations(iterable, r=None):
    pool = tuple(iterable)
    r = len(pool) if r is None else r

    def extend(chosen):
        if len(chosen) == r:
            yield tuple(pool[i] for i in chosen)
            return
        for i in range(len(pool)):
            if i not in chosen:
                yield from extend(chosen + (i,))
    return extend(())


def combinations(iterable, r):
    pool = tuple(iterable)

    def extend(chosen, first):
        if len(chosen) == r:
            yield tuple(pool[i] for i in chosen)
            return
        for i in range(first, len(pool)):
            yield from extend(chosen + (i,), i + 1)
    return extend((), 0)


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)

    def extend(chosen, first):
        if len(chosen) == r:
            yield tuple(pool[i] for i in chosen)
            return
        for i in range(first, len(pool)):
            yield from extend(chosen + (i,), i)
    return extend((), 0)


def accumulate(iterable, func=None, *, initial=None):
    items = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(items)
        except StopIteration:
            return
    yield total
    for item in items:
        total = total + item if func is None else func(total, item)
        yield total


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    dropping = True
    for item in iterable:
        dropping = dropping and predicate(item)
        if not dropping:
            yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (predicate(item) if predicate else item):
            yield item


def starmap(function, iterable):
    for arguments in iterable:
        yield function(*arguments)


def compress(data, selectors):
    for item, selected in zip(data, selectors):
        if selected:
            yield item


def pairwise(iterable):
    items = list(iterable)
    return zip(items, items[1:])


def zip_longest(*iterables, fillvalue=None):
    lists = [list(items) for items in iterables]
    for i in range(max((len(items) for items in lists), default=0)):
        yield tuple(items[i] if i < len(items) else fillvalue for items in lists)


def tee(iterable, n=2):
    items = list(iterable)
    return tuple(iter(items) for _ in range(n))


def groupby(iterable, key=None):
    group, last, started = [], None, False
    for item in iterable:
        value = item if key is None else key(item)
        if started and value != last:
            yield last, iter(group)
            group = []
        group.append(item)
        last, started = value, True
    if started:
        yield last, iter(group)
