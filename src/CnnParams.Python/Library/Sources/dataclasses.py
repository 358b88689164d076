import operator
from copy import deepcopy


class _Missing:
    def __repr__(self):
        return "MISSING"


MISSING = _Missing()


class KW_ONLY:
    pass


class InitVar:
    def __class_getitem__(cls, kind): return cls


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
        if isinstance(default, (list, dict, set)):
            raise ValueError(f"mutable default {type(default)} for field {name} is not allowed: use default_factory")
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
        title = cls.__qualname__
        optional = None
        for one in positional:
            if one.default is not MISSING or one.default_factory is not MISSING:
                optional = one.name
            elif optional is not None:
                raise TypeError(f"non-default argument '{one.name}' follows default argument '{optional}'")

        def __init__(self, *args, **kwargs):
            if len(args) > len(positional):
                needed = sum(1 for one in positional if one.default is MISSING and one.default_factory is MISSING)
                most = len(positional) + 1
                takes = f"from {needed + 1} to {most}" if needed + 1 < most else f"{most}"
                raise TypeError(f"{title}.__init__() takes {takes} positional arguments but {len(args) + 1} were given")
            given = {one.name: value for one, value in zip(positional, args)}
            for name, value in kwargs.items():
                if name not in fields or not fields[name].init:
                    raise TypeError(f"{title}.__init__() got an unexpected keyword argument '{name}'")
                if name in given:
                    raise TypeError(f"{title}.__init__() got multiple values for argument '{name}'")
                given[name] = value
            missing = [f"{one.name!r}" for one in fields.values() if one.init and one.name not in given and one.default is MISSING and one.default_factory is MISSING]
            if missing:
                several = "s" * (len(missing) > 1)
                raise TypeError(f"{title}.__init__() missing {len(missing)} required positional argument{several}: {' and '.join(missing)}")
            extra = []
            for one in fields.values():
                if one.name in given:
                    value = given[one.name]
                elif one.default is not MISSING:
                    value = one.default
                elif one.default_factory is not MISSING:
                    value = one.default_factory()
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
            return type(self).__qualname__ + "(" + ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields.values() if one.repr and not one.is_init_only) + ")"

        def __eq__(self, other):
            if type(self) is not type(other):
                return NotImplemented
            return astuple_shallow(self) == astuple_shallow(other)

        def __hash__(self):
            return hash(astuple_shallow(self))

        def __setattr__(self, name, value):
            raise FrozenInstanceError(f"cannot assign to field '{name}'")

        def __delattr__(self, name):
            raise FrozenInstanceError(f"cannot delete field '{name}'")

        def compare(operation):
            return lambda self, other: operation(astuple_shallow(self), astuple_shallow(other)) if type(self) is type(other) else NotImplemented

        if init and "__init__" not in cls.__dict__:
            cls.__init__ = __init__
        if repr and "__repr__" not in cls.__dict__:
            cls.__repr__ = __repr__
        if eq and "__eq__" not in cls.__dict__:
            cls.__eq__ = __eq__
            if "__hash__" not in cls.__dict__:
                cls.__hash__ = __hash__ if frozen or unsafe_hash else None
        if order:
            cls.__lt__, cls.__le__, cls.__gt__, cls.__ge__ = map(compare, (operator.lt, operator.le, operator.gt, operator.ge))
        if frozen:
            cls.__setattr__ = __setattr__
            cls.__delattr__ = __delattr__
        return cls
    return decorate if cls is None else decorate(cls)


def astuple_shallow(instance):
    return tuple(getattr(instance, name) for name, one in instance.__dataclass_fields__.items() if one.compare and not one.is_init_only)


def fields(instance):
    return tuple(one for one in instance.__dataclass_fields__.values() if not one.is_init_only)


def is_dataclass(value):
    return hasattr(value, "__dataclass_fields__")


def _plain(value, make):
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return make(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_plain(item, make) for item in value))
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(item, make) for item in value)
    if isinstance(value, dict):
        return {_plain(key, make): _plain(item, make) for key, item in value.items()}
    return deepcopy(value)


def asdict(instance, *, dict_factory=dict):
    def make(value):
        return asdict(value, dict_factory=dict_factory)
    return dict_factory([(one.name, _plain(getattr(instance, one.name), make)) for one in fields(instance)])


def astuple(instance, *, tuple_factory=tuple):
    def make(value):
        return astuple(value, tuple_factory=tuple_factory)
    return tuple_factory([_plain(getattr(instance, one.name), make) for one in fields(instance)])


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **kwargs):
    members = dict(namespace or {})
    annotations = members["__annotations__"] = {}
    for one in fields:
        name, kind, *default = (one, "Any") if isinstance(one, str) else one
        annotations[name] = kind
        if default:
            members[name] = default[0]
    return dataclass(**kwargs)(type(cls_name, tuple(bases), members))


def replace(instance, /, **changes):
    values = {one.name: getattr(instance, one.name) for one in fields(instance) if one.init}
    return type(instance)(**{**values, **changes})
