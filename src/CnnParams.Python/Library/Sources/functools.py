from _host import copy as _copy


def reduce(function, iterable, *initial):
    items = iter(iterable)
    if initial:
        total = initial[0]
    else:
        try:
            total = next(items)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in items:
        total = function(total, item)
    return total


class partial:
    def __init__(self, func, /, *args, **keywords):
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        return f"functools.partial({self.func!r})"


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, instance, owner=None):
        return partial(self.func, instance, *self.args, **self.keywords)


def wraps(wrapped, assigned=(), updated=()):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped)
    return decorate


def update_wrapper(wrapper, wrapped, assigned=(), updated=()):
    name = getattr(wrapped, "__name__", None)
    if name is not None and isinstance(name, str):
        wrapper.__name__ = name
    wrapper.__wrapped__ = wrapped
    return wrapper


def cache(function):
    return lru_cache(None)(function)


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return lru_cache()(maxsize)

    def decorate(function):
        known = {}

        def wrapper(*args, **kwargs):
            key = (args, tuple(sorted(kwargs.items())))
            try:
                if key in known:
                    return known[key]
            except TypeError:
                return function(*args, **kwargs)
            result = function(*args, **kwargs)
            known[key] = result
            return result
        wrapper.cache_clear = known.clear
        wrapper.__name__ = function.__name__
        wrapper.__wrapped__ = function
        return wrapper
    return decorate


class cached_property:
    def __init__(self, func):
        self.func = func
        self.name = None

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        instance.__dict__[self.name] = value
        return value


def total_ordering(cls):
    return cls


def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0
    return Key


def singledispatch(function):
    registry = []

    def wrapper(first, *args, **kwargs):
        for kind, chosen in reversed(registry):
            if isinstance(first, kind):
                return chosen(first, *args, **kwargs)
        return function(first, *args, **kwargs)

    def register(kind, chosen=None):
        if chosen is None:
            return lambda chosen: register(kind, chosen)
        registry.append((kind, chosen))
        return chosen
    wrapper.register = register
    return wrapper
