using CnnParams.Formats.Folding;
using CnnParams.Formats.KerasSource.Functions;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>What sources use of numpy: arrays are constants, of which the shape is known and few values.</summary>
internal static class ArrayModule
{
    internal static object? Find(string module, string name) =>
        name switch
        {
            "pi" => Math.PI,
            "e" => Math.E,
            "inf" or "Inf" => double.PositiveInfinity,
            "nan" => double.NaN,
            "newaxis" => None.Instance,
            "ndarray" => KerasTypes.Tensor,
            "float32" or "float64" or "float16" or "int8" or "int16" or "int32" or "int64" or "uint8" or "bool_" =>
                name,
            "float" or "int" or "bool" or "uint" => name,
            "int_" or "intp" or "long" => "int64",
            "float_" or "double" => "float64",
            _ => (object?)KerasFunctions.Find(KerasHome.Numpy, name)
                ?? (
                    name.StartsWith("__", StringComparison.Ordinal) || name is "random" or "linalg"
                        ? null
                        : new Unknown($"{module}.{name}")
                ),
        };

    /// <summary>What an array does by a method as well as by a function.</summary>
    internal static HostFunction? Method(string name) =>
        name
            is "sum"
                or "mean"
                or "max"
                or "min"
                or "prod"
                or "std"
                or "var"
                or "any"
                or "all"
                or "argmax"
                or "argmin"
                or "argsort"
                or "cumsum"
                or "cumprod"
                or "round"
                or "clip"
                or "repeat"
                or "squeeze"
                or "dot"
            ? KerasFunctions.Find(KerasHome.Numpy, name)
            : null;

    /// <summary>Random numbers: of a shape, and of no value.</summary>
    internal static object? Random(string name) =>
        name switch
        {
            "rand" or "randn" => new HostFunction(
                $"{name}(*shape)",
                call => Made(call, new PyTuple(call.Rest("shape")))
            ),
            "random" or "random_sample" or "ranf" or "sample" or "standard_normal" => new HostFunction(
                $"{name}(size=None, *args, **kwargs)",
                call => Made(call, call[0])
            ),
            "normal"
            or "uniform"
            or "truncated_normal"
            or "gamma"
            or "beta"
            or "bernoulli"
            or "poisson"
            or "categorical"
            or "lognormal"
            or "binomial"
            or "randint"
            or "integers" => new HostFunction($"{name}(*args, **kwargs)", call => Made(call, Size(call))),
            "dropout" or "shuffle" => KerasFunctions.Find(KerasHome.Tensorflow, "dropout"),
            "seed" or "set_seed" => new HostFunction($"{name}(*args, **kwargs)", _ => null),
            _ when name.StartsWith("__", StringComparison.Ordinal) => null,
            _ => new Unknown($"random.{name}"),
        };

    // numpy passes the size last or by name, Keras and TensorFlow the shape first.
    private static object Size(HostCall call)
    {
        var named = call.Named("kwargs");
        return named.Get("size")
            ?? named.Get("shape")
            ?? call.Rest("args").FirstOrDefault(value => value is PyTuple or PyList or SourceTensor { Rank: 1 })
            ?? call.Rest("args").ElementAtOrDefault(2)
            ?? None.Instance;
    }

    private static SourceTensor Made(HostCall call, object shape) =>
        shape is None
            ? new SourceTensor(Shape.Scalar)
            : new SourceTensor(new Shape([.. SourceShape.Axes(call.Interpreter, shape)]));
}
