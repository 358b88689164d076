"""packaging.version: versions, to be compared."""
import re
from functools import total_ordering


@total_ordering
class Version:
    def __init__(self, version):
        self.public = self.base_version = str(version).split("+")[0]
        self.release = tuple(int(number) for number in re.findall(r"\d+", re.match(r"v?[\d.]*", self.public).group(0)))
        self.major, self.minor, self.micro = (self.release + (0, 0, 0))[:3]

    def _key(self): return (self.release + (0, 0, 0, 0))[:4]
    def __eq__(self, other): return self._key() == _version(other)._key()
    def __lt__(self, other): return self._key() < _version(other)._key()
    def __hash__(self): return hash(self._key())
    def __str__(self): return self.public


def _version(value): return value if isinstance(value, Version) else Version(value)


LegacyVersion = LooseVersion = StrictVersion = Version
parse = Version


class InvalidVersion(ValueError):
    pass
