import math
print(math.ceil(2.1), math.floor(-2.1), math.trunc(-2.7), math.sqrt(16), math.log2(8), math.log(math.e), math.log(8, 2), math.log10(1000), math.pow(2, 3), math.prod([1, 2, 3]), math.gcd(12, 18), math.lcm(4, 6))
print(math.pi, math.inf, -math.inf, math.nan, math.isnan(math.nan), math.isinf(math.inf), math.hypot(3, 4), math.fabs(-2), math.factorial(5), math.comb(5, 2), math.perm(5, 2), math.isclose(0.1 + 0.2, 0.3), math.copysign(1, -0.0), math.fmod(-7, 3), math.exp(0), math.isqrt(17), math.floor(1e20), math.dist([0, 0], [3, 4]), math.modf(2.5), math.tau, math.degrees(math.pi), math.cos(0), math.fsum([.1] * 10))
try: math.sqrt(-1)
except ValueError as e: print(e)
try: math.log(0)
except ValueError as e: print(e)
print(math.frexp(8.0), math.ldexp(0.5, 4), math.erf(0.5), math.gamma(5), math.atan2(1, 1), math.tanh(0.5), math.log1p(0.5))
