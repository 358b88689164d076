def ref(value): return lambda: value
def proxy(value): return value
WeakKeyDictionary = WeakValueDictionary = dict
WeakSet = set
