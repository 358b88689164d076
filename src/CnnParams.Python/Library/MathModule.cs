using System.Numerics;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>The module math.</summary>
internal static class MathModule
{
    private static readonly PyDict Names = Define();

    private static readonly double[] Lanczos =
    [
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];

    internal static PyModule Make() => new("math", Names.Copy());

    private static PyDict Define()
    {
        var names = new PyDict();
        void Add(string signature, HostBody body)
        {
            var function = new HostFunction(signature, body);
            names.Set(function.Name, function);
        }

        void Real(string name, Func<double, double> function) =>
            Add(
                $"{name}(x, /)",
                call =>
                    function(call.Real(0)) is var result && double.IsNaN(result) && !double.IsNaN(call.Real(0))
                        ? throw Errors.Value("math domain error")
                        : result
            );

        names.Set("pi", Math.PI);
        names.Set("e", Math.E);
        names.Set("tau", 2 * Math.PI);
        names.Set("inf", double.PositiveInfinity);
        names.Set("nan", double.NaN);
        Real("sqrt", Math.Sqrt);
        Real("cbrt", value => CubeRoot(value));
        Real("exp", value => Finite(Math.Exp(value), value));
        Real("exp2", value => Finite(Math.Pow(2, value), value));
        Real(
            "expm1",
            value => Math.Abs(value) < 1e-5 ? value + (value * value / 2) : Finite(Math.Exp(value) - 1, value)
        );
        Real("sin", Math.Sin);
        Real("cos", Math.Cos);
        Real("tan", Math.Tan);
        Real("tanh", Math.Tanh);
        Real("sinh", Math.Sinh);
        Real("cosh", Math.Cosh);
        Real("asin", Math.Asin);
        Real("acos", Math.Acos);
        Real("atan", Math.Atan);
        Real("fabs", Math.Abs);
        Add("log2(x, /)", call => Exact(Logarithm(call[0], call, 2), 2, call));
        Add("log10(x, /)", call => Exact(Logarithm(call[0], call, 10), 10, call));
        Real("log1p", value => LogarithmOfOneAnd(value));
        Real("radians", value => value * Math.PI / 180);
        Real("degrees", value => value * 180 / Math.PI);
        Real("erf", ErrorFunction);
        Real("erfc", value => 1 - ErrorFunction(value));
        Real("gamma", Gamma);
        Real("lgamma", value => Math.Log(Math.Abs(Gamma(value))));
        Add(
            "log(x, base=None, /)",
            call =>
                call[1] is None
                    ? Logarithm(call[0], call, Math.E)
                    : Logarithm(call[0], call, Math.E) / Logarithm(call[1], call, Math.E)
        );
        Add(
            "pow(x, y, /)",
            call =>
                Math.Pow(call.Real(0), call.Real(1)) is var power && double.IsNaN(power)
                    ? throw Errors.Value("math domain error")
                    : Finite(power, call.Real(0), call.Real(1))
        );
        Add("atan2(y, x, /)", call => Math.Atan2(call.Real(0), call.Real(1)));
        Add(
            "hypot(*args)",
            call =>
                Math.Sqrt(
                    call.Rest("args")
                        .Sum(value => Numbers.ToReal(call.Interpreter, value) is var real ? real * real : 0)
                )
        );
        Add("floor(x, /)", call => Whole(call, Math.Floor));
        Add("ceil(x, /)", call => Whole(call, Math.Ceiling));
        Add("trunc(x, /)", call => Whole(call, Math.Truncate));
        Add("dist(p, q, /)", Distance);
        Add("frexp(x, /)", call => Split(call.Real(0)));
        Add("ldexp(x, i, /)", call => call.Real(0) * Math.Pow(2, call.Integer(1)));
        Add("perm(n, k=None, /)", Permutations);
        Add("isnan(x, /)", call => Boxed.Of(double.IsNaN(call.Real(0))));
        Add("isinf(x, /)", call => Boxed.Of(double.IsInfinity(call.Real(0))));
        Add("isfinite(x, /)", call => Boxed.Of(!double.IsInfinity(call.Real(0)) && !double.IsNaN(call.Real(0))));
        Add(
            "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
            call =>
                Boxed.Of(
                    Math.Abs(call.Real(0) - call.Real(1))
                        <= Math.Max(
                            call.Real(2) * Math.Max(Math.Abs(call.Real(0)), Math.Abs(call.Real(1))),
                            call.Real(3)
                        )
                )
        );
        Add("prod(iterable, /, *, start=1)", Product);
        Add("fsum(iterable, /)", ExactSum);
        Add(
            "gcd(*args)",
            call =>
                call.Rest("args")
                    .Aggregate(
                        (object)Boxed.Of(0),
                        (left, right) => Boxed.Of(BigInteger.GreatestCommonDivisor(Big(call, left), Big(call, right)))
                    )
        );
        Add(
            "lcm(*args)",
            call =>
                call.Rest("args")
                    .Aggregate((object)Boxed.Of(1), (left, right) => Lcm(Big(call, left), Big(call, right)))
        );
        Add("factorial(n, /)", Factorial);
        Add("comb(n, k, /)", call => Combinations(call.Integer(0), call.Integer(1)));
        Add("isqrt(n, /)", WholeRoot);
        Add(
            "copysign(x, y, /)",
            call => call.Real(1) < 0 || 1 / call.Real(1) < 0 ? -Math.Abs(call.Real(0)) : Math.Abs(call.Real(0))
        );
        Add(
            "fmod(x, y, /)",
            call => call.Real(1) == 0 ? throw Errors.Value("math domain error") : call.Real(0) % call.Real(1)
        );
        Add("modf(x, /)", call => PyTuple.Of(call.Real(0) - Math.Truncate(call.Real(0)), Math.Truncate(call.Real(0))));
        return names;
    }

    private static object Whole(HostCall call, Func<double, double> round)
    {
        object value = call[0] is PyInstance { Plain: { } plain } ? plain : call[0];
        if (value is PyInstance instance && instance.Type.TryFind("__floor__", out object method))
            return call.Interpreter.Call(method, value);
        // What stands for a whole number that is not known, the size of a batch, stays what it is.
        if (value is PyObject other && other.ToInteger(call.Interpreter) is { } integer and not double)
            return integer;
        return Numbers.IsInteger(value)
            ? value
            : Integers.Convert(call.Interpreter, round(Numbers.ToReal(call.Interpreter, value)));
    }

    // Whole numbers can be larger than real ones.
    private static double Logarithm(object value, HostCall call, double radix)
    {
        double real = value is BigInteger big && big.Sign > 0 ? 0 : Numbers.ToReal(call.Interpreter, value);
        double natural =
            value is BigInteger large && large.Sign > 0 ? BigInteger.Log(large)
            : real > 0 || double.IsNaN(real) ? Math.Log(real)
            : throw Errors.Value("math domain error");
        return radix == Math.E ? natural
            : radix == 10 && real > 0 ? Math.Log10(real)
            : natural / Math.Log(radix);
    }

    // Logarithms of whole powers are whole, as those of C are: 3 and not 2.9999999999999996.
    private static double Exact(double logarithm, double radix, HostCall call) =>
        Numbers.ToReal(call.Interpreter, call[0]) is var value && Math.Pow(radix, Math.Round(logarithm)) == value
            ? Math.Round(logarithm)
            : logarithm;

    private static double LogarithmOfOneAnd(double value)
    {
        double sum = 1 + value;
        // What rounding takes from a small number, this gives back.
        return value <= -1 ? throw Errors.Value("math domain error")
            : sum == 1 ? value
            : Math.Log(sum) * (value / (sum - 1));
    }

    private static double Finite(double value, params double[] arguments) =>
        double.IsInfinity(value) && !Array.Exists(arguments, double.IsInfinity)
            ? throw Errors.Of(BuiltinTypes.OverflowError, "math range error")
            : value;

    private static double CubeRoot(double value)
    {
        double root = Math.Sign(value) * Math.Pow(Math.Abs(value), 1.0 / 3);
        double whole = Math.Round(root);
        return whole * whole * whole == value ? whole : root;
    }

    private static object Distance(HostCall call)
    {
        object[] left = call.Interpreter.ToArray(call[0]);
        object[] right = call.Interpreter.ToArray(call[1]);
        if (left.Length != right.Length)
            throw Errors.Value("both points must have the same number of dimensions");
        return Math.Sqrt(
            left.Zip(right, (a, b) => Numbers.ToReal(call.Interpreter, a) - Numbers.ToReal(call.Interpreter, b))
                .Sum(difference => difference * difference)
        );
    }

    // A number from one half to one, and the power of two that it is taken times.
    private static PyTuple Split(double value)
    {
        if (value == 0 || double.IsNaN(value) || double.IsInfinity(value))
            return PyTuple.Of(value, Boxed.Of(0));
        int exponent = (int)Math.Floor(Math.Log(Math.Abs(value), 2)) + 1;
        double mantissa = value / Math.Pow(2, exponent);
        if (Math.Abs(mantissa) >= 1)
            (mantissa, exponent) = (mantissa / 2, exponent + 1);
        if (Math.Abs(mantissa) < 0.5)
            (mantissa, exponent) = (mantissa * 2, exponent - 1);
        return PyTuple.Of(mantissa, Boxed.Of(exponent));
    }

    private static object Permutations(HostCall call)
    {
        long n = call.Integer(0);
        long k = call[1] is None ? n : call.Integer(1);
        if (n is < 0 or > 500 || k is < 0)
            throw Errors.Value("perm() is for 0 to 500 here");
        BigInteger product = k > n ? 0 : 1;
        for (long i = 0; i < k && i < n; i++)
            product *= n - i;
        return Boxed.Of(product);
    }

    // Real numbers are whole ones times powers of two, whose sum is exact.
    private static object ExactSum(HostCall call)
    {
        var total = BigInteger.Zero;
        double rest = 0;
        foreach (object item in call.Interpreter.ToArray(call[0]))
        {
            double value = Numbers.ToReal(call.Interpreter, item);
            if (double.IsNaN(value) || double.IsInfinity(value))
            {
                rest += value;
                continue;
            }

            var (mantissa, exponent) = Decimals.Parts(Math.Abs(value));
            total += Math.Sign(value) * (mantissa << (exponent + 1074));
        }

        return rest != 0 || double.IsNaN(rest) ? rest : Decimals.FromUnits(total);
    }

    private static object WholeRoot(HostCall call)
    {
        var value = Big(call, call[0]);
        if (value.Sign < 0)
            throw Errors.Value("isqrt() argument must be nonnegative");
        var root = (BigInteger)Math.Sqrt((double)value);
        while (root * root > value)
            root = (root + (value / root)) / 2;
        while ((root + 1) * (root + 1) <= value)
            root++;
        return Boxed.Of(root);
    }

    // Whole numbers exactly; others by Lanczos' approximation, good to fifteen digits.
    private static double Gamma(double x)
    {
        if (x <= 0 && x == Math.Floor(x))
            throw Errors.Value("math domain error");
        if (x == Math.Floor(x) && x <= 23)
            return Enumerable.Range(1, (int)x - 1).Aggregate(1.0, (product, factor) => product * factor);
        if (x < 0.5)
            return Math.PI / (Math.Sin(Math.PI * x) * Gamma(1 - x));
        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (x - 1 + i);
        double t = x - 1 + 7.5;
        return Finite(Math.Sqrt(2 * Math.PI) * Math.Pow(t, x - 0.5) * Math.Exp(-t) * sum, x);
    }

    private static object Product(HostCall call)
    {
        object total = call[1];
        var iterator = call.Interpreter.Iterate(call[0]);
        while (call.Interpreter.Next(iterator, out object item))
            total = Operators.Binary(call.Interpreter, Syntax.BinaryOp.Multiply, total, item);
        return total;
    }

    private static BigInteger Big(HostCall call, object value) =>
        Numbers.IsInteger(value) ? Numbers.ToBig(value) : Integers.Index(call.Interpreter, value);

    private static object Lcm(BigInteger left, BigInteger right) =>
        Boxed.Of(
            left.IsZero || right.IsZero
                ? 0
                : BigInteger.Abs(left * right) / BigInteger.GreatestCommonDivisor(left, right)
        );

    private static object Factorial(HostCall call)
    {
        if (call.Integer(0) is < 0 or > 500)
            throw Errors.Value("factorial() is for 0 to 500 here");
        BigInteger product = 1;
        for (long i = 2; i <= call.Integer(0); i++)
            product *= i;
        return Boxed.Of(product);
    }

    private static object Combinations(long n, long k)
    {
        if (n is < 0 or > 1000 || k is < 0 or > 1000)
            throw Errors.Value("comb() is for 0 to 1000 here");
        BigInteger result = 1;
        for (long i = 0; i < k; i++)
            result = result * (n - i) / (i + 1);
        return Boxed.Of(result);
    }

    // Its series where that is short, and else the continued fraction of what is left to one.
    private static double ErrorFunction(double x)
    {
        double size = Math.Abs(x);
        double value;
        if (double.IsNaN(x))
            return x;
        if (size < 2.5)
        {
            double term = size;
            double sum = size;
            for (int n = 1; Math.Abs(term) > 1e-17 * sum; n++)
            {
                term *= -size * size / n;
                sum += term / ((2 * n) + 1);
            }

            value = 2 / Math.Sqrt(Math.PI) * sum;
        }
        else
        {
            double fraction = 0;
            for (int n = 60; n > 0; n--)
                fraction = n / 2.0 / (size + fraction);
            value = 1 - (Math.Exp(-size * size) / Math.Sqrt(Math.PI) / (size + fraction));
        }

        return x < 0 ? -value : value;
    }
}
