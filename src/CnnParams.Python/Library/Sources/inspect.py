from _host import parameters as _parameters, is_function as isfunction, is_method as ismethod, is_generator as isgenerator, is_module as ismodule


class _Empty:
    pass


class Parameter:
    empty = _Empty
    POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = 0, 1, 2, 3, 4

    def __init__(self, name, kind, default=_Empty, annotation=_Empty):
        self.name, self.kind, self.default, self.annotation = name, kind, default, annotation


class BoundArguments:
    def __init__(self, arguments): self.arguments = arguments
    def apply_defaults(self): pass


class Signature:
    empty = _Empty

    def __init__(self, parameters, return_annotation=_Empty):
        self.parameters = {one.name: one for one in parameters}
        self.return_annotation = return_annotation

    def bind(self, *args, **kwargs):
        names = list(self.parameters)
        return BoundArguments({**dict(zip(names, args)), **kwargs})

    bind_partial = bind


def signature(function, **kwargs):
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return Signature([Parameter(name, kind, _Empty if default is ... else default, _Empty if annotation is ... else annotation)
                      for name, kind, default, annotation in _parameters(function)])


class FullArgSpec:
    def __init__(self, args, varargs, varkw, defaults, kwonlyargs):
        self.args, self.varargs, self.varkw, self.defaults, self.kwonlyargs = args, varargs, varkw, defaults, kwonlyargs


def getfullargspec(function):
    rows = _parameters(function)
    args = [name for name, kind, _, _ in rows if kind in (0, 1)]
    return FullArgSpec(args, next((name for name, kind, _, _ in rows if kind == 2), None), next((name for name, kind, _, _ in rows if kind == 4), None),
                       tuple(default for _, kind, default, _ in rows if kind in (0, 1) and default is not ...),
                       [name for name, kind, _, _ in rows if kind == 3])


def isclass(value): return isinstance(value, type)
def isroutine(value): return isfunction(value) or ismethod(value)
def iscoroutinefunction(value): return False
def getmodule(value): return None
def getsource(value): __refuse__("inspect.getsource()")
def getmro(cls): return cls.__mro__
def stack(): return []
def currentframe(): return None


def getmembers(value, predicate=None):
    rows = []
    for name in dir(value):
        member = getattr(value, name, None)
        if predicate is None or predicate(member):
            rows.append((name, member))
    return rows
