using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.CoreML.Program;

/// <summary>Operations without weights, but for what is added or multiplied as a constant.</summary>
internal sealed class ProgramTensorRules : OperatorRules<ProgramOperator>
{
    public ProgramTensorRules()
    {
        MapFunctions(
            "relu=relu relu6=relu6 leaky_relu=leaky_relu sigmoid=sigmoid sigmoid_hard=hard_sigmoid tanh=tanh "
                + "scaled_tanh=tanh silu=silu gelu=gelu elu=elu softplus=softplus softsign=softsign exp=exponential "
                + "clip=hard_tanh thresholded_relu=threshold clamped_relu=hard_tanh"
        );
        Map(
            "softmax",
            layer => layer.Activate("softmax", layer.Constant("axis")?.Wholes is [var axis] ? layer.Axis(axis) : null)
        );
        Map("add", layer => layer.Merge(MergeOperation.Add));
        Map("sub", layer => layer.Merge(MergeOperation.Subtract));
        Map("mul", layer => layer.Merge(MergeOperation.Multiply));
        Map("real_div", layer => layer.Merge(MergeOperation.Divide));
        Map("maximum", layer => layer.Merge(MergeOperation.Maximum));
        Map("minimum", layer => layer.Merge(MergeOperation.Minimum));
        Map("max_pool", layer => Pool(layer, isMax: true));
        Map("avg_pool", layer => Pool(layer, isMax: false));
        Map("reduce_mean", layer => Reduce(layer, isMax: false));
        Map("reduce_max", layer => Reduce(layer, isMax: true));
        Map(
            "concat",
            layer =>
            {
                if (
                    layer.Constant("axis")?.Wholes is [var written]
                    && layer.Axis(written) is { } axis
                    && layer.Weights().Length == 0
                )
                    layer.Add(new Concatenate { Axis = axis });
                else
                    layer.AddAsWritten(WorkKind.DataMovement);
            }
        );
        Map("split", Split);
        Map("reshape squeeze expand_dims flatten2d", Reshape);
        Map("transpose", Transpose);
        Map("upsample_nearest_neighbor upsample_bilinear resize_bilinear resize_nearest_neighbor resize", Resize);
        Map(
            "pixel_shuffle",
            layer =>
                layer.AddToFirst(
                    new PixelShuffle { Factor = layer.Constant("upscale_factor")?.Wholes is [var factor] ? factor : 1 }
                )
        );
        Map(
            "space_to_depth",
            layer =>
                layer.AddToFirst(
                    new PixelUnshuffle { Factor = layer.Constant("block_size")?.Wholes is [var factor] ? factor : 1 }
                )
        );
        Map("cast identity", layer => layer.PassOn());
        Map(
            "abs sqrt rsqrt square pow log sin cos tan asin acos atan sinh cosh erf ceil floor round sign inverse exp2 "
                + "equal not_equal less less_equal greater greater_equal logical_and "
                + "logical_or logical_not logical_xor select floor_div mod cumsum reduce_sum reduce_min reduce_prod "
                + "reduce_l2_norm reduce_l1_norm reduce_sum_square reduce_log_sum topk reduce_argmax "
                + "reduce_argmin argsort non_maximum_suppression quantize dequantize crop_resize",
            layer => layer.AddAsWritten(WorkKind.ElementWise)
        );
        Map(
            "pad slice_by_index slice_by_size tile stack shape fill reverse reverse_sequence crop depth_to_space "
                + "batch_to_space space_to_batch one_hot range_1d scatter scatter_nd "
                + "scatter_along_axis band_part non_zero sliding_windows classify read_state coreml_update_state",
            layer => layer.AddAsWritten(WorkKind.DataMovement)
        );
    }

    private static void Pool(ProgramOperator layer, bool isMax)
    {
        var size = layer.Each("kernel_sizes");
        int rank = size.Sizes.Count is >= 1 and <= 3 ? size.Sizes.Count : layer.SpatialRank;
        var rounding = layer.Constant("ceil_mode")?.Truth == true ? WindowRounding.Ceil : WindowRounding.Floor;
        layer.AddToFirst(PoolingLayers.Of(isMax, rank, size, layer.Each("strides"), layer.Pads(), rounding));
    }

    private static void Reduce(ProgramOperator layer, bool isMax)
    {
        long rank = layer.Shape.Rank + 1;
        long[] axes =
        [
            .. (layer.Constant("axes")?.Wholes ?? [])
                .Select(axis => axis < 0 ? axis + rank : axis)
                .OrderBy(axis => axis),
        ];
        if (
            !layer.HasBatchFirst
            || layer.Shape.Rank is not (2 or 3 or 4)
            || !axes.SequenceEqual(Enumerable.Range(2, layer.Shape.Rank - 1).Select(axis => (long)axis))
        )
        {
            layer.AddAsWritten(WorkKind.ElementWise);
            return;
        }

        int spatial = layer.SpatialRank;
        bool keeps = layer.Constant("keep_dims")?.Truth == true;
        layer.AddToFirst(PoolingLayers.OfAll(isMax, spatial, keepDims: keeps));
    }

    private static void Split(ProgramOperator layer)
    {
        var parts = Enumerable.Range(0, layer.OutputCount).Select(layer.StatedShape).ToArray();
        int index =
            layer.Constant("axis")?.Wholes is [var axis] && layer.Shape.HasRank ? (layer.Axis(axis) ?? 0) - 1 : -1;
        if (index < 0 || Array.Exists(parts, part => index >= part.Rank || part.Sizes[index] is null))
            layer.AddAsWritten(WorkKind.DataMovement);
        else
            layer.AddToFirst(
                new Split { Axis = index + 1, Sizes = [.. parts.Select(part => part.Sizes[index]!.Value)] }
            );
    }

    private static void Reshape(ProgramOperator layer)
    {
        var outgoing = layer.StatedOutput;
        if (outgoing is { IsKnown: true, Rank: > 0 } && layer.Shape.ElementCount == outgoing.ElementCount)
            layer.AddToFirst(new Reshape { TargetShape = [.. outgoing.Sizes.Select(size => size!.Value)] });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static void Transpose(ProgramOperator layer)
    {
        long[] order =
        [
            .. (layer.Constant("perm")?.Wholes ?? []).Select(axis => axis < 0 ? axis + layer.Shape.Rank + 1 : axis),
        ];
        if (order.Length > 1 && order.Length == layer.Shape.Rank + 1 && order[0] == 0 && layer.HasBatchFirst)
            layer.AddToFirst(new Permute { Order = [.. order.Skip(1)] });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static void Resize(ProgramOperator layer)
    {
        if (layer.StatedOutput is { Rank: 3, IsKnown: true } outgoing)
        {
            layer.AddToFirst(
                Layers.Resize.OfFile(
                    new Extent([.. outgoing.Sizes.Skip(1).Select(size => size!.Value)]),
                    2,
                    layer.Type.Contains("bilinear") ? Interpolation.Bilinear : Interpolation.Nearest
                )
            );
        }
        else
        {
            layer.AddAsWritten(WorkKind.ElementWise);
        }
    }
}
