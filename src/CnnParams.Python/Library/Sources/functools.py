from collections import namedtuple

CacheInfo = namedtuple("CacheInfo", "hits misses maxsize currsize")


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
        shown = [repr(self.func), *map(repr, self.args), *(f"{name}={value!r}" for name, value in self.keywords.items())]
        return f"functools.partial({', '.join(shown)})"


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
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        value = getattr(wrapped, name, None)
        if isinstance(value, str):
            setattr(wrapper, name, value)
    own = getattr(wrapper, "__dict__", None)
    if own is not None:
        own.update(getattr(wrapped, "__dict__", None) or {})
    wrapper.__wrapped__ = wrapped
    return wrapper


def cache(function):
    return lru_cache(None)(function)


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return lru_cache()(maxsize)

    def decorate(function):
        known = {}
        hits = misses = 0

        def wrapper(*args, **kwargs):
            nonlocal hits, misses
            key = (args, tuple(kwargs.items()))
            if key in known:
                hits += 1
                known[key] = result = known.pop(key)
                return result
            misses += 1
            result = function(*args, **kwargs)
            known[key] = result
            if maxsize is not None and len(known) > maxsize:
                del known[next(iter(known))]
            return result

        def cache_info():
            return CacheInfo(hits, misses, maxsize, len(known))

        def cache_clear():
            nonlocal hits, misses
            known.clear()
            hits = misses = 0

        update_wrapper(wrapper, function)
        wrapper.cache_info = cache_info
        wrapper.cache_clear = cache_clear
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


def _not(method):
    def compare(self, other):
        result = method(self, other)
        return result if result is NotImplemented else not result
    return compare


def _with_equals(method, and_not):
    def compare(self, other):
        result = method(self, other)
        if result is NotImplemented:
            return result
        return not result and self != other if and_not else result or self == other
    return compare


def _equals_without(method, negate):
    def compare(self, other):
        result = method(self, other)
        if result is NotImplemented:
            return result
        return not result or self == other if negate else result and self != other
    return compare


# What follows from one comparison, and how.
_FOLLOWING = {
    "__lt__": {"__gt__": (_with_equals, True), "__le__": (_with_equals, False), "__ge__": (_not,)},
    "__le__": {"__ge__": (_equals_without, True), "__lt__": (_equals_without, False), "__gt__": (_not,)},
    "__gt__": {"__lt__": (_with_equals, True), "__ge__": (_with_equals, False), "__le__": (_not,)},
    "__ge__": {"__le__": (_equals_without, True), "__gt__": (_equals_without, False), "__lt__": (_not,)},
}


def total_ordering(cls):
    known = [name for name in _FOLLOWING if getattr(cls, name, None) is not None]
    if not known:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, (make, *how) in _FOLLOWING[known[0]].items():
        if name not in known:
            setattr(cls, name, make(getattr(cls, known[0]), *how))
    return cls


def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

        def __gt__(self, other):
            return compare(self.value, other.value) > 0

        def __eq__(self, other):
            return compare(self.value, other.value) == 0
    return Key


_CLASSES = {kind.__name__: kind for kind in (bool, int, float, str, bytes, list, tuple, dict, set, frozenset, type)}


def _annotated(function):
    text = next(iter(function.__annotations__.values()))
    return function.__globals__.get(text) or _CLASSES[text] if isinstance(text, str) else text


def singledispatch(function):
    registry = {object: function}

    def dispatch(kind):
        for base in kind.__mro__:
            if base in registry:
                return registry[base]

    def wrapper(first, *args, **kwargs):
        return dispatch(type(first))(first, *args, **kwargs)

    def register(kind, chosen=None):
        if chosen is None and not isinstance(kind, type):
            return register(_annotated(kind), kind)
        if chosen is None:
            return lambda chosen: register(kind, chosen)
        registry[kind] = chosen
        return chosen

    update_wrapper(wrapper, function)
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return wrapper


class singledispatchmethod:
    def __init__(self, func):
        self.func = func
        self.dispatcher = singledispatch(lambda first, call: call(func))

    def register(self, kind, chosen=None):
        if chosen is None and not isinstance(kind, type):
            return self.register(_annotated(kind), kind)
        if chosen is None:
            return lambda chosen: self.register(kind, chosen)
        self.dispatcher.register(kind, lambda first, call: call(chosen))
        return chosen

    def __get__(self, instance, owner=None):
        def bound(first, *args, **kwargs):
            return self.dispatcher(first, lambda chosen: chosen.__get__(instance, owner)(first, *args, **kwargs))
        return bound
