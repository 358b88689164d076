CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET = 50, 40, 30, 20, 10, 0


class Logger:
    handlers = []
    level = 0

    def __init__(self, name="root", *args):
        self.name = name

    def debug(self, *args, **kwargs): pass
    def info(self, *args, **kwargs): pass
    def warning(self, *args, **kwargs): pass
    def warn(self, *args, **kwargs): pass
    def error(self, *args, **kwargs): pass
    def exception(self, *args, **kwargs): pass
    def critical(self, *args, **kwargs): pass
    def log(self, *args, **kwargs): pass
    def setLevel(self, *args): pass
    def addHandler(self, *args): pass
    def isEnabledFor(self, *args): return False


class Handler(Logger):
    def setFormatter(self, *args): pass


class Formatter:
    def __init__(self, *args, **kwargs): pass


StreamHandler = FileHandler = NullHandler = Handler
root = Logger()


def getLogger(name="root"): return Logger(name)
def basicConfig(*args, **kwargs): pass
def debug(*args, **kwargs): pass
def info(*args, **kwargs): pass
def warning(*args, **kwargs): pass
def error(*args, **kwargs): pass
