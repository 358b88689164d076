using CnnParams.Formats.Folding;
using CnnParams.Formats.KerasSource.Functions;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// A tensor of a source in Keras: all axes, the batch among them as a symbol, and the call that it leaves. A weight has
/// a layer and a name; what is neither is a constant, whose values are known where they are few.
/// </summary>
internal sealed class SourceTensor(Shape? shape, string type = "float32") : PyObject, IArray
{
    /// <summary>More values than these are not kept: they are data.</summary>
    internal const int MostValues = 4096;

    public Shape? Shape { get; set; } = shape;

    public string ElementType { get; set; } = type;

    /// <summary>The call that it leaves; null for a weight or a constant.</summary>
    internal SourceCall? Producer { get; init; }

    /// <summary>Which of the outputs of the call it is.</summary>
    internal int Output { get; init; }

    /// <summary>The layer that has it as a weight; null where it is none, or belongs to no layer.</summary>
    internal LayerInstance? Owner { get; set; }

    /// <summary>The name of a weight; null where it is none.</summary>
    internal string? WeightName { get; set; }

    /// <summary>Whether training changes the weight.</summary>
    internal bool IsTrainable { get; set; } = true;

    /// <summary>The values of a small constant.</summary>
    public double[]? Values { get; set; }

    /// <summary>Whether its type is one of whole numbers.</summary>
    internal bool IsWhole => ElementType.Contains("int");

    internal bool IsWeight => WeightName is not null;

    internal bool IsConstant => Producer is null && WeightName is null;

    public override PyType Type => IsWeight ? KerasTypes.Variable : KerasTypes.Tensor;

    internal int Rank => Shape?.Rank ?? throw UnknownShape();

    internal Shape Known => Shape ?? throw UnknownShape();

    /// <summary>
    /// The shape of one sample. A constant has no batch, but often an axis of one in its place.
    /// </summary>
    internal TensorShape Sample(ShapeLayout layout)
    {
        var shape = HasPlaceOfBatch ? Known.Without(0) : Shape;
        return SampleShapes.Of(shape).As(layout);
    }

    /// <summary>The shape with all axes of one that a layer makes of this tensor.</summary>
    internal Shape? WithBatch(TensorShape sample)
    {
        if (!sample.HasRank || Shape is null)
            return null;
        if (HasPlaceOfBatch)
            return new Shape([1, .. sample.Sizes.Select(size => size is { } known ? (Size)known : Size.Unknown)]);
        return Batched.Of(sample, Shape);
    }

    private bool HasPlaceOfBatch =>
        Shape is { Rank: >= 2 } shape
        && !shape.Axes.Any(axis => axis.HasBatch)
        && shape[0].IsNumber
        && shape[0].Factor == 1;

    /// <summary>An axis, counted from the front, of a number that may count from the end.</summary>
    internal int Axis(long axis) =>
        Known.Index(axis) ?? throw Errors.Value($"the axis {axis} is not one of a tensor of {Rank} axes, {Known}");

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = name switch
        {
            "shape" or "_keras_shape" or "_shape_val" or "_shape" => SourceShape.ToTuple(Shape),
            "ndim" => Boxed.Of(Rank),
            "dtype" => ElementType,
            "name" => WeightName ?? Producer?.Definition.Name ?? "constant",
            "T" => Invoke(interpreter, "transpose", this),
            "size" => SymbolicInteger.Of(Known.Count),
            "device" or "graph" or "op" or "handle" => new Unknown(name),
            "trainable" => Boxed.Of(IsTrainable),
            "values" or "value" => this,
            "tolist" or "item" => new HostFunction($"{name}()", _ => ToList()),
            _ when IsConstant && ArrayModule.Method(name) is { } method => new BoundMethod(method, this),
            _ => null!,
        };
        if (value is not null)
            return true;
        return base.TryGetAttribute(interpreter, name, out value);
    }

    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (name == "trainable" && value is not null)
            IsTrainable = interpreter.IsTrue(value);
    }

    public override object? Operate(Interpreter interpreter, BinaryOp op, object other, bool isRight)
    {
        if (
            other
            is not (
                SourceTensor
                or long
                or double
                or bool
                or SymbolicInteger
                or Python.Values.Unknown
                or PyList
                or PyTuple
            )
        )
            return null;
        // A whole number of an array repeats a list as any other does: [64] * depths[0].
        if (op == BinaryOp.Multiply && other is PyList or PyTuple && Number() is long times)
            return Operators.Binary(interpreter, op, other, Boxed.Of(times));
        string function = op switch
        {
            BinaryOp.Add => "add",
            BinaryOp.Subtract => "subtract",
            BinaryOp.Multiply => "multiply",
            BinaryOp.Divide => "true_divide",
            BinaryOp.FloorDivide => "floor_divide",
            BinaryOp.Modulo => "mod",
            BinaryOp.Power => "power",
            BinaryOp.MatMul => "matmul",
            _ => "logical_and",
        };
        return isRight ? Invoke(interpreter, function, other, this) : Invoke(interpreter, function, this, other);
    }

    public override object? Operate(Interpreter interpreter, UnaryOp op) =>
        op switch
        {
            UnaryOp.Negative => Invoke(interpreter, "negative", this),
            UnaryOp.Positive => this,
            _ => Invoke(interpreter, "logical_not", this),
        };

    public override object? Compare(Interpreter interpreter, CompareOp op, object other) =>
        other switch
        {
            None or string => op == CompareOp.NotEqual ? Boxed.True
            : op == CompareOp.Equal ? Boxed.False
            : null,
            _ => Invoke(
                interpreter,
                op switch
                {
                    CompareOp.Less => "less",
                    CompareOp.LessOrEqual => "less_equal",
                    CompareOp.Greater => "greater",
                    CompareOp.GreaterOrEqual => "greater_equal",
                    CompareOp.Equal => "equal",
                    _ => "not_equal",
                },
                this,
                other
            ),
        };

    public override bool IsTrue(Interpreter interpreter) =>
        Values is { Length: 1 } values
            ? values[0] != 0
            : throw Unknown("the values of a tensor decide here what is computed");

    public override object Length(Interpreter interpreter) =>
        Rank == 0 ? throw Errors.Type("len() of a tensor without axes") : SymbolicInteger.Of(Known[0]);

    public override object GetItem(Interpreter interpreter, object index) =>
        Invoke(interpreter, "get_item", this, index);

    // What is written into a part leaves the shape.
    public override bool SetItem(Interpreter interpreter, object index, object? value)
    {
        Values = Values is { } values && Rank == 1 ? Written(interpreter, values, index, value) : null;
        return true;
    }

    // Several tensors can have the same values: those of this one are written anew.
    private static double[]? Written(Interpreter interpreter, double[] values, object index, object? value)
    {
        double[]? written =
            value is long or double or bool ? [Numbers.ToReal(value)]
            : value is SourceTensor or PyList or PyTuple ? KerasFunctions.Tensor(interpreter, value).Values
            : null;
        long[]? places = index switch
        {
            long => [Indexing.Position(interpreter, index, values.Length, "index")],
            PySlice slice when slice.Over(interpreter, values.Length) is var (first, step, count) =>
            [
                .. Enumerable.Range(0, (int)count).Select(i => first + (i * step)),
            ],
            _ => null,
        };
        if (written is null || places is null || (written.Length != 1 && written.Length != places.Length))
            return null;
        double[] result = [.. values];
        for (int i = 0; i < places.Length; i++)
            result[places[i]] = written[written.Length == 1 ? 0 : i];
        return result;
    }

    public override PyIterator Iterate(Interpreter interpreter) =>
        interpreter.Iterate(Invoke(interpreter, "unstack", this));

    public override string Represent(Interpreter interpreter) =>
        Number() is { } number
            ? interpreter.Represent(number)
            : $"<KerasTensor shape={(object?)Shape ?? "unknown"}, dtype={ElementType}>";

    public override object? ToInteger(Interpreter interpreter) =>
        Values is [var value] ? Integers.Convert(interpreter, value) : throw Unknown("the value of a tensor is needed");

    public override object? ToReal(Interpreter interpreter) =>
        Values is [var value] ? value : throw Unknown("the value of a tensor is needed");

    private object ToList()
    {
        if (Number() is { } number)
            return number;
        if (Values is not { } values || Known.Axes.Any(axis => axis.Value is null))
            throw Unknown("the values of a tensor are needed");
        // The innermost lists first.
        object[] items = Array.ConvertAll(values, NumberOf);
        for (int axis = Rank - 1; axis > 0; axis--)
        {
            int size = (int)Known[axis].Value!.Value;
            items =
            [
                .. Enumerable
                    .Range(0, size == 0 ? 0 : items.Length / size)
                    .Select(row => new PyList([.. items.Skip(row * size).Take(size)])),
            ];
        }

        return new PyList([.. items]);
    }

    private object? Number() => Values is [var value] && Rank == 0 ? NumberOf(value) : null;

    private object NumberOf(double value) =>
        ElementType == "bool" ? Boxed.Of(value != 0)
        : IsWhole && Math.Abs(value) < long.MaxValue ? Boxed.Of((long)value)
        : value;

    internal static RaisedException UnknownShape() => Unknown("the shape of a tensor is not known here");

    internal static RaisedException Unknown(string message) =>
        Errors.Of(BuiltinTypes.UnknownValueError, $"{message}, which cannot be known without running the network");

    /// <summary>What a function of keras.ops makes of tensors.</summary>
    internal static object Invoke(Interpreter interpreter, string function, params object[] arguments) =>
        KerasFunctions.Find(KerasHome.Ops, function)!.Call(interpreter, new Arguments(arguments));
}

/// <summary>Shapes as sources in Keras see them: None where an axis is open, as the batch is.</summary>
internal static class SourceShape
{
    internal static object ToTuple(Shape? shape) =>
        shape is null
            ? None.Instance
            : new PyTuple(
                [.. shape.Axes.Select(axis => axis.IsNumber ? Boxed.Of(axis.Factor) : (object)None.Instance)],
                KerasTypes.Shape
            );

    /// <summary>A shape that a source writes, where the first axis is the batch: (None, 28, 28, 1).</summary>
    internal static Shape OfBatch(Interpreter interpreter, object value)
    {
        var axes = Axes(interpreter, value).ToArray();
        if (axes.Length > 0)
            axes[0] = Batched.Batch;
        return new Shape(axes);
    }

    /// <summary>A shape that a source writes: a tuple, a list, a tensor of numbers, or a number alone.</summary>
    internal static IEnumerable<Size> Axes(Interpreter interpreter, object value)
    {
        object[] items = value switch
        {
            None => [],
            SourceTensor { Values: { } values } => [.. values.Select(number => Boxed.Of((long)number))],
            long or SymbolicInteger or double => [value],
            PyDict => throw Errors.Type("a shape is a tuple of whole numbers, and no dictionary"),
            _ => interpreter.ToArray(value),
        };
        return items.Select(item =>
            item is None ? Size.Unknown
            : SymbolicInteger.ToSize(interpreter, item) is { } size ? size
            : throw Errors.Type(
                $"a shape is a tuple of whole numbers, and no {BuiltinTypes.Of(item).Name} is one; with a single axis "
                    + "a comma makes the tuple, as (10,)"
            )
        );
    }
}
