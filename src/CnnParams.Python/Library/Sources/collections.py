import collections_abc as abc


class OrderedDict(dict):
    def __repr__(self):
        return f"OrderedDict({list(self.items())!r})" if self else "OrderedDict()"

    def __eq__(self, other):
        same = dict.__eq__(self, other)
        return same and list(self) == list(other) if isinstance(other, OrderedDict) else same

    def __ne__(self, other):
        return not self == other


class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kwargs):
        self.default_factory = default_factory
        super().__init__(*args, **kwargs)

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value

    def __repr__(self):
        return f"defaultdict({self.default_factory!r}, {dict(self)!r})"

    def copy(self):
        return type(self)(self.default_factory, self)

    __copy__ = copy


class Counter(dict):
    def __init__(self, iterable=None, **kwargs):
        super().__init__()
        self.update(iterable, **kwargs)

    def __missing__(self, key):
        return 0

    def update(self, iterable=None, **kwargs):
        if isinstance(iterable, dict):
            for key, value in iterable.items():
                self[key] = self[key] + value
        elif iterable is not None:
            for key in iterable:
                self[key] = self[key] + 1
        for key, value in kwargs.items():
            self[key] = self[key] + value

    def most_common(self, n=None):
        pairs = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return pairs if n is None else pairs[:n]

    def elements(self):
        for key, value in self.items():
            for _ in range(value):
                yield key

    def total(self):
        return sum(self.values())

    def subtract(self, iterable=None, **kwargs):
        for key, value in {**Counter(iterable), **kwargs}.items():
            self[key] = self[key] - value

    def copy(self):
        return type(self)(self)

    def _combine(self, other, count):
        counts = ((key, count(self[key], other[key])) for key in [*self, *(key for key in other if key not in self)])
        return Counter({key: value for key, value in counts if value > 0})

    def __add__(self, other): return self._combine(other, lambda a, b: a + b)
    def __sub__(self, other): return self._combine(other, lambda a, b: a - b)
    def __or__(self, other): return self._combine(other, max)
    def __and__(self, other): return self._combine(other, min)
    def __pos__(self): return self + Counter()

    def __repr__(self):
        return f"Counter({dict(self.most_common())!r})" if self else "Counter()"


class deque(list):
    def __init__(self, iterable=(), maxlen=None):
        self.maxlen = maxlen
        super().__init__()
        self.extend(iterable)

    def append(self, item):
        super().append(item)
        if self.maxlen is not None and len(self) > self.maxlen:
            del self[0]

    def appendleft(self, item):
        self.insert(0, item)
        if self.maxlen is not None and len(self) > self.maxlen:
            del self[-1]

    def extend(self, iterable):
        for item in list(iterable):
            self.append(item)

    def extendleft(self, iterable):
        for item in list(iterable):
            self.appendleft(item)

    def popleft(self):
        if not self:
            raise IndexError("pop from an empty deque")
        return self.pop(0)

    def rotate(self, n=1):
        for _ in range(n % max(1, len(self))):
            self.insert(0, self.pop())

    def copy(self):
        return type(self)(self, self.maxlen)

    __copy__ = copy

    def __add__(self, other): return type(self)([*self, *other], self.maxlen)

    def __repr__(self):
        return f"deque({list(self)!r})" if self.maxlen is None else f"deque({list(self)!r}, maxlen={self.maxlen})"


class ChainMap(abc.MutableMapping):
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        return self.__missing__(key)

    def __missing__(self, key): raise KeyError(key)
    def __setitem__(self, key, value): self.maps[0][key] = value
    def __delitem__(self, key): del self.maps[0][key]
    def __contains__(self, key): return any(key in mapping for mapping in self.maps)
    def __len__(self): return len(dict.fromkeys(key for mapping in self.maps for key in mapping))
    def __iter__(self): return iter(dict.fromkeys(key for mapping in reversed(self.maps) for key in mapping))
    def __bool__(self): return any(self.maps)
    def __repr__(self): return f"ChainMap({', '.join(map(repr, self.maps))})"
    def new_child(self, m=None, **kwargs): return type(self)({**(m or {}), **kwargs} if m is None or kwargs else m, *self.maps)

    @property
    def parents(self): return type(self)(*self.maps[1:])


class UserDict(dict):
    pass


class UserList(list):
    pass


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    fields = tuple(field_names)
    defaults = tuple(defaults or ())
    values = dict(zip(fields[len(fields) - len(defaults):], defaults))
    return _make(typename, fields, values, {}, (tuple,))


def _make(typename, fields, defaults, members, bases):
    def __new__(cls, *args, **kwargs):
        if len(args) > len(fields):
            raise TypeError(f"{typename}() takes {len(fields)} positional arguments but {len(args)} were given")
        given = dict(zip(fields, args))
        for name, value in kwargs.items():
            if name not in fields:
                raise TypeError(f"{typename}() got an unexpected keyword argument '{name}'")
            if name in given:
                raise TypeError(f"{typename}() got multiple values for argument '{name}'")
            given[name] = value
        items = []
        for name in fields:
            if name in given:
                items.append(given[name])
            elif name in defaults:
                items.append(defaults[name])
            else:
                raise TypeError(f"{typename}() missing required argument: '{name}'")
        return tuple.__new__(cls, items)

    def _replace(self, /, **kwargs):
        return type(self)(**{**self._asdict(), **kwargs})

    def _asdict(self):
        return dict(zip(fields, self))

    def __repr__(self):
        return typename + "(" + ", ".join(f"{name}={value!r}" for name, value in zip(fields, self)) + ")"

    namespace = {
        "__new__": __new__, "_replace": _replace, "_asdict": _asdict, "__repr__": __repr__,
        "_fields": fields, "_field_defaults": defaults, "__match_args__": fields,
        "_make": classmethod(lambda cls, iterable: cls(*iterable)),
    }
    for index, name in enumerate(fields):
        namespace[name] = property(lambda self, index=index: self[index])
    namespace.update(members)
    return type(typename, bases, namespace)
