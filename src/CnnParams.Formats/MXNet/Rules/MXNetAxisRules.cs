using CnnParams.Formats.Folding;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>
/// Operators that give values other axes, take some, or work along one (apache/mxnet:
/// src/operator/tensor/matrix_op-inl.h, broadcast_reduce_op.h, dot-inl.h). Axes are counted with the batch.
/// </summary>
internal sealed class MXNetAxisRules : OperatorRules<MXNetOperator>
{
    public MXNetAxisRules()
    {
        Map("Flatten flatten", Flatten);
        Map("Reshape reshape", Reshape);
        Map("transpose", layer => Transpose(layer, layer.Node.Wholes("axes")));
        Map("SwapAxis swapaxes", Swap);
        Map("expand_dims", Expand);
        Map("squeeze", Squeeze);
        Map("Concat concat", Concatenate);
        Map("stack", Stack);
        Map("SliceChannel split", Split);
        Map("slice_axis", CutAxis);
        Map("slice crop", Cut);
        Map("slice_like", CutLike);
        Map("broadcast_like", layer => layer.AddShaped(WorkKind.DataMovement, layer.Read(1)));
        Map("tile", Tile);
        Map("repeat", Repeat);
        Map("mean", layer => Reduce(layer, isMax: false));
        Map("max max_axis", layer => Reduce(layer, isMax: true));
        Map("sum sum_axis min min_axis prod norm nansum nanprod", layer => Reduce(layer, isMax: null));
        Map("argmax argmin", layer => Reduce(layer, isMax: null));
        Map("batch_dot", Multiply);
    }

    private static void Flatten(MXNetOperator layer)
    {
        if (layer.HasBatchFirst)
            layer.Add(new Flatten());
        else
            layer.AddReshaped(layer.Read() is { } read ? MXNetShapes.Reshaped(read, [0, -1], isReversed: false) : null);
    }

    private static void Reshape(MXNetOperator layer)
    {
        long[] codes = layer.Node.Wholes("shape");
        if (layer.Read() is { } read)
            layer.AddReshaped(codes.Length > 0 ? MXNetShapes.Reshaped(read, codes, layer.Node.Is("reverse")) : null);
        else if (
            layer.HasBatchFirst
            && codes is [0, _, ..]
            && !layer.Node.Is("reverse")
            && codes.Skip(1).All(size => size is -1 or > 0)
            && codes.Count(size => size == -1) < 2
        )
            // Without the input's shape, but with all that it becomes.
            layer.Add(new Reshape { TargetShape = [.. codes.Skip(1)] });
        else
            layer.AddShaped(WorkKind.DataMovement, null);
    }

    // Without an order, the axes are reversed.
    private static void Transpose(MXNetOperator layer, long[] order)
    {
        if (layer.Read() is not { } read)
        {
            if (layer.HasBatchFirst && order.Length > 1 && order[0] == 0)
                layer.Add(new Permute { Order = [.. order.Skip(1)] });
            else
                layer.AddShaped(WorkKind.DataMovement, null);
            return;
        }

        if (order.Length == 0)
            order = [.. Enumerable.Range(0, read.Rank).Reverse().Select(axis => (long)axis)];
        int[] axes = [.. order.Select(axis => read.Index(axis) ?? throw layer.Wrong($"has no axis {axis}"))];
        if (axes.Length != read.Rank || axes.Distinct().Count() != read.Rank)
            throw layer.Wrong($"puts {read.Rank} axes into the order {string.Join(",", order)}");
        long[] ofSample =
        [
            .. axes.Select(axis => SampleShapes.Axis(read, axis)).OfType<int>().Select(axis => (long)axis),
        ];
        if (ofSample.Length > 0)
            layer.Add(new Permute { Order = ofSample });
        else
            layer.AddOperation(WorkKind.DataMovement, layer.Shape);
        layer.Writes(Shape.Of(axes.Select(axis => read[axis])));
    }

    private static void Swap(MXNetOperator layer)
    {
        if (
            layer.Read() is not { } read
            || read.Index(layer.Node.Whole("dim1", 0)) is not { } first
            || read.Index(layer.Node.Whole("dim2", 0)) is not { } second
        )
        {
            layer.AddShaped(WorkKind.DataMovement, null);
            return;
        }

        long[] order = [.. Enumerable.Range(0, read.Rank).Select(axis => (long)axis)];
        (order[first], order[second]) = (order[second], order[first]);
        Transpose(layer, order);
    }

    private static void Expand(MXNetOperator layer) => layer.AddReshaped(WithNew(layer, 1));

    // The shape with an axis of this size more, where the operator names it.
    private static Shape? WithNew(MXNetOperator layer, Size size)
    {
        long axis = layer.Node.Whole("axis", 0);
        return
            layer.Read() is { } read && (axis < 0 ? axis + read.Rank + 1 : axis) is >= 0 and var at && at <= read.Rank
            ? Shape.Of([.. read.Axes.Take((int)at), size, .. read.Axes.Skip((int)at)])
            : null;
    }

    private static void Squeeze(MXNetOperator layer)
    {
        var read = layer.Read();
        var gone = read is null
            ? null
            : AxesOf(layer, read, () => Enumerable.Range(0, read.Rank).Where(axis => IsOne(read[axis])));
        layer.AddReshaped(
            read is not null && gone is not null && gone.All(axis => IsOne(read[axis])) ? Without(read, gone) : null
        );
    }

    private static void Concatenate(MXNetOperator layer)
    {
        // Samples one after the other are no sample.
        if (layer.Axis(layer.Node.Whole("dim", 1)) is not { } axis)
        {
            layer.AddShaped(WorkKind.DataMovement, null);
            return;
        }

        layer.Add(new Concatenate { Axis = axis });
        if (!layer.HasBatchFirst)
            layer.Writes(null);
    }

    private static void Stack(MXNetOperator layer) =>
        layer.AddShaped(WorkKind.DataMovement, WithNew(layer, layer.InputCount));

    private static void Split(MXNetOperator layer)
    {
        long written = layer.Node.Whole("axis", 1),
            parts = layer.Node.Whole("num_outputs", 1);
        if (layer.Axis(written) is { } axis && layer.HasBatchFirst && !layer.Node.Is("squeeze_axis"))
            layer.Add(new Split { Axis = axis, Sections = parts });
        else if (
            layer.Read() is { } read
            && read.Index(written) is { } at
            && !read[at].HasBatch
            && read[at].DividedBy(parts) is { } size
        )
            layer.AddShaped(
                WorkKind.DataMovement,
                !layer.Node.Is("squeeze_axis") ? read.With(at, size)
                    : IsOne(size) ? read.Without(at)
                    : null
            );
        else
            layer.AddShaped(WorkKind.DataMovement, null);
    }

    private static void CutAxis(MXNetOperator layer)
    {
        if (layer.HasBatchFirst)
        {
            // A part of the samples.
            if (layer.Axis(layer.Node.Whole("axis", 1)) is not { } axis)
            {
                layer.AddShaped(WorkKind.DataMovement, null);
                return;
            }

            layer.Add(
                new Slice
                {
                    Axis = axis,
                    Start = layer.Node.Whole("begin", 0),
                    End = layer.Node.Wholes("end") is [var end] ? end : null,
                }
            );
            return;
        }

        layer.AddShaped(
            WorkKind.DataMovement,
            layer.Read() is { } read
            && read.Index(layer.Node.Whole("axis", 0)) is { } at
            && Part(read[at], layer.Node.Whole("begin", 0), layer.Node.Wholes("end") is [var last] ? last : null, 1)
                is { } size
                ? read.With(at, size)
                : null
        );
    }

    private static void Cut(MXNetOperator layer)
    {
        var shape = layer.Read();
        long?[] begin = layer.Node.Places("begin"),
            end = layer.Node.Places("end"),
            step = layer.Node.Places("step");
        for (int axis = 0; shape is not null && axis < Math.Max(begin.Length, end.Length); axis++)
            shape =
                axis < shape.Rank
                && Part(shape[axis], At(begin, axis) ?? 0, At(end, axis), At(step, axis) ?? 1) is { } size
                    ? shape.With(axis, size)
                    : null;
        layer.AddShaped(WorkKind.DataMovement, shape);
    }

    private static long? At(long?[] places, int axis) => axis < places.Length ? places[axis] : null;

    // All of an axis, or so many of a number.
    private static Size? Part(Size size, long begin, long? end, long step)
    {
        if (begin == 0 && end is null && step == 1)
            return size;
        if (size.HasBatch || size.Value is not { } length || step < 1)
            return null;
        long first = Math.Min(Math.Max(begin < 0 ? begin + length : begin, 0), length),
            last = Math.Min(
                Math.Max(
                    end is not { } given ? length
                        : given < 0 ? given + length
                        : given,
                    first
                ),
                length
            );
        return (last - first + step - 1) / step;
    }

    private static void CutLike(MXNetOperator layer)
    {
        var shape = layer.Read();
        if (shape is not null && layer.Read(1) is { } like)
        {
            var axes = AxesOf(layer, shape, () => Enumerable.Range(0, shape.Rank));
            foreach (int axis in axes ?? [])
                shape = axis < like.Rank ? shape?.With(axis, like[axis]) : null;
        }
        else
        {
            shape = null;
        }

        layer.AddShaped(WorkKind.DataMovement, shape);
    }

    // Times for the last axes; where there are more of them, axes of one come in front.
    private static void Tile(MXNetOperator layer)
    {
        long[] times = layer.Node.Wholes("reps");
        Shape? shape = null;
        if (layer.Read() is { } read && times.Length is > 0 and <= Shape.MostAxes)
        {
            int rank = Math.Max(read.Rank, times.Length);
            Size[] axes = [.. Enumerable.Repeat((Size)1, rank - read.Rank), .. read.Axes];
            long[] each = [.. Enumerable.Repeat(1L, rank - times.Length), .. times];
            shape = Enumerable.Range(0, rank).Any(axis => axes[axis].HasBatch && each[axis] != 1)
                ? null
                : Shape.Of(axes.Zip(each, (size, count) => size * count));
        }

        layer.AddShaped(WorkKind.DataMovement, shape);
    }

    private static void Repeat(MXNetOperator layer) =>
        layer.AddShaped(
            WorkKind.DataMovement,
            layer.Read() is { } read
            && layer.Node.Wholes("axis") is [var written]
            && read.Index(written) is { } axis
            && !read[axis].HasBatch
                ? read.With(axis, read[axis] * layer.Node.Whole("repeats", 1))
                : null
        );

    // Of no axis that is named, all are taken; with exclude those that are not named.
    private static void Reduce(MXNetOperator layer, bool? isMax)
    {
        bool keeps = layer.Node.Is("keepdims");
        if (layer.Read() is not { } read || AxesOf(layer, read, () => Enumerable.Range(0, read.Rank)) is not { } gone)
        {
            layer.AddShaped(WorkKind.ElementWise, null);
            return;
        }

        if (layer.Node.Is("exclude"))
            gone = [.. Enumerable.Range(0, read.Rank).Except(gone)];
        var shape =
            gone.Any(axis => read[axis].HasBatch) ? null
            : keeps ? gone.Aggregate(read, (left, axis) => left.With(axis, 1))
            : Without(read, gone);
        if (
            isMax is { } pools
            && layer.HasBatchFirst
            && read.Rank is 3 or 4 or 5
            && gone.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(2, read.Rank - 2))
        )
        {
            layer.Add(PoolingLayers.OfAll(pools, read.Rank - 2, keeps));
            layer.Writes(shape);
        }
        else
        {
            layer.AddShaped(WorkKind.ElementWise, shape);
        }
    }

    private static void Multiply(MXNetOperator layer)
    {
        if (
            layer.Read() is not { Rank: > 2 } left
            || layer.Read(1) is not { Rank: > 2 } right
            || left.Axes.Skip(left.Rank - 2).Concat(right.Axes.Skip(right.Rank - 2)).Any(size => size.HasBatch)
        )
        {
            layer.AddNotFollowed();
            return;
        }

        bool turnsLeft = layer.Node.Is("transpose_a"),
            turnsRight = layer.Node.Is("transpose_b");
        layer.Add(new MatMul { TransposeA = turnsLeft, TransposeB = turnsRight });
        layer.Writes(
            Shape.Of([
                .. left.Axes.Take(left.Rank - 2),
                left[left.Rank - (turnsLeft ? 1 : 2)],
                right[right.Rank - (turnsRight ? 2 : 1)],
            ])
        );
    }

    private static int[]? AxesOf(MXNetOperator layer, Shape read, Func<IEnumerable<int>> otherwise)
    {
        string written = layer.Type == "slice_like" ? "axes" : "axis";
        int?[] axes = [.. layer.Node.Wholes(written).Select(axis => read.Index(axis))];
        return axes.Length == 0 ? [.. otherwise()]
            : axes.All(axis => axis is not null) ? [.. axes.OfType<int>()]
            : null;
    }

    private static bool IsOne(Size size) => size.IsNumber && size.Factor == 1;

    private static Shape Without(Shape read, int[] gone) =>
        Shape.Of(read.Axes.Where((_, axis) => !gone.Contains(axis)));
}
