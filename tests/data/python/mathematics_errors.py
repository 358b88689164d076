from math import *
print(floor(2.7), ceil(2.1), sqrt(2), pi, e, sin(0), pow(2, 3), log(1), inf > 10, gcd(8, 12), isnan(nan), factorial(5), hypot(3, 4), exp(1) == e, log2(1024), trunc(-1.5), fabs(-1))
import math as m
print(m.floor(-0.5), m.ceil(-0.5), m.floor(5), m.ceil(5), m.sqrt(16) == 4, m.log(100, 10), m.log10(100), m.prod(range(1, 6)), m.prod([]), m.isclose(1, 1 + 1e-10), m.inf - 1, -m.inf < 0, m.ceil(7 / 2), m.floor(7 / 2), m.log(8, 2), m.log(2 ** 64, 2), m.log2(2 ** 100), m.exp(-1), m.radians(180), m.copysign(3, -1), m.fmod(7, 3), m.remainder(7, 4) if hasattr(m, 'remainder') else -1.0)
for f in (lambda: m.exp(1000), lambda: m.sqrt(-1), lambda: m.log(-1), lambda: m.factorial(-1), lambda: m.acos(2), lambda: m.pow(-1, 0.5), lambda: m.floor(m.inf), lambda: m.floor(m.nan), lambda: m.comb(3, 5), lambda: m.gcd(), lambda: m.log(0.0)):
    try: print(f())
    except Exception as ex: print(type(ex).__name__)
print([round(x, 10) for x in (m.sin(1), m.cos(1), m.tan(1), m.asin(.5), m.acos(.5), m.atan(1), m.sinh(1), m.cosh(1), m.tanh(1), m.erf(1), m.erfc(0.5), m.gamma(0.5), m.lgamma(10), m.expm1(1e-10), m.log1p(1e-10), m.erf(3), m.gamma(7.5))])
