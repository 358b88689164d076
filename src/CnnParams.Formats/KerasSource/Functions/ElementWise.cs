using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>Functions value by value: of one tensor, and of two that are broadcast.</summary>
internal sealed class ElementWise : KerasFunctions
{
    // What is computed of each value, where it is worth knowing of constants.
    private static readonly Dictionary<string, Func<double, double>> OfValues = new(StringComparer.Ordinal)
    {
        ["abs"] = Math.Abs,
        ["negative"] = value => -value,
        ["exp"] = Math.Exp,
        ["log"] = Math.Log,
        ["sqrt"] = Math.Sqrt,
        ["square"] = value => value * value,
        ["floor"] = Math.Floor,
        ["ceil"] = Math.Ceiling,
        ["round"] = value => Math.Round(value, MidpointRounding.ToEven),
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["log2"] = value => Math.Log(value) / Math.Log(2),
        ["log10"] = Math.Log10,
        ["cast"] = value => value,
        ["identity"] = value => value,
        ["tanh"] = Math.Tanh,
        ["sign"] = value => Math.Sign(value),
    };

    private static readonly Dictionary<string, Func<double, double, bool>> Comparisons = new(StringComparer.Ordinal)
    {
        ["less"] = (a, b) => a < b,
        ["less_equal"] = (a, b) => a <= b,
        ["greater"] = (a, b) => a > b,
        ["greater_equal"] = (a, b) => a >= b,
        ["equal"] = (a, b) => a == b,
        ["not_equal"] = (a, b) => a != b,
    };

    // What is computed of all values of a list.
    private static readonly Dictionary<string, Func<double[], IEnumerable<double>>> OfLists = new(
        StringComparer.Ordinal
    )
    {
        ["sort"] = values => values.OrderBy(value => value),
        ["argsort"] = values => Enumerable.Range(0, values.Length).OrderBy(i => values[i]).Select(i => (double)i),
        ["flip"] = values => Enumerable.Reverse(values),
        ["cumsum"] = values => Running(values, (sum, value) => sum + value),
        ["cumprod"] = values => Running(values, (product, value) => product * value),
    };

    public ElementWise()
    {
        Map(
            KerasHome.All,
            "abs exp log sqrt square sin cos tan tanh sign floor ceil round log1p expm1 erf isnan isinf isfinite",
            ""
        );
        Map(
            KerasHome.Keras | KerasHome.Tensorflow,
            "relu6 sigmoid silu swish softplus softsign selu elu mish celu hard_sigmoid hard_silu hard_swish "
                + "log_sigmoid sigmoid_fast rsqrt negative logical_not stop_gradient identity",
            ""
        );
        Map(
            KerasHome.Numpy | KerasHome.Ops,
            "absolute reciprocal power_of_ten log2 log10 sinh cosh arcsin arccos arctan nan_to_num degrees radians "
                + "fabs rint",
            ""
        );
        Map(
            KerasHome.Tensorflow,
            "asin acos atan sinh cosh reciprocal crelu selu_fast lgamma digamma l2_loss_each",
            ""
        );
        Map(KerasHome.Keras | KerasHome.Tensorflow, "gelu", ", approximate=False");
        Map(KerasHome.Ops | KerasHome.Tensorflow, "relu", "");
        Map(KerasHome.Backend, "relu", ", negative_slope=0.0, max_value=None, threshold=0.0, *, alpha=0.0");
        Map(KerasHome.Keras, "leaky_relu", ", negative_slope=0.2");
        Map(KerasHome.Tensorflow, "leaky_relu", ", alpha=0.2");
        Map(KerasHome.Keras | KerasHome.Tensorflow, "softmax log_softmax", ", axis=-1");
        Map(KerasHome.Tensorflow, "l2_normalize", ", axis=None, epsilon=1e-12");
        Map(KerasHome.Keras, "l2_normalize normalize", ", axis=None, order=2, epsilon=None");
        Add(
            KerasHome.Ops | KerasHome.Backend | KerasHome.Tensorflow,
            "clip(x, x_min=None, x_max=None, name=None)",
            Clip
        );
        Add(KerasHome.Numpy, "clip(a, a_min=None, a_max=None, *args, **kwargs)", Clip);
        Map(KerasHome.Tensorflow, "clip_by_value", ", clip_value_min=None, clip_value_max=None");
        Map(KerasHome.Tensorflow, "clip_by_norm", ", clip_norm");
        Map(KerasHome.All, "cumsum cumprod sort argsort", ", axis=-1, *args, **kwargs");
        Add(KerasHome.Ops | KerasHome.Numpy, "diff(a, n=1, axis=-1)", Differences);
        Add(KerasHome.Numpy, "interp(x, xp, fp, *args, **kwargs)", Interpolated);
        Map(KerasHome.Tensorflow | KerasHome.Ops, "dropout", ", rate=0, *args, **kwargs");
        Map(KerasHome.Ops | KerasHome.Numpy, "flip", ", axis=None");
        Map(KerasHome.Tensorflow, "reverse", ", axis=None");
        Map(KerasHome.Backend, "reverse", ", axes");
        Map(KerasHome.All, "roll", ", shift=0, axis=None");
        Map(KerasHome.Tensorflow, "ensure_shape", ", shape");
        Map(KerasHome.Tensorflow, "check_numerics", ", message=None");
        Map(
            KerasHome.Keras,
            "hard_tanh tanh_shrink soft_shrink hard_shrink squareplus sparse_plus glu_each threshold",
            ", *args, **kwargs"
        );
        Map(KerasHome.Ops | KerasHome.Numpy, "tril triu", ", k=0");
        Map(KerasHome.Tensorflow, "band_part", ", num_lower=0, num_upper=0");
        Map(
            KerasHome.Tensorflow,
            "random_flip_left_right random_flip_up_down flip_left_right flip_up_down per_image_standardization "
                + "random_brightness random_contrast random_hue random_saturation adjust_brightness adjust_contrast",
            ", *args, **kwargs"
        );
        Map(KerasHome.Ops | KerasHome.Tensorflow, "l2_norm_each lrn local_response_normalization", ", *args, **kwargs");
        Add(
            KerasHome.Keras | KerasHome.Tensorflow,
            "cast(x, dtype=None, name=None)",
            call => Typed(Apply(call, "cast"), call[1])
        );
        Add(
            KerasHome.Tensorflow,
            "saturate_cast(x, dtype=None, name=None)",
            call => Typed(Apply(call, "cast"), call[1])
        );
        Binary(
            KerasHome.All,
            "add subtract multiply maximum minimum mod floor_divide arctan2 logical_and logical_or logical_xor less "
                + "less_equal greater greater_equal equal not_equal"
        );
        Binary(KerasHome.Ops | KerasHome.Numpy, "divide true_divide power");
        Binary(
            KerasHome.Tensorflow | KerasHome.Backend,
            "divide pow divide_no_nan truediv squared_difference floordiv floormod"
        );
        Add(
            KerasHome.Tensorflow | KerasHome.Backend,
            "add_n(inputs)",
            call =>
                call.Interpreter.ToArray(call[0])
                    .Aggregate((sum, next) => Operators.Binary(call.Interpreter, BinaryOp.Add, sum, next))
        );
        Add(
            KerasHome.Tensorflow,
            "bias_add(value, bias, data_format=None, name=None)",
            call => Combine(call, "add", Tensor(call, 0), Tensor(call, 1))
        );
        Add(
            KerasHome.Backend,
            "bias_add(x, bias, data_format=None)",
            call => Combine(call, "add", Tensor(call, 0), Tensor(call, 1))
        );
        Add(KerasHome.All, "where(condition, x=None, y=None, name=None)", Where);
        Add(KerasHome.Backend, "switch(condition, then_expression, else_expression)", Where);
        Add(
            KerasHome.Tensorflow,
            "batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None)",
            call =>
                Operation(
                    call,
                    "batch_normalization",
                    WorkKind.ElementWise,
                    Tensor(call, 0).Shape,
                    [Tensor(call, 0), .. new[] { call[3], call[4] }.OfType<SourceTensor>()]
                )
        );
    }

    private void Map(KerasHome home, string names, string more) =>
        Add(
            home,
            names,
            $"x{more}{(more.Contains("name") || more.Contains('*') ? "" : ", name=None")}",
            (call, name) => Apply(call, name)
        );

    private void Binary(KerasHome home, string names) =>
        Add(
            home,
            names,
            "x1, x2, name=None",
            (call, name) => Combine(call, Plain(name), Tensor(call, 0), Tensor(call, 1))
        );

    private static string Plain(string name) =>
        name switch
        {
            "pow" => "power",
            "truediv" => "true_divide",
            "floordiv" => "floor_divide",
            "floormod" => "mod",
            _ => name,
        };

    private static SourceTensor Apply(HostCall call, string name)
    {
        var input = Tensor(call, 0);
        var result = Named(call, name, WorkKind.ElementWise, input.Shape, [], input);
        if (result.IsConstant && input.Values is { } values && OfValues.TryGetValue(name, out var function))
            result.Values = Array.ConvertAll(values, value => function(value));
        else if (
            result.IsConstant
            && input is { Values: { } list, Rank: 1 }
            && OfLists.TryGetValue(name, out var order)
        )
            result.Values = [.. order(list)];
        return result;
    }

    private static SourceTensor Clip(HostCall call)
    {
        var result = Apply(call, "clip");
        double Bound(object value, double none) => Numbers.IsNumber(value) ? Numbers.ToReal(value) : none;
        var (least, most) = (Bound(call[1], double.NegativeInfinity), Bound(call[2], double.PositiveInfinity));
        if (result.IsConstant && Tensor(call, 0).Values is { } values)
            result.Values = Array.ConvertAll(values, value => Math.Min(Math.Max(value, least), most));
        return result;
    }

    // What comes after less what comes before.
    private static SourceTensor Differences(HostCall call)
    {
        var input = Tensor(call, 0);
        int axis = input.Axis(Python.Running.Integers.Index(call.Interpreter, call[2]));
        long times = Python.Running.Integers.Index(call.Interpreter, call[1]);
        var output = input.Known.With(
            axis,
            input.Known[axis].Value is { } size ? Math.Max(0, size - times) : Size.Unknown
        );
        var result = Named(call, "diff", WorkKind.ElementWise, output, [], input);
        result.ElementType = input.ElementType;
        if (
            !result.IsConstant
            || input.Values is not { } values
            || axis != input.Rank - 1
            || input.Known[axis].Value is not { } row
        )
            return result;
        for (; times > 0 && row > 0; times--, row--)
        {
            double[] before = values;
            int width = (int)row;
            values = [.. before.Skip(1).Select((value, i) => value - before[i]).Where((_, i) => (i + 1) % width != 0)];
        }

        result.Values = values;
        return result;
    }

    // Between the points on both sides of a place; beyond them, the last one.
    private static SourceTensor Interpolated(HostCall call)
    {
        var (input, places, heights) = (Tensor(call, 0), Tensor(call, 1).Values, Tensor(call, 2).Values);
        var result = new SourceTensor(input.Known, "float64");
        if (
            !input.IsConstant
            || input.Values is not { } values
            || places is not { Length: > 0 }
            || heights?.Length != places.Length
        )
            return result;
        double At(double x)
        {
            int after = Array.FindIndex(places, place => place >= x);
            if (after <= 0)
                return after < 0 ? heights[heights.Length - 1] : heights[0];
            double part = (x - places[after - 1]) / (places[after] - places[after - 1]);
            return heights[after - 1] + ((heights[after] - heights[after - 1]) * part);
        }

        result.Values = Array.ConvertAll(values, At);
        return result;
    }

    private static IEnumerable<double> Running(double[] values, Func<double, double, double> next)
    {
        double before = 0;
        for (int i = 0; i < values.Length; i++)
            yield return before = i == 0 ? values[0] : next(before, values[i]);
    }

    private static SourceTensor Combine(HostCall call, string name, SourceTensor left, SourceTensor right)
    {
        var output = Broadcast(left, right);
        var result = Named(call, name, WorkKind.ElementWise, output, [], left, right);
        if (
            result.IsConstant
            && left.Values is { } a
            && right.Values is { } b
            && output?.Count.Value == Math.Max(a.Length, b.Length)
            && (a.Length == b.Length || a.Length == 1 || b.Length == 1)
            && Function(name) is { } function
        )
            result.Values =
            [
                .. Enumerable
                    .Range(0, Math.Max(a.Length, b.Length))
                    .Select(i => function(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i])),
            ];
        result.ElementType =
            Comparisons.ContainsKey(name) ? "bool"
            : !left.IsWhole ? left.ElementType
            : name is "divide" or "true_divide" && right.IsWhole ? "float64"
            : right.ElementType;
        return result;
    }

    private static Func<double, double, double>? Function(string name) =>
        name switch
        {
            "add" => (a, b) => a + b,
            "subtract" => (a, b) => a - b,
            "multiply" => (a, b) => a * b,
            "divide" or "true_divide" => (a, b) => a / b,
            "floor_divide" => (a, b) => Math.Floor(a / b),
            "mod" => (a, b) => a - (Math.Floor(a / b) * b),
            "power" => Math.Pow,
            "maximum" => Math.Max,
            "minimum" => Math.Min,
            _ when Comparisons.TryGetValue(name, out var holds) => (a, b) => holds(a, b) ? 1 : 0,
            _ => null,
        };

    private static object? Where(HostCall call)
    {
        if (call[1] is None or null)
            throw SourceTensor.Unknown("where of a condition alone gives the places where it holds");
        SourceTensor[] all = [Tensor(call, 0), Tensor(call, 1), Tensor(call, 2)];
        var shape = all.Aggregate(
            (SourceTensor?)null,
            (before, next) => before is null ? next : new SourceTensor(Broadcast(before, next))
        )!.Shape;
        var result = Operation(call, "where", WorkKind.ElementWise, shape, all);
        result.ElementType = all[1].ElementType;
        if (
            result.IsConstant
            && Array.TrueForAll(
                all,
                tensor => tensor.Values is { Length: 1 } || tensor is { Values: not null, Rank: 1 }
            )
        )
        {
            double At(SourceTensor tensor, int i) => tensor.Values![tensor.Values.Length == 1 ? 0 : i];
            result.Values =
            [
                .. Enumerable.Range(0, (int)shape!.Count.Value!).Select(i => At(all[At(all[0], i) != 0 ? 1 : 2], i)),
            ];
        }

        return result;
    }
}
