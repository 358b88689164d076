using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow;

/// <summary>The same values under other axes, at other places, or several times.</summary>
internal sealed class MovingOperators : TensorFlowRules
{
    public MovingOperators()
    {
        Map(
            "Identity Snapshot StopGradient PreventGradient CheckNumerics EnsureShape PlaceholderWithDefault "
                + "ReadVariableOp DENSIFY",
            call => new KnownTensors([Read(call.First, call.Name)])
        );
        Map("IdentityN", call => new KnownTensors([.. call.Inputs.OfType<GraphTensor>()]));
        Map(
            "Cast CAST Bitcast BITCAST ReverseV2 REVERSE_V2 Reverse ZerosLike ZEROS_LIKE OnesLike",
            call => Moved(call.First.Sizes)
        );
        Map("ExpandDims EXPAND_DIMS", ExpandDims);
        Map("Squeeze", call => Squeeze(call, call.Wholes("squeeze_dims") ?? call.Wholes("axis") ?? []));
        Map("SQUEEZE", call => Squeeze(call, call.Wholes("squeeze_dims") ?? []));
        Map("Transpose TRANSPOSE", Transpose);
        Map(
            "Tile TILE",
            call =>
                Moved(
                    call.First.Sizes is { } sizes && call.Wholes(1) is { } times && times.Length == sizes.Count
                        ? [.. sizes.Select((size, i) => times[i] == 1 ? size : checked(size * times[i]))]
                        : null
                )
        );
        Map("BroadcastTo BROADCAST_TO", call => Moved(call.Input(1)?.ValuesAsSizes));
        Map("Fill FILL", call => Moved(call.First.ValuesAsSizes));
        Map(
            "OneHot ONE_HOT",
            call =>
                Moved(
                    call.First.Sizes is { } sizes && call.Wholes(1) is [var depth] && (call.Whole("axis") ?? -1) == -1
                        ? [.. sizes, depth]
                        : null
                )
        );
        Map("GatherNd GATHER_ND", GatherParts);
        Map("SpaceToDepth SPACE_TO_DEPTH", call => new PixelUnshuffle { Factor = BlockSize(call) });
        Map("DepthToSpace DEPTH_TO_SPACE", call => new PixelShuffle { Factor = BlockSize(call) });
        Map(
            "SpaceToBatchND SPACE_TO_BATCH_ND",
            call => SpaceInBatch.Of(call) is { } dealt ? new KnownTensors([dealt]) : Moved(null)
        );
        Map("BatchToSpaceND BATCH_TO_SPACE_ND", Gathered);
        Map("Pad PadV2 MirrorPad PAD PADV2 MIRROR_PAD", Pad);
        Map("Shape SHAPE", call => Moved(call.First.Rank is { } rank ? [rank] : null));
        Map("Rank RANK Size", _ => Moved([]));
    }

    private static GraphTensor Read(GraphTensor tensor, string name) =>
        tensor.Origins is [var origin] && tensor.Name == origin.Name && TrainedVariables.IsReadBy(name, origin.Name)
            ? tensor.AsVariable()
            : tensor;

    private static long BlockSize(OperatorCall call) =>
        call.Whole("block_size") ?? throw new UnknownOperatorException("the size of its blocks is not stated");

    private static MovedTensors Moved(IReadOnlyList<long?>? sizes) => new([sizes]);

    // Each row of the second tensor is a place in the first axes of the first.
    private static MovedTensors GatherParts(OperatorCall call)
    {
        if (
            call.First.Sizes is not { } sizes
            || call.Required(1).Sizes is not { Count: > 0 } places
            || places[places.Count - 1] is not { } depth
            || depth > sizes.Count
        )
            return Moved(null);
        return Moved([.. places.Take(places.Count - 1), .. sizes.Skip((int)depth)]);
    }

    private static MovedTensors ExpandDims(OperatorCall call)
    {
        if (call.First.Sizes is not { } sizes || call.Wholes(1) is not [var axis])
            return Moved(null);
        int at = (int)(axis < 0 ? axis + sizes.Count + 1 : axis);
        if (at < 0 || at > sizes.Count)
            throw new UnknownOperatorException(
                $"its axis is {axis}; the input has the sizes {OperatorCall.Text(sizes)}"
            );
        return Moved([.. sizes.Take(at), 1, .. sizes.Skip(at)]);
    }

    private static MovedTensors Squeeze(OperatorCall call, long[] axes)
    {
        if (call.First.Sizes is not { } sizes)
            return Moved(null);
        var dropped = axes.Select(axis => axis < 0 ? axis + sizes.Count : axis).ToArray();
        // The batch of one sample stays: it is no axis of the sample.
        return Moved([
            .. sizes.Where(
                (size, i) =>
                    dropped.Length > 0 ? !dropped.Contains(i) : size != 1 || (i == 0 && call.HasBatch(call.First))
            ),
        ]);
    }

    private static OperatorResult Transpose(OperatorCall call)
    {
        if (call.First.Sizes is not { } sizes)
            return Moved(null);
        if (
            call.Wholes(1) is not { } order
            || !order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, sizes.Count).Select(axis => (long)axis))
        )
            throw new UnknownOperatorException("the order of its axes is not known");
        bool hasBatch = call.HasBatch(call.First);
        if (call.First.IsConstant || order.Length < 2 || (hasBatch && order[0] != 0))
            return Moved([.. order.Select(axis => sizes[(int)axis])]);
        return new Permute { Order = hasBatch ? [.. order.Skip(1)] : Array.ConvertAll(order, axis => axis + 1) };
    }

    // The image is whole again, and what was added to make it divisible is cut off.
    private static OperatorResult Gathered(OperatorCall call)
    {
        if (call.First.InBatch is null || call.Wholes(2) is not { } crops || crops.Length is not (2 or 4 or 6))
            return Moved(null);
        var whole = call.First with { Name = call.Outputs[0].Name, Readers = call.Outputs[0].Readers, InBatch = null };
        if (Array.TrueForAll(crops, crop => crop == 0))
            return new KnownTensors([whole]);
        var sides = Enumerable.Range(0, crops.Length / 2).Select(axis => (crops[2 * axis], crops[(2 * axis) + 1]));
        return new GraphLayer(new CroppingLayer(crops.Length / 2) { Cropping = Padding.Sides([.. sides]) })
        {
            Reads = [whole],
        };
    }

    private static OperatorResult Pad(OperatorCall call)
    {
        if (call.First.Sizes is not { } sizes || call.Wholes(1) is not { } sides || sides.Length != 2 * sizes.Count)
            return Moved(null);
        int spatial = sizes.Count - 2;
        bool isImage =
            spatial is >= 1 and <= 3
            && call.HasBatch(call.First)
            && sides[0] == 0
            && sides[1] == 0
            && sides[sides.Length - 2] == 0
            && sides[sides.Length - 1] == 0;
        if (!isImage)
            return Moved([.. sizes.Select((size, i) => checked(size + sides[2 * i] + sides[(2 * i) + 1]))]);
        return new ZeroPadding(spatial)
        {
            Padding = Padding.Sides([
                .. Enumerable.Range(1, spatial).Select(axis => (sides[2 * axis], sides[(2 * axis) + 1])),
            ]),
            Mode = call.Operator is "MirrorPad" or "MIRROR_PAD" ? PaddingValues.Reflect : PaddingValues.Constant,
        };
    }
}
