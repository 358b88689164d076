using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Parts of tensors, tensors with a border, and rows that are looked up (source/shape/ShapeStridedSlice.cpp,
/// ShapeSliceTf.cpp, ShapePadding.cpp, ShapeGatherV2.cpp).
/// </summary>
internal sealed class MnnPartRules : OperatorRules<MnnOperator>
{
    public MnnPartRules()
    {
        Map("StridedSlice", Slice);
        Map("SliceTf", SliceBySize);
        Map("Crop", Crop);
        Map("Padding", Pad);
        Map(
            "GatherV2",
            layer =>
                Gather(
                    layer,
                    layer.Op.SettingsKind == "Axis" ? layer.Op.SettingsOr("Axis").Int(0, "the axis")
                        : layer.Op.Inputs.Length > 2
                            ? layer.Known(2)?.Wholes is [var axis] ? axis
                                : null
                        : 0
                )
        );
        Map("Gather", layer => Gather(layer, layer.Op.SettingsOr("Gather").Int(3, "the axis")));
    }

    private static void Slice(MnnOperator layer)
    {
        var settings = layer.Settings("StridedSliceParam");
        bool isOnnx = settings.Int(7, "the framework") == 1;
        long[]? begins = layer.Known(1)?.Wholes;
        // The end of all samples is the batch.
        long[]? ends =
            layer.Known(2)?.Numbers?.Select(number => number.Size.IsBatch ? int.MaxValue : number.Whole) is { } places
            && places.All(place => place is not null)
                ? [.. places.Select(place => place!.Value)]
                : null;
        int stepAt = isOnnx ? 4 : 3;
        long[]? steps = layer.Op.Inputs.Length > stepAt ? layer.Known(stepAt)?.Wholes : null;
        long[]? axes = isOnnx && layer.Op.Inputs.Length > 3 ? layer.Known(3)?.Wholes : null;
        bool isPlain = settings.Int(4, "an ellipsis") == 0 && settings.Int(5, "new axes") == 0;
        if (
            begins is null
            || ends?.Length != begins.Length
            || begins.Length > 8
            || !isPlain
            || (steps is not null && steps.Length != begins.Length)
            || (axes is not null && axes.Length != begins.Length)
            || (isOnnx && layer.Op.Inputs.Length > 3 && axes is null)
        )
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        var parts = new List<AxisPart>();
        for (int i = 0; i < begins.Length; i++)
        {
            int bit = 1 << i;
            bool goes = (settings.Int(6, "the axes that go") & bit) != 0;
            long begin = (settings.Int(2, "the beginnings") & bit) != 0 ? 0 : begins[i];
            long? end =
                goes ? (begin == -1 ? null : begin + 1)
                : (settings.Int(3, "the ends") & bit) != 0 || ends[i] >= int.MaxValue ? null
                : ends[i];
            parts.Add(new AxisPart(axes?[i] ?? i, begin, end, goes || steps is null ? 1 : steps[i], goes));
        }

        Cut(layer, parts);
    }

    private static void SliceBySize(MnnOperator layer)
    {
        if (
            layer.Known(1)?.Wholes is not { Length: <= 8 } begins
            || layer.Known(2)?.Wholes is not { } sizes
            || sizes.Length != begins.Length
        )
            layer.AddAsWritten(WorkKind.DataMovement);
        else
            Cut(
                layer,
                [
                    .. begins.Select(
                        (begin, axis) =>
                            new AxisPart(axis, begin, sizes[axis] == -1 ? null : checked(begin + sizes[axis]), 1, false)
                    ),
                ]
            );
    }

    // One layer for each axis that is cut; axes of which a single position is taken go afterwards.
    private static void Cut(MnnOperator layer, IReadOnlyList<AxisPart> parts)
    {
        var shape = layer.Shape;
        (AxisPart Part, int? Index)[] cut =
        [
            .. parts.Where(part => !IsWhole(layer, part)).Select(part => (part, layer.Index(part.Axis))),
        ];
        if (
            !shape.HasRank
            || Array.Exists(cut, pair => pair.Index is null || pair.Part.Step < 1)
            || cut.Select(pair => pair.Index).Distinct().Count() != cut.Length
        )
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        if (cut.Length == 0)
        {
            layer.PassOn();
            return;
        }

        foreach (var (part, index) in cut)
        {
            layer.Add(
                new Slice
                {
                    Axis = index!.Value + 1,
                    Start = part.Begin,
                    End = part.End,
                    Step = part.Step,
                },
                FormattableString.Invariant($"axis{index + 1}")
            );
        }

        int?[] gone = [.. cut.Where(pair => pair.Part.Goes).Select(pair => pair.Index)];
        if (gone.Length > 0 && layer.Shape.IsKnown)
        {
            long[] left = [.. layer.Shape.Sizes.Where((_, axis) => !gone.Contains(axis)).Select(size => size!.Value)];
            layer.Add(new Reshape { TargetShape = left }, "axes");
        }
    }

    // Of the batch only the first sample, or all of them, can be taken.
    private static bool IsWhole(MnnOperator layer, AxisPart part)
    {
        if (part is not { Begin: 0, Step: 1, Goes: false })
            return false;
        long? size =
            part.Axis == 0 ? 1
            : layer.Index(part.Axis) is { } index ? layer.Shape.Sizes[index]
            : null;
        return part.End is null || part.End >= size;
    }

    // As large as the second tensor, from an axis on.
    private static void Crop(MnnOperator layer)
    {
        var (image, wanted) = (layer.ShapeOf(0), layer.ShapeOf(1));
        int from = layer.Settings("Crop").Int(0, "the axis", 2) - 1;
        layer.AddOperation(
            WorkKind.DataMovement,
            image.Rank == wanted.Rank && image.HasRank && from >= 0
                ? layer.Shaped(image.Dimensions.Select((size, axis) => axis < from ? size : wanted.Dimensions[axis]))
                : layer.StatedOutput
        );
    }

    private static void Pad(MnnOperator layer)
    {
        var shape = layer.Shape;
        if (layer.Known(1)?.Wholes is not { } pads || !shape.HasRank || pads.Length < 2 * (shape.Rank + 1))
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        (long Begin, long End)[] sides =
        [
            .. Enumerable.Range(1, shape.Rank).Select(axis => (pads[2 * axis], pads[(2 * axis) + 1])),
        ];
        int channels = shape.Layout == ShapeLayout.ChannelsLast ? shape.Rank - 1 : 0;
        if (shape.Rank is 2 or 3 or 4 && sides[channels] == (0, 0))
        {
            (long, long)[] spatial = [.. sides.Where((_, axis) => axis != channels)];
            layer.AddToFirst(new ZeroPadding(spatial.Length) { Padding = Padding.Sides(spatial) });
            return;
        }

        layer.AddOperation(
            WorkKind.DataMovement,
            layer.Shaped(
                shape.Dimensions.Select(
                    (size, axis) =>
                        size.Size is { } known
                            ? Dimension.Of(Math.Max(checked(known + sides[axis].Begin + sides[axis].End), 0))
                            : size
                )
            )
        );
    }

    private static void Gather(MnnOperator layer, long? axis)
    {
        // Rows of a table of weights, by computed numbers.
        if (layer.Known(0)?.Source is { IsWeight: true } table && layer.Known(1) is null && layer.InputCount == 1)
        {
            if (axis == 0 && table.Sizes.Count == 2)
            {
                layer.Add(
                    new Embedding
                    {
                        VocabularySize = table.Sizes[0],
                        EmbeddingSize = table.Sizes[1],
                        Stored = layer.Stored(("embeddings", 0)),
                    }
                );
            }
            else
            {
                layer.AddAsWritten(WorkKind.Lookup);
            }

            return;
        }

        // What is looked up in a table that is kept elsewhere has weights that are not known.
        if (layer.Op.Inputs.Length == 1)
        {
            layer.Warn("its table is not in the file: its parameters are not known");
            layer.AddUnknown(layer.StatedOutput);
            return;
        }

        // Of a computed tensor, the positions that a list of constants names: as many as it has; a single number takes
        // the axis away.
        if (axis is { } stated && layer.Index(stated) is { } index && layer.Known(1) is { Source: { } list })
        {
            layer.AddOperation(
                WorkKind.DataMovement,
                layer.Shaped([
                    .. layer.Shape.Dimensions.Take(index),
                    .. list.Sizes.Select(Dimension.Of),
                    .. layer.Shape.Dimensions.Skip(index + 1),
                ])
            );
            return;
        }

        layer.AddAsWritten(WorkKind.Lookup);
    }

    private sealed record AxisPart(long Axis, long Begin, long? End, long Step, bool Goes);
}
