using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>Pooling, means of whole images, and images that are made larger or smaller.</summary>
internal sealed class PaddlePoolingRules : OperatorRules<PaddleOperator>
{
    private static readonly string[] Sides = ["out_d", "out_h", "out_w"];

    public PaddlePoolingRules()
    {
        Map("pool2d", layer => Pool(layer, 2, layer.Text("pooling_type") == "max"));
        Map("pool3d", layer => Pool(layer, 3, layer.Text("pooling_type") == "max"));
        Map("max_pool2d_with_index", layer => Pool(layer, 2, isMax: true));
        Map("max_pool3d_with_index", layer => Pool(layer, 3, isMax: true));
        Map("reduce_mean", layer => Reduce(layer, isMax: false));
        Map("reduce_max", layer => Reduce(layer, isMax: true));
        Map("nearest_interp nearest_interp_v2", layer => Resize(layer, 2, Interpolation.Nearest));
        Map("bilinear_interp bilinear_interp_v2", layer => Resize(layer, 2, Interpolation.Bilinear));
        Map("bicubic_interp bicubic_interp_v2", layer => Resize(layer, 2, Interpolation.Bicubic));
        Map("linear_interp linear_interp_v2", layer => Resize(layer, 1, Interpolation.Linear));
        Map("trilinear_interp trilinear_interp_v2", layer => Resize(layer, 3, Interpolation.Trilinear));
        Map("pixel_shuffle", layer => layer.Add(new PixelShuffle { Factor = layer.Whole("upscale_factor", 1) }));
    }

    private static void Pool(PaddleOperator layer, int rank, bool isMax)
    {
        var size = layer.Each("ksize");
        if (layer.HasChannelsLast)
        {
            layer.AddUnfollowed("its channels are last");
        }
        else if (layer.Is("global_pooling") || (layer.Is("adaptive") && size.Sizes.All(axis => axis == 1)))
        {
            AddGlobal(layer, rank, isMax, keeps: true);
        }
        else if (layer.Is("adaptive"))
        {
            layer.AddToFirst(PoolingLayers.ToSize(isMax, rank, size));
        }
        else
        {
            AddWindows(layer, rank, isMax, size);
        }
    }

    // Rounded up, the last window is not clipped (PoolOutputSize in paddle/phi/infermeta).
    private static void AddWindows(PaddleOperator layer, int rank, bool isMax, Extent size)
    {
        var stride = layer.Each("strides");
        var (padding, rounding) =
            layer.Is("ceil_mode") && layer.Text("padding_algorithm") is not ("SAME" or "VALID")
                ? UnclippedCeil.Of(layer.Shape, size, stride, layer.Sides(rank))
                : (layer.Pads(rank), WindowRounding.Floor);
        layer.AddToFirst(
            PoolingLayers.Of(isMax, rank, size, stride, padding, rounding, !layer.Is("exclusive", missing: true))
        );
    }

    private static void AddGlobal(PaddleOperator layer, int rank, bool isMax, bool keeps) =>
        layer.AddToFirst(PoolingLayers.OfAll(isMax, rank, keepDims: keeps));

    // Over all axes after the channels, it is pooling.
    private static void Reduce(PaddleOperator layer, bool isMax)
    {
        int rank = layer.Shape.Rank;
        var axes = layer.Wholes("dim").Select(axis => axis < 0 ? axis + rank + 1 : axis).OrderBy(axis => axis);
        if (
            rank is 2 or 3 or 4
            && !layer.Is("reduce_all")
            && axes.SequenceEqual(Enumerable.Range(2, rank - 1).Select(axis => (long)axis))
        )
            AddGlobal(layer, rank - 1, isMax, layer.Is("keep_dim"));
        else
            layer.AddAsWritten(WorkKind.ElementWise);
    }

    private static void Resize(PaddleOperator layer, int rank, Interpolation way)
    {
        var factors = layer.Reals("scale");
        long[] wanted = [.. Sides.Skip(3 - rank).Select(side => layer.Whole(side, 0))];
        if (layer.HasChannelsLast)
            layer.AddUnfollowed("its channels are last");
        else if (
            factors.Count > 0
            && factors.All(factor => factor > 0)
            && (factors.Count == 1 || factors.Count == rank)
        )
            layer.AddToFirst(Enlarge(rank, way, factors));
        else if (layer.StatedOutput is { IsKnown: true } outgoing && outgoing.Rank == rank + 1)
            layer.AddToFirst(Bring(rank, way, [.. outgoing.Sizes.Skip(1).Select(size => size!.Value)]));
        else if (Array.TrueForAll(wanted, size => size > 0))
            layer.AddToFirst(Bring(rank, way, wanted));
        else
            layer.AddAsWritten(WorkKind.ElementWise);
    }

    private static Layer Enlarge(int rank, Interpolation way, IReadOnlyList<double> factors) =>
        factors.All(factor => factor == Math.Floor(factor) && factor < int.MaxValue)
            ? new UpSampling(rank)
            {
                Size = new Extent([.. factors.Select(factor => (long)factor)]),
                Interpolation = way,
            }
            : new UpSampling(rank) { ScaleFactor = [.. factors], Interpolation = way };

    private static Layer Bring(int rank, Interpolation way, long[] sizes) =>
        Layers.Resize.OfFile(new Extent(sizes), rank, way);
}
