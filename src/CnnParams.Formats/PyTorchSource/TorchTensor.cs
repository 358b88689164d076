using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>
/// A tensor of a source: its shape, the batch among the axes as a symbol, and where it comes from. What a layer
/// computes has its name; a parameter, and what is computed of parameters alone, knows which ones; small constants have
/// values.
/// </summary>
internal sealed class TorchTensor : PyObject
{
    /// <summary>More values than these are not kept: they are data.</summary>
    internal const int MostValues = 4096;

    private PyDict? _attributes;

    internal TorchTensor(Shape? shape, string type = "float32")
    {
        Shape = shape;
        ElementType = type;
    }

    /// <summary>All axes; null where not even their number is known.</summary>
    internal Shape? Shape { get; set; }

    internal string ElementType { get; set; }

    /// <summary>The output of the layer that computes it; null for a constant.</summary>
    internal string? Layer { get; set; }

    /// <summary>Whether it is a parameter: what a module registers, and training changes.</summary>
    internal bool IsParameter { get; set; }

    internal bool RequiresGrad { get; set; }

    /// <summary>The name of a parameter in the state dictionary, when the modules have been looked through.</summary>
    internal string? ParameterName { get; set; }

    /// <summary>The parameters that a constant was computed of.</summary>
    internal IReadOnlyList<TorchTensor> Sources { get; set; } = [];

    /// <summary>Whether it is weights that were brought to mean 0 and deviation 1, filter by filter.</summary>
    internal bool IsStandardized { get; set; }

    /// <summary>The values of a small constant, where they are known.</summary>
    internal double[]? Values { get; set; }

    /// <summary>The parameters that it is, or was computed of.</summary>
    internal IEnumerable<TorchTensor> Parameters => IsParameter ? [this] : Sources;

    internal bool IsConstant => Layer is null;

    /// <summary>The number of elements, where it is known.</summary>
    internal long? Count => Shape?.Count.Value;

    public override PyType Type => IsParameter ? TorchTypes.Parameter : TorchTypes.Tensor;

    /// <summary>The number of axes.</summary>
    internal int Rank => Shape?.Rank ?? throw UnknownShape();

    internal Shape Known => Shape ?? throw UnknownShape();

    /// <summary>The shape of one sample.</summary>
    internal TensorShape Sample => SampleShapes.Of(Shape);

    /// <summary>An axis, counted from the front, of a number that may count from the end.</summary>
    internal int Axis(long axis) =>
        Known.Index(axis)
        ?? throw Errors.Index(
            $"Dimension out of range (expected to be in range of [{-Rank}, {Rank - 1}], but got {axis})"
        );

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        if (_attributes is not null && _attributes.TryGet(name, out value))
            return true;
        value = name switch
        {
            "shape" => Functions.TensorMethods.SizeTuple(this),
            "ndim" => Boxed.Of(Rank),
            "dtype" => ElementType,
            "device" => interpreter.Call(TorchTypes.Device, "cpu"),
            "requires_grad" => Boxed.Of(RequiresGrad),
            "is_cuda" or "is_sparse" or "is_quantized" or "is_mps" or "is_nested" => Boxed.False,
            "is_leaf" => Boxed.True,
            "data" or "real" or "imag" => this,
            "grad" or "grad_fn" => None.Instance,
            "T" => Functions.TorchShaping.Permute(interpreter, this, [.. Enumerable.Range(0, Rank).Reverse()]),
            "mT" => Functions.TorchShaping.Transpose(interpreter, this, -1, -2),
            _ => null!,
        };
        if (value is not null)
            return true;
        if (Functions.TorchFunctions.Find(Functions.Home.Method, name) is { } method)
        {
            value = new BoundMethod(method, this);
            return true;
        }

        if (TensorMethodNames.Has(name))
        {
            var unfamiliar = TorchVocabulary.Unfamiliar("Tensor", name.TrimEnd('_'));
            value = new BoundMethod(
                name.EndsWith("_", StringComparison.Ordinal)
                    ? Functions.TorchFunctions.InPlace(unfamiliar)
                    : unfamiliar,
                this
            );
            return true;
        }

        return base.TryGetAttribute(interpreter, name, out value);
    }

    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (name == "requires_grad" && value is not null)
            RequiresGrad = interpreter.IsTrue(value);
        else if (name == "data" && value is TorchTensor { IsConstant: true } data)
            (Shape, Values) = (data.Shape, data.Values);
        else
            Attributes.SetIn(_attributes ??= new PyDict(), "Tensor", name, value);
    }

    public override object? Operate(Interpreter interpreter, BinaryOp op, object other, bool isRight) =>
        Functions.TorchElementWise.Operate(interpreter, op, this, other, isRight);

    public override object? Operate(Interpreter interpreter, UnaryOp op) =>
        op switch
        {
            UnaryOp.Negative => Functions.TorchElementWise.Unary(interpreter, this, "neg", value => -value),
            UnaryOp.Positive => this,
            _ => Functions.TorchElementWise.Unary(interpreter, this, "logical_not", value => value == 0 ? 1 : 0),
        };

    public override object? Compare(Interpreter interpreter, CompareOp op, object other) =>
        other is None
            ? (
                op == CompareOp.NotEqual ? Boxed.True
                : op == CompareOp.Equal ? Boxed.False
                : null
            )
            : Functions.TorchElementWise.Compare(interpreter, op, this, other);

    public override bool IsTrue(Interpreter interpreter) =>
        Values is { Length: 1 } values
            ? values[0] != 0
            : throw Unknown("the values of a tensor decide here what is computed");

    public override object Length(Interpreter interpreter) =>
        Rank == 0 ? throw Errors.Type("len() of a 0-d tensor") : SymbolicInteger.Of(Known[0]);

    public override object GetItem(Interpreter interpreter, object index) =>
        Functions.TorchSelecting.GetItem(interpreter, this, index);

    // What is written into a part leaves the shape; what a layer computed of it is in the whole from then on.
    public override bool SetItem(Interpreter interpreter, object index, object? value)
    {
        Functions.TorchSelecting.SetItem(interpreter, this, value as TorchTensor);
        return true;
    }

    public override PyIterator Iterate(Interpreter interpreter) =>
        new EnumerableIterator(Functions.TorchSelecting.Unbind(interpreter, this, 0));

    public override string Represent(Interpreter interpreter) =>
        Values is { Length: 1 } values && Shape!.Rank == 0
            ? $"tensor({interpreter.Represent(values[0])})"
            : $"<tensor of {(object?)Shape ?? "unknown shape"}>";

    public override object? ToInteger(Interpreter interpreter) =>
        Values is [var value] ? Integers.Convert(interpreter, value) : throw Unknown("the value of a tensor is needed");

    public override object? ToReal(Interpreter interpreter) =>
        Values is [var value] ? value : throw Unknown("the value of a tensor is needed");

    internal static RaisedException UnknownShape() => Unknown("the shape of a tensor is not known here");

    internal static RaisedException Unknown(string message) =>
        Errors.Of(BuiltinTypes.UnknownValueError, $"{message}, which cannot be known without running the network");
}
