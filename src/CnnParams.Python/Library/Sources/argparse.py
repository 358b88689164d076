class Namespace:
    def __init__(self, **kwargs): self.__dict__.update(kwargs)


class ArgumentParser:
    """Gives the defaults: there is no command line."""

    def __init__(self, *args, **kwargs): self._values = {}

    def add_argument(self, *names, default=None, action=None, dest=None, **kwargs):
        name = dest or next((name for name in names if name.startswith("--")), names[0]).lstrip("-").replace("-", "_")
        if action == "store_true":
            default = False if default is None else default
        if action == "store_false":
            default = True if default is None else default
        self._values[name] = default

    def add_argument_group(self, *args, **kwargs): return self
    def add_mutually_exclusive_group(self, *args, **kwargs): return self
    def set_defaults(self, **kwargs): self._values.update(kwargs)
    def parse_args(self, *args): return Namespace(**self._values)
    def parse_known_args(self, *args): return Namespace(**self._values), []


def ArgumentDefaultsHelpFormatter(*args, **kwargs): pass
def Action(*args, **kwargs): pass
