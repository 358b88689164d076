using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>Tensors that are made of shapes and numbers, and shapes that are asked for.</summary>
internal sealed class Creation : KerasFunctions
{
    public Creation()
    {
        Add(
            KerasHome.All,
            "zeros ones empty",
            "shape, *args, **kwargs",
            (call, name) => Typed(Filled(Made(call, call[0]), FillOf(name)), TypeIn(call))
        );
        Add(
            KerasHome.Backend | KerasHome.Tensorflow | KerasHome.Ops,
            "random_normal random_uniform truncated_normal random_bernoulli random_binomial",
            "shape=None, *args, **kwargs",
            (call, _) => Made(call, call[0])
        );
        Add(
            KerasHome.All,
            "zeros_like ones_like empty_like",
            "x, *args, **kwargs",
            (call, name) => Filled(Like(Tensor(call, 0)), FillOf(name))
        );
        Add(KerasHome.All, "full_like(x, fill_value=0, *args, **kwargs)", call => Filled(call, Like(Tensor(call, 0))));
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "full(shape, fill_value, dtype=None)",
            call => Filled(call, Made(call, call[0]))
        );
        Add(KerasHome.Tensorflow, "fill(dims, value, name=None)", call => Filled(call, Made(call, call[0])));
        Add(
            KerasHome.Keras | KerasHome.Tensorflow,
            "constant(value, dtype=None, shape=None, name=None)",
            call => call.IsNone("shape") ? Copy(Tensor(call, 0)) : Made(call, call["shape"])
        );
        Add(
            KerasHome.All,
            "array asarray convert_to_tensor convert_to_numpy ascontiguousarray copy float32 float64 int32 int64",
            "x, *args, **kwargs",
            (call, _) => Tensor(call, 0)
        );
        Add(
            KerasHome.All,
            "arange(start, stop=None, step=1, dtype=None)",
            call => Range(call, call[0], call[1], call[2])
        );
        Add(
            KerasHome.Tensorflow,
            "range(start, limit=None, delta=1, dtype=None, name=None)",
            call => Range(call, call[0], call[1], call[2])
        );
        Add(KerasHome.All, "linspace(start, stop, num=50, *args, **kwargs)", call => Linspace(call));
        Add(
            KerasHome.All,
            "eye(N, M=None, *args, **kwargs)",
            call => new SourceTensor(
                new Shape(SizeOf(call, call[0]), call[1] is None ? SizeOf(call, call[0]) : SizeOf(call, call[1]))
            )
        );
        Add(
            KerasHome.Numpy | KerasHome.Ops | KerasHome.Tensorflow,
            "meshgrid(*xs, **kwargs)",
            call =>
            {
                SourceTensor[] axes = [.. call.Rest("xs").Select(axis => Tensor(call.Interpreter, axis))];
                Size[] sizes = [.. axes.Select(axis => axis.Known[0])];
                if (sizes.Length > 1 && call.Named("kwargs").Get("indexing") is not "ij")
                    (sizes[0], sizes[1]) = (sizes[1], sizes[0]);
                return new PyList([.. axes.Select(_ => (object)new SourceTensor(new Shape(sizes)))]);
            }
        );
        Add(KerasHome.Ops, "shape(x)", call => ShapeOf(Tensor(call, 0)));
        Add(KerasHome.Backend, "shape(x)", call => new ShapeVector(SizesOf(Tensor(call, 0))));
        Add(
            KerasHome.Tensorflow,
            "shape(input, out_type=None, name=None)",
            call => new ShapeVector(SizesOf(Tensor(call, 0)))
        );
        Add(KerasHome.Numpy, "shape(x)", call => ShapeOf(Tensor(call, 0)));
        Add(KerasHome.Backend, "int_shape(x)", call => SourceShape.ToTuple(Tensor(call, 0).Shape));
        Add(
            KerasHome.Keras | KerasHome.Tensorflow,
            "ndim rank",
            "x, name=None",
            (call, _) => Boxed.Of(Tensor(call, 0).Rank)
        );
        Add(KerasHome.Numpy, "ndim(x)", call => Boxed.Of(Tensor(call, 0).Rank));
        Add(
            KerasHome.Ops | KerasHome.Tensorflow | KerasHome.Numpy,
            "size(x, *args, **kwargs)",
            call => SymbolicInteger.Of(Tensor(call, 0).Known.Count)
        );
        Add(KerasHome.Keras, "is_tensor is_keras_tensor", "x", (call, _) => Boxed.Of(call[0] is SourceTensor));
        Add(KerasHome.Tensorflow, "is_tensor(x)", call => Boxed.Of(call[0] is SourceTensor));
        Add(KerasHome.Backend, "image_data_format()", call => KerasState.Of(call.Interpreter).DataFormat);
        Add(
            KerasHome.Backend,
            "set_image_data_format(data_format)",
            call =>
            {
                KerasState.Of(call.Interpreter).DataFormat = call.Text(0);
                return null;
            }
        );
        Add(
            KerasHome.Backend,
            "image_dim_ordering()",
            call => KerasState.Of(call.Interpreter).DataFormat == "channels_first" ? "th" : "tf"
        );
        Add(
            KerasHome.Backend,
            "set_image_dim_ordering(dim_ordering)",
            call =>
            {
                KerasState.Of(call.Interpreter).DataFormat = call.Text(0) == "th" ? "channels_first" : "channels_last";
                return null;
            }
        );
        Add(
            KerasHome.Backend,
            "standardize_data_format(data_format)",
            call => call[0] is string format ? format : KerasState.Of(call.Interpreter).DataFormat
        );
        Add(KerasHome.Backend, "floatx()", call => KerasState.Of(call.Interpreter).Policy ?? "float32");
        Add(
            KerasHome.Backend,
            "set_floatx(value)",
            call =>
            {
                KerasState.Of(call.Interpreter).Policy = call.Text(0);
                return null;
            }
        );
        Add(KerasHome.Backend, "epsilon()", _ => 1e-7);
        Add(KerasHome.Backend, "backend()", _ => "tensorflow");
        Add(
            KerasHome.Backend,
            "clear_session(free_memory=True)",
            call =>
            {
                KerasState.Of(call.Interpreter).ClearNames();
                return null;
            }
        );
        // A source that reads values does so where this holds, and there are none.
        Add(KerasHome.Tensorflow, "executing_eagerly()", _ => Boxed.False);
        Add(KerasHome.Backend, "learning_phase()", _ => Boxed.Of(0));
        Add(KerasHome.Backend, "in_train_phase(x, alt, training=None)", call => call[1]);
        Add(KerasHome.Backend, "in_test_phase(x, alt, training=None)", call => call[0]);
        Add(
            KerasHome.Keras | KerasHome.Tensorflow,
            "function(*args, **kwargs)",
            call =>
                call.Rest("args") is [PyFunction function]
                    ? function
                    : new HostFunction("decorate(function)", inner => inner[0])
        );
        Add(
            KerasHome.Keras,
            "variable(value=None, dtype=None, name=None, constraint=None)",
            call => Variable(call, isTrainable: true)
        );
        Add(
            KerasHome.Tensorflow,
            "Variable(initial_value=None, trainable=True, validate_shape=True, caching_device=None, name=None, *args, "
                + "**kwargs)",
            call => Variable(call, call.IsNone("trainable") || call.Flag("trainable"))
        );
        Add(KerasHome.Ops, "expand_to_rank(x, rank)", call => call[0]);
        Add(KerasHome.Tensorflow, "no_op(name=None)", _ => null);
        Add(
            KerasHome.Tensorflow,
            "cond(pred, true_fn=None, false_fn=None, name=None)",
            call => call.Interpreter.Call(call.Interpreter.IsTrue(call[0]) ? call[1] : call[2])
        );
        Add(
            KerasHome.Ops,
            "cond(pred, true_fn, false_fn)",
            call => call.Interpreter.Call(call.Interpreter.IsTrue(call[0]) ? call[1] : call[2])
        );
        Add(KerasHome.Tensorflow, "map_fn(fn, elems, *args, **kwargs)", call => MapSamples(call));
        Add(KerasHome.Backend, "map_fn(fn, elems, name=None, dtype=None)", call => MapSamples(call));
    }

    private static SourceTensor Made(HostCall call, object shape)
    {
        Size[] axes = [.. SourceShape.Axes(call.Interpreter, shape)];
        return new SourceTensor(new Shape(axes));
    }

    private static object? TypeIn(HostCall call) =>
        call.Named("kwargs").Get("dtype") ?? call.Rest("args").FirstOrDefault(value => value is string or PyType);

    private static double? FillOf(string name) =>
        name.StartsWith("zeros", StringComparison.Ordinal) ? 0
        : name.StartsWith("ones", StringComparison.Ordinal) ? 1
        : null;

    private static SourceTensor Filled(HostCall call, SourceTensor tensor)
    {
        if (call[1] is long)
            tensor.ElementType = "int64";
        return Filled(tensor, Numbers.IsNumber(call[1]) ? Numbers.ToReal(call[1]) : null);
    }

    // Larger ones are data.
    private static SourceTensor Filled(SourceTensor tensor, double? value)
    {
        if (
            value is { } known
            && tensor.Shape is { Rank: <= 1 } shape
            && shape.Count.Value is >= 0 and <= SourceTensor.MostValues and { } count
        )
            tensor.Values = [.. Enumerable.Repeat(known, (int)count)];
        return tensor;
    }

    private static SourceTensor Like(SourceTensor tensor) => new(tensor.Shape, tensor.ElementType);

    private static SourceTensor Copy(SourceTensor tensor) =>
        tensor.IsConstant ? new SourceTensor(tensor.Shape, tensor.ElementType) { Values = tensor.Values } : tensor;

    // Whole numbers that are shapes stay numbers: a list of them, and not a tensor.
    private static PyTuple ShapeOf(SourceTensor tensor) => new(SizesOf(tensor), KerasTypes.Shape);

    private static object[] SizesOf(SourceTensor tensor) =>
        tensor.Shape is null ? throw SourceTensor.UnknownShape() : [.. tensor.Known.Axes.Select(SymbolicInteger.Of)];

    private static SourceTensor Range(HostCall call, object start, object stop, object step)
    {
        if (stop is None)
            (start, stop) = (Boxed.Of(0), start);
        if (new[] { start, stop, step }.Any(value => value is double))
            return RealRange(call, start, stop, step);
        if (
            SizeOf(call, start).Value is not { } from
            || SizeOf(call, stop).Value is not { } to
            || SizeOf(call, step).Value is not (not 0 and { } by)
        )
            return new SourceTensor(
                new Shape(SizeOf(call, start).Value == 0 ? SizeOf(call, stop) : Size.Unknown),
                "int32"
            );
        long count = Math.Max((to - from + by - Math.Sign(by)) / by, 0);
        return new SourceTensor(new Shape(count), "int32")
        {
            Values =
                count <= SourceTensor.MostValues
                    ? [.. Enumerable.Range(0, (int)count).Select(i => (double)(from + (i * by)))]
                    : null,
        };
    }

    // arange(0, 1, 0.1)
    private static SourceTensor RealRange(HostCall call, params object[] bounds)
    {
        if (!Array.TrueForAll(bounds, Numbers.IsNumber))
            return new SourceTensor(new Shape(Size.Unknown));
        double[] numbers = Array.ConvertAll(bounds, Numbers.ToReal);
        double count = Math.Max(Math.Ceiling((numbers[1] - numbers[0]) / numbers[2]), 0);
        if (!(count <= int.MaxValue))
            throw Errors.Value($"arange: {bounds[0]} to {bounds[1]} by {bounds[2]} is no range");
        return new SourceTensor(new Shape((long)count))
        {
            Values =
                count <= SourceTensor.MostValues
                    ? [.. Enumerable.Range(0, (int)count).Select(i => numbers[0] + (i * numbers[2]))]
                    : null,
        };
    }

    private static SourceTensor Linspace(HostCall call)
    {
        var size = SizeOf(call, call[2]);
        var result = new SourceTensor(new Shape(size));
        if (
            size.Value is >= 0 and <= SourceTensor.MostValues and { } count
            && Numbers.IsNumber(call[0])
            && Numbers.IsNumber(call[1])
        )
        {
            var (start, stop) = (Numbers.ToReal(call[0]), Numbers.ToReal(call[1]));
            result.Values =
            [
                .. Enumerable
                    .Range(0, (int)count)
                    .Select(i => count == 1 ? start : start + ((stop - start) * i / (count - 1))),
            ];
        }

        return result;
    }

    // A variable that is made within a layer is one of its weights.
    private static SourceTensor Variable(HostCall call, bool isTrainable)
    {
        object value = call[0] is PyFunction or HostFunction ? call.Interpreter.Call(call[0]) : call[0];
        var shape = value is Unknown ? new SourceTensor(null) : Tensor(call.Interpreter, value);
        return new SourceTensor(shape.Shape, shape.ElementType)
        {
            WeightName = call["name"] as string ?? "variable",
            IsTrainable = isTrainable,
        };
    }

    private static object MapSamples(HostCall call)
    {
        var input = Tensor(call, 1);
        var each = call.Interpreter.Call(call[0], new SourceTensor(input.Known.Without(0), input.ElementType));
        return each is SourceTensor { Shape: { } shape }
            ? Operation(call, "map_fn", Layers.WorkKind.Unknown, Shape.Of([input.Known[0], .. shape.Axes]), input)
            : throw SourceTensor.Unknown("what map_fn gives");
    }
}
