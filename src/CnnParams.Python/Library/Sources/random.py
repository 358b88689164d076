"""Chance: the middle of what could be drawn is taken, and said."""
from _host import note_draw


def _drawn(name, value):
    note_draw(f"random.{name}()", repr(value))
    return value


def seed(*args): pass
def getstate(): return None
def setstate(state): pass
def shuffle(x, *args): pass
def random(): return _drawn("random", 0.5)
def uniform(a, b): return _drawn("uniform", (a + b) / 2)
def gauss(mu=0.0, sigma=1.0): return _drawn("gauss", mu)
def randint(a, b): return _drawn("randint", (a + b) // 2)
def choice(seq): return _drawn("choice", seq[len(seq) // 2])
def sample(population, k): return list(population)[:k]
def choices(population, weights=None, cum_weights=None, k=1): return [population[0]] * k


def randrange(start, stop=None, step=1):
    values = range(start) if stop is None else range(start, stop, step)
    return _drawn("randrange", values[len(values) // 2])


normalvariate = gauss


def __getattr__(name):
    def refuse(*args, **kwargs):
        __refuse__(f"random.{name}()")
    return refuse
