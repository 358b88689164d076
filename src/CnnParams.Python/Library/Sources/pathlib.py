import os_path as _path


class PurePath:
    def __init__(self, *parts):
        text = _path.join(*parts) if parts else ""
        kept = [part for part in text.split("/") if part not in ("", ".")]
        self._text = ("/" if text.startswith("/") else "") + "/".join(kept) or "."

    def __rtruediv__(self, other): return type(self)(other, self._text)
    def __eq__(self, other): return self._text == other._text if isinstance(other, PurePath) else NotImplemented
    def __lt__(self, other): return self.parts < other.parts
    def __hash__(self): return hash(self._text)
    def as_posix(self): return self._text
    def is_absolute(self): return self._text.startswith("/")
    def joinpath(self, *others): return type(self)(self._text, *map(str, others))
    def with_name(self, name): return self.parent / name
    def with_stem(self, stem): return self.with_name(stem + self.suffix)

    def relative_to(self, *other):
        parts = type(self)(*other).parts
        if self.parts[:len(parts)] != parts:
            raise ValueError(f"{self._text!r} is not in the subpath of {str(other[0])!r}")
        return type(self)(*self.parts[len(parts):])

    @property
    def parts(self): return ("/",) * self.is_absolute() + tuple(part for part in self._text.split("/") if part not in ("", "."))

    @property
    def suffixes(self): return ["." + part for part in self.name.lstrip(".").split(".")[1:]]

    def __truediv__(self, other): return type(self)(_path.join(self._text, str(other)))
    def __str__(self): return self._text
    def __repr__(self): return f"PosixPath({self._text!r})"
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
