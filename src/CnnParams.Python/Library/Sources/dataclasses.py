class _Missing:
    def __repr__(self):
        return "MISSING"


MISSING = _Missing()


class KW_ONLY:
    pass


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default=MISSING, default_factory=MISSING, init=True, repr=True, compare=True, kw_only=False, metadata=None):
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare
        self.kw_only = kw_only
        self.metadata = metadata or {}
        self.name = None
        self.type = None


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=False):
    return Field(default, default_factory, init, repr, compare, kw_only, metadata)


def _collect(cls, kw_only):
    fields = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(getattr(base, "__dataclass_fields__", {}))
    for name, annotation in cls.__dict__.get("__annotations__", {}).items():
        text = annotation if isinstance(annotation, str) else ""
        if "ClassVar" in text:
            continue
        if "KW_ONLY" in text:
            kw_only = True
            continue
        default = cls.__dict__.get(name, MISSING)
        if isinstance(default, Field):
            one = default
            if one.default is not MISSING:
                setattr(cls, name, one.default)
            elif name in cls.__dict__:
                delattr(cls, name)
        else:
            one = Field(default)
        one.name = name
        one.type = annotation
        one.is_init_only = "InitVar" in text
        one.kw_only = one.kw_only or kw_only
        fields[name] = one
    return fields


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def decorate(cls):
        fields = _collect(cls, kw_only)
        cls.__dataclass_fields__ = fields
        positional = [one for one in fields.values() if one.init and not one.kw_only]
        cls.__match_args__ = tuple(one.name for one in positional)
        title = cls.__name__

        def __init__(self, *args, **kwargs):
            if len(args) > len(positional):
                raise TypeError(f"{title}.__init__() takes {len(positional)} positional arguments but {len(args)} were given")
            given = {one.name: value for one, value in zip(positional, args)}
            for name, value in kwargs.items():
                if name not in fields or not fields[name].init:
                    raise TypeError(f"{title}.__init__() got an unexpected keyword argument '{name}'")
                if name in given:
                    raise TypeError(f"{title}.__init__() got multiple values for argument '{name}'")
                given[name] = value
            extra = []
            for one in fields.values():
                if one.name in given:
                    value = given[one.name]
                elif one.default is not MISSING:
                    value = one.default
                elif one.default_factory is not MISSING:
                    value = one.default_factory()
                elif one.init:
                    raise TypeError(f"{title}.__init__() missing required argument: '{one.name}'")
                else:
                    continue
                if one.is_init_only:
                    extra.append(value)
                else:
                    object.__setattr__(self, one.name, value)
            post = getattr(self, "__post_init__", None)
            if post is not None:
                post(*extra)

        def __repr__(self):
            return type(self).__name__ + "(" + ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields.values() if one.repr) + ")"

        def __eq__(self, other):
            if type(self) is not type(other):
                return NotImplemented
            return astuple_shallow(self) == astuple_shallow(other)

        def __hash__(self):
            return hash(astuple_shallow(self))

        def __setattr__(self, name, value):
            raise FrozenInstanceError(f"cannot assign to field '{name}'")

        if init and "__init__" not in cls.__dict__:
            cls.__init__ = __init__
        if repr and "__repr__" not in cls.__dict__:
            cls.__repr__ = __repr__
        if eq and "__eq__" not in cls.__dict__:
            cls.__eq__ = __eq__
            if "__hash__" not in cls.__dict__:
                cls.__hash__ = __hash__ if frozen or unsafe_hash else None
        if order:
            cls.__lt__ = lambda self, other: astuple_shallow(self) < astuple_shallow(other)
        if frozen:
            cls.__setattr__ = __setattr__
        return cls
    return decorate if cls is None else decorate(cls)


def astuple_shallow(instance):
    return tuple(getattr(instance, name) for name, one in instance.__dataclass_fields__.items() if one.compare)


def fields(instance):
    return tuple(instance.__dataclass_fields__.values())


def is_dataclass(value):
    return hasattr(value, "__dataclass_fields__")


def _plain(value, make):
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return make(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item, make) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, make) for key, item in value.items()}
    return value


def asdict(instance, *, dict_factory=dict):
    return dict_factory([(one.name, _plain(getattr(instance, one.name), asdict)) for one in fields(instance)])


def astuple(instance, *, tuple_factory=tuple):
    return tuple_factory([_plain(getattr(instance, one.name), astuple) for one in fields(instance)])


def replace(instance, /, **changes):
    values = {one.name: getattr(instance, one.name) for one in fields(instance) if one.init}
    return type(instance)(**{**values, **changes})
