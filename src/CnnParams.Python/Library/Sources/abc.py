def _is_abstract(member):
    return getattr(getattr(member, "fget", None) or getattr(member, "__func__", member), "__isabstractmethod__", False)


class ABCMeta(type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        cls = super().__new__(mcs, name, bases, namespace, **kwargs)
        inherited = [key for base in bases for key in getattr(base, "__abstractmethods__", ())]
        cls.__abstractmethods__ = frozenset(
            [key for key, member in namespace.items() if _is_abstract(member)]
            + [key for key in inherited if _is_abstract(getattr(cls, key, None))])
        return cls

    def __call__(cls, *args, **kwargs):
        missing = sorted(cls.__abstractmethods__)
        if missing:
            raise TypeError(f"Can't instantiate abstract class {cls.__name__} with abstract method{'s' * (len(missing) > 1)} {', '.join(missing)}")
        return super().__call__(*args, **kwargs)

    def register(cls, subclass):
        cls._registered = getattr(cls, "_registered", ()) + (subclass,)
        return subclass

    def __instancecheck__(cls, value):
        return isinstance(value, cls.__dict__.get("_registered", ()))


class ABC(metaclass=ABCMeta):
    pass


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function


def abstractproperty(function): return property(abstractmethod(function))
def abstractclassmethod(function): return classmethod(abstractmethod(function))
def abstractstaticmethod(function): return staticmethod(abstractmethod(function))
