using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>Operators that move values; axes are counted with the batch as the first.</summary>
internal sealed class PaddleTensorRules : OperatorRules<PaddleOperator>
{
    public PaddleTensorRules()
    {
        Map("concat", Concat);
        Map("split", Split);
        Map("slice", Slice);
        Map("reshape reshape2", Reshape);
        Map("flatten_contiguous_range", Flatten);
        Map("flatten flatten2 squeeze squeeze2 unsqueeze unsqueeze2", Reform);
        Map("transpose transpose2", Transpose);
        Map(
            "channel_shuffle shuffle_channel",
            layer => layer.AddToFirst(new ChannelShuffle { Groups = layer.Whole("groups", layer.Whole("group", 1)) })
        );
        Map("cast assign share_data memcpy", layer => layer.PassOn());
        Map(
            "strided_slice stack unstack tile expand expand_v2 expand_as_v2 gather gather_nd scatter pad pad2d pad3d "
                + "fill_constant range one_hot_v2 flip roll index_select prior_box "
                + "density_prior_box anchor_generator space_to_depth assign_value meshgrid tril_triu unbind set_value "
                + "set_value_with_tensor index_put masked_select nonzero where_index",
            layer => layer.AddAsWritten(WorkKind.DataMovement)
        );
    }

    // A weight or a number in between (a class token) has no layer that could be read.
    private static void Concat(PaddleOperator layer)
    {
        if (layer.ReadsDataAlone)
            layer.Add(new Concatenate { Axis = layer.Axis(layer.Whole("axis", 0)) });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static void Split(PaddleOperator layer)
    {
        var axis = layer.Axis(layer.Whole("axis", 0));
        var sizes = layer.Wholes("sections");
        if (axis is null || (layer.Whole("num", 0) < 1 && (sizes.Count == 0 || sizes.Any(size => size < 1))))
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        bool isEqual = layer.Whole("num", 0) == layer.ResultCount && sizes.Count == 0;
        if ((isEqual ? layer.ResultCount : sizes.Count) != layer.ResultCount)
            throw layer.Wrong($"makes {layer.ResultCount} parts, and not as many as it says");
        layer.AddToFirst(
            isEqual
                ? new Split { Axis = axis, Sections = layer.ResultCount }
                : new Split { Axis = axis, Sizes = [.. sizes] }
        );
    }

    private static void Slice(PaddleOperator layer)
    {
        bool isSingle =
            layer.Wholes("axes").Count == 1 && layer.Wholes("starts").Count == 1 && layer.Wholes("ends").Count == 1;
        if (!isSingle || layer.Axis(layer.Wholes("axes")[0]) is not { } axis)
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        // The largest number stands for the end.
        long start = layer.Wholes("starts")[0],
            end = layer.Wholes("ends")[0];
        var incoming = layer.Shape;
        layer.AddToFirst(
            new Slice
            {
                Axis = axis,
                Start = start,
                End = end < int.MaxValue ? end : null,
            }
        );
        if (layer.Wholes("decrease_axis").Count > 0)
            Drop(layer, axis, incoming);
    }

    // Of an axis that one position is left of.
    private static void Drop(PaddleOperator layer, int axis, TensorShape incoming)
    {
        if (axis <= layer.BatchAxis)
            layer.MoveBatch(layer.BatchAxis - 1);
        int dropped = axis > 0 ? axis - 1 : incoming.Rank + axis;
        long[] sizes = [.. incoming.Sizes.Where((_, i) => i != dropped).Select(size => size ?? -1)];
        if (sizes.Length > 0 && sizes.Count(size => size == -1) < 2)
            layer.Add(new Reshape { TargetShape = sizes });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static void Reshape(PaddleOperator layer)
    {
        if (IsKnown(layer) || Target(layer) is not { } target)
            Reform(layer);
        else
            layer.AddToFirst(new Reshape { TargetShape = target });
    }

    // Where the program leaves axes open. 0 takes over an axis, -1 follows from the others: of the batch, from all
    // others.
    private static long[]? Target(PaddleOperator layer)
    {
        var written = layer.Wholes("shape");
        long?[] target =
        [
            .. written
                .Skip(1)
                .Select(
                    (size, i) =>
                        size != 0 ? size
                        : i < layer.Shape.Rank ? layer.Shape.Sizes[i]
                        : null
                ),
        ];
        bool isOpen = target.Contains(-1);
        bool isPossible =
            target.Length > 0 && Array.TrueForAll(target, size => size is -1 or > 0) && !(isOpen && written[0] == -1);
        long count =
            isPossible && !isOpen ? target.Aggregate(1L, (product, size) => checked(product * size!.Value)) : 0;
        return isPossible && (isOpen || layer.Shape.ElementCount == count)
            ? [.. target.Select(size => size!.Value)]
            : null;
    }

    private static void Flatten(PaddleOperator layer)
    {
        if (layer.Whole("start_axis", 1) is not 0 and var start && layer.Shape.Rank > 0)
        {
            int stop = checked((int)layer.Whole("stop_axis", -1));
            layer.AddToFirst(new Flatten { StartAxis = checked((int)start), EndAxis = stop });
        }
        else
        {
            Reform(layer);
        }
    }

    private static bool IsKnown(PaddleOperator layer) =>
        layer.StatedOutput is { IsKnown: true, Rank: > 0 } outgoing
        && layer.Shape.ElementCount == outgoing.ElementCount;

    // One axis that the program leaves open follows from the others.
    private static void Reform(PaddleOperator layer)
    {
        long[] sizes = [.. layer.StatedOutput.Sizes.Select(size => size ?? -1)];
        bool isOpen =
            sizes.Count(size => size == -1) == 1
            && layer.Shape.ElementCount % Math.Abs(sizes.Aggregate(1L, (product, size) => checked(product * size)))
                == 0;
        if (IsKnown(layer) || isOpen)
            layer.AddToFirst(new Reshape { TargetShape = sizes });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    // The batch may go elsewhere: the axes of a sample are those besides it.
    private static void Transpose(PaddleOperator layer)
    {
        var order = layer.Wholes("axis");
        bool isPossible =
            order.Count > 1
            && order.Count == layer.Shape.Rank + 1
            && order.All(axis => axis >= 0 && axis < order.Count)
            && order.Distinct().Count() == order.Count;
        if (isPossible)
        {
            int?[] axes = [.. order.Select(layer.Axis)];
            layer.MoveBatch(Array.IndexOf(axes, null));
            layer.AddToFirst(
                new Permute { Order = [.. axes.Where(axis => axis is not null).Select(axis => (long)axis!.Value)] }
            );
        }
        else
        {
            layer.AddAsWritten(WorkKind.DataMovement);
        }
    }
}
