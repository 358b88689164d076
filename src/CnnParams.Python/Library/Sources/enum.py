class auto:
    def __init__(self, value=None):
        self.value = value


def _is_member(name, value):
    if name.startswith("_") or isinstance(value, (property, staticmethod, classmethod)):
        return False
    return not (hasattr(value, "__get__") or (hasattr(value, "__code__")))


class EnumMeta(type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        members = {}
        plain = {}
        for key, value in namespace.items():
            if bases and _is_member(key, value):
                members[key] = value
            else:
                plain[key] = value
        cls = super().__new__(mcs, name, bases, plain)
        cls._member_map_ = {}
        cls._member_names_ = []
        cls._value2member_map_ = {}
        last = 0
        for key, value in members.items():
            if isinstance(value, auto):
                following = getattr(cls, "_generate_next_value_", None)
                if following is not None:
                    value = following(key, 1, len(cls._member_names_), [])
                elif issubclass(cls, str):
                    value = key.lower()
                else:
                    value = last * 2 if issubclass(cls, Flag) and last else last + 1
            if isinstance(value, int):
                last = value
            alias = None
            for other in cls._member_map_.values():
                if other._value_ == value and type(other._value_) is type(value):
                    alias = other
            if alias is not None:
                super().__setattr__(cls, key, alias)
                cls._member_map_[key] = alias
                continue
            if issubclass(cls, (int, str, float)) and not isinstance(value, tuple):
                member = super(Enum, cls).__new__(cls, value)
            else:
                member = object.__new__(cls)
            member._value_ = value
            member._name_ = key
            maker = getattr(cls, "__init__", None)
            if hasattr(maker, "__code__"):
                if isinstance(value, tuple):
                    maker(member, *value)
                else:
                    maker(member, value)
            super().__setattr__(cls, key, member)
            cls._member_map_[key] = member
            cls._member_names_.append(key)
        return cls

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __reversed__(cls):
        return reversed(list(cls))

    def __bool__(cls):
        return True

    def __repr__(cls):
        return f"<enum '{cls.__name__}'>"

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", ()):
            raise AttributeError(f"cannot reassign member '{name}'")
        super().__setattr__(name, value)

    def __len__(cls):
        return len(cls._member_names_)

    def __contains__(cls, item):
        if isinstance(item, cls):
            return True
        return any(member._value_ == item for member in cls._member_map_.values())

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __call__(cls, *args, **kwargs):
        if not cls._member_map_ and len(args) >= 2:
            return _make(cls, *args)
        value = args[0]
        if isinstance(value, cls):
            return value
        for member in cls._member_map_.values():
            if member._value_ == value:
                return member
        missing = getattr(cls, "_missing_", None)
        if missing is not None:
            found = missing(value)
            if found is not None:
                return found
        raise ValueError(f"{value!r} is not a valid {cls.__name__}")

    @property
    def __members__(cls):
        return dict(cls._member_map_)


def _make(base, name, names):
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    namespace = names if isinstance(names, dict) else {key: index + 1 for index, key in enumerate(names)}
    return type(base)(name, (base,), dict(namespace))


class Enum(metaclass=EnumMeta):
    @property
    def value(self):
        return self._value_

    @property
    def name(self):
        return self._name_

    def __repr__(self):
        return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}"

    def __format__(self, specification):
        return format(str(self), specification)

    def __hash__(self):
        return hash(self._name_)

    def __eq__(self, other):
        return self is other or (isinstance(self, (int, str)) and self._value_ == other)


class ReprEnum(Enum):
    """Members that show themselves as their values do."""
    def __str__(self): return str(self._value_)
    def __format__(self, specification): return format(self._value_, specification)


class IntEnum(int, ReprEnum):
    pass


class StrEnum(str, ReprEnum):
    pass


class Flag(Enum):
    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            return None
        if value < 0:
            value += 1 << max(member._value_ for member in cls._member_map_.values()).bit_length()
        made = cls._value2member_map_.get(value)
        if made is None:
            made = int.__new__(cls, value) if issubclass(cls, int) else object.__new__(cls)
            made._value_ = value
            made._name_ = "|".join(name for name in cls._member_names_ if cls._member_map_[name]._value_ & value and cls._member_map_[name]._value_.bit_count() == 1) or None
            cls._value2member_map_[value] = made
        return made

    def _with(self, value): return type(self)(value)
    def __or__(self, other): return self._with(self._value_ | getattr(other, "_value_", other))
    def __and__(self, other): return self._with(self._value_ & getattr(other, "_value_", other))
    def __xor__(self, other): return self._with(self._value_ ^ getattr(other, "_value_", other))
    def __invert__(self): return self._with(~self._value_)
    def __contains__(self, other): return other._value_ & self._value_ == other._value_
    def __bool__(self): return bool(self._value_)
    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}" if self._name_ else f"{type(self).__name__}({self._value_!r})"

    def __repr__(self):
        return f"<{self}: {self._value_!r}>" if self._name_ else f"<{self}>"


class IntFlag(int, ReprEnum, Flag):
    __or__, __and__, __xor__, __invert__ = Flag.__or__, Flag.__and__, Flag.__xor__, Flag.__invert__
    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__


EnumType = EnumMeta


def unique(cls):
    return cls
