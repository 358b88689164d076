import collections_abc as abc


class OrderedDict(dict):
    def __repr__(self):
        return f"OrderedDict({list(self.items())!r})"


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


class deque(list):
    def __init__(self, iterable=(), maxlen=None):
        self.maxlen = maxlen
        super().__init__(iterable)
        if maxlen is not None:
            del self[:max(0, len(self) - maxlen)]

    def append(self, item):
        super().append(item)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.pop(0)

    def appendleft(self, item):
        self.insert(0, item)

    def popleft(self):
        return self.pop(0)

    def rotate(self, n=1):
        for _ in range(n % max(1, len(self))):
            self.insert(0, self.pop())


class ChainMap(dict):
    def __init__(self, *maps):
        super().__init__()
        for mapping in reversed(maps):
            self.update(mapping)


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
