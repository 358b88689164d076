import re

_TOKENS = re.compile(r'\s*(?:([{}\[\]:,])|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(\w+)|(\S))', re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None, "NaN": float("nan"), "Infinity": float("inf")}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class JSONDecodeError(ValueError):
    pass


def _text(text):
    return re.sub(r"\\(u([0-9a-fA-F]{4})|.)", lambda found: chr(int(found.group(2), 16)) if found.group(2) else _ESCAPES.get(found.group(1), found.group(1)), text) if "\\" in text else text


def loads(s, **kwargs):
    tokens = [found.groups() for found in _TOKENS.finditer(s)]
    tokens.reverse()

    def take(marks):
        mark = tokens.pop()[0] if tokens else None
        if mark is None or mark not in marks:
            raise JSONDecodeError(f"Expecting one of {marks}")
        return mark

    def items(close, read):
        if tokens and tokens[-1][0] == close:
            tokens.pop()
            return
        while True:
            yield read()
            if take("," + close) == close:
                return

    def pair():
        key = value()
        if not isinstance(key, str):
            raise JSONDecodeError("Expecting property name enclosed in double quotes")
        take(":")
        return key, value()

    def value():
        mark, text, number, word, other = tokens.pop() if tokens else (None, None, None, None, None)
        if mark == "{":
            return dict(items("}", pair))
        if mark == "[":
            return list(items("]", value))
        if text is not None:
            return _text(text)
        if number is not None:
            return float(number) if "." in number or "e" in number.lower() else int(number)
        if word not in _WORDS:
            raise JSONDecodeError("Expecting value")
        return _WORDS[word]

    result = value()
    if tokens and any(part is not None for part in tokens[-1]):
        raise JSONDecodeError("Extra data")
    return result


def _quote(text, ensure_ascii):
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(character, escape)
    return '"' + ("".join(c if ord(c) < 128 else f"\\u{ord(c):04x}" for c in text) if ensure_ascii else text) + '"'


def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, separators=None, default=None, sort_keys=False):
    comma, colon = separators or (", " if indent is None else ",", ": ")
    step = " " * indent if isinstance(indent, int) else indent

    def group(opening, parts, closing, depth):
        if not parts:
            return opening + closing
        if step is None:
            return opening + comma.join(parts) + closing
        line = "\n" + step * (depth + 1)
        return opening + line + (comma.rstrip() + line).join(parts) + "\n" + step * depth + closing

    def write(value, depth):
        if value is None or value is True or value is False:
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, str):
            return _quote(value, ensure_ascii)
        if isinstance(value, (int, float)):
            text = repr(float(value)) if isinstance(value, float) else repr(int(value))
            return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)
        if isinstance(value, dict):
            pairs = sorted(value.items()) if sort_keys else value.items()
            return group("{", [(_quote(key, ensure_ascii) if isinstance(key, str) else f'"{write(key, 0)}"') + colon + write(item, depth + 1) for key, item in pairs], "}", depth)
        if isinstance(value, (list, tuple)):
            return group("[", [write(item, depth + 1) for item in value], "]", depth)
        if default is not None:
            return write(default(value), depth)
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
    return write(obj, 0)


def load(*args, **kwargs): __refuse__("json.load()")
def dump(*args, **kwargs): __refuse__("json.dump()")
