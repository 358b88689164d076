class _Manager:
    def __init__(self, generator):
        self.generator = generator

    def __enter__(self):
        return next(self.generator)

    def __exit__(self, kind, value, trace):
        if kind is None:
            next(self.generator, None)
        return False

    def __call__(self, function):
        return function


def contextmanager(function):
    def wrapper(*args, **kwargs):
        return _Manager(function(*args, **kwargs))
    wrapper.__name__ = function.__name__
    return wrapper


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

    def __exit__(self, *args):
        for leave in reversed(self.exits):
            leave(*args)
        return False


class ContextDecorator:
    pass


class AbstractContextManager:
    pass
