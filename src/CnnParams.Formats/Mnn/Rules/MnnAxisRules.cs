using CnnParams.Formats.Folding;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// The same values under other axes (source/shape/ShapeReshape.cpp, ShapeSqueeze.cpp, ShapePermute.cpp and
/// ShapeTensorConvert.cpp). What would mix samples has no shape of one sample, and none is given.
/// </summary>
internal sealed class MnnAxisRules : OperatorRules<MnnOperator>
{
    public MnnAxisRules()
    {
        Map("Reshape QuantizedReshape", Reshape);
        Map("Flatten", Flatten);
        Map("Squeeze", Squeeze);
        Map(
            "Unsqueeze",
            layer =>
                Unsqueeze(layer, layer.Op.SettingsOr("SqueezeParam").Wholes(0, "the axes") ?? layer.Known(1)?.Wholes)
        );
        Map(
            "ExpandDims",
            layer =>
                Unsqueeze(
                    layer,
                    layer.Op.Inputs.Length > 1
                        ? layer.Known(1)?.Wholes
                        : [layer.Op.SettingsOr("ExpandDims").Int(2, "the axis")]
                )
        );
        Map(
            "Permute",
            layer =>
                Permute(
                    layer,
                    layer.Settings("Permute").Wholes(0, "the order")
                        ?? [.. Enumerable.Range(0, layer.Shape.Rank + 1).Reverse().Select(axis => (long)axis)]
                )
        );
        Map("Transpose", layer => Permute(layer, layer.Known(1)?.Wholes));
        Map("ConvertTensor", Convert);
        Map(
            "Pack",
            layer =>
            {
                long axis = layer.Settings("PackParam").Int(1, "the axis");
                long at = axis < 0 ? axis + layer.Shape.Rank + 1 : axis - 1;
                layer.AddOperation(
                    WorkKind.DataMovement,
                    layer.Shape.HasRank && axis != 0 && at >= 0 && at <= layer.Shape.Rank
                        ? layer.Shaped([
                            .. layer.Shape.Dimensions.Take((int)at),
                            Dimension.Of(layer.InputCount),
                            .. layer.Shape.Dimensions.Skip((int)at),
                        ])
                        : layer.StatedOutput
                );
            }
        );
    }

    private static void Reshape(MnnOperator layer)
    {
        var settings =
            layer.Op.SettingsKind == "QuantizedReshape"
                ? layer.Op.SettingsOr("QuantizedReshape")
                : layer.Settings("Reshape");
        IReadOnlyList<Number>? target =
            layer.Op.Inputs.Length > 1
                ? layer.Known(1)?.Numbers
                : settings.Wholes(0, "the sizes")?.Select(size => (Number)size).ToArray();
        bool isTurned =
            layer.Op.Inputs.Length > 1
            && layer.IncomingFormat == MnnFormat.ChannelsPacked
            && target?.Count == 4
            && (MnnFormat)settings.Choice(1, "the order of the axes") == MnnFormat.ChannelsLast
            && layer.Op.SettingsKind == "Reshape";
        if (isTurned)
            target = [target![0], target[3], target[1], target[2]];
        Add(layer, Sample(layer, target));
    }

    // -1 follows from the others, 0 takes over an axis. The first is the batch, or made to be it by -1.
    private static long[]? Sample(MnnOperator layer, IReadOnlyList<Number>? target)
    {
        if (target is not { Count: > 1 and < 10 })
            return null;
        bool isBatch = target[0].Size.IsBatch || target[0].Whole is -1 or 0 or 1;
        var incoming = layer.Shape;
        long?[] sizes =
        [
            .. target
                .Skip(1)
                .Select(
                    (number, axis) =>
                        number.Whole == 0
                            ? axis < incoming.Rank
                                ? incoming.Sizes[axis]
                                : null
                            : number.Whole
                ),
        ];
        if (!isBatch || Array.Exists(sizes, size => size is null or 0 or < -1))
            return null;
        long[] sample = Array.ConvertAll(sizes, size => size!.Value);
        // If the batch is what is left, so much has to be a sample.
        bool isLeft = target[0].Whole == -1;
        return
            !isLeft
            || incoming.ElementCount is not { } count
            || count == sample.Aggregate(1L, (product, size) => checked(product * size))
            ? sample
            : null;
    }

    private static void Add(MnnOperator layer, long[]? sample)
    {
        bool fits = sample is not null && (layer.Shape.ElementCount is not { } count || Fits(sample, count));
        if (fits)
            layer.AddToFirst(new Reshape { TargetShape = sample! });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static bool Fits(long[] sample, long count)
    {
        if (sample.Count(size => size == -1) > 1)
            return false;
        long product = sample.Where(size => size != -1).Aggregate(1L, (all, size) => checked(all * size));
        return sample.Contains(-1) ? product > 0 && count % product == 0 : product == count;
    }

    // Up to an end, where one is given; otherwise a matrix, with what is in front of the axis as rows.
    private static void Flatten(MnnOperator layer)
    {
        var settings = layer.Settings("Flatten");
        long start = settings.Int(0, "the axis"),
            end = settings.Int(1, "the last axis");
        if (
            layer.Shape is not { Rank: > 0 } shape
            || layer.Axis(start) is not { } first
            || (end == 0 && start != 1 && start != -shape.Rank)
        )
            layer.AddAsWritten(WorkKind.DataMovement);
        else
            layer.Add(new Flatten { StartAxis = first, EndAxis = end == 0 ? -1 : checked((int)end) });
    }

    private static void Squeeze(MnnOperator layer)
    {
        long[] axes = layer.Op.SettingsOr("SqueezeParam").Wholes(0, "the axes") ?? layer.Known(1)?.Wholes ?? [];
        int?[] gone = [.. axes.Select(layer.Index)];
        var shape = layer.Shape;
        if (!shape.IsKnown || Array.Exists(gone, axis => axis is null))
            layer.AddAsWritten(WorkKind.DataMovement);
        else
            Add(
                layer,
                [
                    .. shape
                        .Sizes.Where((size, axis) => axes.Length > 0 ? !gone.Contains(axis) : size != 1)
                        .Select(size => size!.Value),
                ]
            );
    }

    // Counted among the output axes.
    private static void Unsqueeze(MnnOperator layer, long[]? axes)
    {
        var shape = layer.Shape;
        int rank = shape.Rank + 1 + (axes?.Length ?? 0);
        long[] places = [.. (axes ?? []).Select(axis => axis < 0 ? axis + rank : axis).OrderBy(axis => axis)];
        if (!shape.IsKnown || places.Length is 0 or > 8 || Array.Exists(places, place => place < 1 || place >= rank))
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        var sizes = shape.Sizes.Select(size => size!.Value).ToList();
        foreach (long place in places.Distinct())
            sizes.Insert(Math.Min((int)place - 1, sizes.Count), 1);
        Add(layer, [.. sizes]);
    }

    // The order of axes goes with the tensor and not with its axes: what was channels first stays so.
    private static void Permute(MnnOperator layer, long[]? order)
    {
        bool isPossible =
            order is { Length: > 1 }
            && order[0] == 0
            && order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, order.Length).Select(axis => (long)axis));
        if (isPossible && (!layer.Shape.HasRank || layer.Shape.Rank == order!.Length - 1))
            layer.AddToFirst(new Permute { Order = [.. order!.Skip(1)], KeepsLayout = true });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    // Between the two orders without packing nothing is moved but channels.
    private static void Convert(MnnOperator layer)
    {
        var target = (MnnFormat)layer.Settings("TensorConvertInfo").Choice(1, "the order of the output");
        layer.Leaves(target);
        bool wasLast = MnnNet.LayoutOf(layer.IncomingFormat) == ShapeLayout.ChannelsLast,
            isLast = MnnNet.LayoutOf(target) == ShapeLayout.ChannelsLast;
        int rank = layer.Shape.Rank;
        if (wasLast == isLast)
        {
            layer.PassOn();
            return;
        }

        if (rank is 0 or > 8)
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        long[] axes = [.. Enumerable.Range(1, rank).Select(axis => (long)axis)];
        layer.Add(new Permute { Order = isLast ? [.. axes.Skip(1), 1] : [rank, .. axes.Take(rank - 1)] });
    }
}
