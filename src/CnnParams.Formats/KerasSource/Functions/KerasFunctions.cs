using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>Where a function can be called.</summary>
[Flags]
internal enum KerasHome
{
    /// <summary>keras.ops.name(...)</summary>
    Ops = 1,

    /// <summary>keras.backend.name(...)</summary>
    Backend = 2,

    /// <summary>tf.name(...), tf.math.name(...), tf.nn.name(...) and so on.</summary>
    Tensorflow = 4,

    /// <summary>numpy.name(...)</summary>
    Numpy = 8,

    /// <summary>Both of Keras's.</summary>
    Keras = Ops | Backend,

    /// <summary>Everywhere.</summary>
    All = Ops | Backend | Tensorflow | Numpy,
}

/// <summary>
/// Functions that are called on tensors in sources of Keras. A family of them is a class that is found by itself; a new
/// function is a line in one: its signature as Python writes it, and what it does with the shapes.
/// </summary>
[FoundByItself]
internal abstract class KerasFunctions
{
    private static readonly Lazy<Dictionary<(KerasHome Home, string Name), HostFunction>> All = new(Collect);

    // What TensorFlow and NumPy call the tensor that a function is of: tf.nn.relu(features), tf.nn.lrn(input).
    private static readonly Dictionary<string, string> NamesOfInput = new[]
    {
        "input",
        "inputs",
        "features",
        "logits",
        "value",
        "tensor",
        "images",
        "a",
        "arr",
    }.ToDictionary(name => name, _ => "x", StringComparer.Ordinal);

    private readonly List<(KerasHome Home, HostFunction Function)> _functions = [];

    /// <summary>A function by its name; null where there is none.</summary>
    internal static HostFunction? Find(KerasHome home, string name) =>
        All.Value.TryGetValue((home, name), out var function) ? function : null;

    /// <summary>Adds a function; what it calls of others is part of it.</summary>
    protected void Add(KerasHome home, string signature, HostBody body)
    {
        HostFunction function = null!;
        function = new HostFunction(
            signature,
            call =>
            {
                object[] values = call.Values!;
                // What reads no tensor that is computed makes no row.
                if (
                    !values.Any(value => value is not null && SourceTensors.In(value).Any(tensor => !tensor.IsConstant))
                )
                    return body(call);
                return ModelCalls.CallFunction(
                    call.Interpreter,
                    new Arguments(values),
                    (Interpreter interpreter, in Arguments given) =>
                        body(new HostCall(interpreter, function.Signature, given.Values))
                );
            }
        )
        {
            OtherNames = NamesOfInput,
        };
        _functions.Add((home, function));
    }

    protected void Add(KerasHome home, string names, string parameters, Func<HostCall, string, object?> body)
    {
        foreach (string name in names.Split(' '))
            Add(home, $"{name}({parameters})", call => body(call, name));
    }

    /// <summary>A value as a tensor: a number or a list is a constant.</summary>
    internal static SourceTensor Tensor(Interpreter interpreter, object? value)
    {
        switch (value)
        {
            case SourceTensor tensor:
                return tensor;
            case Unknown unknown:
                throw unknown.Error();
            case long or double or bool:
                return new SourceTensor(
                    Shape.Scalar,
                    value is long ? "int32"
                        : value is bool ? "bool"
                        : "float32"
                )
                {
                    Values = [Numbers.ToReal(value)],
                };
            case SymbolicInteger:
                return new SourceTensor(Shape.Scalar, "int32");
            case PyList or PyTuple:
                return Constant(interpreter, value);
            default:
                throw Errors.Type(
                    $"a tensor is needed here, and no {(value is null ? "nothing" : BuiltinTypes.Of(value).Name)}"
                );
        }
    }

    /// <summary>The same with the type of its values; whole numbers are cut off, not rounded.</summary>
    protected static SourceTensor Typed(SourceTensor tensor, object? type)
    {
        if ((type as string ?? (type as PyType)?.Name) is not { } name)
            return tensor;
        tensor.ElementType = name;
        if (tensor is { IsWhole: true, Values: { } values })
            tensor.Values = Array.ConvertAll(values, Math.Truncate);
        return tensor;
    }

    protected static SourceTensor Tensor(HostCall call, int index) => Tensor(call.Interpreter, call.Values[index]);

    /// <summary>A row for an operation that no layer is.</summary>
    protected static SourceTensor Operation(
        HostCall call,
        string op,
        WorkKind kind,
        Shape? output,
        params SourceTensor[] reads
    ) => LayerRows.Add(call.Interpreter, op, [.. Rows(reads)], output, kind);

    /// <summary>A row for an operation that Keras's rules know by its name, as keras.ops is written in files.</summary>
    protected static SourceTensor Named(
        HostCall call,
        string op,
        WorkKind kind,
        Shape? output,
        JsonObject config,
        params SourceTensor[] reads
    ) => LayerRows.Add(call.Interpreter, op, [.. Rows(reads)], output, kind, (op, "keras.src.ops", config));

    /// <summary>A row for an operation that is a layer of keras.layers.</summary>
    protected static SourceTensor AsLayer(
        HostCall call,
        string op,
        WorkKind kind,
        Shape? output,
        string className,
        JsonObject config,
        params SourceTensor[] reads
    ) => LayerRows.Add(call.Interpreter, op, [.. Rows(reads)], output, kind, (className, null, config));

    // Constants are no rows that are read, unless there is nothing else.
    private static IEnumerable<SourceTensor> Rows(SourceTensor[] reads) =>
        Array.Exists(reads, read => !read.IsConstant) ? reads.Where(read => !read.IsConstant) : reads;

    protected static Size SizeOf(HostCall call, object value) =>
        value is None
            ? Size.Unknown
            : SymbolicInteger.ToSize(call.Interpreter, value)
                ?? throw Errors.Type($"a whole number is needed here, and no {BuiltinTypes.Of(value).Name}");

    /// <summary>Whole numbers: one, or several in a list.</summary>
    protected static long[] Integers(HostCall call, object value) =>
        value is PyTuple or PyList || value is SourceTensor { Rank: > 0 }
            ?
            [
                .. SourceShape
                    .Axes(call.Interpreter, value)
                    .Select(size => size.Value ?? throw SourceTensor.Unknown("a whole number is needed")),
            ]
            : [Python.Running.Integers.Index(call.Interpreter, value)];

    /// <summary>Axes of a tensor, in order; all where none are given.</summary>
    protected static int[] Axes(HostCall call, SourceTensor tensor, object value) =>
        value is None
            ? [.. Enumerable.Range(0, tensor.Rank)]
            : [.. Integers(call, value).Select(axis => tensor.Axis(axis)).OrderBy(axis => axis)];

    protected static Shape? Broadcast(SourceTensor left, SourceTensor right) =>
        left.Shape is null || right.Shape is null
            ? null
            : Shape.Broadcast(left.Shape, right.Shape)
                ?? throw Errors.Value(
                    $"the shapes {left.Shape} and {right.Shape} do not fit: axes must be equal, or 1, counted from the "
                        + "end"
                );

    protected static JsonArray ToJson(IEnumerable<long> numbers) =>
        new([.. numbers.Select(number => JsonValue.Create(number))]);

    // A list of numbers, of lists of them, or of tensors.
    private static SourceTensor Constant(Interpreter interpreter, object value)
    {
        var sizes = new List<Size>();
        object first = value;
        while (first is PyList or PyTuple && sizes.Count < Shape.MostAxes)
        {
            object[] items = interpreter.ToArray(first);
            sizes.Add(items.Length);
            if (items.Length == 0)
                break;
            first = items[0];
        }

        if (first is SourceTensor { IsConstant: false })
            return (SourceTensor)Find(KerasHome.Ops, "stack")!.Call(interpreter, new Arguments([value]));
        if (first is SourceTensor inner)
            sizes.AddRange(inner.Known.Axes);
        object[] flat = sizes.Count is 1 or 2 ? interpreter.ToArray(value) : [];
        if (sizes.Count == 2 && flat.Length * (sizes[1].Value ?? 0) <= SourceTensor.MostValues)
            flat = [.. flat.SelectMany(row => row is PyList or PyTuple ? interpreter.ToArray(row) : [row])];
        bool areNumbers = flat.Length is > 0 and <= SourceTensor.MostValues && Array.TrueForAll(flat, Numbers.IsNumber);
        return new SourceTensor(new Shape([.. sizes]), first is long ? "int32" : "float32")
        {
            Values = areNumbers ? Array.ConvertAll(flat, Numbers.ToReal) : null,
        };
    }

    private static Dictionary<(KerasHome Home, string Name), HostFunction> Collect() =>
        FunctionTable.Of(
            Implementations.Of<KerasFunctions>().SelectMany(family => family._functions),
            KerasHome.Ops,
            KerasHome.Backend,
            KerasHome.Tensorflow,
            KerasHome.Numpy
        );
}
