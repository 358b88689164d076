using System.Numerics;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>The module math.</summary>
internal static class MathModule
{
    private static readonly PyDict Names = Define();

    internal static PyModule Make() => new("math", Names.Copy());

    private static PyDict Define()
    {
        var names = new PyDict();
        void Add(string signature, HostBody body)
        {
            var function = new HostFunction(signature, body);
            names.Set(function.Name, function);
        }

        void Real(string name, Func<double, double> function) => Add($"{name}(x, /)", call => function(call.Real(0)));

        names.Set("pi", Math.PI);
        names.Set("e", Math.E);
        names.Set("tau", 2 * Math.PI);
        names.Set("inf", double.PositiveInfinity);
        names.Set("nan", double.NaN);
        Real("sqrt", value => value < 0 ? throw Errors.Value("math domain error") : Math.Sqrt(value));
        Real("exp", Math.Exp);
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
        Real("log2", value => PositiveOnly(value) is var positive ? Exact(Math.Log(positive, 2), 2, positive) : 0);
        Real("log10", value => Math.Log10(PositiveOnly(value)));
        Real("log1p", value => Math.Log(1 + value));
        Real("radians", value => value * Math.PI / 180);
        Real("degrees", value => value * 180 / Math.PI);
        Real("erf", ErrorFunction);
        Add(
            "log(x, base=None, /)",
            call =>
                call[1] is None
                    ? Math.Log(PositiveOnly(call.Real(0)))
                    : Exact(Math.Log(PositiveOnly(call.Real(0)), call.Real(1)), call.Real(1), call.Real(0))
        );
        Add("pow(x, y, /)", call => Math.Pow(call.Real(0), call.Real(1)));
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
        Add(
            "fsum(iterable, /)",
            call => call.Interpreter.ToArray(call[0]).Sum(value => Numbers.ToReal(call.Interpreter, value))
        );
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
        Add("isqrt(n, /)", call => Boxed.Of((long)Math.Floor(Math.Sqrt(call.Integer(0)))));
        Add("copysign(x, y, /)", call => call.Real(1) < 0 ? -Math.Abs(call.Real(0)) : Math.Abs(call.Real(0)));
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

    private static double PositiveOnly(double value) => value > 0 ? value : throw Errors.Value("math domain error");

    // Logarithms of whole powers are whole: 3 and not 2.9999999999999996.
    private static double Exact(double logarithm, double radix, double value) =>
        Math.Pow(radix, Math.Round(logarithm)) == value ? Math.Round(logarithm) : logarithm;

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

    // Abramowitz and Stegun, 7.1.26: good to seven digits, and only weights are initialised with it.
    private static double ErrorFunction(double x)
    {
        double t = 1 / (1 + (0.3275911 * Math.Abs(x)));
        double polynomial =
            ((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t;
        double value = 1 - (polynomial * Math.Exp(-x * x));
        return x < 0 ? -value : value;
    }
}
