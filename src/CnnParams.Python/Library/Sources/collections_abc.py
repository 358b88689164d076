"""Classes that an object belongs to by what it can do, with the methods that follow from a few."""
import _abstract
from abc import ABCMeta, abstractmethod


def __getattr__(name): return getattr(_abstract, name)


class Sized(metaclass=ABCMeta):
    __instancecheck__ = _abstract.Sized.__instancecheck__
    @abstractmethod
    def __len__(self): return 0


class Iterable(metaclass=ABCMeta):
    __instancecheck__ = _abstract.Iterable.__instancecheck__
    @abstractmethod
    def __iter__(self): return iter(())


class Iterator(Iterable):
    __instancecheck__ = _abstract.Iterator.__instancecheck__
    @abstractmethod
    def __next__(self): raise StopIteration
    def __iter__(self): return self


class Container(metaclass=ABCMeta):
    __instancecheck__ = _abstract.Container.__instancecheck__
    @abstractmethod
    def __contains__(self, item): return False


class Collection(Sized, Iterable, Container):
    __instancecheck__ = _abstract.Collection.__instancecheck__


class Callable(metaclass=ABCMeta):
    __instancecheck__ = _abstract.Callable.__instancecheck__
    @abstractmethod
    def __call__(self, *args, **kwargs): return False


class Hashable(metaclass=ABCMeta):
    __instancecheck__ = _abstract.Hashable.__instancecheck__
    @abstractmethod
    def __hash__(self): return 0


class Sequence(Collection):
    __instancecheck__ = _abstract.Sequence.__instancecheck__
    @abstractmethod
    def __getitem__(self, index): raise IndexError

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]

    def __reversed__(self):
        for i in reversed(range(len(self))):
            yield self[i]

    def __contains__(self, value): return any(item is value or item == value for item in self)
    def count(self, value): return sum(1 for item in self if item is value or item == value)

    def index(self, value, start=0, stop=None):
        for i in range(*slice(start, stop).indices(len(self))):
            if self[i] is value or self[i] == value:
                return i
        raise ValueError


class MutableSequence(Sequence):
    __instancecheck__ = _abstract.MutableSequence.__instancecheck__
    @abstractmethod
    def __setitem__(self, index, value): raise IndexError
    @abstractmethod
    def __delitem__(self, index): raise IndexError
    @abstractmethod
    def insert(self, index, value): raise IndexError
    def append(self, value): self.insert(len(self), value)

    def extend(self, values):
        for value in list(values):
            self.append(value)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def remove(self, value): del self[self.index(value)]

    def clear(self):
        while len(self):
            self.pop()

    def reverse(self):
        self[:] = list(self)[::-1]

    def __iadd__(self, values):
        self.extend(values)
        return self


class Mapping(Collection):
    __instancecheck__ = _abstract.Mapping.__instancecheck__
    @abstractmethod
    def __getitem__(self, key): raise KeyError

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self): return dict.fromkeys(self).keys()
    def values(self): return {key: self[key] for key in self}.values()
    def items(self): return {key: self[key] for key in self}.items()

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items()) if isinstance(other, Mapping) else NotImplemented


class MutableMapping(Mapping):
    __instancecheck__ = _abstract.MutableMapping.__instancecheck__
    @abstractmethod
    def __setitem__(self, key, value): raise KeyError
    @abstractmethod
    def __delitem__(self, key): raise KeyError

    def pop(self, key, *default):
        if key not in self and default:
            return default[0]
        value = self[key]
        del self[key]
        return value

    def popitem(self):
        for key in self:
            return key, self.pop(key)
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), /, **kwargs):
        for key, value in {**dict(other), **kwargs}.items():
            self[key] = value

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]
