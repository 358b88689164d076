from collections import _make


class _NamedTupleMeta(type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        if not bases:
            return super().__new__(mcs, name, bases, namespace)
        fields = tuple(namespace.get("__annotations__", {}))
        defaults = {field: namespace[field] for field in fields if field in namespace}
        members = {key: value for key, value in namespace.items() if key not in defaults}
        return _make(name, fields, defaults, members, (tuple,))


class NamedTuple(metaclass=_NamedTupleMeta):
    pass


class TypedDict(dict):
    pass
