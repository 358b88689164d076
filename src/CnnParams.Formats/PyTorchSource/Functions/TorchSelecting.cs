using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Parts of tensors.</summary>
internal sealed class TorchSelecting : TorchFunctions
{
    public TorchSelecting()
    {
        Add(
            Home.Both,
            "select(input, dim, index)",
            call =>
            {
                var input = Tensor(call, 0);
                int dropped = input.Axis(call.Integer(1));
                var part = Taken(
                    call.Interpreter,
                    input,
                    Shape.Of(input.Known.Axes.Where((_, axis) => axis != dropped)),
                    null
                );
                return input.Known[dropped].HasBatch ? OfSomeSamples(call.Interpreter, part) : part;
            }
        );
        Add(
            Home.Both,
            "narrow(input, dim, start, length)",
            call =>
            {
                var input = Tensor(call, 0);
                int axis = input.Axis(call.Integer(1));
                if (input.Known[axis].HasBatch)
                    return OfSomeSamples(call.Interpreter, Taken(call.Interpreter, input, input.Known, null));
                return Taken(
                    call.Interpreter,
                    input,
                    input.Known.With(axis, SizeOf(call, call[3])),
                    (axis, call.Integer(2), call.Integer(2) + call.Integer(3), 1)
                );
            }
        );
        Add(
            Home.Both,
            "index_select(input, dim, index)",
            call =>
            {
                var (input, index) = (Tensor(call, 0), Tensor(call, 2));
                int axis = input.Axis(call.Integer(1));
                Size taken = index.Rank == 0 ? 1 : index.Known[0];
                if (input.Known[axis].HasBatch && !taken.HasBatch)
                    return OfSomeSamples(call.Interpreter, Taken(call.Interpreter, input, input.Known, null));
                return Taken(call.Interpreter, input, input.Known.With(axis, taken), null);
            }
        );
        Add(Home.Both, "gather(input, dim, index)", call => Gathered(call, Tensor(call, 2)));
        Add(Home.Both, "take_along_dim(input, indices, dim=None)", call => Gathered(call, Tensor(call, 1)));
        Add(
            Home.Both,
            ["scatter", "scatter_add", "index_add", "index_copy", "index_fill", "masked_scatter", "fill_diagonal"],
            "input, *args, **kwargs",
            (call, _) => Tensor(call, 0)
        );
        Add(
            Home.Method,
            ["fill", "zero", "copy", "uniform", "normal", "random", "bernoulli", "trunc_normal"],
            "input, *args, **kwargs",
            (call, _) => Tensor(call, 0)
        );
        Add(
            Home.Both,
            "diagonal(input, offset=0, dim1=0, dim2=1)",
            call =>
            {
                var input = Tensor(call, 0);
                var (a, b) = (input.Axis(call.Integer("dim1")), input.Axis(call.Integer("dim2")));
                long offset = call.Integer("offset");
                long? rows = input.Known[a].Value + Math.Min(offset, 0),
                    columns = input.Known[b].Value - Math.Max(offset, 0);
                var length = rows is { } height && columns is { } width ? Math.Min(height, width) : Size.Unknown;
                return Taken(
                    call.Interpreter,
                    input,
                    Shape.Of([.. input.Known.Axes.Where((_, axis) => axis != a && axis != b), length]),
                    null
                );
            }
        );
        Add(
            Home.Method,
            "unfold(input, dimension, size, step)",
            call =>
            {
                var input = Tensor(call, 0);
                int axis = input.Axis(call.Integer(1));
                long count =
                    (
                        ((input.Known[axis].Value ?? throw TorchTensor.UnknownShape()) - call.Integer(2))
                        / call.Integer(3)
                    ) + 1;
                return Taken(
                    call.Interpreter,
                    input,
                    Shape.Of([.. input.Known.With(axis, count).Axes, call.Integer(2)]),
                    null
                );
            }
        );
    }

    /// <summary>x[...]</summary>
    internal static object GetItem(Interpreter interpreter, TorchTensor input, object index)
    {
        if (input.Shape is not { } shape)
            return new TorchTensor(null) { Layer = input.Layer };
        object[] parts = index is PyTuple tuple ? tuple.Items : [index];
        int taken =
            parts.Count(part => part is not (None or Ellipsis or bool))
            + parts.OfType<TorchTensor>().Where(mask => mask.ElementType == "bool").Sum(mask => mask.Rank - 1);
        if (taken > shape.Rank)
            throw Errors.Index($"too many indices for tensor of dimension {shape.Rank}");
        if (parts.Count(part => part is Ellipsis) > 1)
            throw Errors.Index("an index can only have a single ellipsis ('...')");
        var axes = new List<Size>();
        var cuts = new List<(int Axis, long Start, long? End, long Step)>();
        bool dropsAxis = false;
        bool isOfSome = false;
        Size? samples = null;
        int at = 0;
        TorchTensor? lookup = null;
        int lookupPlace = 0;
        foreach (object part in parts)
        {
            switch (part)
            {
                case None:
                    axes.Add(1);
                    dropsAxis = true;
                    break;
                case Ellipsis:
                    for (int rest = shape.Rank - taken; rest > 0; rest--)
                        axes.Add(shape[at++]);
                    break;
                case PySlice slice:
                    axes.Add(Sliced(interpreter, shape[at], slice, at, cuts, ref isOfSome));
                    at++;
                    break;
                case TorchTensor { ElementType: "bool" } mask:
                    throw TorchTensor.Unknown($"how many values a mask of {mask.Shape} takes");
                case TorchTensor tensor:
                    samples = shape[at].HasBatch ? shape[at] : samples;
                    lookupPlace = lookup is null ? axes.Count : lookupPlace;
                    lookup = lookup is null || tensor.Rank > lookup.Rank ? tensor : lookup;
                    at++;
                    break;
                case PyList or PyTuple when shape[at].HasBatch:
                    axes.Add(shape[at]);
                    cuts.Add((-1, 0, null, 1));
                    isOfSome = true;
                    at++;
                    break;
                case PyList or PyTuple:
                    axes.Add(interpreter.ToArray(part).Length);
                    cuts.Add((-1, 0, null, 1));
                    at++;
                    break;
                case bool:
                    throw TorchTensor.Unknown("an index that is True or False");
                default:
                    int axis = at;
                    AxisParts.Check(
                        interpreter,
                        shape[at],
                        part,
                        (index, length) => $"index {index} is out of bounds for dimension {axis} with size {length}"
                    );
                    if (input.Values is { } values && shape.Rank == 1)
                        return new TorchTensor(Shape.Scalar, input.ElementType)
                        {
                            Values = [values[Indexing.Position(interpreter, part, values.Length, "index")]],
                        };
                    dropsAxis = true;
                    isOfSome |= shape[at].HasBatch;
                    at++;
                    break;
            }
        }

        axes.AddRange(shape.Axes.Skip(at));
        if (lookup is not null)
        {
            bool isOfNumbered = samples is not null && !lookup.Known.Axes.Any(axis => axis.HasBatch);
            isOfSome |= isOfNumbered;
            axes.InsertRange(lookupPlace, isOfNumbered && lookup.Rank == 1 ? [samples!.Value] : lookup.Known.Axes);
        }

        var target = Shape.Of(axes);
        bool isSlice = cuts.Count == 1 && !dropsAxis && lookup is null && cuts[0].Axis >= 0;
        if (cuts.Count == 0 && lookup is null && target.Axes.SequenceEqual(shape.Axes))
            return input;
        if (cuts.Count == 0 && parts is [None, ..] && axes.Count == shape.Rank + 1 && IsSample(interpreter, input))
            return AsBatch(input);
        if (cuts.Count == 0 && lookup is null && parts.All(part => part is None or Ellipsis or PySlice))
            return TorchShaping.Reshape(interpreter, input, target);
        var result = Taken(interpreter, input, target, isSlice ? cuts[0] : null);
        if (isOfSome)
            OfSomeSamples(interpreter, result);
        if (input.Values is { } all && isSlice && shape.Rank == 1)
            result.Values =
            [
                .. new PySlice(
                    Boxed.Of(cuts[0].Start),
                    cuts[0].End is { } end ? Boxed.Of(end) : None.Instance,
                    Boxed.Of(cuts[0].Step)
                )
                    .Take(interpreter, [.. all.Cast<object>()])
                    .Cast<double>(),
            ];
        return result;
    }

    /// <summary>x[...] = value: the layers of the value are part of what reads x from then on.</summary>
    internal static void SetItem(Interpreter interpreter, TorchTensor target, TorchTensor? value)
    {
        target.Values = null;
        if (value is null || value.IsConstant)
            return;
        TorchTensor[] reads = target.IsConstant ? [value] : [target, value];
        target.Layer = Trace.Of(interpreter).EmitOperation("assign", WorkKind.DataMovement, reads, target.Shape).Layer;
    }

    internal static IEnumerable<object> Unbind(Interpreter interpreter, TorchTensor input, long dim)
    {
        int axis = input.Axis(dim);
        if (input.Known[axis].Value is not { } count)
            throw TorchTensor.Unknown("how many parts there are along this axis");
        var part = Shape.Of(input.Known.Axes.Where((_, i) => i != axis));
        if (input.Values is { } values && input.Rank == 1)
        {
            foreach (double value in values)
                yield return new TorchTensor(Shape.Scalar, input.ElementType) { Values = [value] };
            yield break;
        }

        for (long i = 0; i < count; i++)
            yield return Taken(interpreter, input, part, null);
    }

    private static TorchTensor Taken(
        Interpreter interpreter,
        TorchTensor input,
        Shape? shape,
        (int Axis, long Start, long? End, long Step)? cut
    )
    {
        if (input.IsConstant)
            return Derived(shape, input);
        var trace = Trace.Of(interpreter);
        if (cut is { Step: > 0 } one && SampleShapes.Axis(input.Known, one.Axis) is { } axis)
            return trace.Emit(
                "slice",
                new Slice
                {
                    Axis = axis,
                    Start = one.Start,
                    End = one.End,
                    Step = one.Step,
                },
                [input],
                shape
            );
        return trace.EmitOperation("select", WorkKind.DataMovement, [input], shape, input.ElementType);
    }

    private static Size Sliced(
        Interpreter interpreter,
        Size size,
        PySlice slice,
        int axis,
        List<(int, long, long?, long)> cuts,
        ref bool isOfSome
    )
    {
        if (slice is { Start: None, Stop: None, Step: None })
            return size;
        if (size.Value is null)
        {
            bool isWhole =
                slice.Start is None or long and 0
                && slice.Step is None
                && SymbolicInteger.ToSize(interpreter, slice.Stop) is { } stop
                && stop.Equals(size);
            if (isWhole || (slice.Start is long and 0 && slice is { Stop: None, Step: None }))
                return size;
            cuts.Add((-1, 0, null, 1));
            // Of two batches in a row, one can be taken; of a part of one, shapes are those of one sample, and so is
            // what is counted.
            if (Between(interpreter, size, slice) is { } part)
                return part;
            isOfSome = true;
            return size;
        }

        return AxisParts.Sliced(interpreter, size, slice, axis, cuts);
    }

    // What lies between two multiples of the number of samples; null where the ends are something else.
    private static Size? Between(Interpreter interpreter, Size size, PySlice slice)
    {
        if (slice.Step is not None)
            return null;
        Size? start = slice.Start is None ? 0 : SymbolicInteger.ToSize(interpreter, slice.Start),
            end = slice.Stop is None ? size : SymbolicInteger.ToSize(interpreter, slice.Stop);
        if (start is not { } from || end is not { } to || from.Factor < 0 || to.Factor > size.Factor)
            return null;
        var (rest, part) = (size - to, to - from);
        return rest.IsUnnamed || part.IsUnnamed || part.Factor <= 0 ? null : part;
    }

    /// <summary>Whether a tensor is one sample that was taken out of its batch: <c>x[0]</c>.</summary>
    internal static bool IsSample(Interpreter interpreter, TorchTensor tensor) =>
        !tensor.Known.Axes.Any(axis => axis.HasBatch) && Trace.Of(interpreter).IsOfSomeSamples(tensor);

    /// <summary>The sample with an axis of the batch before it again: <c>x[0].unsqueeze(0)</c>.</summary>
    internal static TorchTensor AsBatch(TorchTensor sample) =>
        new(Shape.Of([Batched.Batch, .. sample.Known.Axes]), sample.ElementType) { Layer = sample.Layer };

    // One of each place of the index. Over the samples it is of some of them, unless there are as many as before.
    private static TorchTensor Gathered(HostCall call, TorchTensor index)
    {
        var input = Tensor(call, 0);
        if (call["dim"] is None || input.Shape is null || index.Shape is not { } shape)
            return Taken(call.Interpreter, input, index.Shape, null);
        int axis = input.Axis(call.Integer("dim"));
        bool isOfSome = input.Known[axis].HasBatch && !shape[axis].HasBatch;
        var part = Taken(call.Interpreter, input, isOfSome ? shape.With(axis, input.Known[axis]) : shape, null);
        return isOfSome ? OfSomeSamples(call.Interpreter, part) : part;
    }

    private static TorchTensor OfSomeSamples(Interpreter interpreter, TorchTensor part)
    {
        Trace.Of(interpreter).NoteSomeSamples(part, interpreter.Here);
        return part;
    }
}
