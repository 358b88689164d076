import os_path as path

sep = "/"
name = "posix"
linesep = "\n"
environ = {}


class PathLike:
    pass


def getenv(key, default=None): return default
def getcwd(): return "."
def fspath(value): return str(value)
def cpu_count(): return 1
def getpid(): return 1
def makedirs(*args, **kwargs): __refuse__("os.makedirs()")


def __getattr__(name):
    def refuse(*args, **kwargs):
        __refuse__(f"os.{name}()")
    return refuse
