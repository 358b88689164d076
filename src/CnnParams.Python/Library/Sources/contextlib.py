from functools import wraps


class _Manager:
    def __init__(self, generator):
        self.generator = generator

    def __enter__(self):
        return next(self.generator)

    def __exit__(self, kind, value, trace):
        if kind is None:
            next(self.generator, None)
            return False
        try:
            self.generator.throw(value)
        except StopIteration:
            return True
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            with self._recreate_cm():
                return function(*args, **kwargs)
        return wrapper


class _DecoratingManager(_Manager, ContextDecorator):
    def __init__(self, function, args, kwargs):
        super().__init__(function(*args, **kwargs))
        self.made_of = function, args, kwargs

    def _recreate_cm(self):
        return type(self)(*self.made_of)


def contextmanager(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return _DecoratingManager(function, args, kwargs)
    return wrapper


class closing:
    def __init__(self, thing): self.thing = thing
    def __enter__(self): return self.thing
    def __exit__(self, *args): self.thing.close()


class nullcontext:
    def __init__(self, enter_result=None): self.enter_result = enter_result
    def __enter__(self): return self.enter_result
    def __exit__(self, *args): return False


class suppress:
    def __init__(self, *kinds): self.kinds = kinds
    def __enter__(self): return self
    def __exit__(self, kind, value, trace): return kind is not None and issubclass(kind, self.kinds)


class ExitStack:
    def __init__(self): self.exits = []
    def __enter__(self): return self

    def enter_context(self, manager):
        self.exits.append(manager.__exit__)
        return manager.__enter__()

    def callback(self, function, *args, **kwargs):
        self.exits.append(lambda *details: function(*args, **kwargs) and None)
        return function

    def push(self, leave):
        self.exits.append(getattr(leave, "__exit__", leave))
        return leave

    def __exit__(self, kind, value, trace):
        raised = kind is not None
        while self.exits:
            if self.exits.pop()(kind, value, trace):
                kind = value = trace = None
        return raised and kind is None

    def close(self):
        self.__exit__(None, None, None)


class AbstractContextManager:
    def __enter__(self): return self
    def __exit__(self, kind, value, trace): return None
