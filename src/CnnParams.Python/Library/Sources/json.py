def dumps(value, **kwargs): return repr(value)
def loads(*args, **kwargs): __refuse__("json.loads()")
def load(*args, **kwargs): __refuse__("json.load()")
def dump(*args, **kwargs): __refuse__("json.dump()")
