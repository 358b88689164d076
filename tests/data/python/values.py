import math, re, operator
from os import path
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 2 ** 10, 2 ** -1, 2 ** 100, 7 / 2, 1e3, 0.1 + 0.2, 1e-5, 1e16, 123456789.0, 1.5e300 * 1e10)
print(0x1f, 0b101, 0o17, 1_000, 10 ** 20 // 3, -5 >> 1, 1 << 70, 6 & 3, 6 | 3, 6 ^ 3, ~5, True + True, not 0, 3 if [] else 4)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, "a" < "b", [1, 2] < [1, 3], (1,) == (1,), None is None, 3 in [1, 2, 3], "b" not in "abc")
print("abc"[1], "abcdef"[::-1], "abcdef"[1:4], [1, 2, 3, 4][::2], (1, 2, 3)[-1], "x" * 3, [0] * 3)
print(f"{3.14159:.2f} {42:05d} {'l':<5}| {'r':>5}| {'c':^5}| {1234567:,} {0.5:%} {255:x} {255:#b} {1e10:g} {3:+d}")
w, v = 8, 2.5
print(f"{v:{w}.1f}|{v!r}|{'q'!r:>5}|{v=}|{{}}|{w + 1}")
print("%s %d %5.2f %r %% %x" % ("a", 3, 2.5, "q", 255), "%(k)s" % {"k": 1}, "{} {1} {0}".replace("{} ", "").format(1, 2), "{a.real} {b[0]} {c!r:>5}".format(a=3, b=[9], c="z"))
print("a,b,c".split(","), " a  b ".split(), "a-b-c".rsplit("-", 1), "x".join(["1", "2"]), "Hello".lower(), "hello world".title(), " s ".strip(), "abc".startswith(("x", "a")), "a.b".partition("."), "file.py".endswith(".py"), "aXbX".replace("X", "-"), "abc".find("c"), "7".zfill(3), "abc".isalpha())
print(round(2.5), round(3.5), round(2.675, 2), int(3.9), int("42"), float("1.5"), str(1.0), bool([]), abs(-3), divmod(7, 2), pow(2, 5), min(3, 1, 2), max([1, 5, 2], key=lambda x: -x), sum([1, 2], 10))
print(sorted("bca"), sorted([3, 1, 2], reverse=True), list(reversed([1, 2])), list(enumerate("ab", 1)), list(map(str, [1, 2])), list(filter(None, [0, 1])), any([0, 1]), all([]))
print(math.ceil(2.1), math.floor(-2.1), math.sqrt(16), math.log2(8), math.log(100, 10), math.prod([2, 3]), math.pi, math.gcd(12, 18), math.inf)
l = [5, 3, 1]; l.sort(); l.insert(0, 9); l.extend([7]); l.remove(3); print(l, l.pop(), l.index(5), l.count(9)); l[1:2] = ["x", "y"]; del l[0]; print(l)
d = {"a": 1}; d.update(b=2); d.setdefault("c", []).append(1); print(d, d.pop("a"), d.get("zz", 0), list(d.items()), "b" in d, len(d))
for k in list(d): del d[k]
print(d, {1: 2} == {1: 2}, dict(a=1) | {"b": 2}, list({"x": 1, "y": 2}.values()))
s = {3, 1}; s.add(2); print(len(s), s >= {1}, sorted(s - {1}), frozenset([1]) == {1}, sorted(s & {1, 2}))
print(type(1).__name__, type("").__name__, type(None).__name__, isinstance(True, int), type([]) is list, repr("it's"), repr('a\n"'), [None, True, 1.0, "s"])
print(re.match(r"(\w+)-(\d+)", "ab-12").groups(), re.sub(r"\d", "#", "a1b2"), re.findall(r"[a-z]+", "ab1cd"), bool(re.search("x", "abc")), re.split(r"[,;]", "a,b;c"), re.match(r"(?P<n>\d+)", "12x").group("n"))
print(path.join("a", "b.py"), path.splitext("a/b.py"), path.basename("a/b.py"))
r = range(10, 0, -3); print(list(r), len(r), r[1], 4 in r, r[1:], range(3) == range(0, 3))
print(slice(1, 2), [1, 2, 3][slice(1, None)], bytes, "é".encode("ascii", "ignore") if False else "é", "\u00e9\x41\t|", r"\n", b"ab", "a" "b")
print(list(zip([1, 2], "ab")), [(i, j) for i in range(2) for j in range(2) if i != j], [[0] * 2 for _ in range(2)], {i % 2 for i in range(4)})
print(operator.itemgetter(1)([5, 6]), operator.mul(3, 4), 5 .bit_length(), (3).real, 10 .__class__.__name__)
for bad in ("1 + 'a'", ):
    try:
        1 + "a"
    except TypeError as e:
        print(e)
try:
    [1][5]
except IndexError as e:
    print(e)
try:
    {}["k"]
except KeyError as e:
    print(e, repr(e))
try:
    int("x")
except ValueError as e:
    print(e)
try:
    a, b = [1]
except ValueError as e:
    print(e)
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print(e)
try:
    undefined_name
except NameError as e:
    print("NameError")
