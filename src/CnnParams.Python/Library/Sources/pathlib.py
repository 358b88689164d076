import os_path as _path


class PurePath:
    def __init__(self, *parts): self._text = _path.join(*parts) if parts else "."
    def __truediv__(self, other): return type(self)(_path.join(self._text, str(other)))
    def __str__(self): return self._text
    def __repr__(self): return f"Path({self._text!r})"
    def __fspath__(self): return self._text
    def exists(self): return False
    def is_file(self): return False
    def is_dir(self): return False
    def resolve(self): return self
    def absolute(self): return self
    def expanduser(self): return self
    def with_suffix(self, suffix): return type(self)(_path.splitext(self._text)[0] + suffix)

    @property
    def name(self): return _path.basename(self._text)

    @property
    def stem(self): return _path.splitext(self.name)[0]

    @property
    def suffix(self): return _path.splitext(self._text)[1]

    @property
    def parent(self): return type(self)(_path.dirname(self._text) or ".")

    def _refuse(self, *args, **kwargs): __refuse__("a method of pathlib.Path that touches files")
    open = read_text = read_bytes = write_text = write_bytes = mkdir = unlink = rename = touch = iterdir = glob = rglob = stat = _refuse


Path = PurePosixPath = PosixPath = PurePath
