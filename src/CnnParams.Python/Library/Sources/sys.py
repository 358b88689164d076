from _host import modules
from collections import namedtuple

version_info = namedtuple("version_info", "major minor micro releaselevel serial")(3, 12, 0, "final", 0)
version = "3.12.0"
maxsize = 9223372036854775807
byteorder = "little"
platform = "linux"
argv = [""]
path = []
modules = modules()
executable = ""


class _Stream:
    def write(self, text): return len(text)
    def flush(self): pass


stdout = _Stream()
stderr = _Stream()


def exit(*args): __refuse__("sys.exit()")
float_info = namedtuple("float_info", "max min epsilon dig")(1.7976931348623157e+308, 2.2250738585072014e-308, 2.220446049250313e-16, 15)


def getrecursionlimit(): return 1000
def setrecursionlimit(limit): pass
def getsizeof(*args): __refuse__("sys.getsizeof()")
def exc_info(): return None, None, None
