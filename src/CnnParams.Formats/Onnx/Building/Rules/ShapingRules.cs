using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>The same values under other axes.</summary>
internal sealed class ReshapeLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Reshape", "Flatten", "Squeeze", "Unsqueeze"];

    internal override Layer? Create(LayerCall call)
    {
        var outgoing = call.StatedOutput();
        if (
            !call.Reads(0)
            || outgoing.Rank == 0
            || outgoing.Sizes.Count(size => size is null) > 1
            || outgoing.Sizes.Contains(0)
        )
            return null;
        if (call.Operator == "Flatten" && outgoing.Rank == 1)
            return new Flatten();
        return new Reshape { TargetShape = [.. outgoing.Sizes.Select(size => size ?? -1)] };
    }
}

/// <summary>Axes in another order.</summary>
internal sealed class PermuteRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Transpose"];

    internal override Layer? Create(LayerCall call) =>
        call.Operation.Shape is { } shape
        && TransposeRule.Order(call.Operation, shape.Rank) is { } order
        && call.Reads(0)
            ? Of(call, order)
            : null;

    /// <summary>
    /// The layer that brings all axes in another order, the batch among them; null where nothing but the batch is
    /// there.
    /// </summary>
    internal static Permute? Of(LayerCall call, IReadOnlyList<long> order)
    {
        var shape = call.Operation.Shape!;
        long[] sample =
        [
            .. order
                .Select(axis => SampleShapes.Axis(shape, (int)axis))
                .Where(axis => axis is not null)
                .Select(axis => (long)axis!),
        ];
        return sample.Length > 0 ? new Permute { Order = sample, KeepsLayout = call.KeepsLayout } : null;
    }
}

/// <summary>Tensors joined along an axis.</summary>
internal sealed class ConcatenateRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Concat"];

    internal override Layer? Create(LayerCall call)
    {
        if (
            call.Outputs[0].Shape is not { } shape
            || shape.Index(call.Node.Number("axis", 1)) is not { } index
            || SampleShapes.Axis(shape, index) is not { } axis
        )
            return null;
        return Enumerable.Range(0, call.Operation.Inputs.Count).All(input => call.ReadsOrLearns(input))
            ? new Concatenate { Axis = axis }
            : null;
    }
}

/// <summary>A tensor cut into parts.</summary>
internal sealed class SplitLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Split"];

    internal override Layer? Create(LayerCall call)
    {
        if (call.SampleAxis(call.Node.Number("axis", 0)) is not { } axis || !call.Reads(0))
            return null;
        long?[] sizes =
        [
            .. Enumerable
                .Range(0, call.Outputs.Count)
                .Select(output => call.StatedOutput(output))
                .Select(part => part.Rank >= axis ? part.Sizes[axis - 1] : null),
        ];
        return sizes.All(size => size > 0)
            ? new Split { Axis = axis, Sizes = [.. sizes.Select(size => size!.Value)] }
            : null;
    }
}

/// <summary>A part of one axis.</summary>
internal sealed class SliceLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Slice"];

    internal override Layer? Create(LayerCall call)
    {
        if (
            SliceRule.Cuts(call.Operation) is not [var cut]
            || SampleShapes.Axis(call.Operation.Shape!, cut.Axis) is not { } axis
        )
            return null;
        return cut is { Step: > 0, Start.Value: { } start, End.Value: { } end } && call.Reads(0)
            ? new Slice
            {
                Axis = axis,
                Start = start,
                End = end >= int.MaxValue ? null : end,
                Step = cut.Step,
            }
            : null;
    }
}

/// <summary>Positions added around an image.</summary>
internal sealed class PaddingRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Pad"];

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call)
    {
        if (
            PadRule.Pads(call.Operation) is not { } pads
            || OnnxWindowSettings.Rank(call.Operation.Shape) is not { } rank
            || !call.Reads(0)
        )
            return null;
        var numbers = pads.Select(pad => (Begin: pad.Begin.Value, End: pad.End.Value)).ToArray();
        if (numbers.Take(2).Any(pad => pad is not (0, 0)) || numbers.Any(pad => pad.Begin is null || pad.End is null))
            return null;
        return new ZeroPadding(rank)
        {
            Padding = Shapes.Padding.Sides([.. numbers.Skip(2).Select(pad => (pad.Begin!.Value, pad.End!.Value))]),
            Mode = call.Node.Text("mode", "constant") switch
            {
                "reflect" => PaddingValues.Reflect,
                "edge" => PaddingValues.Replicate,
                "wrap" => PaddingValues.Circular,
                _ => PaddingValues.Constant,
            },
        };
    }
}

/// <summary>Images made larger or smaller.</summary>
internal sealed class ResizeLayerRule : LayerRule
{
    // Resize reads x, roi, scales, sizes.
    private const int Sizes = 3;

    internal override IEnumerable<string> Operators => ["Resize", "Upsample"];

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call)
    {
        if (
            OnnxWindowSettings.Rank(call.Operation.Shape) is not { } rank
            || !call.Reads(0)
            || call.Incoming.First.Rank != rank + 1
        )
            return null;
        long?[] from = [.. call.Incoming.First.Sizes.Skip(1)];
        long?[] to = [.. call.StatedOutput().Sizes.Skip(1)];
        if (from.Length != to.Length || to.Any(size => size is null or 0))
            return null;

        bool isMultiple = from.Zip(to, (before, after) => before > 0 && after % before == 0).All(multiple => multiple);
        var interpolation = InterpolationOf(call.Node.Text("mode", "nearest"), rank);
        // Sizes are constants or computed from the input: what a file has made of them says no more.
        bool hasSizes = call.Operator == "Resize" && call.Operation.Has(Sizes);
        if (!isMultiple || (hasSizes && from.SequenceEqual(to)))
            return Resize.OfFile(new([.. to.Select(size => size!.Value)]), rank, interpolation);
        var factor = new Extent([.. from.Zip(to, (before, after) => after!.Value / before!.Value)]);
        return hasSizes
            ? UpSampling.OfFile(factor, rank, interpolation)
            : new UpSampling(rank) { Size = factor, Interpolation = interpolation };
    }

    private static Interpolation InterpolationOf(string mode, int rank) =>
        (mode, rank) switch
        {
            ("linear" or "bilinear", 1) => Interpolation.Linear,
            ("linear" or "bilinear", 2) => Interpolation.Bilinear,
            ("linear" or "bilinear", _) => Interpolation.Trilinear,
            ("cubic", 2) => Interpolation.Bicubic,
            ("cubic", _) => Interpolation.Cubic,
            _ => Interpolation.Nearest,
        };
}

/// <summary>Values moved between channels and positions.</summary>
internal sealed class PixelRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["DepthToSpace", "SpaceToDepth"];

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call)
    {
        if (!call.Reads(0))
            return null;
        long block = call.Node.Number("blocksize", 1);
        return call.Operator == "DepthToSpace"
            ? new PixelShuffle { Factor = block }
            : new PixelUnshuffle { Factor = block };
    }
}

/// <summary>The mean or the largest value over all positions, which is a global pooling.</summary>
internal sealed class GlobalReductionRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["ReduceMean", "ReduceMax"];

    internal override Layer? Create(LayerCall call)
    {
        if (
            call.Operation.Shape is not { } shape
            || !shape[0].IsBatch
            || OnnxWindowSettings.Rank(shape) is not { } rank
            || ReductionRule.Reduced(call.Operation) is not { } reduced
            || !reduced.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(2, rank))
            || !call.Reads(0)
        )
        {
            return null;
        }

        bool keeps = ReductionRule.Keeps(call.Operation);
        // The mean of the features of each token is half of a layer normalisation.
        if (call.Incoming.Layout == Shapes.ShapeLayout.ChannelsLast || (rank == 1 && keeps))
            return null;
        return call.Operator == "ReduceMean"
            ? new GlobalAveragePooling(rank) { KeepDims = keeps }
            : new GlobalMaxPooling(rank) { KeepDims = keeps };
    }
}
