from _host import function as FunctionType, method as MethodType, module as ModuleType, generator as GeneratorType
from _host import builtin_function_or_method as BuiltinFunctionType, NoneType

LambdaType = FunctionType


class SimpleNamespace:
    def __init__(self, /, **kwargs): self.__dict__.update(kwargs)
    def __repr__(self): return "namespace(" + ", ".join(f"{key}={value!r}" for key, value in self.__dict__.items()) + ")"
    def __eq__(self, other): return self.__dict__ == other.__dict__


def MappingProxyType(mapping): return mapping
