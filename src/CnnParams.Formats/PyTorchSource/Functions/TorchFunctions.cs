using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Where a function can be called.</summary>
[Flags]
internal enum Home
{
    /// <summary>torch.name(...)</summary>
    Torch = 1,

    /// <summary>torch.nn.functional.name(...)</summary>
    Functional = 2,

    /// <summary>tensor.name(...)</summary>
    Method = 4,

    /// <summary>torch.fft.name(...)</summary>
    Spectral = 8,

    /// <summary>torch.name and tensor.name.</summary>
    Both = Torch | Method,

    /// <summary>Everywhere.</summary>
    All = Torch | Functional | Method,
}

/// <summary>
/// Functions of PyTorch. A family of them is a class that is found by itself; a new function is a line in one: its
/// signature as Python writes it, and what it does with the tensors.
/// </summary>
[FoundByItself]
internal abstract class TorchFunctions
{
    private static readonly Lazy<Dictionary<(Home Home, string Name), HostFunction>> All = new(Collect);

    // NumPy's names, which PyTorch takes as well (the table in torch/csrc/utils/python_arg_parser.cpp), and what
    // Tensor.split calls the sizes of torch.split.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["axis"] = "dim",
        ["keepdims"] = "keepdim",
        ["x"] = "input",
        ["a"] = "input",
        ["x1"] = "input",
        ["x2"] = "other",
        ["split_size"] = "split_size_or_sections",
    };

    private readonly List<(Home Home, HostFunction Function)> _functions = [];

    /// <summary>A function by its name; one that works in place is the same with what it changes changed.</summary>
    internal static HostFunction? Find(Home home, string name)
    {
        if (All.Value.TryGetValue((home, name), out var function))
            return function;
        bool isInPlace = name.Length > 1 && name[name.Length - 1] == '_' && name[name.Length - 2] != '_';
        return isInPlace && All.Value.TryGetValue((home, name.Substring(0, name.Length - 1)), out function)
            ? InPlace(function)
            : null;
    }

    protected void Add(Home home, string signature, HostBody body) =>
        _functions.Add((home, new HostFunction(signature, body) { OtherNames = OtherNames }));

    protected void Add(Home home, IEnumerable<string> names, string parameters, Func<HostCall, string, object?> body)
    {
        foreach (string name in names)
            Add(home, $"{name}({parameters})", call => body(call, name));
    }

    internal static TorchTensor Tensor(HostCall call, int index) =>
        call[index] as TorchTensor
        ?? throw (
            call[index] is Unknown unknown
                ? unknown.Error()
                : Errors.Type($"argument {index + 1} must be Tensor, not {BuiltinTypes.Of(call[index]).Name}")
        );

    internal static TorchTensor? Optional(HostCall call, string name) => call.Find(name) as TorchTensor;

    internal static Trace TraceOf(HostCall call) => Trace.Of(call.Interpreter);

    /// <summary>One number, or one for each spatial axis.</summary>
    internal static Extent Extent(HostCall call, string name, int rank)
    {
        object value = call[name];
        if (value is not (PyTuple or PyList or TorchTensor))
            return new Extent(Enumerable.Repeat(call.Integer(name), rank).ToArray());
        long[] sizes = Integers(call, value);
        if (sizes.Length == 1)
            return new Extent(Enumerable.Repeat(sizes[0], rank).ToArray());
        return sizes.Length == rank
            ? new Extent(sizes)
            : throw Errors.Runtime($"{name} needs 1 or {rank} numbers, not {sizes.Length}");
    }

    internal static long[] Integers(HostCall call, object value) =>
        [
            .. (value is PyTuple or PyList ? call.Interpreter.ToArray(value) : [value]).Select(item =>
                Python.Running.Integers.Index(call.Interpreter, item)
            ),
        ];

    /// <summary>One real number, or a list of them.</summary>
    internal static double[] Reals(HostCall call, object value) =>
        [
            .. (value is PyTuple or PyList ? call.Interpreter.ToArray(value) : [value]).Select(item =>
                Numbers.ToReal(call.Interpreter, item)
            ),
        ];

    internal static Size SizeOf(HostCall call, object value) =>
        SymbolicInteger.ToSize(call.Interpreter, value)
        ?? throw (
            value is Unknown unknown
                ? unknown.Error()
                : Errors.Type($"a size must be a whole number, not {BuiltinTypes.Of(value).Name}")
        );

    /// <summary>Sizes that are given one by one or as one list.</summary>
    internal static Size[] Sizes(HostCall call, object[] given)
    {
        object[] all = given is [PyTuple or PyList] ? call.Interpreter.ToArray(given[0]) : given;
        return Array.ConvertAll(all, value => SizeOf(call, value));
    }

    internal static T Guard<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (LayerException exception)
        {
            throw Errors.Runtime(exception.Message);
        }
        catch (OverflowException)
        {
            throw Errors.Runtime("sizes multiply to more than 2^63-1");
        }
    }

    private static Dictionary<(Home Home, string Name), HostFunction> Collect() =>
        FunctionTable.Of(
            Implementations.Of<TorchFunctions>().SelectMany(family => family._functions),
            Home.Torch,
            Home.Functional,
            Home.Method,
            Home.Spectral
        );

    /// <summary>A function that changes the tensor that it reads.</summary>
    internal static HostFunction InPlace(HostFunction function) =>
        new(
            $"{function.Name}_(input, /, *args, **kwargs)",
            call =>
            {
                var arguments = new Arguments(
                    [call[0], .. call.Rest("args"), .. call.Named("kwargs").Pairs().Select(pair => pair.Value)],
                    [.. call.Named("kwargs").Keys().Cast<string>()]
                );
                if (call[0] is TorchTensor { IsConstant: true, IsParameter: true })
                    return call[0];
                // Tools that put functions of their own in PyTorch's place have none for those in place.
                object result = Trace.Of(call.Interpreter).ByMethod(() => function.Call(call.Interpreter, arguments));
                if (call[0] is TorchTensor changed && result is TorchTensor made)
                    (changed.Layer, changed.Shape, changed.Values, changed.Sources) = (
                        made.Layer,
                        made.Shape,
                        made.Values,
                        made.Sources
                    );
                return call[0];
            }
        );

    /// <summary>A constant that is computed of others: it knows of which parameters.</summary>
    internal static TorchTensor Derived(Shape? shape, params TorchTensor[] from) =>
        new(shape, from.Length > 0 ? from[0].ElementType : "float32")
        {
            Sources = from.All(tensor => !tensor.Parameters.Any())
                ? []
                : [.. from.SelectMany(tensor => tensor.Parameters).Distinct()],
        };
}
