using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>Where data comes in, and what joins or cuts tensors.</summary>
internal sealed class MnnJoiningRules : OperatorRules<MnnOperator>
{
    // By BinaryOpOperation and by EltwiseType of the schema.
    private static readonly Dictionary<int, MergeOperation> Binary = new()
    {
        [0] = MergeOperation.Add,
        [1] = MergeOperation.Subtract,
        [2] = MergeOperation.Multiply,
        [3] = MergeOperation.Divide,
        [4] = MergeOperation.Maximum,
        [5] = MergeOperation.Minimum,
        [7] = MergeOperation.Divide,
        [8] = MergeOperation.Minimum,
        [9] = MergeOperation.Maximum,
    };

    private static readonly MergeOperation[] Eltwise =
    [
        MergeOperation.Multiply,
        MergeOperation.Add,
        MergeOperation.Maximum,
        MergeOperation.Subtract,
    ];

    // Where the numbers of Slice are: after each part, as Caffe has them, or the sizes of the parts, or of all parts.
    private const byte Caffe = 0,
        Torch = 4;

    public MnnJoiningRules()
    {
        Map("Input", AddInput);
        Map("Concat QuantizedConcat", Concatenate);
        Map(
            "BinaryOp",
            layer =>
            {
                var settings = layer.Settings("BinaryOp");
                Merge(
                    layer,
                    Binary.TryGetValue(settings.Int(0, "the operation"), out var operation) ? operation : null
                );
                layer.ActivateIf(settings.Int(2, "a function") == 1, "relu");
            }
        );
        Map("Eltwise", layer => Merge(layer, EltwiseOf(layer.Settings("Eltwise").Choice(0, "the operation"))));
        Map("EltwiseInt8", layer => Merge(layer, EltwiseOf(layer.Settings("EltwiseInt8").Choice(0, "the operation"))));
        Map("QuantizedAdd", layer => Merge(layer, MergeOperation.Add));
        Map("Slice", Cut);
        Map(
            "Unpack",
            layer =>
            {
                int? axis = layer.Index(layer.Settings("Axis").Int(0, "the axis"));
                layer.AddOperation(
                    WorkKind.DataMovement,
                    axis is { } index && layer.Shape.HasRank
                        ? layer.Shaped(layer.Shape.Dimensions.Where((_, i) => i != index))
                        : layer.StatedOutput
                );
            }
        );
        Map(
            "Select Where OneHot Tile BroadcastTo Broastcast Fill GatherND GatherElements ScatterNd ScatterElements "
                + "TopKV2 Unique Segment SetDiff1D",
            layer => layer.AddAsWritten(WorkKind.ElementWise)
        );
        // What a converter has worked out down to the moves of values, with the shapes beside it.
        Map("BatchToSpaceND SpaceToBatchND Im2Col Col2Im Raster", layer => layer.AddAsWritten(WorkKind.DataMovement));
        Map("ArgMax ArgMin", FindLargest);
        Map(
            "NonMaxSuppression NonMaxSuppressionV2 DetectionOutput DetectionPostProcess PriorBox Proposal Moments "
                + "CosineSimilarity",
            layer => layer.AddAsWritten(WorkKind.ElementWise)
        );
        Map("RandomUniform RandomNormal", layer => layer.AddAsWritten(WorkKind.DataMovement));
    }

    // Its axis goes; with packed channels older models keep it, and have other rules.
    private static void FindLargest(MnnOperator layer)
    {
        int? axis = layer.Index(layer.Settings("ArgMax").Int(2, "the axis"));
        bool isKnown = axis is not null && layer.IncomingFormat != MnnFormat.ChannelsPacked;
        layer.AddOperation(
            WorkKind.ElementWise,
            isKnown ? layer.Shaped(layer.Shape.Dimensions.Where((_, i) => i != axis)) : layer.StatedOutput
        );
    }

    private static MergeOperation? EltwiseOf(byte operation) => operation < Eltwise.Length ? Eltwise[operation] : null;

    private static void AddInput(MnnOperator layer)
    {
        var settings = layer.Settings("Input");
        var format = (MnnFormat)settings.Choice(2, "the order of the axes", (byte)MnnFormat.ChannelsPacked);
        int[] sizes = Array.ConvertAll(settings.Wholes(0, "the sizes") ?? [], size => (int)size);
        var written = sizes.Length > 0 ? MnnNet.Sample(sizes, format) : TensorShape.Unknown;
        var wanted =
            layer.IsFirst && layer.Options.InputShape is { } given && (!written.HasRank || given.Rank == written.Rank)
                ? given
                : written;
        layer.AddInputs(_ => wanted, MnnNet.LayoutOf(format));
        layer.Leaves(format);
    }

    private static void Concatenate(MnnOperator layer)
    {
        int written =
            layer.Op.SettingsKind == "QuantizedConcat"
                ? layer.Op.SettingsOr("QuantizedConcat").Int(1, "the axis")
                : layer.Op.SettingsOr("Axis").Int(0, "the axis");
        if (layer.Axis(written) is { } axis)
            layer.Add(new Concatenate { Axis = axis });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    // A constant of more than one number is learned: a bias, as a rule, or what a batch norm has left.
    private static void Merge(MnnOperator layer, MergeOperation? operation)
    {
        TensorShape[] incoming = [.. Enumerable.Range(0, layer.InputCount).Select(layer.ShapeOf)];
        var largest = incoming.Where(shape => shape.HasRank).OrderByDescending(shape => shape.Rank).FirstOrDefault();
        if (layer.InputCount == 1)
            layer.AddBesideConstants(operation, Repeated(layer));
        else if (
            operation is { } known
            && Array.TrueForAll(incoming, shape => shape.Rank == largest?.Rank && shape.Layout == largest.Layout)
        )
            layer.Add(new Merge { Operation = known });
        else
            layer.AddRepeated(largest ?? TensorShape.Unknown);
    }

    // The input, repeated where the constant is larger; both are aligned at the end, the batch in front. Where the
    // constant has an axis in front of the batch, or several samples, what follows is not one sample.
    private static TensorShape Repeated(MnnOperator layer)
    {
        var shape = layer.Shape;
        if (
            Enumerable
                .Range(0, layer.Op.Inputs.Length)
                .Select(input => layer.Known(input)?.Source)
                .FirstOrDefault(constant => constant is not null)
                is not { } constant
            || !shape.HasRank
        )
            return shape;
        var sizes = constant.Sizes;
        if (sizes.Count > shape.Rank + 1 || (sizes.Count == shape.Rank + 1 && sizes[0] > 1))
            return TensorShape.Unknown;
        return layer.Shaped(
            shape.Dimensions.Select(
                (size, axis) =>
                    sizes.Count - shape.Rank + axis is >= 0 and var at && size.Size == 1
                        ? Dimension.Of(sizes[at])
                        : size
            )
        );
    }

    private static void Cut(MnnOperator layer)
    {
        var settings = layer.Settings("Slice");
        long[]? numbers = layer.Known(1)?.Wholes ?? settings.Wholes(1, "the sizes of the parts");
        int parts = layer.OutputCount;
        if (
            layer.Index(settings.Int(0, "the axis")) is not { } index
            || layer.Shape.Sizes[index] is not { } size
            || parts == 0
        )
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        long[] sizes = Parts(
            numbers ?? [],
            size,
            parts,
            settings.Choice(2, "the framework"),
            layer.Op.Inputs.Length > 1
        );
        if (sizes.Length == parts && sizes.Sum() == size && Array.TrueForAll(sizes, part => part > 0))
            layer.AddToFirst(new Split { Axis = index + 1, Sizes = sizes });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static long[] Parts(long[] numbers, long size, int parts, byte framework, bool isInput)
    {
        if (framework == Caffe && !isInput)
        {
            long[] ends = [.. numbers, size];
            return [.. ends.Select((end, i) => end - (i > 0 ? ends[i - 1] : 0))];
        }

        if (numbers.Length <= 1 && !isInput)
        {
            // PyTorch has the size of each, TensorFlow how many there are.
            long each = framework == Torch && numbers.Length == 1 ? numbers[0] : size / parts;
            return [.. Enumerable.Repeat(each, parts - 1), size - (each * (parts - 1))];
        }

        // -1 has what is left.
        long rest = size - numbers.Where(part => part > 0).Sum();
        return Array.ConvertAll(numbers, part => part == -1 ? rest : part);
    }
}
