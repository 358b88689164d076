def collect(*args): return 0
def disable(): pass
def enable(): pass
