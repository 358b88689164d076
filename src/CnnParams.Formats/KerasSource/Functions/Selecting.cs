using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>Parts of tensors, and rows of tables.</summary>
internal sealed class Selecting : KerasFunctions
{
    public Selecting()
    {
        Add(KerasHome.Ops, "get_item(x, key)", GetItem);
        Add(KerasHome.Tensorflow | KerasHome.Ops, "unstack(x, num=None, axis=0, name=None)", call => Unstack(call));
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "split(x, indices_or_sections, axis=0)",
            call => Split(call, call[1], Tensor(call, 0).Axis(call.Integer(2)), isPlaces: true)
        );
        Add(
            KerasHome.Tensorflow,
            "split(value, num_or_size_splits, axis=0, num=None, name=None)",
            call => Split(call, call[1], Tensor(call, 0).Axis(call.Integer(2)), isPlaces: false)
        );
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "take(x, indices, axis=None)",
            call =>
                Take(
                    call,
                    Tensor(call, 0),
                    Tensor(call, 1),
                    call[2] is None ? 0 : Tensor(call, 0).Axis(call.Integer(2))
                )
        );
        Add(
            KerasHome.Tensorflow,
            "gather(params, indices, validate_indices=None, axis=None, batch_dims=0, name=None)",
            call => Gather(call)
        );
        Add(KerasHome.Backend, "gather(reference, indices)", call => Take(call, Tensor(call, 0), Tensor(call, 1), 0));
        Add(
            KerasHome.Tensorflow,
            "embedding_lookup(params, ids, max_norm=None, name=None)",
            call => Take(call, Tensor(call, 0), Tensor(call, 1), 0)
        );
        Add(
            KerasHome.Tensorflow,
            "gather_nd(params, indices, batch_dims=0, name=None)",
            call => Operation(call, "gather_nd", WorkKind.DataMovement, null, Tensor(call, 0), Tensor(call, 1))
        );
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "take_along_axis(x, indices, axis=None)",
            call => Operation(call, "take_along_axis", WorkKind.DataMovement, Tensor(call, 1).Shape, Tensor(call, 0))
        );
        Add(
            KerasHome.Ops | KerasHome.Tensorflow,
            "slice(inputs, start_indices, shape)",
            call =>
                Operation(
                    call,
                    "slice",
                    WorkKind.DataMovement,
                    Shape.Of(
                        SourceShape
                            .Axes(call.Interpreter, call[2])
                            .Select(
                                (size, axis) =>
                                    size is { IsNumber: true, Factor: -1 }
                                        ? Tensor(call, 0).Known[axis]
                                            - SourceShape.Axes(call.Interpreter, call[1]).ElementAt(axis)
                                        : size
                            )
                    ),
                    Tensor(call, 0)
                )
        );
        Add(
            KerasHome.Ops | KerasHome.Backend,
            "one_hot(x, num_classes, *args, **kwargs)",
            call => OneHot(call, call[1])
        );
        Add(KerasHome.Tensorflow, "one_hot(indices, depth, *args, **kwargs)", call => OneHot(call, call[1]));
        Add(
            KerasHome.Tensorflow,
            "boolean_mask(tensor, mask, axis=None, name=None)",
            call => throw SourceTensor.Unknown("how many values a mask takes")
        );
        Add(
            KerasHome.Tensorflow | KerasHome.Ops,
            "searchsorted(sorted_sequence, values, *args, **kwargs)",
            call => Operation(call, "searchsorted", WorkKind.ElementWise, Tensor(call, 1).Shape, Tensor(call, 1))
        );
    }

    private static object GetItem(HostCall call)
    {
        var input = Tensor(call, 0);
        if (Picked(call, input) is { } picked)
            return picked;
        var shape = input.Known;
        object[] parts = call[1] is PyTuple tuple ? tuple.Items : [call[1]];
        int taken = parts.Count(part => part is not (None or Ellipsis));
        if (taken > shape.Rank)
            throw Errors.Index($"too many indices for a tensor of {shape.Rank} axes, {shape}");
        var axes = new List<Size>();
        var cuts = new List<(int Axis, long Start, long? End, long Step)>();
        bool isWhole = true;
        int at = 0;
        foreach (object part in parts)
        {
            switch (part)
            {
                case None:
                    axes.Add(1);
                    break;
                case Ellipsis:
                    for (int rest = shape.Rank - taken; rest > 0; rest--)
                        axes.Add(shape[at++]);
                    break;
                case PySlice slice:
                    axes.Add(Sliced(call.Interpreter, shape[at], slice, at, cuts));
                    at++;
                    break;
                case SourceTensor { Rank: > 0 } index when index.ElementType != "bool":
                    axes.AddRange(index.Known.Axes);
                    isWhole = false;
                    at++;
                    break;
                case SourceTensor { Rank: > 0 } mask:
                    throw SourceTensor.Unknown($"how many values a mask of {mask.Shape} takes");
                case PyList list:
                    axes.Add(list.Items.Count);
                    isWhole = false;
                    at++;
                    break;
                default:
                    int axis = at;
                    if (part is not SourceTensor)
                        AxisParts.Check(
                            call.Interpreter,
                            shape[at],
                            part,
                            (index, length) =>
                                $"the index {index} is out of bounds for axis {axis}, which has {length} places"
                        );
                    if (input is { IsConstant: true, Values: { } values } && shape.Rank == 1 && part is long)
                        return new SourceTensor(Shape.Scalar, input.ElementType)
                        {
                            Values = [values[Indexing.Position(call.Interpreter, part, values.Length, "index")]],
                        };
                    isWhole = false;
                    at++;
                    break;
            }
        }

        axes.AddRange(shape.Axes.Skip(at));
        var target = Shape.Of(axes);
        if (isWhole && cuts.Count == 0)
            return Shaping.Reshape(call, target);
        if (input is { IsConstant: true, Values: { } all } && cuts is [var only] && shape.Rank == 1 && isWhole)
            return new SourceTensor(target, input.ElementType)
            {
                Values =
                [
                    .. new PySlice(
                        Boxed.Of(only.Start),
                        only.End is { } end ? Boxed.Of(end) : None.Instance,
                        Boxed.Of(only.Step)
                    )
                        .Take(call.Interpreter, [.. all.Cast<object>()])
                        .Cast<double>(),
                ],
            };
        return isWhole && cuts is [{ Axis: >= 0, Step: > 0 } cut] && target.Rank == shape.Rank
            ? Cut(call, input, target, cut)
            : Operation(call, "get_item", WorkKind.DataMovement, target, input);
    }

    // Values of a constant by a list of places, or by which of them are wanted: sizes[[0, 2]], sizes[sizes > 3].
    private static SourceTensor? Picked(HostCall call, SourceTensor input)
    {
        if (
            input is not { IsConstant: true, Values: { } values, Shape.Rank: 1 }
            || call[1] is not (PyList or SourceTensor { Shape.Rank: 1 })
            || Tensor(call, 1) is not { Values: { } places } index
        )
            return null;
        double[] picked =
            index.ElementType == "bool"
                ? [.. values.Where((_, i) => i < places.Length && places[i] != 0)]
                :
                [
                    .. places.Select(place =>
                        values[Indexing.Position(call.Interpreter, Boxed.Of((long)place), values.Length, "index")]
                    ),
                ];
        return new SourceTensor(new Shape(picked.Length), input.ElementType) { Values = picked };
    }

    private static SourceTensor Cut(
        HostCall call,
        SourceTensor input,
        Shape target,
        (int Axis, long Start, long? End, long Step) cut
    )
    {
        if (SampleShapes.Axis(input.Known, cut.Axis) is not { } axis)
            return Operation(call, "get_item", WorkKind.DataMovement, target, input);
        var config = new JsonObject
        {
            ["axis"] = axis,
            ["start"] = cut.Start,
            ["step"] = cut.Step,
        };
        if (cut.End is { } end)
            config["end"] = end;
        return AsLayer(call, "get_item", WorkKind.DataMovement, target, SourceRules.Slice, config, input);
    }

    private static Size Sliced(
        Interpreter interpreter,
        Size size,
        PySlice slice,
        int axis,
        List<(int, long, long?, long)> cuts
    )
    {
        if (slice is { Start: None, Stop: None, Step: None })
            return size;
        if (size.Value is null)
        {
            // Of an axis that is open, a part is as open; of the samples, as good as all.
            if (!size.HasBatch || slice.Start is not None)
                cuts.Add((-1, 0, null, 1));
            return size.HasBatch || slice.Stop is None && slice.Start is None ? size : Size.Unknown;
        }

        return AxisParts.Sliced(interpreter, size, slice, axis, cuts);
    }

    private static PyList Unstack(HostCall call)
    {
        var input = Tensor(call, 0);
        int axis = input.Axis(call.Integer(2));
        if (input.Known[axis].Value is not { } count)
            throw SourceTensor.Unknown("how many parts there are along this axis");
        call.Interpreter.Allocate(count);
        var part = input.Known.Without(axis);
        return new PyList([
            .. Enumerable
                .Range(0, (int)count)
                .Select(i =>
                    (object)(
                        input is { IsConstant: true, Values: { } values, Rank: 1 }
                            ? new SourceTensor(Shape.Scalar, input.ElementType) { Values = [values[i]] }
                            : Operation(call, "get_item", WorkKind.DataMovement, part, input)
                    )
                ),
        ]);
    }

    private static PyList Split(HostCall call, object given, int axis, bool isPlaces)
    {
        var input = Tensor(call, 0);
        long length = input.Known[axis].Value ?? throw SourceTensor.Unknown("how long the axis is that is split");
        long[] sizes;
        if (given is PyTuple or PyList)
        {
            long[] numbers = Integers(call, given);
            long[] ends = isPlaces ? [.. numbers, length] : [];
            sizes = isPlaces ? [.. ends.Select((end, i) => end - (i == 0 ? 0 : ends[i - 1]))] : numbers;
            int open = Array.IndexOf(sizes, -1);
            if (open >= 0)
                sizes[open] = length - sizes.Where(size => size >= 0).Sum();
        }
        else
        {
            long count = Python.Running.Integers.Index(call.Interpreter, given);
            if (count < 1 || length % count != 0)
                throw Errors.Value($"an axis of {length} cannot be split into {count} equal parts");
            call.Interpreter.Allocate(count);
            sizes = [.. Enumerable.Repeat(length / count, (int)count)];
        }

        if (sizes.Sum() != length || Array.Exists(sizes, size => size < 0))
            throw Errors.Value($"parts of {string.Join(", ", sizes)} do not make an axis of {length}");
        long start = 0;
        var parts = new List<object>();
        foreach (long size in sizes)
        {
            parts.Add(
                Cut(
                    call,
                    input,
                    input.Known.With(axis, size),
                    (axis, start, start + size >= length ? null : start + size, 1)
                )
            );
            start += size;
        }

        return new PyList(parts);
    }

    private static SourceTensor Gather(HostCall call)
    {
        SourceTensor input = Tensor(call, 0),
            indices = Tensor(call, 1);
        int batch = (int)call.Integer("batch_dims");
        int axis = call.IsNone("axis") ? batch : input.Axis(call.Integer("axis"));
        return batch == 0
            ? Take(call, input, indices, axis)
            : Operation(
                call,
                "gather",
                WorkKind.DataMovement,
                Shape.Of([
                    .. input.Known.Axes.Take(axis),
                    .. indices.Known.Axes.Skip(batch),
                    .. input.Known.Axes.Skip(axis + 1),
                ]),
                input,
                indices
            );
    }

    // Rows of a table of weights are an embedding.
    private static SourceTensor Take(HostCall call, SourceTensor table, SourceTensor indices, int axis)
    {
        var output = Shape.Of([
            .. table.Known.Axes.Take(axis),
            .. indices.Known.Axes,
            .. table.Known.Axes.Skip(axis + 1),
        ]);
        bool isTable = table is { IsWeight: true, Rank: 2 } && axis == 0 && !indices.IsConstant;
        return isTable
            ? LayerRows.Add(
                call.Interpreter,
                "take",
                [indices, table],
                output,
                WorkKind.DataMovement,
                null,
                (
                    "Embedding",
                    new JsonObject { ["input_dim"] = table.Known[0].Value, ["output_dim"] = table.Known[1].Value }
                )
            )
            : Operation(call, "take", WorkKind.DataMovement, output, table, indices);
    }

    private static SourceTensor OneHot(HostCall call, object classes)
    {
        var input = Tensor(call, 0);
        return Operation(
            call,
            "one_hot",
            WorkKind.DataMovement,
            Shape.Of([.. input.Known.Axes, SizeOf(call, classes)]),
            input
        );
    }
}
