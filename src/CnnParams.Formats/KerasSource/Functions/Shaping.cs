using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>The same values under other axes, several tensors joined, and borders.</summary>
internal sealed class Shaping : KerasFunctions
{
    public Shaping()
    {
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "reshape(x, newshape, order=None)",
            call => Reshape(call, Target(call, call[1]))
        );
        Add(
            KerasHome.Backend | KerasHome.Tensorflow,
            "reshape(x, shape, name=None)",
            call => Reshape(call, Target(call, call[1]))
        );
        Add(KerasHome.Ops | KerasHome.Numpy, "transpose(x, axes=None)", call => Transpose(call, call[1]));
        Add(
            KerasHome.Tensorflow,
            "transpose(a, perm=None, conjugate=False, name=None)",
            call => Transpose(call, call[1])
        );
        Add(KerasHome.Backend, "transpose(x)", call => Transpose(call, None.Instance));
        Add(KerasHome.Backend, "permute_dimensions(x, pattern)", call => Transpose(call, call[1]));
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "swapaxes(x, axis1, axis2)",
            call => Swap(call, Tensor(call, 0).Axis(call.Integer(1)), Tensor(call, 0).Axis(call.Integer(2)))
        );
        Add(
            KerasHome.Tensorflow,
            "matrix_transpose(a, name=None)",
            call => Swap(call, Tensor(call, 0).Axis(-1), Tensor(call, 0).Axis(-2))
        );
        Add(KerasHome.Ops | KerasHome.Numpy, "moveaxis(x, source, destination)", Move);
        Add(KerasHome.All, "expand_dims(x, axis=-1, name=None)", call => Expand(call));
        Add(KerasHome.All, "squeeze(x, axis=None, name=None)", Squeeze);
        Add(KerasHome.Backend, "flatten(x)", call => Reshape(call, new Shape(Tensor(call, 0).Known.Count)));
        Add(
            KerasHome.Backend,
            "batch_flatten(x)",
            call =>
                Reshape(call, new Shape(Tensor(call, 0).Known[0], Shape.Product(Tensor(call, 0).Known.Axes.Skip(1))))
        );
        Add(KerasHome.Ops | KerasHome.Numpy, "ravel(x)", call => Reshape(call, new Shape(Tensor(call, 0).Known.Count)));
        Add(
            KerasHome.Ops | KerasHome.Tensorflow | KerasHome.Numpy,
            "broadcast_to(x, shape, name=None)",
            call => Moved(call, "broadcast_to", new Shape(Target(call, call[1])))
        );
        Add(KerasHome.Keras | KerasHome.Tensorflow | KerasHome.Numpy, "tile(x, n, name=None)", Tile);
        Add(KerasHome.Ops | KerasHome.Numpy, "repeat(x, repeats, axis=None)", Repeat);
        Add(KerasHome.Tensorflow, "repeat(input, repeats, axis=None, name=None)", Repeat);
        Add(
            KerasHome.Backend,
            "repeat(x, n)",
            call =>
                Moved(
                    call,
                    "repeat",
                    new Shape(Tensor(call, 0).Known[0], SizeOf(call, call[1]), Tensor(call, 0).Known[1])
                )
        );
        Add(KerasHome.Backend, "repeat_elements(x, rep, axis)", Repeat);
        Add(KerasHome.Ops | KerasHome.Numpy, "concatenate(xs, axis=0)", call => Join(call, call[1]));
        Add(KerasHome.Backend, "concatenate(tensors, axis=-1)", call => Join(call, call[1]));
        Add(KerasHome.Tensorflow, "concat(values, axis=-1, name=None)", call => Join(call, call[1]));
        Add(KerasHome.Keras | KerasHome.Numpy | KerasHome.Tensorflow, "stack(x, axis=0, name=None)", Stack);
        Add(KerasHome.Numpy, "vstack(xs)", call => Join(call, Boxed.Of(0)));
        Add(
            KerasHome.Numpy | KerasHome.Ops,
            "hstack(xs)",
            call => Join(call, Boxed.Of(call.Interpreter.ToArray(call[0]) is [SourceTensor { Rank: 1 }, ..] ? 0 : 1))
        );
        Add(
            KerasHome.Numpy,
            "append(arr, values, axis=None)",
            call => Join(call, [Tensor(call, 0), AsList(Tensor(call, 1))], call[2] is None ? Boxed.Of(0) : call[2])
        );
        Add(KerasHome.Ops | KerasHome.Numpy, "pad(x, pad_width, mode='constant', constant_values=None)", Pad);
        Add(KerasHome.Tensorflow, "pad(tensor, paddings, mode='CONSTANT', constant_values=0, name=None)", Pad);
        Add(
            KerasHome.Backend,
            "spatial_2d_padding(x, padding=((1, 1), (1, 1)), data_format=None)",
            call =>
                Padded(call, [(0, 0), .. call.Interpreter.ToArray(call[1]).Select(pair => Pair(call, pair)), (0, 0)])
        );
        Add(
            KerasHome.Backend,
            "temporal_padding(x, padding=(1, 1))",
            call => Padded(call, [(0, 0), Pair(call, call[1]), (0, 0)])
        );
    }

    /// <summary>The same values under another shape; a row where the axes of a sample change.</summary>
    internal static SourceTensor Reshape(HostCall call, Size[] sizes)
    {
        var input = Tensor(call, 0);
        int open = Array.FindIndex(sizes, size => size is { IsNumber: true, Factor: -1 });
        if (input.Shape is null)
            return Moved(call, "reshape", null);
        if (open >= 0)
        {
            var rest = Shape.Product(sizes.Where((_, i) => i != open));
            sizes = (Size[])sizes.Clone();
            sizes[open] =
                input.Known.Count.DividedBy(rest)
                ?? (
                    input.Known.Count.Value is null && !input.Known.Count.HasBatch
                        ? Size.Unknown
                        : throw Mismatch(input, sizes, open)
                );
        }

        var target = new Shape(sizes);
        return input.Known.Count.Same(target.Count) == false ? throw Mismatch(input, sizes, -1) : Reshape(call, target);
    }

    internal static SourceTensor Reshape(HostCall call, Shape target)
    {
        var input = Tensor(call, 0);
        if (input.Shape is { } from && from.Axes.SequenceEqual(target.Axes))
            return input;
        if (input.IsConstant)
            return new SourceTensor(target, input.ElementType) { Values = input.Values };
        var sample = SampleShapes.Of(target).Sizes;
        return sample.Count > 0 && sample.All(size => size is not null)
            ? AsLayer(
                call,
                "reshape",
                WorkKind.DataMovement,
                target,
                "Reshape",
                new JsonObject { ["target_shape"] = ToJson(sample.Select(size => size!.Value)) },
                input
            )
            : Moved(call, "reshape", target);
    }

    private static RaisedException Mismatch(SourceTensor input, Size[] sizes, int open) =>
        Errors.Value(
            $"a tensor of the shape {input.Shape}, which has {input.Known.Count} values, cannot be reshaped to "
                + $"({string.Join(", ", sizes.Select((size, i) => i == open ? "-1" : size.ToString()))})"
        );

    // None stands for the batch where it comes first.
    private static Size[] Target(HostCall call, object value)
    {
        Size[] sizes = [.. SourceShape.Axes(call.Interpreter, value)];
        if (sizes.Length > 0 && sizes[0].IsUnnamed)
            sizes[0] = Batched.Batch;
        return sizes;
    }

    internal static SourceTensor Moved(HostCall call, string op, Shape? shape) =>
        Operation(call, op, WorkKind.DataMovement, shape, Tensor(call, 0));

    private static SourceTensor Transpose(HostCall call, object axes)
    {
        var input = Tensor(call, 0);
        int[] order =
            axes is None
                ? [.. Enumerable.Range(0, input.Rank).Reverse()]
                : [.. Integers(call, axes).Select(axis => input.Axis(axis))];
        if (order.Length != input.Rank || order.Distinct().Count() != order.Length)
            throw Errors.Value(
                $"the axes ({string.Join(", ", order)}) are not all {input.Rank} axes of {input.Shape}, each once"
            );
        return Permute(call, order);
    }

    private static SourceTensor Swap(HostCall call, int first, int second)
    {
        int[] order = [.. Enumerable.Range(0, Tensor(call, 0).Rank)];
        (order[first], order[second]) = (order[second], order[first]);
        return Permute(call, order);
    }

    private static SourceTensor Move(HostCall call)
    {
        var input = Tensor(call, 0);
        int[] from = [.. Integers(call, call[1]).Select(axis => input.Axis(axis))],
            to = [.. Integers(call, call[2]).Select(axis => input.Axis(axis))];
        var rest = new Queue<int>(Enumerable.Range(0, input.Rank).Except(from));
        return Permute(
            call,
            [
                .. Enumerable
                    .Range(0, input.Rank)
                    .Select(axis => Array.IndexOf(to, axis) is >= 0 and var at ? from[at] : rest.Dequeue()),
            ]
        );
    }

    internal static SourceTensor Permute(HostCall call, int[] order)
    {
        var input = Tensor(call, 0);
        var target = Shape.Of(order.Select(axis => input.Known[axis]));
        return order.Length > 0 && order[0] == 0
            ? AsLayer(
                call,
                "transpose",
                WorkKind.DataMovement,
                target,
                "Permute",
                new JsonObject { ["dims"] = ToJson(order.Skip(1).Select(axis => (long)axis)) },
                input
            )
            : Moved(call, "transpose", target);
    }

    private static SourceTensor Expand(HostCall call)
    {
        var input = Tensor(call, 0);
        var shape = input.Known;
        foreach (long axis in Integers(call, call[1]))
        {
            int at = (int)(axis < 0 ? axis + shape.Rank + 1 : axis);
            shape = Shape.Of([.. shape.Axes.Take(at), 1, .. shape.Axes.Skip(at)]);
        }

        return Reshape(call, shape);
    }

    private static SourceTensor Squeeze(HostCall call)
    {
        var input = Tensor(call, 0);
        var removed =
            call[1] is None
                ? [.. Enumerable.Range(0, input.Rank).Where(axis => input.Known[axis].Value == 1)]
                : Axes(call, input, call[1]);
        return Reshape(call, Shape.Of(input.Known.Axes.Where((_, axis) => !removed.Contains(axis))));
    }

    private static SourceTensor Tile(HostCall call)
    {
        var input = Tensor(call, 0);
        Size[] times = [.. SourceShape.Axes(call.Interpreter, call[1])];
        int added = Math.Max(times.Length - input.Rank, 0);
        if (times.Length < input.Rank)
            times = [.. Enumerable.Repeat((Size)1, input.Rank - times.Length), .. times];
        return Moved(
            call,
            "tile",
            Shape.Of(times.Select((size, i) => i < added ? size : size * input.Known[i - added]))
        );
    }

    private static SourceTensor Repeat(HostCall call)
    {
        var input = Tensor(call, 0);
        if (call[2] is None)
        {
            var repeated = Moved(call, "repeat", new Shape(input.Known.Count * SizeOf(call, call[1])));
            if (
                repeated.IsConstant
                && input.Values is { } values
                && repeated.Shape!.Count.Value <= SourceTensor.MostValues
            )
                repeated.Values =
                [
                    .. values.SelectMany(value =>
                        Enumerable.Repeat(value, (int)repeated.Shape!.Count.Value! / values.Length)
                    ),
                ];
            return repeated;
        }

        int axis = input.Axis(call.Integer(2));
        return Moved(call, "repeat", input.Known.With(axis, input.Known[axis] * SizeOf(call, call[1])));
    }

    private static SourceTensor AsList(SourceTensor tensor) =>
        tensor.Rank == 0 ? new SourceTensor(new Shape(1), tensor.ElementType) { Values = tensor.Values } : tensor;

    private static object? Join(HostCall call, object axis)
    {
        object[] parts = call.Interpreter.ToArray(call[0]);
        return Sizes(parts.SelectMany(part => part is PyTuple or PyList ? call.Interpreter.ToArray(part) : [part]))
            ?? Join(call, Array.ConvertAll(parts, part => Tensor(call.Interpreter, part)), axis);
    }

    // Sizes that are put together are sizes: tf.stack([s[0], 7, 7]), tf.concat([s[:1], [7, 7]], 0).
    private static ShapeVector? Sizes(IEnumerable<object> values)
    {
        object[] all = [.. values.SelectMany(Numbered)];
        return
            Array.Exists(all, value => value is PythonSource.SymbolicInteger)
            && Array.TrueForAll(all, value => value is PythonSource.SymbolicInteger or long)
            ? new ShapeVector(all)
            : null;
    }

    private static object[] Numbered(object value) =>
        value is SourceTensor { IsConstant: true, IsWhole: true, Values: { } values, Shape.Rank: <= 1 }
            ? Array.ConvertAll(values, number => Boxed.Of((long)number))
            : [value];

    private static object? Join(HostCall call, SourceTensor[] parts, object axisValue)
    {
        if (parts.Length == 0)
            throw Errors.Value("there is nothing to join");
        int axis = parts[0].Axis(Python.Running.Integers.Index(call.Interpreter, axisValue));
        var shape = parts[0]
            .Known.With(axis, parts.Select(part => part.Known[axis]).Aggregate((sum, next) => sum + next));
        // An axis that is open in one part is known by another.
        foreach (var part in parts)
        {
            if (
                part.Rank != shape.Rank
                || Enumerable.Range(0, shape.Rank).Any(i => i != axis && part.Known[i].Same(shape[i]) == false)
            )
                throw Errors.Value(
                    $"tensors of the shapes {string.Join(", ", parts.Select(one => one.Shape))} cannot be joined along "
                        + $"axis {axis}: their other sizes differ"
                );
        }

        if (parts.All(part => part.IsConstant))
            return new SourceTensor(shape, parts[0].ElementType)
            {
                Values =
                    axis == 0
                    && shape.Count.Value <= SourceTensor.MostValues
                    && parts.All(part => part.Values is not null)
                        ? [.. parts.SelectMany(part => part.Values!)]
                        : null,
            };
        return parts.Length == 1
            ? parts[0]
            : LayerRows.Add(
                call.Interpreter,
                "concatenate",
                parts,
                shape,
                WorkKind.DataMovement,
                ("Concatenate", null, new JsonObject { ["axis"] = axis })
            );
    }

    private static object? Stack(HostCall call)
    {
        object[] items = call.Interpreter.ToArray(call[0]);
        if (Sizes(items) is { } sizes)
            return sizes;
        var parts = Array.ConvertAll(items, part => Tensor(call.Interpreter, part));
        if (parts.Length == 0)
            throw Errors.Value("there is nothing to join");
        long given = call.Integer(1);
        int axis = (int)(given < 0 ? given + parts[0].Rank + 1 : given);
        var shape = Shape.Of([.. parts[0].Known.Axes.Take(axis), parts.Length, .. parts[0].Known.Axes.Skip(axis)]);
        var result = LayerRows.Add(call.Interpreter, "stack", parts, shape, WorkKind.DataMovement);
        if (result.IsConstant && parts.All(part => part is { Values.Length: 1, Rank: 0 }))
            result.Values = [.. parts.Select(part => part.Values![0])];
        return result;
    }

    private static SourceTensor Pad(HostCall call)
    {
        var input = Tensor(call, 0);
        // A table of numbers, as tf.constant makes it.
        if (call[1] is SourceTensor { Values: { } values, Shape.Rank: 2 } && values.Length == 2 * input.Rank)
            return Padded(
                call,
                [
                    .. Enumerable
                        .Range(0, input.Rank)
                        .Select(axis => ((long)values[2 * axis], (long)values[(2 * axis) + 1])),
                ]
            );
        object[] pairs =
            call[1] is long
                ? [.. Enumerable.Repeat((object)PyTuple.Of(call[1], call[1]), input.Rank)]
                : call.Interpreter.ToArray(call[1]);
        return Padded(call, [.. pairs.Select(pair => Pair(call, pair))]);
    }

    private static SourceTensor Padded(HostCall call, (long Before, long After)[] pairs)
    {
        var input = Tensor(call, 0);
        if (pairs.Length != input.Rank)
            throw Errors.Value($"{pairs.Length} pairs of borders are given for a tensor of {input.Rank} axes");
        var shape = Shape.Of(
            input.Known.Axes.Select(
                (size, axis) => pairs[axis] == (0, 0) ? size : size + (pairs[axis].Before + pairs[axis].After)
            )
        );
        int spatial = input.Rank - 2;
        bool isImage = spatial is >= 1 and <= 3 && pairs[0] == (0, 0) && pairs[pairs.Length - 1] == (0, 0);
        if (!isImage)
            return Moved(call, "pad", shape);
        JsonNode border =
            spatial == 1
                ? ToJson([pairs[1].Before, pairs[1].After])
                : new JsonArray([.. pairs.Skip(1).Take(spatial).Select(pair => ToJson([pair.Before, pair.After]))]);
        return AsLayer(
            call,
            "pad",
            WorkKind.DataMovement,
            shape,
            FormattableString.Invariant($"ZeroPadding{spatial}D"),
            new JsonObject { ["padding"] = border, ["data_format"] = "channels_last" },
            input
        );
    }

    private static (long Before, long After) Pair(HostCall call, object value) =>
        Integers(call, value) switch
        {
            [var one] => (one, one),
            [var before, var after] => (before, after),
            _ => throw Errors.Value("a border is a pair of numbers: how many come before, and how many after"),
        };
}
