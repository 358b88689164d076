using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Tensors that are made of nothing, or of numbers.</summary>
internal sealed class TorchCreation : TorchFunctions
{
    private const string More =
        "out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None, "
        + "generator=None";

    public TorchCreation()
    {
        foreach (
            var (name, value) in new (string, double?)[]
            {
                ("zeros", 0),
                ("ones", 1),
                ("empty", null),
                ("rand", null),
                ("randn", null),
            }
        )
        {
            Add(Home.Torch, $"{name}(*size, {More}, **kwargs)", call => Filled(call, new Shape(Given(call)), value));
            Add(
                Home.Torch,
                $"{name}_like(input, {More})",
                call => Filled(call, Tensor(call, 0).Shape, value, Tensor(call, 0).ElementType)
            );
            Add(
                Home.Method,
                $"new_{name}(input, *size, {More})",
                call => Filled(call, new Shape(Sizes(call, call.Rest("size"))), value)
            );
        }

        Add(
            Home.Torch,
            $"full(size, fill_value, {More})",
            call =>
                Filled(
                    call,
                    new Shape(Sizes(call, [call[0]])),
                    Numbers.IsNumber(call[1]) ? Numbers.ToReal(call[1]) : null
                )
        );
        Add(
            Home.Method,
            $"new_full(input, size, fill_value, {More})",
            call => Filled(call, new Shape(Sizes(call, [call[1]])), null)
        );
        Add(Home.Torch, $"full_like(input, fill_value, {More})", call => Filled(call, Tensor(call, 0).Shape, null));
        Add(
            Home.Torch,
            $"randint(low, high=None, size=None, {More})",
            call =>
                Filled(
                    call,
                    new Shape(Sizes(call, [call["size"] is None ? call["high"] : call["size"]])),
                    null,
                    "int64"
                )
        );
        Add(Home.Torch, $"randperm(n, {More})", call => new TorchTensor(new Shape(SizeOf(call, call[0])), "int64"));
        Add(
            Home.Torch,
            $"normal(mean=0.0, std=1.0, size=None, {More})",
            call => Filled(call, call["size"] is None ? Shape.Scalar : new Shape(Sizes(call, [call["size"]])), null)
        );
        Add(
            Home.Torch,
            $"eye(n, m=None, {More})",
            call => new TorchTensor(
                new Shape(SizeOf(call, call[0]), SizeOf(call, call["m"] is None ? call[0] : call["m"]))
            )
        );
        Add(Home.Torch, $"arange(start, end=None, step=1, {More})", Arange);
        Add(Home.Torch, $"linspace(start, end, steps=100, {More})", Linspace);
        Add(
            Home.Torch,
            $"logspace(start, end, steps=100, base=10.0, {More})",
            call => new TorchTensor(new Shape(SizeOf(call, call[2])))
        );
        Add(
            Home.Torch,
            ["tensor", "as_tensor"],
            "data, dtype=None, device=None, requires_grad=False, pin_memory=False",
            (call, _) => OfData(call.Interpreter, call[0], call["dtype"])
        );
        Add(Home.Torch, "from_numpy(data)", call => OfData(call.Interpreter, call[0], None.Instance));
        Add(
            Home.Torch,
            ["FloatTensor", "LongTensor", "IntTensor", "BoolTensor", "HalfTensor", "DoubleTensor"],
            "*args",
            (call, _) => Legacy(call.Interpreter, new Arguments(call.Rest("args")))
        );
        Add(
            Home.Torch,
            "meshgrid(*tensors, indexing=None)",
            call =>
            {
                object[] given = call.Rest("tensors") is [PyTuple or PyList]
                    ? call.Interpreter.ToArray(call.Rest("tensors")[0])
                    : call.Rest("tensors");
                TorchTensor[] tensors = [.. given.Cast<TorchTensor>()];
                var shape = Shape.Of(tensors.Select(tensor => tensor.Rank == 0 ? 1 : tensor.Known[0]));
                if (call["indexing"] is string and "xy" && shape.Rank > 1)
                    shape = TorchShaping.Swap(shape, 0, 1);
                return new PyTuple([.. tensors.Select(_ => new TorchTensor(shape, tensors[0].ElementType))]);
            }
        );
        Add(Home.Torch, "complex(real, imag)", call => Tensor(call, 0));
    }

    /// <summary>torch.Tensor(2, 3), torch.Tensor([1, 2]).</summary>
    internal static TorchTensor Legacy(Interpreter interpreter, in Arguments arguments)
    {
        object[] given = arguments.Values;
        if (given is [PyList or PyTuple])
            return OfData(interpreter, given[0], None.Instance);
        return new TorchTensor(
            Shape.Of(
                given.Select(size =>
                    SymbolicInteger.ToSize(interpreter, size)
                    ?? throw Errors.Type("new(): data must be sizes or a list")
                )
            )
        );
    }

    private static Size[] Given(HostCall call) =>
        call.Rest("size") is { Length: > 0 } size ? Sizes(call, size)
        : call.Named("kwargs").Get("size") is { } named ? Sizes(call, [named])
        : [];

    private static TorchTensor Filled(HostCall call, Shape? shape, double? value, string type = "float32")
    {
        var tensor = new TorchTensor(shape, call["dtype"] is string given ? given : type)
        {
            RequiresGrad = call.Flag("requires_grad"),
        };
        if (value is { } number && shape?.Count.Value is { } count and <= TorchTensor.MostValues)
            tensor.Values = [.. Enumerable.Repeat(number, (int)count)];
        return tensor;
    }

    private static TorchTensor Arange(HostCall call)
    {
        object start = call["end"] is None ? Boxed.Of(0) : call[0];
        object end = call["end"] is None ? call[0] : call["end"];
        if (start is SymbolicInteger or TorchTensor || end is SymbolicInteger or TorchTensor)
        {
            if (end is TorchTensor { Values: [var last] })
                end = last;
            else
                return new TorchTensor(new Shape(SizeOf(call, end)), "int64");
        }

        var (from, to, step) = (
            Numbers.ToReal(call.Interpreter, start),
            Numbers.ToReal(call.Interpreter, end),
            Numbers.ToReal(call.Interpreter, call["step"])
        );
        if (step == 0)
            throw Errors.Runtime("step must be nonzero");
        double count = Math.Max(0, Math.Ceiling((to - from) / step));
        if (count > long.MaxValue / 2.0)
            throw Errors.Runtime("arange has too many elements");
        bool isReal = start is double || end is double || call["step"] is double;
        var tensor = new TorchTensor(new Shape((long)count), call["dtype"] as string ?? (isReal ? "float32" : "int64"));
        if (count <= TorchTensor.MostValues)
            tensor.Values = [.. Enumerable.Range(0, (int)count).Select(i => from + (i * step))];
        return tensor;
    }

    private static TorchTensor Linspace(HostCall call)
    {
        long steps = call.Integer("steps");
        var (from, to) = (Numbers.ToReal(call.Interpreter, call[0]), Numbers.ToReal(call.Interpreter, call[1]));
        var tensor = new TorchTensor(new Shape(Math.Max(0, steps)));
        if (steps is > 0 and <= TorchTensor.MostValues)
            tensor.Values =
            [
                .. Enumerable
                    .Range(0, (int)steps)
                    .Select(i => steps == 1 ? from : from + ((to - from) * i / (steps - 1))),
            ];
        return tensor;
    }

    private static TorchTensor OfData(Interpreter interpreter, object data, object type)
    {
        switch (data)
        {
            case TorchTensor tensor:
                return tensor;
            case IArray array:
                return new TorchTensor(array.Shape, type as string ?? array.ElementType) { Values = array.Values };
            case Unknown or None:
                return new TorchTensor(null);
        }

        var axes = new List<Size>();
        object first = data;
        while (first is PyList or PyTuple && axes.Count < 32)
        {
            object[] items = interpreter.ToArray(first);
            axes.Add(items.Length);
            if (items.Length == 0)
                break;
            first = items[0];
        }

        bool isWhole = first is long or bool;
        var result = new TorchTensor(
            Shape.Of(axes),
            type as string
                ?? (
                    first is bool ? "bool"
                    : isWhole ? "int64"
                    : "float32"
                )
        );
        if (first is TorchTensor inner)
            result.Shape = Shape.Of([.. axes, .. inner.Known.Axes]);
        if (axes.Count == 0 && Numbers.IsNumber(data))
            result.Values = [Numbers.ToReal(data)];
        else if (axes.Count == 1)
            result.Values =
                interpreter.ToArray(data) is { Length: <= TorchTensor.MostValues } items
                && Array.TrueForAll(items, Numbers.IsNumber)
                    ? Array.ConvertAll(items, Numbers.ToReal)
                    : null;
        return result;
    }
}
