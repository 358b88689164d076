using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>Layers that data comes in by, that join the input, cut it or give it other axes.</summary>
internal sealed class NcnnJoiningRules : OperatorRules<NcnnLayer>
{
    private static readonly MergeOperation?[] BinaryOperations =
    [
        MergeOperation.Add,
        MergeOperation.Subtract,
        MergeOperation.Multiply,
        MergeOperation.Divide,
        MergeOperation.Maximum,
        MergeOperation.Minimum,
    ];

    private static readonly MergeOperation[] Eltwise =
    [
        MergeOperation.Multiply,
        MergeOperation.Add,
        MergeOperation.Maximum,
    ];

    // Where each order has the axes 0 (width), 1 (height) and 2 (channels), from the width on.
    private static readonly int[][] Orders =
    [
        [0, 1, 2],
        [1, 0, 2],
        [0, 2, 1],
        [2, 0, 1],
        [1, 2, 0],
        [2, 1, 0],
    ];

    // The numbers of the sizes of a shape: width, height, depth, channels.
    private static readonly int[] SizeNumbers = [0, 1, 11, 2];

    public NcnnJoiningRules()
    {
        Map("Input", layer => layer.AddInputs(_ => layer.Options.InputShape ?? Written(layer) ?? layer.StatedOutput));
        Map(
            "MemoryData",
            layer =>
                layer.Add(
                    new WeightTensors
                    {
                        Tensors = [new TensorSpec("data", Written(layer) ?? throw layer.Wrong("has no sizes"))],
                        OutputShape = Written(layer),
                    }
                )
        );
        Map("Split", layer => layer.PassOn());
        Map("Concat", layer => layer.Add(new Concatenate { Axis = NcnnLayer.Axis(layer.Whole(NcnnJoin.Axis, 0)) }));
        Map(
            "Eltwise",
            layer =>
                Merge(layer, layer.Whole(NcnnJoin.Operation, 0) is >= 0 and < 3 and var kind ? Eltwise[kind] : null)
        );
        Map(
            "BinaryOp",
            layer =>
            {
                if (layer.Whole(NcnnJoin.HasNumber, 0) != 0 || layer.InputCount < 2)
                    layer.AddOperation(WorkKind.ElementWise, layer.Shape);
                else
                    Merge(
                        layer,
                        layer.Whole(NcnnJoin.Operation, 0) is >= 0 and < 6 and var kind ? BinaryOperations[kind] : null
                    );
            }
        );
        Map("Slice", Slice);
        Map("Flatten", layer => layer.Add(new Flatten()));
        Map("Reshape", Reshape);
        Map("Permute", Permute);
        Map("MatMul", layer => layer.Add(new MatMul { TransposeB = layer.Whole(NcnnJoin.TurnsB, 0) != 0 }));
        // Their axes depend on more than is read here; the file may note the shape.
        Map("CopyTo Unfold Fold", layer => layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput));
        Map(
            "ArgMax PriorBox DetectionOutput YoloDetectionOutput Yolov3DetectionOutput PSROIPooling ROIPooling "
                + "ROIAlign Proposal GridSample RotaryEmbed",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.StatedOutput)
        );
    }

    // Not each operation of ncnn's has a name here: powers, arc tangents, remainders.
    private static void Merge(NcnnLayer layer, MergeOperation? operation)
    {
        // A vector goes with the channels of an image, as a number with everything.
        var largest = Enumerable
            .Range(0, layer.InputCount)
            .Select(layer.ShapeOf)
            .Where(shape => shape.HasRank)
            .OrderByDescending(shape => shape.Rank)
            .FirstOrDefault();
        bool isOfOneRank = Enumerable
            .Range(0, layer.InputCount)
            .All(input => layer.ShapeOf(input).Rank == largest?.Rank);
        if (!isOfOneRank)
            layer.AddRepeated(largest ?? TensorShape.Unknown);
        else if (operation is { } known)
            layer.Add(new Merge { Operation = known });
        else
            layer.AddOperation(WorkKind.ElementWise, layer.Shape);
    }

    private static TensorShape? Written(NcnnLayer layer)
    {
        long[] sizes = [.. SizeNumbers.Select(id => layer.Whole(id, 0)).Where(size => size != 0)];
        return sizes.Length == 0 || sizes.Any(size => size < 0) ? null : NcnnShapes.Of(sizes);
    }

    private static void Slice(NcnnLayer layer)
    {
        int axis = NcnnLayer.Axis(layer.Whole(NcnnJoin.AxisOfParts, 0));
        var written = layer.Line.Wholes(NcnnJoin.Parts);
        int index = axis > 0 ? axis - 1 : layer.Shape.Rank + axis;
        long? size = index >= 0 && index < layer.Shape.Rank ? layer.Shape.Sizes[index] : null;
        if (written.Count != layer.OutputCount || size is null)
        {
            layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput);
            return;
        }

        // -233 takes its share of what is left.
        var parts = new List<long>();
        long left = size.Value;
        for (int i = 0; i < written.Count; i++)
        {
            parts.Add(written[i] == -233 ? left / (written.Count - i) : written[i]);
            left = checked(left - parts[i]);
        }

        layer.Add(new Split { Axis = axis, Sizes = parts });
    }

    private static void Reshape(NcnnLayer layer)
    {
        long[] target =
        [
            .. Enumerable.Reverse(SizeNumbers).Select(id => layer.Whole(id, -233)).SkipWhile(size => size == -233),
        ];
        var incoming = layer.Shape;
        // 0 takes over the size of the axis in its place, counted from the width.
        long?[] sizes =
        [
            .. target
                .Where(size => size != -233)
                .Select(
                    (size, i) =>
                    {
                        int from = incoming.Rank - target.Count(known => known != -233) + i;
                        return size != 0 ? size
                            : from >= 0 && from < incoming.Rank ? incoming.Sizes[from]
                            : null;
                    }
                ),
        ];
        if (sizes.Length == 0 || Array.Exists(sizes, size => size is null))
            layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput);
        else
            layer.AddToFirst(new Reshape { TargetShape = [.. sizes.Select(size => size!.Value)] });
    }

    private static void Permute(NcnnLayer layer)
    {
        long order = layer.Whole(NcnnJoin.Order, 0);
        int rank = layer.Shape.Rank;
        if (rank is not (2 or 3) || order < 0 || order >= (rank == 2 ? 2 : Orders.Length))
        {
            layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput);
            return;
        }

        // Both counted from the other end.
        long[] axes = [.. Orders[order].Take(rank).Reverse().Select(axis => (long)(rank - axis))];
        layer.Add(new Permute { Order = axes });
    }
}
